// Any state of the cockpit that there could be.

import fc from "fast-check";
import { SYSTEM_STATES } from "../../src/engine/live-facts.js";
import type { FactJson, Snapshot } from "../../src/runtime/session.js";
import type { Prompt } from "../../src/tui/bindings.js";
import { type CockpitState, NO_DATA, NO_PLACES } from "../../src/tui/cockpit-state.js";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { span } from "../../src/tui/line.js";
import { SEVERITIES, type Toast } from "../../src/tui/toasts.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { anyActing } from "./any-prompt.js";
import { anyToday } from "./any-today.js";
import { ANSWERED, WHY } from "./busy-states.js";
import { ALL_FACTS } from "./facts.js";
import { market, snapshot, state, tape } from "./states.js";

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];

const LONG_NOTICE = span(`NOT FLAT: ${"MNQ 3, 日経225 1, ".repeat(8)}left`, "alarm");

const name = fc.constantFrom(
  "MNQ",
  "EUR/USD",
  "BRK.B",
  "日経225",
  "e\u0301tude",
  "x\u001b[2Jy",
  "A".repeat(40),
);
const price = fc.double({ min: -50, max: 1e6, noNaN: true });
const small = fc.double({ min: -30, max: 30, noNaN: true });
const money = fc.double({ min: -1e6, max: 1e6, noNaN: true });

const positions: fc.Arbitrary<Position[]> = fc.array(
  fc.record({
    symbol: name,
    side: fc.constantFrom("long" as const, "short" as const),
    qty: fc.constantFrom(1, 10, 0.000_001, 12_000),
    entry: price,
    last: price,
    stop: price,
    initial_stop: price,
    R: small,
    protection: fc.constantFrom("PROTECTED" as const, "NAKED" as const, "UNKNOWN" as const),
    bars: fc.nat(5_000),
    trade_state: fc.constantFrom("PARTIAL" as const, "MANAGED" as const, "EXITING" as const),
    strategy: name,
    pnl: money,
    trade_qty: fc.constantFrom(2, 20, 24_000),
    stop_why: fc.constantFrom("initial" as const, "break_even" as const, "atr" as const),
    bars_limit: fc.constantFrom(null, 120),
    naked_s: fc.constantFrom(null, 0, 3.7, 86_400),
  }),
  { maxLength: 7 },
);

const orders: fc.Arbitrary<Order[]> = fc.array(
  fc.record({
    client_order_id: fc.constant("tx"),
    symbol: name,
    side: fc.constantFrom("buy" as const, "sell" as const),
    type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
    qty: fc.nat(100),
    price: fc.option(price),
    state: fc.constant("WORKING"),
    role: fc.constantFrom("entry" as const, "stop" as const, "target" as const, "exit" as const),
  }),
  { maxLength: 8 },
);

const feed = fc.array(
  fc.record({
    ts: fc.constantFrom("2025-11-18T18:42:00.000Z", "2025-11-17T23:01:00.000Z"),
    symbol: fc.option(name),
    sentence: fc
      .constantFrom(...ALL_FACTS)
      .map((fact) => sentenceOf(fact as unknown as FactJson, () => 2)),
    count: fc.constantFrom(1, 2, 1_234),
  }),
  { maxLength: 60 },
);

const closed = fc.array(
  fc.record({
    ts: fc.constant("2025-11-18T18:42:00.000Z"),
    symbol: name,
    side: fc.constantFrom("long" as const, "short" as const),
    strategy: name,
    exit_reason: fc.constantFrom("stop", "session_close", "target"),
    result_R: small,
    net_pnl: money,
  }),
  { maxLength: 30 },
);

const title = fc.constantFrom(
  "CPI m/m",
  "米国消費者物価指数・速報値",
  "⏰ 🇺🇸 NFP \u001b[31m!",
  "Wahlen zum Europäischen Parlament ".repeat(4),
);

const news: fc.Arbitrary<Snapshot["news"]> = fc.array(
  fc.record({
    symbol: name,
    in_blackout: fc.boolean(),
    title,
    from: fc.constantFrom("2025-11-18T18:54:00.000Z", "2025-11-21T08:30:00.000Z"),
    to: fc.constant("2025-11-21T09:00:00.000Z"),
  }),
  { maxLength: 4 },
);

const governor: fc.Arbitrary<Snapshot["governor"]> = fc.constantFrom(
  { badge: "CALM", multiplier: 1, reason: "full size", cooldown_bars_left: null },
  {
    badge: "CAUTION",
    multiplier: 0.75,
    reason: "down 2R or more from the peak of the last 20 trades: three quarters",
    cooldown_bars_left: null,
  },
  {
    badge: "COOL-DOWN",
    multiplier: 0,
    reason: "4 losses in a row: no entries for 30 bars",
    cooldown_bars_left: 12_345,
  },
);

const guardsToday: fc.Arbitrary<Snapshot["guards_today"]> = fc.array(
  fc.record({
    guard: fc.constantFrom("news_blackout", "htf_gate", "constraint:max_trades_per_day"),
    saved_R: small,
  }),
  { maxLength: 5 },
);

