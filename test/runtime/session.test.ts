// A replay as a viewer meets it: what a snapshot says.

import { describe, expect, it } from "vitest";
import { snapshotSchema } from "../../src/runtime/snapshot.js";
import { DAY, engineConfig, FIRST_TS, MINUTE } from "../fixtures.js";
import { type Scenario, utcDayAt } from "../harness.js";
import { isEventually, isPaused, open, SCENARIO, submit } from "./sessions.js";

const base = engineConfig();

describe("a snapshot", () => {
  it("is plain JSON of the agreed shape at every bar, and adds up", async () => {
    const { session, facts } = open(SCENARIO);
    let trades = 0;
    for (let bar = 0; bar < 700; bar++) {
      await submit(session, { command: "step", bars: 1 });
      const shown = await session.snapshot();
      expect(snapshotSchema.parse(JSON.parse(JSON.stringify(shown)))).toEqual(shown);
      // The account's day is the one its last bar opened in; a trade is booked where it closed.
      const day = Math.floor((FIRST_TS + bar * MINUTE) / DAY);
      const today = facts.filter(({ ts }) => Math.floor(ts / DAY) === day);
      const closed = today.flatMap((fact) => (fact.type === "trade_closed" ? [fact] : []));
      const sum = closed.reduce((total, { result_R }) => total + result_R, 0);
      expect(shown.day_R).toBeCloseTo(sum + shown.current_R, 9);
      const pnl = closed.reduce((total, { net_pnl }) => total + net_pnl, 0);
      expect(shown.day_pnl).toBeCloseTo(pnl + shown.current_pnl, 6);
      expect(shown.trades_today).toBe(
        today.filter(({ type }) => type === "position_opened").length,
      );
      expect(shown.trade.state === "FLAT").toBe(
        shown.positions.length === 0 && !shown.orders.some(({ role }) => role === "entry"),
      );
      trades = Math.max(trades, closed.length);
    }
    expect(trades).toBeGreaterThan(3);
  });

  it("values a position as its close there would be booked, commission and all", async () => {
    const { session, facts } = open(SCENARIO);
    // Of the trade's own numbers the last snapshot before its close must agree with its legs.
    let checked = 0;
    for (let bar = 0; bar < 300; bar++) {
      await submit(session, { command: "step", bars: 1 });
      const [position] = (await session.snapshot()).positions;
      if (position === undefined) continue;
      const opened = facts.findLast((fact) => fact.type === "position_opened");
      if (opened?.type !== "position_opened" || position.qty !== opened.qty) continue;
      // Nothing has left yet: points x 2 a point x contracts, less 0.62 for each in and out.
      const direction = position.side === "long" ? 1 : -1;
      const points = direction * (position.last - position.entry);
      const pnl = points * 2 * position.qty - 2 * 0.62 * position.qty;
      expect(position.pnl).toBeCloseTo(pnl, 6);
      const risk = Math.abs(opened.entry_price - opened.stop) * 2 * position.qty;
      expect(position.R).toBeCloseTo(pnl / risk, 9);
      checked++;
    }
    expect(checked).toBeGreaterThan(5);
  });

  it("says since when trading stands where it stands", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "resume", until: "trade" });
    await isEventually(() => isPaused(session));
    const opened = facts.find(({ type }) => type === "position_opened");
    const { trade } = await session.snapshot();
    expect(trade).toEqual({
      state: "MANAGED",
      since: new Date(opened?.ts ?? 0).toISOString(),
    });
  });

  it("stays small with many orders and symbols' worth of text", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "step", bars: 300 });
    expect(JSON.stringify(await session.snapshot()).length).toBeLessThan(65_536);
  });
});

describe("whether a trade may be made, and the gear", () => {
  const at = async (scenario: Partial<Scenario>, bars = 60) => {
    const { session } = open({ ...SCENARIO, strategies: [], ...scenario });
    await submit(session, { command: "step", bars });
    return session.snapshot();
  };
  const config = SCENARIO.config ?? base;

  it("is no outside the day's windows, with the guard's own name", async () => {
    const dayAt = (ts: number) => ({ ...utcDayAt(ts), entryWindows: [] });
    const shown = await at({ dayAt });
    expect(shown).toMatchObject({ can_trade: false, reason: "outside_session" });
    expect(shown.gear_reason).toBe("paused · outside the session");
  });

  it("is yes inside them; a market that moves nowhere in particular cuts the size", async () => {
    const { session } = open({ ...SCENARIO, strategies: [] });
    await submit(session, { command: "speed", speed: 1 });
    await submit(session, { command: "step", bars: 10 });
    await submit(session, { command: "resume", speed: 1 });
    // Ten bars: ADX is not warm, so that the regime is VOLATILE and the size half.
    expect(await session.snapshot()).toMatchObject({
      state: "READY",
      can_trade: true,
      reason: null,
      gear: "L",
      gear_reason: "VOLATILE cuts size to 0.5",
    });
    await submit(session, { command: "pause" });
    expect(await session.snapshot()).toMatchObject({
      state: "PAUSED",
      gear: "N",
      gear_reason: "paused · VOLATILE cuts size to 0.5",
    });
    await submit(session, { command: "stop" });
  });

  it("drives where nothing cuts the size", async () => {
    const size = { TREND: 1, RANGE: 1, VOLATILE: 1 };
    const { session } = open({
      ...SCENARIO,
      strategies: [],
      config: { ...config, regime: { ...config.regime, size } },
    });
    await submit(session, { command: "step", bars: 10 });
    await submit(session, { command: "resume", speed: 1 });
    expect(await session.snapshot()).toMatchObject({ gear: "D", gear_reason: "VOLATILE" });
    await submit(session, { command: "stop" });
  });

  it("waits in neutral for timeframes to be warm, and says how long", async () => {
    const { session } = open({
      ...SCENARIO,
      timeframes: [{ name: "15m", ms: 15 * MINUTE }],
    });
    await submit(session, { command: "step", bars: 30 });
    await submit(session, { command: "resume", speed: 1 });
    const { gear, gear_reason } = await session.snapshot();
    // ADX of 14 needs 28 completed bars of 15 minutes: 420 bars from a whole quarter on, and
    // 15:00 UTC, the first bar, is one.
    expect([gear, gear_reason]).toEqual(["N", "timeframes warming, 390 bars left"]);
    await submit(session, { command: "stop" });
  });

  it("is no once the day's trades are used up; an open position alone is no reason", async () => {
    const { session, facts } = open({
      ...SCENARIO,
      config: { ...config, constraints: { ...config.constraints, max_trades_per_day: 2 } },
    });
    const openedSoFar = (): number => facts.filter(({ type }) => type === "position_opened").length;
    while (openedSoFar() < 1) await submit(session, { command: "step", bars: 1 });
    expect(await session.snapshot()).toMatchObject({ can_trade: true, trades_today: 1 });
    while (openedSoFar() < 2) await submit(session, { command: "step", bars: 1 });
    expect(await session.snapshot()).toMatchObject({
      can_trade: false,
      reason: "constraint:max_trades_per_day",
      trades_today: 2,
      trades_limit: 2,
    });
  });

  it("is always yes where no guard is asked", async () => {
    const dayAt = (ts: number) => ({ ...utcDayAt(ts), entryWindows: [] });
    expect(await at({ dayAt, unguarded: true })).toMatchObject({
      can_trade: true,
      unguarded: true,
      trades_limit: null,
    });
  });
});
