// Facts in words.

import { describe, expect, it } from "vitest";
import type { FactJson } from "../../src/runtime/session.js";
import { FactLog } from "../../src/tui/fact-log.js";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { exitWords, refusalWords } from "../../src/tui/reason-words.js";
import { Toasts } from "../../src/tui/toasts.js";
import { ALL_FACTS, type JournalFact } from "./facts.js";

const tell = (fact: JournalFact, places = 2) => sentenceOf(fact, () => places);
const ofType = (type: string, change: Record<string, unknown> = {}): JournalFact => {
  const fact = ALL_FACTS.find((one) => one.type === type);
  if (fact === undefined) throw new Error(`no fact ${type}`);
  return { ...fact, ...change };
};

/** Every guard that may refuse (SPEC 7). */
const GUARDS = [
  ...["paused", "halted", "reconcile_hold", "outside_session", "stale_data", "bad_print"],
  ...["position_open", "news_blackout", "regime", "htf_gate", "tripwire_day", "tripwire_week"],
  ...["tripwire_red_days", "daily_loss_limit", "governor", "duplicate", "loop", "stop_side"],
  ...["price_collar", "size_zero", "entry_drift", "circuit_open"],
  ...[
    ...["risk_per_trade_pct", "dll_fraction_per_trade", "max_trades_per_day"],
    ...["max_trades_per_week", "max_open_positions", "max_contracts", "max_notional_pct"],
    ...["max_spread_ticks", "max_slippage_ticks", "max_order_rate_per_min", "price_collar_pct"],
    ...["min_stop_ticks", "allowed_symbols", "sessions"],
  ].map((rule) => `constraint:${rule}`),
];

describe("reasons in words", () => {
  it("are known for every guard there is, and no two guards of the same look the same", () => {
    for (const guard of GUARDS) {
      const words = refusalWords(guard);
      // No name of the contract as it is: those are for machines.
      if (!["paused", "halted"].includes(guard)) expect(words).not.toBe(guard);
      expect(words).not.toMatch(/[_:]\S/);
    }
    expect(refusalWords("moon_phase")).toBe("moon phase");
  });

  it("fit the tile where they stand in the way of every entry", () => {
    // At 80 columns the tile has 22 cells and one of them is its margin.
    const standing = [
      ...["outside_session", "news_blackout", "tripwire_day", "tripwire_week"],
      ...["tripwire_red_days", "daily_loss_limit", "governor", "constraint:allowed_symbols"],
      ...["constraint:max_trades_per_day", "constraint:max_trades_per_week", "paused", "halted"],
      ...["reconcile_hold", "stale_data", "circuit_open"],
    ];
    for (const guard of standing) expect(refusalWords(guard).length).toBeLessThanOrEqual(21);
  });

  it("say how a trade was left", () => {
    expect(["news", "tripwire", "flatten", "hand"].map(exitWords)).toEqual([
      "out ahead of news",
      "out at a loss limit",
      "flattened",
      "out by hand",
    ]);
    expect(exitWords("moon_phase")).toBe("moon phase");
  });
});

