// `metrics export --trades`: from a trades CSV to numbers for people and other programs.

import { metricsToCsv, metricsToPrometheus } from "../../analytics/format.js";
import { addTrade, createMetrics, type Metrics, metricsOf } from "../../analytics/metrics.js";
import { filterTrades } from "../../analytics/trade-filter.js";
import type { LocalTimeOf } from "../../analytics/trades-csv.js";
import { matchInstrument, unknownInstrument } from "../../engine/market/roots.js";
import { offsetAt } from "../../engine/market/trading-day.js";
import { readTradesFile } from "../../feeds/trades-file.js";
import { createTradingCalendar, type TradingCalendar } from "../../feeds/trading-days.js";
import { refuseOverwrite } from "../clash.js";
import { OutputFile } from "../output-file.js";
import { checkRange, type Moment, momentOf } from "../range.js";
import { type Setup, setUp } from "../setup.js";
import { type GeneralFlags, jsonText, print, say } from "../terminal.js";

/** Flags of `metrics export`. */
export interface MetricsFlags extends GeneralFlags {
  readonly trades: string;
  readonly format: "json" | "csv" | "prometheus";
  readonly from?: string;
  readonly to?: string;
  readonly symbol?: string;
  readonly strategy?: string;
  readonly out?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday. */
const EPOCH_WEEKDAY = 3;
/** Rows that are named one by one before the rest is counted. */
const NAMED_ROWS = 5;

/** Places moments in a symbol's exchange time, with one calendar per symbol. */
function exchangeTime(setup: Setup): LocalTimeOf {
  const calendars = new Map<string, TradingCalendar>();
  const calendarOf = (symbol: string): TradingCalendar => {
    const known = calendars.get(symbol);
    if (known !== undefined) return known;
    const spec =
      matchInstrument(symbol, setup.instruments) ??
      unknownInstrument(symbol, { unscaled: 1, scale: 2 });
    const calendar = createTradingCalendar(spec, {
      sessions: "rth",
      earlyCloses: setup.config.early_closes,
    });
    calendars.set(symbol, calendar);
    return calendar;
  };
  return (symbol, ts) => {
    const day = calendarOf(symbol).dayAt(ts);
    const local = ts + offsetAt(day, ts);
    const date = Math.floor(local / DAY_MS);
    return {
      day: day.name,
      hour: Math.floor((local - date * DAY_MS) / HOUR_MS),
      weekday: (((date + EPOCH_WEEKDAY) % 7) + 7) % 7,
    };
  };
}

function edges(from: Moment | null, to: Moment | null): { from?: number; to?: number } {
  return {
    ...(from !== null && "ts" in from ? { from: from.ts } : {}),
    ...(to !== null && "ts" in to ? { to: to.ts } : {}),
  };
}

function formatted(metrics: Metrics, format: MetricsFlags["format"]): string {
  if (format === "csv") return metricsToCsv(metrics);
  return format === "prometheus" ? metricsToPrometheus(metrics) : jsonText(metrics);
}

/** Writes the metrics of a trades CSV. */
export async function exportMetrics(flags: MetricsFlags): Promise<void> {
  if (flags.out !== undefined) {
    const config = flags.config === undefined ? [] : [{ name: "--config", path: flags.config }];
    const inputs = [{ name: "--trades", path: flags.trades }, ...config];
    refuseOverwrite([{ name: "--out", path: flags.out }], inputs);
  }
  const setup = await setUp({ file: flags.config });
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  checkRange(from, to);
  const { trades, bad } = readTradesFile(flags.trades, exchangeTime(setup));
  for (const { line, reason } of bad.slice(0, NAMED_ROWS)) {
    say(`${flags.trades}, line ${line}: left out: ${reason}`);
  }
  if (bad.length > NAMED_ROWS) say(`${flags.trades}: ${bad.length} rows left out in all`);
  const wanted = filterTrades(trades, {
    ...edges(from, to),
    ...(flags.symbol === undefined ? {} : { symbol: flags.symbol }),
    ...(flags.strategy === undefined ? {} : { strategy: flags.strategy }),
  }).filter(
    ({ exit_day }) =>
      (from === null || !("day" in from) || exit_day >= from.day) &&
      (to === null || !("day" in to) || exit_day <= to.day),
  );
  const state = createMetrics();
  for (const trade of wanted) addTrade(state, trade);
  const text = formatted(metricsOf(state), flags.json ? "json" : flags.format);
  if (flags.out === undefined) return print(text);
  const file = new OutputFile(flags.out);
  file.write(text);
  file.finish();
}
