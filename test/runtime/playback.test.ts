// A replay as a viewer moves it: commands and queries.

import { describe, expect, it } from "vitest";
import { seeded } from "../bare-run.js";
import { run } from "../harness.js";
import { BARS, type Bare, isEventually, isPaused, open, SCENARIO, submit } from "./sessions.js";

/** Bars, counted from 1, on which a trade was opened, paid or closed. */
async function tradeBars(): Promise<number[]> {
  const { session, facts } = open(SCENARIO);
  const bars: number[] = [];
  let seen = 0;
  for (let bar = 1; bar <= BARS.length; bar++) {
    await submit(session, { command: "step", bars: 1 });
    const fresh = facts.slice(seen);
    seen = facts.length;
    const types = ["position_opened", "tp_hit", "trade_closed"];
    if (fresh.some(({ type }) => types.includes(type))) bars.push(bar);
  }
  return bars;
}

describe("commands", () => {
  it("in bursts of every kind change nothing in what is decided", async () => {
    const { facts: wanted } = await run(SCENARIO);
    const { session, facts } = open(SCENARIO);
    const random = seeded(5);
    const kinds: readonly Bare[] = [
      { command: "resume", speed: null },
      { command: "resume", speed: 1e9 },
      { command: "resume", until: "trade" },
      { command: "pause" },
      { command: "step", bars: 3 },
      { command: "speed", speed: 1e6 },
      { command: "speed", speed: null },
    ];
    for (let burst = 0; burst < 30; burst++) {
      const chosen = Array.from({ length: 6 }, () => kinds[Math.floor(random() * kinds.length)]);
      await Promise.all(chosen.map((one) => one && submit(session, one)));
    }
    await submit(session, { command: "resume", speed: null });
    await session.finished;
    expect(facts).toEqual(wanted);
  });

  it("run to the next trade and stop on its very bar", async () => {
    const wanted = (await tradeBars()).slice(0, 8);
    expect(wanted.length).toBe(8);
    const { session } = open(SCENARIO);
    const found: number[] = [];
    while (found.length < wanted.length) {
      await submit(session, { command: "resume", until: "trade" });
      await isEventually(() => isPaused(session));
      found.push((await session.snapshot()).replay?.bars ?? 0);
    }
    expect(found).toEqual(wanted);
  });

  it("keep the speed that was asked for across a run to the next trade", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "speed", speed: 60 });
    await submit(session, { command: "resume", until: "trade" });
    await isEventually(() => isPaused(session));
    expect((await session.snapshot()).replay?.speed).toBe(60);
  });

  it("that step past the last bar end the run", async () => {
    const { session } = open({ ...SCENARIO, bars: BARS.slice(0, 20) });
    expect(await submit(session, { command: "step", bars: 19 })).toBe(true);
    expect((await session.snapshot()).replay?.ended).toBe(false);
    await submit(session, { command: "step", bars: 5 });
    await session.finished;
    expect(await submit(session, { command: "step", bars: 1 })).toBe(false);
  });

  it("to step are refused while it plays", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "resume", speed: 1 });
    expect(await submit(session, { command: "step", bars: 1 })).toBe(false);
    await submit(session, { command: "stop" });
  });
});

describe("closes", () => {
  it("are the last ones, oldest first, as many as are kept", async () => {
    const { session } = open(SCENARIO, 50);
    const closes = async (limit: number) =>
      (await session.query("closes", { symbol: "TST", limit })).closes;
    expect(await closes(10)).toEqual([]);
    await submit(session, { command: "step", bars: 7 });
    expect(await closes(10)).toEqual(BARS.slice(0, 7).map(({ close }) => close));
    await submit(session, { command: "step", bars: 200 });
    expect(await closes(10)).toEqual(BARS.slice(197, 207).map(({ close }) => close));
    expect(await closes(500)).toEqual(BARS.slice(157, 207).map(({ close }) => close));
    const { count } = await session.query("closes", { symbol: "TST", limit: 1 });
    expect(count).toBe(207);
    expect(await session.query("closes", { symbol: "other", limit: 10 })).toEqual({
      count: 0,
      closes: [],
    });
  });

  it("are not kept where nobody watches", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "step", bars: 7 });
    const { closes } = await session.query("closes", { symbol: "TST", limit: 10 });
    expect(closes).toEqual([]);
  });
});
