// Trades for whoever adds them up: of our own journal, or of a trades CSV.

import { counted } from "../analytics/count.js";
import { bareTrade } from "../analytics/entry-context.js";
import { addTrade, createMetrics, type MetricsState } from "../analytics/metrics.js";
import { filterTrades } from "../analytics/trade-filter.js";
import { UserError } from "../engine/errors.js";
import type { TradeRecord } from "../engine/trade/record.js";
import type { Results } from "../projection/results.js";
import type { WantedTrades } from "../projection/trades.js";
import { say } from "./terminal.js";

/** Where to look. */
export interface TradesSource {
  /** A trades CSV; our own journal without it. */
  readonly trades?: string;
  readonly config?: string;
}

/** Rows that are named one by one before the rest is counted. */
const NAMED_ROWS = 5;

function isOfKind(trade: TradeRecord, { regime, side, exitReason }: WantedTrades): boolean {
  const isRegime = regime === undefined || trade.regime === regime;
  const isSide = side === undefined || trade.side === side;
  return isRegime && isSide && (exitReason === undefined || trade.exit_reason === exitReason);
}

/** What a trades CSV says nothing of cannot be asked of it. */
function refuseUnknown({ tags = [], account, source }: WantedTrades): void {
  const flag =
    tags.length > 0 ? "--tag" : account !== undefined ? "--account" : source && "--source";
  if (!flag) return;
  throw new UserError(`${flag} asks for what a trades CSV does not say; leave it or --trades out`);
}

/** Of the trades in a CSV those that are wanted; rows that are none are said. */
async function inFile(file: string, wanted: WantedTrades, config?: string): Promise<TradeRecord[]> {
  refuseUnknown(wanted);
  // What reads the configuration and CSV takes longer to load than a journal's view to be read.
  const { readTradesFile } = await import("../feeds/trades-file.js");
  const { exchangeTime } = await import("./exchange-time.js");
  const { setUp } = await import("./setup.js");
  const setup = await setUp({ file: config });
  const { trades, bad } = readTradesFile(file, exchangeTime(setup));
  for (const { line, reason } of bad.slice(0, NAMED_ROWS)) {
    say(`${file}, line ${line}: left out: ${reason}`);
  }
  if (bad.length > NAMED_ROWS) say(`${file}: ${counted(bad.length, "row")} left out in all`);
  const { fromTs, toTs, fromDay, toDay, symbols, strategy } = wanted;
  const filter = {
    ...(fromTs === undefined ? {} : { from: fromTs }),
    ...(toTs === undefined ? {} : { to: toTs }),
    ...(symbols === undefined ? {} : { symbols }),
    ...(strategy === undefined ? {} : { strategy }),
  };
  return filterTrades(trades, filter).filter((trade) => {
    const isEarly = fromDay !== undefined && trade.exit_day < fromDay;
    const isLate = toDay !== undefined && trade.exit_day > toDay;
    return !isEarly && !isLate && isOfKind(trade, wanted);
  });
}

function added(trades: readonly TradeRecord[]): MetricsState {
  const state = createMetrics();
  for (const trade of trades) addTrade(state, trade);
  return state;
}

async function ofJournal<Result>(
  work: (
    reading: typeof import("../projection/results.js"),
  ) => (projection: import("../projection/projection.js").Projection) => Result,
): Promise<Result> {
  const { openView } = await import("./journal-view.js");
  const reading = await import("../projection/results.js");
  const projection = await openView();
  try {
    return work(reading)(projection);
  } finally {
    projection.close();
  }
}

/** What the trades add up to. Throws UserErrors as `openView` and `readTradesFile` do. */
export async function metricsFrom(
  { trades, config }: TradesSource,
  wanted: WantedTrades,
): Promise<MetricsState> {
  if (trades !== undefined) return added(await inFile(trades, wanted, config));
  return ofJournal(
    ({ metricsIn }) =>
      (projection) =>
        metricsIn(projection, wanted),
  );
}

/** The same, and the trades themselves with all that is known of them. */
export async function resultsFrom(
  { trades: file, config }: TradesSource,
  wanted: WantedTrades,
): Promise<Results> {
  if (file === undefined) {
    return ofJournal(
      ({ resultsIn }) =>
        (projection) =>
          resultsIn(projection, wanted),
    );
  }
  const trades = await inFile(file, wanted, config);
  const guards = { worths: [], shadows: [] };
  return { trades: trades.map(bareTrade), metrics: added(trades), guards };
}