describe("a fact in words", () => {
  // By hand, from what each fact says.
  it.each([
    ["boot", "REPLAY of MNQ"],
    ["signal", "orb_retest proposes long at 104.50, stop 100.25"],
    ["guard_reject", "orb_retest refused: higher timeframes do not agree"],
    ["constraint_violation", "held to the limit max_trades_per_day"],
    ["constraint_clamped", "max_contracts: 90 is above the ceiling, 50 is in force"],
    ["entry_sized", "orb_retest sized 3: risk 212.50 over 16.25, limited by max_contracts"],
    ["order_submitted", "stop sent: buy 3 stop 100.25"],
    ["order_state", "entry order rejected: price collar"],
    ["fill", "entry filled: buy 3 at 104.75, slippage +1 tick"],
    ["protection", "NAKED: a stop covers 1 of 3"],
    ["position_opened", "long 3 at 104.75, stop 100.25 (orb_retest, TREND)"],
    ["stop_moved", "stop 100.25 → 104.75 to break-even"],
    ["tp_hit", "1 out at 109.25, level 1 of +1.0 R: +0.31 R, +8.50"],
    ["time_exit", "time is up after 120 bars: out at the next open"],
    ["trade_closed", "closed −0.23 R, −6.28: out at break-even at 104.50 after 12 min, late"],
    ["governor_changed", "governor CAUTION ×0.75, 2 losses in a row: three quarters"],
    ["tripwire", "the day's R limit: all closed and locked"],
    ["limit_pending", "tripwires.day_r: −3 waits for the next roll, −2 is in force"],
    ["operator", "mood 3 of 5, said by cockpit"],
    ["shadow_opened", "orb_retest goes on as a shadow, long"],
    ["shadow_closed", "orb_retest long not taken: htf saved 1.10 R"],
    ["gear_changed", "gear D → L: RANGE cuts size to 0.85"],
    // From 18:42, when it was said, to 18:54.
    ["news_window", "NEWS, 12 min without entries: CPI m/m (high)"],
    ["calendar_loaded", "calendar of 12 events: 4 blackouts"],
    ["regime_changed", "regime TREND → RANGE, ADX 19.7"],
  ])("%s", (type, text) => {
    expect(tell(ofType(type)).text).toBe(text);
  });

  it("counts one bar as one", () => {
    expect(tell(ofType("time_exit", { bars: 1 })).text).toBe(
      "time is up after 1 bar: out at the next open",
    );
  });

  it("says of guards what they did, whichever way it went", () => {
    const text = (type: string, change: Record<string, unknown>): string =>
      tell(ofType(type, change)).text;
    expect(
      text("governor_changed", {
        multiplier: 0,
        badge: "COOL-DOWN",
        reason: "4 losses in a row: no entries for 30 bars",
      }),
    ).toBe("governor COOL-DOWN, 4 losses in a row: no entries for 30 bars");
    expect(text("tripwire", { state: "ENDED", auto: true })).toBe(
      "the day's R limit: over, with nobody asked",
    );
    expect(
      text("tripwire", { rule: "loop", action: "DISABLE", inputs: { strategy: "mine" } }),
    ).toBe("mine makes too many entries: off until it is re-armed");
    expect(text("operator", { command: "resume", by: "cli", inputs: {} })).toBe(
      "resume, asked by cli",
    );
    expect(text("shadow_closed", { guards: ["news_blackout", "governor"], result_R: 2 })).toBe(
      "orb_retest long not taken: news, governor cost 2.00 R",
    );
    expect(text("shadow_closed", { result_R: 0.004 })).toMatch(/: htf even$/);
    expect(text("news_window", { state: "LEFT", titles: ["CPI", "CPI y/y"] })).toBe(
      "news is over: CPI, CPI y/y",
    );
    const files = [{ path: "a.csv", format: "plain", events: 9, skipped: 3 }];
    expect(text("calendar_loaded", { files })).toBe("calendar of 9 events, 3 skipped: 4 blackouts");
    expect(text("calendar_loaded", { problem: "week.csv line 7: no time" })).toBe(
      "calendar not taken, the last good one stands: week.csv line 7: no time",
    );
    expect(text("calendar_loaded", { problem: "/srv/calendars/week.csv: it is empty" })).toBe(
      "calendar not taken, the last good one stands: week.csv: it is empty",
    );
    const one = { files: [{ path: "a.csv", format: "plain", events: 1, skipped: 0 }] };
    expect(text("calendar_loaded", { ...one, windows: { MNQ: 1 } })).toBe(
      "calendar of 1 event: 1 blackout",
    );
  });

  it("says of a refusal what the guard saw, where that says more", () => {
    const text = (reason: string, seen: Record<string, unknown>): string =>
      tell(ofType("guard_reject", { reason, inputs: { [reason]: seen } })).text;
    expect(text("news_blackout", { titles: ["CPI", "ECB"] })).toBe(
      "orb_retest refused: news, CPI, ECB",
    );
    expect(text("htf_gate", { warming: "warming, 12 bars left" })).toBe(
      "orb_retest refused: higher timeframes warming, 12 bars left",
    );
    expect(text("htf_gate", { "1h_adx": 12 })).toBe(
      "orb_retest refused: higher timeframes do not agree",
    );
    expect(text("governor", { reason: "self-report 1: no entries until the next day" })).toBe(
      "orb_retest refused: governor, self-report 1: no entries until the next day",
    );
  });

  it("leaves gear changes out of the feed that only follow the regime", () => {
    const isDetail = (from: string, to: string): boolean =>
      tell(ofType("gear_changed", { from, to })).isDetail;
    expect([
      isDetail("D", "L"),
      isDetail("L", "D"),
      isDetail("N", "D"),
      isDetail("D", "P"),
    ]).toEqual([true, true, false, false]);
  });

  it("has a sentence of its own for every type there is", () => {
    for (const fact of ALL_FACTS) expect(tell(fact).text).not.toBe(fact.type.replaceAll("_", " "));
  });

  it("writes prices with the places of the symbol's tick", () => {
    expect(tell(ofType("stop_moved"), 5).text).toBe("stop 100.25000 → 104.75000 to break-even");
  });

  it("tells what it has never heard of by its name", () => {
    expect(tell({ ...ofType("boot"), type: "moon_phase" }).text).toBe("moon phase");
  });

  it("tells wins from losses and alarms from news without colour", () => {
    const glyph = (change: Record<string, unknown>): string =>
      tell(ofType("trade_closed", change)).glyph;
    expect([glyph({ net_pnl: 5 }), glyph({ net_pnl: -5 }), glyph({ net_pnl: 0 })]).toEqual([
      "+",
      "−",
      "=",
    ]);
    expect(tell(ofType("protection")).glyph).toBe("!");
    expect(tell(ofType("protection", { state: "PROTECTED" })).glyph).toBe("■");
  });

  it("says a fill without slippage without it, and a quantity without needless places", () => {
    expect(tell(ofType("fill", { slippage_ticks: 0, qty: 0.25 })).text).toBe(
      "entry filled: buy 0.25 at 104.75",
    );
    expect(tell(ofType("fill", { slippage_ticks: -2 })).text).toContain("slippage −2 ticks");
  });
});

