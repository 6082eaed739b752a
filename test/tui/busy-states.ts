// A live run on a busy day, made by hand: a position that has taken a part off, news ahead, a
// governor that is cautious, nineteen trades behind it. Every view has something to show.

import { analysisOf } from "../../src/analytics/analysis.js";
import type { JournalTrade } from "../../src/analytics/entry-context.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { RiskView } from "../../src/runtime/risk-view.js";
import type { FactJson, Queries, Snapshot } from "../../src/runtime/session.js";
import type { WhyView } from "../../src/runtime/why-view.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { FactLog } from "../../src/tui/fact-log.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { live, market, NOW, ORDERS, POSITION, state } from "./states.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const OPEN_MS = Date.parse("2025-11-17T15:00:00.000Z");

/** Results of the trades, oldest first, R; nine on Monday, ten on Tuesday. */
const RESULTS = [
  ...[1.92, -1.03, 0.48, -1.06, 2.11, 0, -0.52, 0.97, -1.01],
  ...[1.44, -1.02, -1.05, 0.31, 2.02, -1.04, 0.88, -0.12, 1.63, -1.06],
];
const MONDAYS = 9;
/** Ordinal of the account's day. */
const MONDAY = 20_409;
const KINDS = [
  { strategy: "orb_retest", regime: "TREND", side: "long", win: "target", loss: "stop" },
  { strategy: "mean_reversion", regime: "RANGE", side: "short", win: "trail", loss: "stop" },
  { strategy: "vwap_pullback", regime: "TREND", side: "short", win: "target", loss: "time" },
] as const;

function tradeOf(result_R: number, at: number): JournalTrade {
  const kind = KINDS[at % KINDS.length] ?? KINDS[0];
  const isTuesday = at >= MONDAYS;
  const place = isTuesday ? at - MONDAYS : at;
  const entry_ts = OPEN_MS + (isTuesday ? DAY : 0) + place * 20 * MINUTE;
  const net_pnl = Math.round(result_R * 10_000) / 100;
  const sign = kind.side === "long" ? 1 : -1;
  return {
    ...{ trade_id: `t-${at + 1}`, trace_id: `trace-${at + 1}`, symbol: "MNQ", side: kind.side },
    ...{ strategy: kind.strategy, regime: kind.regime, entry_ts, qty: 2 },
    ...{
      exit_ts: entry_ts + 14 * MINUTE,
      entry_price: 24_800 + at,
      initial_stop: 24_800 - 25 * sign,
    },
    ...{ exit_price: 24_800 + at + 25 * sign * result_R, commission: 2.48, net_pnl, result_R },
    ...{ gross_pnl: net_pnl + 2.48, exit_reason: result_R > 0 ? kind.win : kind.loss },
    ...{ bars_held: 14, mae_R: Math.min(0, result_R) - 0.2, mfe_R: Math.max(0, result_R) + 0.1 },
    ...{ slippage_ticks: 1, entry_hour: 9 + Math.floor(place / 3) },
    ...{ entry_weekday: isTuesday ? 1 : 0, exit_day: isTuesday ? "2025-11-18" : "2025-11-17" },
    ...{ context: null, tags: [] },
  } as JournalTrade;
}

/** Closed trades, oldest first. */
const TRADES: readonly JournalTrade[] = RESULTS.map(tradeOf);

function metricsOfAll(): Queries["metrics"]["result"] {
  const metrics = createMetrics();
  for (const trade of TRADES) addTrade(metrics, trade);
  return metricsOf(metrics);
}

const RISK: RiskView = {
  losses: [
    { rule: "tripwire_day", unit: "R", value: 3.17, limit: -2, action: "LOCK", holds: false },
    { rule: "tripwire_week", unit: "R", value: 5.03, limit: -5, action: "LOCK", holds: false },
    { rule: "tripwire_red_days", unit: "days", value: 1, limit: 3, action: "BLOCK", holds: false },
    ...([
      {
        ...({ rule: "daily_loss_limit", unit: "money", value: 432.38 } as const),
        ...{ limit: -500, action: "LOCK", holds: false },
      },
    ] as RiskView["losses"]),
  ],
  ...{ risk_now: 188.45, risk_full: 251.3 },
  limits: [
    { key: "risk_per_trade_pct", asked: 0.5, effective: 0.5, ceiling: 2, why: "" },
    { key: "max_trades_per_day", asked: 4, effective: 4, ceiling: 10, why: "" },
    { key: "max_contracts", asked: 80, effective: 50, ceiling: 50, why: "lowered to its ceiling" },
    { key: "max_open_positions", asked: 2, effective: 1, ceiling: 5, why: "loosens at the roll" },
  ],
  governor: {
    rule: "self_report",
    inputs: {
      drawdown: { drawdown_R: -1.06, trades: 19, window: 20, multiplier: 1 },
      streak: { losses: 1, multiplier: 1 },
      self_report: { score: 3, multiplier: 0.75 },
      cooldown_served: { until_win: false, multiplier: 1 },
    },
    config: {
      ...{ window: 20, drawdown_r: [-2, -3, -4], streak: [2, 3, 4] },
      ...{ cooldown_bars: 30, scratch_r: 0.1 },
    },
  },
  news: [
    {
      ...{ symbol: "MNQ", from: "2025-11-18T19:20:00.000Z", to: "2025-11-18T19:40:00.000Z" },
      ...{ titles: ["CPI y/y"], impact: "high" },
    },
  ],
};

const VERDICTS = [
  { guard: "outside_session", ok: true, inputs: {} },
  { guard: "htf_gate", ok: false, inputs: { "1h_adx": 17.234, side: "long" } },
  { guard: "governor", ok: true, inputs: { multiplier: 0.75 } },
];

