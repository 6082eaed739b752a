// The plan that a screen shows and what the engine makes of the same command: the same quantity,
// and refused where the plan says so.

import { describe, expect, it } from "vitest";
import { refusalOf } from "../../src/engine/control/refusal.js";
import type { LiveRun } from "../../src/runtime/live.js";
import { engineCommandOf } from "../../src/runtime/live-request.js";
import { openLiveSession } from "../../src/runtime/live-session.js";
import { planOf } from "../../src/tui/forms/act.js";
import { SCENARIOS } from "../chaos/sim/scenarios.js";
import { sourceOf } from "../harness.js";
import { LiveWorld } from "../live-world.js";

const head = { command_id: "c", by: "test" };

/** Looks at a story wherever it stops. */
async function lookingAt(name: string, look: (run: LiveRun) => Promise<void>): Promise<void> {
  const script = SCENARIOS.find((one) => one.name === name);
  if (script === undefined) throw new Error(`there is no story "${name}"`);
  const world = new LiveWorld(script);
  world.look = look;
  expect((await world.live()).isDead).toBe(false);
}

function sessionOf(run: LiveRun, reloadCalendars?: () => string | null) {
  const sources = run.options.boot.symbols.map(({ instrument }) => {
    return sourceOf([], instrument).description;
  });
  const more = reloadCalendars === undefined ? {} : { reloadCalendars };
  return openLiveSession({ run, sources, account: "paper", startedTs: 0, ...more });
}

describe("a plan", () => {
  it.each(["partial fills", "acks lost"])("is the engine's own: %s", async (name) => {
    const seen = { parts: 0, moves: 0, refused: 0 };
    await lookingAt(name, async (run) => {
      const { core } = run.live.engine;
      const snapshot = await sessionOf(run).snapshot();
      for (const { symbol, last, stop } of snapshot.positions) {
        const market = snapshot.symbols.find((one) => one.symbol === symbol);
        for (const pct of [1, 25, 33.4, 50, 75, 99.9, 100]) {
          const asked = engineCommandOf(core, { ...head, command: "close", symbol, pct });
          if (!("name" in asked) || asked.name !== "close") throw new Error("no close");
          const [choice] = planOf({ what: "close", symbol, pct }, snapshot).choices;
          const qty = asked.qtyLots * (market?.lot ?? Number.NaN);
          expect(choice?.words).toBe(`${qty} of ${symbol} off at market`);
          seen.parts++;
        }
        const { trade_state } = snapshot.positions[0] ?? {};
        if (trade_state === "EXITING") continue;
        const tick = market?.tick ?? Number.NaN;
        for (let ticks = -6; ticks <= 6; ticks++) {
          for (const from of [stop, last]) {
            const price = from + ticks * tick;
            const asked = engineCommandOf(core, { ...head, command: "move_stop", symbol, price });
            if (!("name" in asked)) throw new Error("no move");
            const { choices } = planOf({ what: "move_stop", symbol, price }, snapshot);
            expect({ price, isPlanned: choices.length === 1 }).toEqual({
              ...{ price, isPlanned: refusalOf(core, asked) === null },
            });
            if (choices.length === 1) seen.moves++;
            else seen.refused++;
          }
        }
      }
    });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });
});

describe("a session", () => {
  it("says how one feels as far as it was said today, and reads calendars again", async () => {
    let isDone = false;
    await lookingAt("acks lost", async (run) => {
      if (isDone) return;
      isDone = true;
      const answers = ["broken.csv: line 1 is no header", null];
      const session = sessionOf(run, () => answers.shift() ?? null);
      expect((await session.snapshot()).mood).toBeNull();
      await session.submit({ ...head, command_id: "m", command: "mood", score: 4 });
      const { mood, strategies_off } = await session.snapshot();
      expect({ mood, strategies_off }).toEqual({ mood: 4, strategies_off: [] });
      const reload = (command_id: string) =>
        session.submit({ ...head, command_id, command: "reload_calendar" });
      expect(await reload("a")).toMatchObject({ accepted: false, code: "calendar" });
      expect(await reload("b")).toEqual({ accepted: true, command_id: "b" });
    });
    expect(isDone).toBe(true);
  });
});
