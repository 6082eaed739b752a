// The replay runner: the same facts however it is driven.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import type { Instrument } from "../../src/engine/market/instrument.js";
import type { Strategy } from "../../src/engine/strategy.js";
import { randomBars, seeded } from "../bare-run.js";
import { bar, DAY, FIRST_TS, instrument, MINUTE } from "../fixtures.js";
import { factsOf, replayOf, run, type Scenario } from "../harness.js";
import { BY_TURNS, SCENARIO as BY_TURNS_SCENARIO } from "./sessions.js";

const OF: Instrument = instrument();
const BARS = randomBars(seeded(7), 2_000, OF);

const SCENARIO: Scenario = { ...BY_TURNS_SCENARIO, bars: BARS };

describe("a replay", () => {
  it("writes the same facts in one go, bar by bar, and in batches of any size", async () => {
    const { lines } = await run(SCENARIO);
    expect(lines.length).toBeGreaterThan(200);
    for (const batch of [1, 7, 4096]) {
      const { replay, lines: stepped } = replayOf({ ...SCENARIO, batch });
      for (let turn = 0; !replay.progress.ended; turn++) {
        if (turn % 3 === 0) await replay.advance({ bars: 1 });
        else if (turn % 3 === 1) await replay.advance({ bars: 17 });
        else await replay.advance({ untilTs: replay.progress.ts + 11 * MINUTE });
      }
      expect(stepped).toEqual(lines);
    }
  });

  it("stops where it is told to", async () => {
    const { replay } = replayOf(SCENARIO);
    await replay.advance({ bars: 5 });
    expect(replay.progress).toMatchObject({ bars: 5, ts: FIRST_TS + 5 * MINUTE, ended: false });
    // A bar is decided at its close: the one that opens at minute 9 closes at 10.
    await replay.advance({ untilTs: FIRST_TS + 10 * MINUTE });
    expect(replay.progress).toMatchObject({ bars: 10, ts: FIRST_TS + 10 * MINUTE });
  });

  it("hashes its lines, each with a line end", async () => {
    const { replay, lines } = await run(SCENARIO);
    const expected = createHash("sha256")
      .update(lines.map((line) => `${line}\n`).join(""))
      .digest("hex");
    expect(replay.factsSha256).toBe(expected);
  });

  it("numbers its facts without a hole and writes times as ISO-8601", async () => {
    const { lines } = await run(SCENARIO);
    for (const [index, line] of lines.entries()) {
      const fact = JSON.parse(line);
      expect(fact.seq).toBe(index + 1);
      expect(new Date(fact.ts).toISOString()).toBe(fact.ts);
      expect(Object.keys(fact).slice(0, 5)).toEqual(["seq", "ts", "type", "symbol", "trace_id"]);
    }
  });

  it("gives every fact of a trade the signal's trace id", async () => {
    const { facts, trades } = await run(SCENARIO);
    const [trade] = trades;
    const traced = facts
      .filter((fact) => fact.trace_id === trade?.trace_id)
      .map((fact) => fact.type);
    expect(traced[0]).toBe("signal");
    expect(traced.at(-1)).toBe("order_state");
    for (const type of [
      "entry_sized",
      "order_submitted",
      "fill",
      "position_opened",
      "trade_closed",
    ]) {
      expect(traced).toContain(type);
    }
  });

  it("knows the past alone: cutting the future off never changes it", async () => {
    const { lines } = await run(SCENARIO);
    for (const count of [150, 700, 1_300]) {
      const cut = await run({ ...SCENARIO, bars: BARS.slice(0, count) });
      const cutAt = FIRST_TS + count * MINUTE;
      const earlier = (all: readonly string[]): string[] =>
        all.filter((line) => Date.parse(JSON.parse(line).ts) < cutAt - MINUTE);
      expect(earlier(cut.lines)).toEqual(earlier(lines));
    }
  });

  it("warms on the bars before `from` without a decision, and ends at `to`", async () => {
    const from = { ts: FIRST_TS + 500 * MINUTE };
    const to = { ts: FIRST_TS + 900 * MINUTE };
    const { facts, replay } = await run({ ...SCENARIO, from, to });
    expect(replay.progress).toMatchObject({
      bars: 400,
      firstTs: from.ts,
      lastTs: to.ts - MINUTE,
    });
    const decided = facts.filter((fact) => fact.type !== "boot");
    expect(decided.every((fact) => fact.ts >= from.ts)).toBe(true);
    // The strategy counted the warm bars: its first signal falls on the 510th bar's close.
    expect(factsOf(facts, "signal")[0]?.ts).toBe(FIRST_TS + 510 * MINUTE);
  });

  it("takes dates as trading days, both ends included", async () => {
    const day = (offset: number): string =>
      new Date(FIRST_TS + offset * DAY).toISOString().slice(0, 10);
    const { replay } = await run({ ...SCENARIO, from: { day: day(1) }, to: { day: day(1) } });
    // 2025-11-19 UTC begins 540 minutes after the first bar and is whole: 1,440 minutes.
    expect(replay.progress).toMatchObject({ bars: 1_440, firstTs: FIRST_TS + 540 * MINUTE });
  });

  it("counts the signals that name no bar", async () => {
    const bars = [0, 1, 5, 6].map((minute) => bar(minute, 100, 100.5, 99.5, 100));
    const ts = [0, 3, 6, 9].map((minute) => FIRST_TS + minute * MINUTE);
    const signals = ts.map((each) => ({ ts: each, side: "long" as const, stop: 90, qty: 1 }));
    const { replay, facts } = await run({ bars, signals, unguarded: true });
    expect(replay.progress.signalsWithoutBar).toBe(2);
    expect(factsOf(facts, "signal").map((fact) => fact.ts)).toEqual([
      FIRST_TS + MINUTE,
      FIRST_TS + 7 * MINUTE,
    ]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      /strategy bad at bar 2025-11-18T15:00:00.000Z threw: boom/,
    ],
    [
      "returns nonsense",
      () => ({ side: "buy" }),
      /strategy bad at bar 2025-11-18T15:00:00.000Z returned side 'buy'/,
    ],
  ])("names strategy and bar when a strategy %s", async (_name, onBar, message) => {
    const bad = { ...BY_TURNS, name: "bad", onBar } as unknown as Strategy;
    const failing = run({ ...SCENARIO, strategies: [bad] });
    await expect(failing).rejects.toThrow(UserError);
    await expect(run({ ...SCENARIO, strategies: [bad] })).rejects.toThrow(message);
  });
});