/** What guards and strategies say. */
export const WHY: WhyView = {
  ...{ symbol: "MNQ", ts: NOW, price: 24_830.5, stop_distance: 25, regime: "TREND" },
  strategies: [
    { name: "vwap_pullback", regimes: ["TREND"], fits: true, off: null },
    { name: "orb_retest", regimes: [], fits: true, off: "entered too often" },
    { name: "mean_reversion", regimes: ["RANGE"], fits: false, off: null },
  ],
  long: { qty: 0, R: 0, verdicts: VERDICTS },
  short: { qty: 3, R: 150, verdicts: VERDICTS.map((one) => ({ ...one, ok: true })) },
};

/** The day's facts, oldest first. */
const FACTS: readonly FactJson[] = [
  ...TRADES.map(({ context: _, tags: __, ...trade }, at) => {
    const exit_ts = new Date(trade.exit_ts).toISOString();
    return {
      ...{ ...trade, type: "trade_closed", seq: at + 1, ts: exit_ts, exit_ts, late: false },
      entry_ts: new Date(trade.entry_ts).toISOString(),
      ...{ trade_qty: trade.qty, price: trade.exit_price },
      day: at < MONDAYS ? MONDAY : MONDAY + 1,
    };
  }),
  ...(
    [
      ["18:20", "regime_changed", null, { from: "RANGE", to: "TREND", adx: 26.3 }],
      [
        ...(["18:24", "guard_reject", "trace-20"] as const),
        { reason: "htf_gate", guards: ["htf_gate"], inputs: {}, strategy: "vwap_pullback" },
      ],
      [
        ...(["18:37", "position_opened", "trace-21"] as const),
        {
          ...{ trade_id: "t-21", side: "short", strategy: "mean_reversion", regime: "RANGE" },
          ...{ qty: 6, entry_price: 24_853.75, stop: 24_870.25, target: null },
        },
      ],
      [
        ...(["18:40", "tp_hit", "trace-21"] as const),
        {
          ...{ trade_id: "t-21", level: 1, at_r: 1, qty: 3, price: 24_837.25 },
          ...{ pnl: 95.28, result_R: 0.48 },
        },
      ],
      [
        ...(["18:41", "stop_moved", "trace-21"] as const),
        { trade_id: "t-21", from: 24_870.25, to: 24_853.75, why: "break_even" },
      ],
      ["18:42", "operator", null, { command: "mood", by: "cockpit", inputs: { score: 3 } }],
    ] as const
  ).map(([time, type, trace_id, body], at) => ({
    ...{ ...body, type, trace_id, symbol: "MNQ", seq: RESULTS.length + at + 1 },
    ts: `2025-11-18T${time}:00.000Z`,
  })),
];

/** Two hours of a price, one close a minute: it climbs, and falls back in steps. */
const CLOSES = Array.from({ length: 120 }, (_, at) => {
  const climb = at < 70 ? at * 0.9 : 63 - (at - 70) * 0.75;
  const close = Math.round((24_800 + climb + ((at * 7) % 11) - 5) * 4) / 4;
  return at === 119 ? POSITION.last : close;
});

/** What the engine says of itself. */
export function busySnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return live({
    ...{ positions: [{ ...POSITION, naked_s: null }], orders: [...ORDERS] },
    trade: { state: "MANAGED", since: "2025-11-18T18:37:00.000Z" },
    ...{ current_R: 1.18, current_pnl: 233.38, day_R: 3.17, day_pnl: 432.38 },
    ...{ week_R: 5.03, week_pnl: 618.38, trades_today: 11, gear: "L" },
    ...{ trades_limit: 12 },
    gear_reason: "self-report 3: three quarters",
    governor: {
      ...({ badge: "CAUTION", multiplier: 0.75, cooldown_bars_left: null } as const),
      reason: "self-report 3: three quarters",
    },
    news: [
      {
        ...{ symbol: "MNQ", in_blackout: false, title: "CPI y/y" },
        ...{ from: "2025-11-18T19:20:00.000Z", to: "2025-11-18T19:40:00.000Z" },
      },
    ],
    guards_today: [
      { guard: "news_blackout", saved_R: 1 },
      { guard: "htf_gate", saved_R: -0.4 },
    ],
    symbols: [market("MNQ"), { ...market("ES"), last: 6_702.25, regime: "RANGE" }],
    ...change,
  } as Partial<Snapshot>);
}

/** What the session answers to views that ask. */
export const ANSWERED: CockpitState["data"] = {
  ...{ metrics: metricsOfAll(), analysis: analysisOf(TRADES), trades: TRADES, guards: [] },
  ...{ risk: RISK, timeline: FACTS.filter(({ trace_id }) => trace_id === "trace-19") },
};

/** The busy day as the cockpit shows it. */
export function busy(change: Partial<CockpitState> = {}): CockpitState {
  const log = new FactLog();
  for (const fact of FACTS) log.take(fact, () => 2);
  const { feed, facts, closed, refusals, results, marks } = log;
  const snapshot = busySnapshot();
  return state({
    ...{
      snapshot,
      today: log.today(snapshot),
      data: ANSWERED,
      recent: { count: 120, closes: CLOSES },
    },
    ...{ feed, facts, closed, refusals, results, marks },
    ...change,
  });
}

/** The busy day as an engine that can be asked for it. */
export function busySession(): FakeLiveSession {
  const session = new FakeLiveSession(busySnapshot());
  const { metrics, analysis, trades, guards, risk, timeline } = ANSWERED;
  session.answers = {
    ...{ trades, guards, timeline, why: WHY, closes: { count: 120, closes: CLOSES } },
    ...(metrics === null || analysis === null || risk === null ? {} : { metrics, analysis, risk }),
  };
  return session;
}
