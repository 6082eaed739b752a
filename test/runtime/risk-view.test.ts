// What a session says of the limits, of a trade's own facts, of why nothing is entered, and how it
// runs to a time.

import { describe, expect, it } from "vitest";
import { createCore, createState } from "../../src/engine/core.js";
import { openReplaySession } from "../../src/runtime/replay-session.js";
import { riskView } from "../../src/runtime/risk-view.js";
import { engineConfig, FIRST_TS, MINUTE } from "../fixtures.js";
import { optionsOf } from "../harness.js";
import { isEventually, isPaused, open, SCENARIO, submit } from "./sessions.js";

const BARS = 400;

describe("what is left of the limits", () => {
  it("is what was closed and is open against what may be lost, at every bar", async () => {
    const { session } = open(SCENARIO);
    let worst = 0;
    for (let bar = 0; bar < BARS; bar++) {
      await submit(session, { command: "step", bars: 1 });
      const { losses, risk_full, risk_now } = await session.query("risk", {});
      if (losses.some(({ holds }) => holds)) break;
      const { day_R, week_R, equity } = await session.snapshot();
      const day = losses.find(({ rule }) => rule === "tripwire_day");
      const week = losses.find(({ rule }) => rule === "tripwire_week");
      // Nothing has tripped yet, so that nothing is forgiven.
      expect(day?.value).toBeCloseTo(day_R, 9);
      expect(week?.value).toBeCloseTo(week_R, 9);
      expect(day?.holds).toBe(false);
      expect(risk_full).toBeCloseTo((equity * SCENARIO_PCT) / 100, 6);
      expect(risk_now).toBeLessThanOrEqual(risk_full);
      worst = Math.min(worst, day_R);
    }
    expect(worst).toBeLessThan(0);
  });

  it("names what was lowered to a ceiling, and every limit once", async () => {
    const options = optionsOf(SCENARIO);
    const clamped = [{ rule: "max_contracts", asked: 80, effective: 50, ceiling: 50 }];
    const session = openReplaySession({ ...options, boot: { ...options.boot, clamped } });
    const { limits } = await session.query("risk", {});
    const keys = limits.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(limits.find(({ key }) => key === "max_contracts")).toMatchObject({
      ...{ asked: 80, ceiling: 50, why: "lowered to its ceiling" },
    });
    expect(limits.find(({ key }) => key === "max_notional_pct.fx")).toMatchObject({
      ...{ effective: 1000, ceiling: 3000, why: "" },
    });
  });
});

describe("a limit that is above its ceiling, and looser than the one it follows", () => {
  const CEILED = { rule: "max_contracts", asked: 80, effective: 50, ceiling: 50 };

  it.each([
    [2, "lowered to its ceiling; loosens at the roll"],
    [50, "lowered to its ceiling"],
  ])("says that the stricter one, %d, holds until the roll", (effective, why) => {
    const { boot } = optionsOf(SCENARIO);
    const constraints = { ...boot.config.constraints, max_contracts: 50 };
    const asked = { ...boot, config: { ...boot.config, constraints }, clamped: [CEILED] };
    const core = createCore(asked, [], createState(asked, []));
    const held = { ...constraints, max_contracts: effective };
    core.config = { ...core.config, constraints: held };
    const row = riskView(core).limits.find(({ key }) => key === "max_contracts");
    expect(row).toEqual({ key: "max_contracts", asked: 80, effective, ceiling: 50, why });
  });
});

describe("the facts of a trade", () => {
  it("are all of its trace, and are there when a thousand others have come since", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "resume" });
    await session.finished;
    const [first] = await session.query("trades", {});
    expect(first).toBeDefined();
    const trace_id = first?.trace_id ?? "";
    const timeline = await session.query("timeline", { trace_id });
    const own = facts.filter((fact) => fact.trace_id === trace_id);
    expect(timeline.map(({ seq }) => seq)).toEqual(own.map(({ seq }) => seq));
    expect(timeline.filter(({ type }) => type === "trade_closed")).toHaveLength(1);
    expect(await session.query("timeline", { trace_id: "nobody" })).toEqual([]);
  });
});

describe("why something is, or is not, entered", () => {
  it("is every guard's word on an entry now, two ATRs from its stop", async () => {
    const { session } = open(SCENARIO);
    const symbol = (await session.snapshot()).symbols[0]?.symbol ?? "";
    expect(await session.query("why", { symbol })).toBeNull();
    expect(await session.query("why", { symbol: "nobody" })).toBeNull();
    await submit(session, { command: "step", bars: 60 });
    const why = await session.query("why", { symbol });
    const shown = await session.snapshot();
    const market = shown.symbols[0];
    expect(why?.price).toBe(market?.last);
    expect(Date.parse(why?.ts ?? "")).toBe(FIRST_TS + 60 * MINUTE);
    // Rounded up to the tick, a quarter.
    const distance = Math.ceil((2 * (market?.atr ?? 0)) / 0.25) * 0.25;
    expect(why?.stop_distance).toBe(distance);
    const names = why?.long.verdicts.map(({ guard }) => guard) ?? [];
    expect(names).toEqual(why?.short.verdicts.map(({ guard }) => guard));
    expect(names).toContain("governor");
    // Half a per cent of the equity over the distance at two a point, whole lots: what the regime
    // leaves of it.
    const money = (shown.equity * SCENARIO_PCT * (market?.size_share ?? 0)) / 100;
    if (why?.long.verdicts.every(({ ok }) => ok) === true) {
      expect(why.long.qty).toBeLessThanOrEqual(Math.floor(money / (distance * 2)));
    }
  });
});

describe("a run to a time", () => {
  it("ends with the last bar that is decided by then, and goes on from there", async () => {
    const { session } = open(SCENARIO);
    const until = new Date(FIRST_TS + 100 * MINUTE + 30_000).toISOString();
    await submit(session, { command: "resume", until });
    await isEventually(() => isPaused(session));
    const { replay } = await session.snapshot();
    expect(replay?.bars).toBe(100);
    expect(replay?.ts).toBe(new Date(FIRST_TS + 100 * MINUTE).toISOString());
    await submit(session, { command: "step", bars: 1 });
    expect((await session.snapshot()).replay?.bars).toBe(101);
  });

  it("comes to the end where there is no such bar", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "resume", until: "2099-01-01T00:00:00Z" });
    await session.finished;
    expect((await session.snapshot()).replay?.ended).toBe(true);
  });
});

/** Of the equity that a trade risks, in per cent. */
const SCENARIO_PCT = engineConfig().constraints.risk_per_trade_pct;
