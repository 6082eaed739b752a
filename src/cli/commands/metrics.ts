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
import type { LocalTimeOf } from "../../analytics/trades-csv.js";
import { matchInstrument, unknownInstrument } from "../../engine/market/roots.js";
import { offsetAt } from "../../engine/market/trading-day.js";
import { readTradesFile } from "../../feeds/trades-file.js";
import { createTradingCalendar, type TradingCalendar } from "../../feeds/trading-days.js";
import type { WantedTrades } from "../../projection/trades.js";
import { refuseOverwrite } from "../clash.js";
import { OutputFile } from "../output-file.js";
import { checkRange, momentOf } from "../range.js";
import { type Setup, setUp } from "../setup.js";
import { type GeneralFlags, jsonText, print, say } from "../terminal.js";

/** Flags of `metrics export`. */
export interface MetricsFlags extends GeneralFlags, TradeFlags {
  /** A trades CSV; our own journal without it. */
  readonly trades?: string;
  readonly format: "json" | "csv" | "prometheus";
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

/** The flags that say which trades count. */
export interface TradeFlags {
  readonly from?: string;
  readonly to?: string;
  readonly symbol?: string;
  readonly strategy?: string;
}

/** Which trades count. Throws a UserError where no range is said. */
export function wantedOf(flags: TradeFlags): WantedTrades {
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  checkRange(from, to);
  return {
    ...(from !== null && "ts" in from ? { fromTs: from.ts } : {}),
    ...(to !== null && "ts" in to ? { toTs: to.ts } : {}),
    ...(from !== null && "day" in from ? { fromDay: from.day } : {}),
    ...(to !== null && "day" in to ? { toDay: to.day } : {}),
    ...(flags.symbol === undefined ? {} : { symbol: flags.symbol }),
    ...(flags.strategy === undefined ? {} : { strategy: flags.strategy }),
  };
}

function formatted(metrics: Metrics, format: MetricsFlags["format"]): string {
  if (format === "csv") return metricsToCsv(metrics);
  return format === "prometheus" ? metricsToPrometheus(metrics) : jsonText(metrics);
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
    if (!isEarly && !isLate) addTrade(state, trade);
  }
  return state;
}

/** Of what our own journal holds. */
async function ofJournal(wanted: WantedTrades): Promise<MetricsState> {
  const { openView } = await import("../journal-view.js");
  const { metricsIn } = await import("../../projection/trades.js");
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
