// What a viewer asks of a replay's session and is answered, by commands, facts and queries.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addBars, addFact, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { UserError } from "../../src/engine/errors.js";
import type { Strategy } from "../../src/engine/strategy.js";
import { tradeOf } from "../../src/engine/trade/closed-trade.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import type { Command, FactJson } from "../../src/runtime/session.js";
import { FIRST_TS, MINUTE } from "../fixtures.js";
import { factsOf, run } from "../harness.js";
import { BARS, isEventually, open, SCENARIO, submit } from "./sessions.js";

const whole = await run(SCENARIO);

describe("a command", () => {
  it("that was sent before is answered and not done again", async () => {
    const { session } = open(SCENARIO);
    const step: Command = { command_id: "once", command: "step", bars: 7 };
    const answers = [await session.submit(step), await session.submit(step)];
    // Not even with other contents: the id says that it is the same.
    answers.push(await session.submit({ ...step, bars: 100 }));
    expect(answers).toEqual(answers.map(() => ({ accepted: true, command_id: "once" })));
    expect((await session.snapshot()).replay?.bars).toBe(7);
  });

  it("that was refused may be sent again once it can be done", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "resume", speed: 1 });
    const step: Command = { command_id: "later", command: "step", bars: 3 };
    expect(await session.submit(step)).toEqual({
      ...{ accepted: false, command_id: "later", code: "playing" },
      message: "pause before stepping",
    });
    await submit(session, { command: "pause" });
    await isEventually(async () => (await session.snapshot()).state === "PAUSED");
    const bars = (await session.snapshot()).replay?.bars ?? Number.NaN;
    expect(await session.submit(step)).toEqual({ accepted: true, command_id: "later" });
    expect((await session.snapshot()).replay?.bars).toBe(bars + 3);
  });

  it.each([
    { command: "step", bars: 0 },
    { command: "step", bars: 1.5 },
    { command: "speed", speed: 0 },
    { command: "resume", speed: -1 },
    { command: "dance" },
    { command: "pause", also: true },
  ])("that is none (%j) is rejected and changes nothing", async (given) => {
    const { session, facts } = open(SCENARIO);
    const before = await session.snapshot();
    const command = { ...given, command_id: "x" } as unknown as Command;
    await expect(session.submit(command)).rejects.toThrow();
    expect(await session.snapshot()).toEqual(before);
    expect(facts.map(({ type }) => type)).toEqual(["boot"]);
  });

  it("after the end or a stop is refused by name", async () => {
    const refusal = {
      accepted: false,
      code: "ended",
      message: "the replay has ended; start it again",
    };
    for (const command of ["stop", "resume"] as const) {
      const { session } = open(SCENARIO);
      await submit(session, { command });
      await session.finished;
      const answer = await session.submit({ command_id: "z", command: "resume" });
      expect(answer).toEqual({ ...refusal, command_id: "z" });
    }
  });

  it("to stop leaves the rest of the file unplayed", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "step", bars: 40 });
    await submit(session, { command: "stop" });
    await session.finished;
    const { replay } = await session.snapshot();
    expect(replay).toMatchObject({ bars: 40, ended: false, total_bars: BARS.length });
    // Nothing is closed or cancelled as it is where the data ends.
    expect(facts.map(encodeFact)).toEqual(whole.lines.slice(0, facts.length));
    expect(facts.at(-1)?.ts).toBeLessThanOrEqual(FIRST_TS + 40 * MINUTE);
    expect(whole.facts[facts.length]?.ts).toBeGreaterThanOrEqual(FIRST_TS + 40 * MINUTE);
  });

  it("to go on plays to the end what any other way of playing comes to", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "step", bars: 123 });
    await submit(session, { command: "resume" });
    await session.finished;
    expect(facts.map(encodeFact)).toEqual(whole.lines);
    expect((await session.snapshot()).replay).toMatchObject({ bars: BARS.length, ended: true });
  });
});

describe("subscribing", () => {
  const seqs = (facts: readonly FactJson[]): number[] => facts.map(({ seq }) => seq);

  it("gives the facts after a number, those past first, then each as it comes", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "step", bars: 200 });
    const already = facts.length;
    const late: FactJson[] = [];
    const after = Math.floor(already / 2);
    await session.subscribe(after, (fact) => late.push(fact));
    expect(seqs(late)).toEqual(facts.slice(after).map(({ seq }) => seq));
    await submit(session, { command: "step", bars: 200 });
    expect(facts.length).toBeGreaterThan(already);
    // In the form in which they are written, word for word.
    expect(late.map((fact) => JSON.stringify(fact))).toEqual(facts.slice(after).map(encodeFact));
  });

  it("from the future waits for it", async () => {
    const { session, facts } = open(SCENARIO);
    const seen: FactJson[] = [];
    await session.subscribe(30, (fact) => seen.push(fact));
    await submit(session, { command: "resume" });
    await session.finished;
    expect(seqs(seen)).toEqual(facts.map(({ seq }) => seq).filter((seq) => seq > 30));
  });

  it("ends when it is asked to, for that viewer alone", async () => {
    const { session, facts } = open(SCENARIO);
    const [one, two]: [FactJson[], FactJson[]] = [[], []];
    const end = await session.subscribe(0, (fact) => one.push(fact));
    await session.subscribe(0, (fact) => two.push(fact));
    await submit(session, { command: "step", bars: 100 });
    const seen = one.length;
    expect(seen).toBeGreaterThan(1);
    end();
    end();
    await submit(session, { command: "step", bars: 100 });
    expect(one).toHaveLength(seen);
    expect(two).toHaveLength(facts.length);
  });

  it("late gives the last thousand facts at least, without a hole", async () => {
    const bars = Array.from({ length: 6 }, (_, day) =>
      BARS.map((bar) => ({ ...bar, ts: bar.ts + day * BARS.length * MINUTE })),
    ).flat();
    const { session, facts } = open({ ...SCENARIO, bars, unguarded: true });
    await submit(session, { command: "resume" });
    await session.finished;
    expect(facts.length).toBeGreaterThan(3_000);
    const seen: FactJson[] = [];
    await session.subscribe(0, (fact) => seen.push(fact));
    expect(seen.length).toBeGreaterThanOrEqual(1_000);
    expect(seen.length).toBeLessThanOrEqual(2_000);
    expect(seqs(seen)).toEqual(facts.slice(-seen.length).map(({ seq }) => seq));
  });
});

