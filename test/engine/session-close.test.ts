// Flat before the close, worked by hand. The market closes 20 minutes after the first bar and
// opens again an hour later; flat by five minutes before, so the first open after which the next
// one-minute bar would open later than minute 15 is the open of minute 15.

import { describe, expect, it } from "vitest";
import type { TradingDay } from "../../src/engine/market/trading-day.js";
import { bar, DAY, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, run, type Scenario, utcDayAt } from "../harness.js";

const CLOSE = FIRST_TS + 20 * MINUTE;
const REOPEN = FIRST_TS + 80 * MINUTE;

function dayAt(ts: number): TradingDay {
  const first = ts < REOPEN;
  const base = utcDayAt(ts);
  const open = first ? FIRST_TS - 60 * MINUTE : REOPEN;
  const close = first ? CLOSE : REOPEN + DAY / 2;
  return {
    ...base,
    name: first ? "2025-11-18" : "2025-11-19",
    ordinal: base.ordinal + (first ? 0 : 1),
    from: open,
    to: first ? REOPEN : REOPEN + DAY,
    open,
    close,
    rthOpen: open,
    rthClose: close,
    entryWindows: [[open, close]],
  };
}

function at(minutes: readonly number[], change: Partial<Scenario> = {}): Scenario {
  const fusion = { ...engineConfig().fusion, enabled: false };
  const plan = intrade({ scale_out: [], max_bars_in_trade: null });
  return {
    bars: minutes.map((minute) => bar(minute, 100, 100.5, 99.5, 100)),
    signals: [{ ts: FIRST_TS, side: "long", stop: 95, qty: 1 }],
    instrument: instrument({ closes: true }),
    config: engineConfig({ fusion, intrade: plan }),
    dayAt,
    ...change,
  };
}

const minutes = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("a position before the close", () => {
  it("goes flat at the last open that leaves a bar before the flat time", async () => {
    const { trades, facts } = await run(at(minutes(0, 19)));
    expect(trades).toMatchObject([
      { exit_reason: "session_close", exit_ts: FIRST_TS + 15 * MINUTE, bars_held: 14 },
    ]);
    expect(factsOf(facts, "trade_closed")[0]?.late).toBeUndefined();
  });

  it("goes flat at the next open where bars are missing inside the day", async () => {
    const { trades, facts } = await run(at([...minutes(0, 10), 17, 18]));
    expect(trades).toMatchObject([
      { exit_reason: "session_close", exit_ts: FIRST_TS + 17 * MINUTE },
    ]);
    expect(factsOf(facts, "trade_closed")[0]?.late).toBeUndefined();
  });

  it("goes flat late, at the next day's first open, where the day's end is missing", async () => {
    const { trades, facts } = await run(at([...minutes(0, 10), 85, 86]));
    expect(trades).toMatchObject([
      { exit_reason: "session_close", exit_ts: FIRST_TS + 85 * MINUTE },
    ]);
    expect(factsOf(facts, "trade_closed")[0]?.late).toBe(true);
  });

  it("is late too when the exit was decided in time and its bar is missing", async () => {
    const { facts } = await run(at([...minutes(0, 14), 85]));
    expect(factsOf(facts, "trade_closed")).toMatchObject([
      { reason: "session_close", late: true, exit_ts: FIRST_TS + 85 * MINUTE },
    ]);
  });

  it("stays overnight when asked to, without guards, and where nothing closes", async () => {
    const overnight = at(minutes(0, 19));
    const config = engineConfig({
      ...overnight.config,
      sessions: { flat_before_close_min: null },
    });
    const held = [
      await run({ ...overnight, config }),
      await run({ ...overnight, unguarded: true }),
      await run({ ...overnight, instrument: instrument({ closes: false }) }),
    ];
    for (const { trades } of held) expect(trades).toMatchObject([{ exit_reason: "end_of_data" }]);
  });

  it("is not entered anew from the flat time on", async () => {
    // Decided at minute 15: the entry would fill at the very open that must be flat.
    const late = at(minutes(0, 19), {
      signals: [{ ts: FIRST_TS + 14 * MINUTE, side: "long", stop: 95, qty: 1 }],
    });
    const { facts, trades } = await run(late);
    expect(trades).toHaveLength(0);
    expect(factsOf(facts, "guard_reject")).toMatchObject([{ reason: "outside_session" }]);
    const inTime = at(minutes(0, 19), {
      signals: [{ ts: FIRST_TS + 13 * MINUTE, side: "long", stop: 95, qty: 1 }],
    });
    expect((await run(inTime)).trades).toMatchObject([
      { exit_reason: "session_close", bars_held: 1 },
    ]);
  });
});

describe("a stock's bars outside the session", () => {
  it("fill nothing: neither an entry nor a stop", async () => {
    // Minutes 18 and 19 lie in the session, 20 and 21 after it; 80 opens the next one.
    const scenario = at([18, 19, 20, 21, 80, 81], {
      signals: [{ ts: FIRST_TS + 19 * MINUTE, side: "long", stop: 95, qty: 1 }],
      unguarded: true,
    });
    const { facts, replay } = await run(scenario);
    expect(factsOf(facts, "fill")[0]).toMatchObject({ ts: REOPEN, role: "entry" });
    // In the session lie minutes 18, 19, 80 and 81; the position saw the last two.
    expect(replay.progress).toMatchObject({ sessionBars: 4, exposedBars: 2 });
  });

  it("fill and count as session bars with extended hours", async () => {
    const scenario = at([18, 19, 20, 21, 80, 81], {
      signals: [{ ts: FIRST_TS + 19 * MINUTE, side: "long", stop: 95, qty: 1 }],
      unguarded: true,
    });
    const config = engineConfig({ ...scenario.config, extended_hours: true });
    const { facts, replay } = await run({ ...scenario, config });
    expect(factsOf(facts, "fill")[0]).toMatchObject({ ts: CLOSE, role: "entry" });
    expect(replay.progress).toMatchObject({ sessionBars: 6, exposedBars: 4 });
  });
});
