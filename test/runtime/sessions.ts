// Replay sessions for tests, and how they are commanded.

import type { Fact } from "../../src/engine/effect.js";
import type { Strategy } from "../../src/engine/strategy.js";
import { openReplaySession, type ReplaySession } from "../../src/runtime/replay-session.js";
import type { Command } from "../../src/runtime/session.js";
import { randomBars, seeded } from "../bare-run.js";
import { engineConfig, instrument } from "../fixtures.js";
import { optionsOf, type Scenario } from "../harness.js";

const OF = instrument();
/** A day and a bit of minutes, at random. */
export const BARS = randomBars(seeded(11), 1_500, OF);

/** Long or short by turns, every tenth bar. */
export const BY_TURNS: Strategy<{ bars: number }> = {
  name: "by_turns",
  params: {},
  regimes: [],
  trend: false,
  init: () => ({ bars: 0 }),
  onBar(context, state) {
    state.bars++;
    if (state.bars % 10 !== 0) return null;
    const side = state.bars % 20 === 0 ? "long" : "short";
    return { side, stop: context.bar.close + (side === "long" ? -4 : 4) };
  },
};

const base = engineConfig();
/** Ten trades a day by turns, with every guard. */
export const SCENARIO: Scenario = {
  bars: BARS,
  strategies: [BY_TURNS as Strategy],
  config: engineConfig({
    constraints: { ...base.constraints, max_trades_per_day: 10, max_trades_per_week: 50 },
  }),
};

/** A session that has not started, and the facts it writes. */
export function open(
  scenario: Scenario,
  keptCloses = 0,
): { session: ReplaySession; facts: Fact[] } {
  const facts: Fact[] = [];
  const session = openReplaySession({
    ...optionsOf(scenario),
    keptCloses,
    onFact: (fact) => facts.push(fact),
  });
  return { session, facts };
}

let commands = 0;
/** A command without its id. */
export type Bare = Command extends infer C
  ? C extends Command
    ? Omit<C, "command_id">
    : never
  : never;

/** Submits and answers whether it was accepted. */
export async function submit(session: ReplaySession, command: Bare): Promise<boolean> {
  commands++;
  const answer = await session.submit({ ...command, command_id: `c${commands}` } as Command);
  return answer.accepted;
}

/** Waits until it is so. */
export async function isEventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("it never came");
}

/** Whether a session stands still. */
export const isPaused = async (session: ReplaySession): Promise<boolean> =>
  (await session.snapshot()).state === "PAUSED";
