// Trades as columns of numbers: what is walked over many times is fetched once.

import type { TradeRecord } from "../engine/trade/record.js";

/** A number of each trade, in the order in which they closed. */
export interface TradeColumns {
  /** UTC epoch ms. */
  readonly entryTs: Float64Array;
  readonly exitTs: Float64Array;
  readonly resultR: Float64Array;
  readonly netPnl: Float64Array;
  readonly maeR: Float64Array;
  readonly mfeR: Float64Array;
  /** 1 is long, 0 short. */
  readonly isLong: Uint8Array;
}

/** @param closing trades in the order in which they closed */
export function columnsOf(closing: readonly TradeRecord[]): TradeColumns {
  const column = (): Float64Array => new Float64Array(closing.length);
  const columns = {
    entryTs: column(),
    exitTs: column(),
    resultR: column(),
    netPnl: column(),
    maeR: column(),
    mfeR: column(),
    isLong: new Uint8Array(closing.length),
  };
  let place = 0;
  for (const trade of closing) {
    columns.entryTs[place] = trade.entry_ts;
    columns.exitTs[place] = trade.exit_ts;
    columns.resultR[place] = trade.result_R;
    columns.netPnl[place] = trade.net_pnl;
    columns.maeR[place] = trade.mae_R;
    columns.mfeR[place] = trade.mfe_R;
    columns.isLong[place] = trade.side === "long" ? 1 : 0;
    place++;
  }
  return columns;
}
