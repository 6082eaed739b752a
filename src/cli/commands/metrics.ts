// `metrics export`: from the journal, or a trades CSV, to numbers for people and other programs.

import { metricsToCsv, metricsToPrometheus } from "../../analytics/format.js";
import {
  addTrade,
  createMetrics,
  type Metrics,
  type MetricsState,
  metricsOf,
} from "../../analytics/metrics.js";
import { filterTrades } from "../../analytics/trade-filter.js";
import type { TradeRecord } from "../../engine/trade/record.js";
import { readTradesFile } from "../../feeds/trades-file.js";
import type { WantedTrades } from "../../projection/trades.js";
import { refuseOverwrite } from "../clash.js";
import { exchangeTime } from "../exchange-time.js";
import { OutputFile } from "../output-file.js";
import { setUp } from "../setup.js";
import { type GeneralFlags, jsonText, print, say } from "../terminal.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `metrics export`. */
export interface MetricsFlags extends GeneralFlags, TradeFlags {
  /** A trades CSV; our own journal without it. */
  readonly trades?: string;
  readonly format: "json" | "csv" | "prometheus";
  readonly out?: string;
}

/** Rows that are named one by one before the rest is counted. */
const NAMED_ROWS = 5;

function formatted(metrics: Metrics, format: MetricsFlags["format"]): string {
  if (format === "csv") return metricsToCsv(metrics);
  return format === "prometheus" ? metricsToPrometheus(metrics) : jsonText(metrics);
}

function isOfKind(trade: TradeRecord, { regime, side, exitReason }: WantedTrades): boolean {
  const isRegime = regime === undefined || trade.regime === regime;
  const isSide = side === undefined || trade.side === side;
  return isRegime && isSide && (exitReason === undefined || trade.exit_reason === exitReason);
}

/** Of the trades in a CSV; rows that are none are said. */
async function ofFile(file: string, wanted: WantedTrades, config?: string): Promise<MetricsState> {
  const setup = await setUp({ file: config });
  const { trades, bad } = readTradesFile(file, exchangeTime(setup));
  for (const { line, reason } of bad.slice(0, NAMED_ROWS)) {
    say(`${file}, line ${line}: left out: ${reason}`);
  }
  if (bad.length > NAMED_ROWS) say(`${file}: ${bad.length} rows left out in all`);
  const { fromTs, toTs, fromDay, toDay, symbol, strategy } = wanted;
  const filter = {
    ...(fromTs === undefined ? {} : { from: fromTs }),
    ...(toTs === undefined ? {} : { to: toTs }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(strategy === undefined ? {} : { strategy }),
  };
  const state = createMetrics();
  for (const trade of filterTrades(trades, filter)) {
    const isEarly = fromDay !== undefined && trade.exit_day < fromDay;
    const isLate = toDay !== undefined && trade.exit_day > toDay;
    if (!isEarly && !isLate && isOfKind(trade, wanted)) addTrade(state, trade);
  }
  return state;
}

/** Of what our own journal holds. */
async function ofJournal(wanted: WantedTrades): Promise<MetricsState> {
  const { openView } = await import("../journal-view.js");
  const { metricsIn } = await import("../../projection/results.js");
  const projection = await openView();
  try {
    return metricsIn(projection, wanted);
  } finally {
    projection.close();
  }
}

/** Writes the metrics of our own journal, or of a trades CSV. */
export async function exportMetrics(flags: MetricsFlags): Promise<void> {
  const { trades, config, out } = flags;
  if (out !== undefined) {
    const inputs = [
      ...(trades === undefined ? [] : [{ name: "--trades", path: trades }]),
      ...(config === undefined ? [] : [{ name: "--config", path: config }]),
    ];
    refuseOverwrite([{ name: "--out", path: out }], inputs);
  }
  const wanted = wantedOf(flags);
  const state =
    trades === undefined ? await ofJournal(wanted) : await ofFile(trades, wanted, config);
  const text = formatted(metricsOf(state), flags.json ? "json" : flags.format);
  if (out === undefined) return print(text);
  const file = new OutputFile(out);
  file.write(text);
  file.finish();
}