/** What only a live run has; its link, data and state in every condition. */
const liveParts = fc.record({
  mode: fc.constantFrom("PAPER" as const, "LIVE" as const),
  replay: fc.constant(null),
  state: fc.constantFrom(...SYSTEM_STATES),
  state_reason: fc.constantFrom(
    null,
    "flatten",
    "the link to the broker is down: connect ECONNREFUSED 127.0.0.1:4001, again in 32 s",
    "ブローカーに接続できません",
  ),
  feed: fc.record({
    last_ts: fc.constant(null),
    age_ms: fc.constantFrom(null, 0, 12_400, 400_000, 1e12),
    ended: fc.boolean(),
    words: fc.constantFrom("up", "ended", "no data for 3m", "the file shrank and is not read on"),
  }),
  broker: fc.option(
    fc.record({
      name: fc.constantFrom("paper", "a-broker-with-a-long-name"),
      account: fc.constantFrom(
        "sim-1",
        "/srv/someone/.config/transmission/data",
        "口座".repeat(20),
      ),
      is_up: fc.boolean(),
      words: fc.constantFrom("up", "down", "reconnecting, 3rd time, in 16 s"),
    }),
  ),
});

const prompt = fc.oneof(
  fc.constantFrom<Prompt | null>(
    ...[null, null, null, { kind: "mood" } as const, { kind: "control" } as const],
    { kind: "kill", typed: "fl" },
    { kind: "quit", words: "The engine ends; what protects rests on at the broker. ".repeat(3) },
    { kind: "command", typed: "theme 日経225\u001b[2J".repeat(9) },
    { kind: "filter", typed: "!win" },
  ),
  anyActing(name),
);

const toasts: fc.Arbitrary<Toast[]> = fc.array(
  fc.record({
    ...{ kin: fc.string(), severity: fc.constantFrom(...SEVERITIES), glyph: fc.constant("▲") },
    ...{ text: title, symbol: fc.option(name), count: fc.constantFrom(1, 12_345) },
    ...{ fromMs: fc.nat(), untilMs: fc.constant(null) },
  }),
  { maxLength: 6 },
);

/** What is looked at, and from where. */
type Looking = typeof looking extends fc.Arbitrary<infer Any> ? Any : never;
const looking = fc.record({
  view: fc.constantFrom(...VIEWS),
  seat: fc.constantFrom("acts" as const, "watches" as const, "views" as const),
  isAttached: fc.boolean(),
  cursor: fc.constantFrom(0, 3, 1_000),
  filter: fc.constantFrom("", "mnq", "nothing has this"),
  opened: fc.constantFrom(null, null, "t-3", "7"),
  hasData: fc.boolean(),
  isAsked: fc.boolean(),
  silence: fc.option(fc.constant({ words: "ブローカーに接続できません", ms: 12_345 }), { freq: 9 }),
});

function placed({ view, cursor, filter, opened, hasData, isAsked, ...rest }: Looking) {
  const place = { ...NO_PLACES.dash, cursor, filter, opened };
  return {
    ...{ ...rest, view, why: isAsked ? WHY : null, facts: ALL_FACTS as readonly FactJson[] },
    places: Object.fromEntries(VIEWS.map((one) => [one, place])) as CockpitState["places"],
    data: hasData ? ANSWERED : NO_DATA,
  };
}

/** Any state at any size of terminal. */
export const anyState: fc.Arbitrary<CockpitState> = fc
  .record({
    positions,
    orders,
    feed,
    closed,
    closes: fc.array(price, { maxLength: 500 }),
    older: fc.nat(10_000),
    today: anyToday,
    trades: fc.nat(60),
    names: fc.array(name, { minLength: 1, maxLength: 3 }),
    columns: fc.integer({ min: 40, max: 200 }),
    rows: fc.integer({ min: 10, max: 60 }),
    isHelpOpen: fc.boolean(),
    helpRow: fc.constantFrom(0, 15, 1_000),
    news,
    governor,
    guardsToday,
    prompt,
    toasts,
    underWay: fc.array(fc.record({ id: name, words: name }), { maxLength: 3 }),
    looking,
    isPaused: fc.boolean(),
    hasEnded: fc.boolean(),
    unguarded: fc.boolean(),
    R: small,
    pnl: money,
    notice: fc.option(fc.constantFrom(span("pause before stepping", "loss"), LONG_NOTICE)),
    reason: fc.option(
      fc.constantFrom(
        "outside_session",
        "constraint:max_trades_per_day",
        "news_blackout",
        "governor",
      ),
    ),
    ts: fc.option(fc.constant("2025-11-18T18:42:00.000Z")),
    live: fc.option(liveParts),
    file: fc.constantFrom("a.csv", `${"long-".repeat(30)}.csv`, "日経225の先物.csv"),
  })
  .map((any) => {
    return state({
      snapshot: snapshot({
        positions: any.positions,
        orders: any.orders,
        symbols: any.names.map(market),
        news: any.news,
        governor: any.governor,
        guards_today: any.guardsToday,
        state: any.isPaused ? "PAUSED" : "READY",
        unguarded: any.unguarded,
        current_R: any.R,
        day_pnl: any.pnl,
        can_trade: any.reason === null,
        reason: any.reason,
        gear_reason: "paused · timeframes warming, 1,660 bars left",
        now: any.ts,
        feed: { last_ts: any.ts, age_ms: 0, ended: any.hasEnded, words: "up" },
        replay: tape({ ts: any.ts, files: [any.file], ended: any.hasEnded }),
        ...any.live,
      }),
      feed: any.feed,
      closed: any.closed,
      recent: { count: any.closes.length + any.older, closes: any.closes },
      refusals: [{ reason: "constraint:max_trades_per_day", count: 12_345 }],
      results: {
        since: any.ts,
        total: any.R,
        ...{ trades: any.trades, wins: 0, deepest: 2.5, grossWin: 10, grossLoss: 5 },
      },
      today: any.today,
      focus: any.names[0] ?? "",
      isHelpOpen: any.isHelpOpen,
      helpRow: any.helpRow,
      prompt: any.prompt,
      toasts: any.toasts,
      underWay: any.underWay,
      ...placed(any.looking),
      notice: any.notice,
      columns: any.columns,
      rows: any.rows,
    });
  });