describe("an entry that ended unfilled", () => {
  const cancelled = (change: Record<string, unknown>) =>
    tell(ofType("order_state", { state: "CANCELLED", role: "entry", price: 104.5, ...change }));

  it("is told with what it asked for, and is no detail", () => {
    const none = cancelled({ reason: "rest" });
    expect(none).toMatchObject({ glyph: "×", role: "loss", isDetail: false });
    expect(none.text).toBe("entry of 3 not filled: the open had no offer at 104.50 or better");
    expect(cancelled({ reason: "rest", filled_qty: 1 }).text).toBe(
      "entry filled by 1 of 3 only: the open had no more offer at 104.50 or better",
    );
    expect(cancelled({ reason: "asked" }).text).toBe("entry of 3 not filled: withdrawn");
    expect(cancelled({ reason: "no_funds" }).text).toBe(
      "entry of 3 not filled: cancelled, no funds",
    );
    expect(cancelled({ reason: "" }).text).toBe("entry of 3 not filled: cancelled");
  });

  it("comes as a toast and in the feed; the end of a target does neither", () => {
    const fact = ofType("order_state", { state: "CANCELLED", reason: "rest", price: 104.5 });
    const other = { ...fact, role: "target", reason: "group" };
    const toasts = new Toasts();
    for (const one of [fact, other]) toasts.take(one as FactJson, () => 2, 0);
    const told = toasts.at(1).map(({ severity, symbol, text }) => [severity, symbol, text]);
    expect(told).toEqual([["warn", "MNQ", expect.stringContaining("entry of 3 not filled")]]);
    const log = new FactLog();
    for (const one of [fact, { ...other, seq: fact.seq + 1 }]) log.take(one as FactJson, () => 2);
    expect(log.feed.map(({ sentence }) => sentence.text)).toEqual([
      expect.stringContaining("entry of 3 not filled"),
    ]);
  });
});

describe("numbers in words", () => {
  it("are one tick or several, to either side", () => {
    const slipped = (ticks: number): string => tell(ofType("fill", { slippage_ticks: ticks })).text;
    expect([1, -1, 2, -2].map((ticks) => slipped(ticks).split(", ").at(-1))).toEqual([
      ...["slippage +1 tick", "slippage −1 tick", "slippage +2 ticks", "slippage −2 ticks"],
    ]);
  });

  it("do not say that nothing is risked where no guard has reckoned it", () => {
    const free = { limited_by: "unguarded", risk_money: 0, stop_distance: 12, qty: 1 };
    expect(tell(ofType("entry_sized", free)).text).toBe(
      "orb_retest 1 without guards, stop 12.00 away",
    );
  });
});
