// Reports of trades that were never made: as many as are asked for, the same for the same seed.

import { analysisOf } from "../../src/analytics/analysis.js";
import type { JournalTrade } from "../../src/analytics/entry-context.js";
import type { GuardWorth } from "../../src/analytics/guard-worth.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { Side } from "../../src/engine/strategy.js";
import type { ExitReason, TradeRecord } from "../../src/engine/trade/record.js";
import type { ReportData } from "../../src/report/document.js";
import type { TradeTrace } from "../../src/report/trace.js";
import { MINUTE, MONDAY, trade } from "../analytics/journal.js";

const DAY = 24 * 60 * MINUTE;

/** Numbers in [0, 1). Source: G. Marsaglia, "Xorshift RNGs", J. Stat. Software 8 (2003). */
function dice(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function among<Value>(roll: () => number, values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(roll() * values.length)] ?? values[0];
}

const STRATEGIES = ["vwap_pullback", "orb_retest", "mean_reversion"] as const;
const REASONS: readonly [ExitReason, ...ExitReason[]] = [
  ...(["stop", "break_even", "trail", "target", "time", "session_close"] as const),
];

/** A walk of bars from before the entry until behind the exit, and what was done on the way. */
function traceFor(roll: () => number, made: TradeRecord): TradeTrace {
  const { entry_ts, exit_ts, entry_price, exit_price, initial_stop, qty, side } = made;
  const count = Math.round((exit_ts - entry_ts) / MINUTE);
  const around = 20;
  const bars = Array.from({ length: count + 2 * around }, (_, at) => {
    const share = Math.min(1, Math.max(0, (at - around) / Math.max(1, count)));
    const close = entry_price + (exit_price - entry_price) * share + (roll() - 0.5) * 8;
    const ts = entry_ts + (at - around) * MINUTE;
    return { ts, high: close + roll() * 4, low: close - roll() * 4, close };
  });
  const better = side === "long" ? 1 : -1;
  return {
    bars,
    stops: [
      { ts: entry_ts, price: initial_stop },
      { ts: entry_ts + (count / 2) * MINUTE, price: initial_stop + better * 6 },
    ],
    fills: [
      { ts: entry_ts, price: entry_price, qty, role: "entry" },
      { ts: exit_ts, price: exit_price, qty, role: "stop" },
    ],
  };
}

function madeTrade(roll: () => number, place: number, perDay: number): JournalTrade {
  const day = Math.floor(place / perDay);
  const weeks = Math.floor(day / 5);
  const entry_ts =
    MONDAY + (weeks * 7 + (day % 5)) * DAY + (14 * 60 + (place % perDay) * 55) * MINUTE;
  const bars_held = 4 + Math.floor(roll() * 50);
  const side = among<Side>(roll, ["long", "short"]);
  const better = side === "long" ? 1 : -1;
  const result_R = roll() < 0.45 ? roll() * 2.6 : -roll() * 1.1;
  const entry_price = 24_000 + Math.floor(roll() * 4_000) / 4;
  const net = Math.round(result_R * 250 * 100) / 100;
  return {
    ...trade({
      trade_id: String(place + 1),
      symbol: among(roll, ["MNQ", "MES"]),
      side,
      strategy: among(roll, STRATEGIES as unknown as [string, ...string[]]),
      regime: among(roll, ["TREND", "RANGE", "VOLATILE"]),
      entry_ts,
      exit_ts: entry_ts + bars_held * MINUTE,
      qty: 3,
      entry_price,
      exit_price: entry_price + better * result_R * 40,
      initial_stop: entry_price - better * 40,
      exit_reason: among(roll, REASONS),
      gross_pnl: net + 3.72,
      commission: 3.72,
      net_pnl: net,
      result_R,
      bars_held,
      mae_R: Math.min(0, result_R) - roll() * 0.4,
      mfe_R: Math.max(0, result_R) + roll() * 0.6,
      slippage_ticks: Math.floor(roll() * 3),
    }),
    context: {
      gear: among(roll, ["D", "L"]),
      governor: among(roll, ["CALM", "CAUTION"]),
      governor_multiplier: among(roll, [1, 0.75]),
      regime_size: 1,
      self_report: among(roll, [null, 3, 4, 5]),
    },
    tags: roll() < 0.1 ? [among(roll, ["revenge", "late", "textbook"])] : [],
  };
}

const GUARDS: readonly GuardWorth[] = [
  {
    ...{ guard: "regime", refused: 61, cut: 0, shadow_closed: 44, shadow_R: -13.1, saved_R: 13.1 },
    interval_R: { low: 2.2, high: 24 },
  },
  {
    ...{ guard: "htf_gate", refused: 30, cut: 0, shadow_closed: 28, shadow_R: 6.4, saved_R: -6.4 },
    interval_R: { low: -15.1, high: 2.3 },
  },
  {
    ...{ guard: "governor", refused: 3, cut: 5, shadow_closed: 2, shadow_R: -1, saved_R: 1.4 },
    interval_R: null,
  },
  {
    ...{ guard: "outside_session", refused: 9, cut: 0, shadow_closed: 0, shadow_R: 0, saved_R: 0 },
    interval_R: null,
  },
];

/** A report of trades as they are given. */
export function reportOf(
  trades: readonly JournalTrade[],
  fields: Partial<ReportData> = {},
): ReportData {
  const state = createMetrics();
  for (const one of trades) addTrade(state, one);
  return {
    title: "MNQ, MES 1m",
    kind: "Replay",
    scope: ["17 Nov 2025 to 21 Nov 2025", "as it was"],
    currency: "USD",
    metrics: metricsOf(state),
    trades,
    analysis: analysisOf(trades, { worths: trades.length === 0 ? [] : GUARDS, shadows: [] }),
    notesOf: () => [],
    traceOf: () => null,
    sources: [
      [
        ["File", "mnq.csv"],
        ["Bars", "4,140"],
      ],
    ],
    made: [
      ["Facts", "1,234"],
      ["SHA-256 of the facts", "0".repeat(64)],
    ],
    config: { account: { equity: 50_000 } },
    ...fields,
  };
}

/** A report of so many trades at random, with a path for each. */
export function madeReport(count: number, perDay = 6): ReportData {
  const roll = dice(count + 1);
  const trades = Array.from({ length: count }, (_, place) => madeTrade(roll, place, perDay));
  return reportOf(trades, { traceOf: (one) => traceFor(dice(Number(one.trade_id)), one) });
}