describe("a query", () => {
  const trades = factsOf(whole.facts, "trade_closed").map(tradeOf);

  it("for trades gives a page of them, oldest first", async () => {
    const { session } = open(SCENARIO);
    await submit(session, { command: "resume" });
    await session.finished;
    expect(trades.length).toBeGreaterThan(9);
    const page = async (offset?: number, limit?: number) => {
      const args = { ...(offset === undefined ? {} : { offset }), ...(limit ? { limit } : {}) };
      const told = await session.query("trades", args);
      return told.map(({ context: _, tags: __, ...trade }) => trade);
    };
    expect(await page()).toEqual(trades);
    expect(await page(0, 5)).toEqual(trades.slice(0, 5));
    expect(await page(5, 5)).toEqual(trades.slice(5, 10));
    expect(await page(trades.length - 2, 5)).toEqual(trades.slice(-2));
    expect(await page(trades.length, 5)).toEqual([]);
    expect(await page(undefined, 3)).toEqual(trades.slice(0, 3));
    expect(await page(3)).toEqual(trades.slice(3));
  });

  it("for an analysis says how things stood when each trade was decided", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "resume" });
    await session.finished;
    const { performance, attribution } = await session.query("analysis", {});
    expect(performance.trades).toBe(trades.length);
    const gears = attribution.gear.flatMap(({ gear, trade_ids }) =>
      trade_ids.map((id) => [id, gear] as const),
    );
    expect(gears).toHaveLength(trades.length);
    expect(attribution.gear.length).toBeGreaterThan(1);
    for (const [id, gear] of gears) {
      const sent = facts.findIndex(
        (fact) => fact.type === "order_submitted" && fact.role === "entry" && fact.trade_id === id,
      );
      const shift = facts.slice(0, sent).findLast((fact) => fact.type === "gear_changed");
      expect(shift).toMatchObject({ to: gear });
    }
    const cut = attribution.guard.find(({ guard }) => guard === "regime");
    expect(cut?.cut_trade_ids).toHaveLength(cut?.cut ?? -1);
    expect(cut?.cut).toBeGreaterThan(0);
    expect(cut?.shadow_trace_ids).toHaveLength(cut?.shadow_closed ?? -1);
  });

  it("for metrics counts the trades that are closed by then, again and again", async () => {
    const { session, facts } = open(SCENARIO);
    for (let turn = 0; turn < 5; turn++) {
      await submit(session, { command: "step", bars: 150 });
      const state = createMetrics();
      for (const fact of facts) addFact(state, fact);
      const { time_in_market: _, ...expected } = metricsOf(state);
      expect(await session.query("metrics", {})).toMatchObject(expected);
      // Asking changes nothing.
      expect(await session.query("metrics", {})).toEqual(await session.query("metrics", {}));
    }
    const state = createMetrics();
    const { sessionBars, exposedBars } = whole.replay.progress;
    for (const fact of whole.facts) addFact(state, fact);
    addBars(state, sessionBars, exposedBars);
    await submit(session, { command: "resume" });
    await session.finished;
    expect(await session.query("metrics", {})).toEqual(metricsOf(state));
  });

  it("for the run says how far it is and what its facts hash to", async () => {
    const { session, facts } = open(SCENARIO);
    expect(await session.query("run", {})).toMatchObject({ bars: 0, from: null, to: null });
    await submit(session, { command: "step", bars: 50 });
    const text = facts.map((fact) => `${encodeFact(fact)}\n`).join("");
    expect(await session.query("run", {})).toMatchObject({
      bars: 50,
      from: "2025-11-18T15:00:00.000Z",
      to: "2025-11-18T15:49:00.000Z",
      facts: facts.length,
      facts_sha256: createHash("sha256").update(text).digest("hex"),
      signals_without_bar: 0,
    });
  });
});

describe("a strategy that fails", () => {
  it("ends the session with its name and bar", async () => {
    const [own] = SCENARIO.strategies ?? [];
    const failing = {
      ...own,
      name: "fails",
      onBar(context: Parameters<Strategy["onBar"]>[0]) {
        if (context.bar.ts === FIRST_TS + 30 * MINUTE) throw new Error("no");
        return null;
      },
    } as Strategy;
    const { session } = open({ ...SCENARIO, strategies: [failing] });
    await submit(session, { command: "resume" });
    const error: unknown = await session.finished.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain("strategy fails at bar 2025-11-18T15:30:00");
    expect((await session.snapshot()).replay?.bars).toBe(31);
  });
});
