// The mood command of a replay's session: a fact at the last bar's decision time, and what the
// governor makes of it.

import { describe, expect, it } from "vitest";
import type { Command } from "../../src/runtime/session.js";
import { FIRST_TS, MINUTE } from "../fixtures.js";
import { factsOf } from "../harness.js";
import { isEventually, isPaused, open, SCENARIO, submit } from "./sessions.js";

describe("the mood command", () => {
  it("is written down at the last bar's close and obeyed from there", async () => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "step", bars: 7 });
    expect(await submit(session, { command: "mood", score: 2 })).toBe(true);
    const ts = FIRST_TS + 7 * MINUTE;
    expect(factsOf(facts, "operator")).toMatchObject([
      { ts, command: "mood", by: "cockpit", inputs: { score: 2 } },
    ]);
    expect(factsOf(facts, "governor_changed")).toMatchObject([
      { ts, rule: "self_report", multiplier: 0.5, badge: "CAUTION" },
    ]);
  });

  it("comes to viewers as every fact does, also while the tape runs", async () => {
    const { session } = open(SCENARIO);
    const seen: string[] = [];
    await session.subscribe(0, ({ type }) => seen.push(String(type)));
    await submit(session, { command: "resume", speed: 1 });
    await isEventually(async () => ((await session.snapshot()).replay?.bars ?? 0) > 0);
    expect(await submit(session, { command: "mood", score: 1 })).toBe(true);
    expect(seen).toContain("operator");
    expect(seen).toContain("governor_changed");
    await submit(session, { command: "pause" });
    await isEventually(() => isPaused(session));
  });

  it("is refused before the first bar and after the last, by name", async () => {
    const { session, facts } = open(SCENARIO);
    const mood: Command = { command_id: "m", command: "mood", score: 3 };
    expect(await session.submit(mood)).toEqual({
      ...{ accepted: false, command_id: "m", code: "not_started" },
      message: "no bar has come yet; say it once the replay runs",
    });
    await submit(session, { command: "step", bars: 1 });
    // The same id: what was refused may be said again.
    expect(await session.submit(mood)).toEqual({ accepted: true, command_id: "m" });
    await submit(session, { command: "resume" });
    await session.finished;
    expect(await session.submit({ ...mood, command_id: "n" })).toMatchObject({ code: "ended" });
    expect(factsOf(facts, "operator")).toHaveLength(1);
  });

  it.each([0, 6, 2.5, "3"])("of %j is none", async (score) => {
    const { session, facts } = open(SCENARIO);
    await submit(session, { command: "step", bars: 1 });
    const command = { command_id: "m", command: "mood", score } as unknown as Command;
    await expect(session.submit(command)).rejects.toThrow();
    expect(factsOf(facts, "operator")).toEqual([]);
  });
});
