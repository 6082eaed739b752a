// Replays in memory with every event that was stepped, and what it led to.

import type { EngineState } from "../src/engine/core.js";
import type { Fact, OrderCommand } from "../src/engine/effect.js";
import type { EngineEvent } from "../src/engine/event.js";
import { Replay } from "../src/runtime/replay.js";
import type { ReplayOptions } from "../src/runtime/replay-options.js";

/** One event with what it led to, none of it shared with the engine. */
export interface RecordedStep {
  readonly event: EngineEvent;
  readonly facts: readonly Fact[];
  readonly orders: readonly OrderCommand[];
}

/**
 * Runs a replay to its end and answers all its steps, the boot's first.
 * @param between is called after so many bars each, e.g. to say a mood
 * @param before what is stepped in an event's place; where left out, the event itself
 */
export async function record(
  options: ReplayOptions,
  between?: { bars: number; call: (replay: Replay) => void },
  before?: (event: EngineEvent, state: EngineState) => readonly EngineEvent[],
): Promise<{ steps: RecordedStep[]; replay: Replay }> {
  const first: Fact[] = [];
  const replay = new Replay({ ...options, onFact: (fact) => first.push(structuredClone(fact)) });
  // What the constructor has stepped: the boot and, where there is one, the calendar.
  const loaded = first.findIndex((fact) => fact.type === "calendar_loaded");
  const ofBoot = loaded < 0 ? first.length : loaded;
  const steps: RecordedStep[] = [
    { event: options.boot, facts: first.slice(0, ofBoot), orders: [] },
  ];
  if (options.calendar) {
    const { ts } = options.boot;
    const event = { type: "calendar", ts, ...options.calendar, problem: null } as const;
    steps.push({ event, facts: first.slice(ofBoot), orders: [] });
  }
  const { engine } = replay;
  const { step } = engine;
  const stepAll: typeof step = (event, out) => {
    for (const one of before?.(event, engine.state) ?? [event]) stepOne(one, out);
  };
  const stepOne: typeof step = (event, out) => {
    const copy = structuredClone(event);
    const [facts, orders] = [out.facts.length, out.orders.length];
    step(event, out);
    steps.push({
      event: copy,
      facts: structuredClone(out.facts.slice(facts)),
      orders: structuredClone(out.orders.slice(orders)),
    });
  };
  engine.step = stepAll;
  if (between === undefined) await replay.advance();
  else {
    while (!replay.progress.ended) {
      await replay.advance({ bars: between.bars });
      if (!replay.progress.ended) between.call(replay);
    }
  }
  return { steps, replay };
}
