// What one line of the journal holds: events in the order in which they were stepped, each with
// the facts it led to, and the orders that leave once the line is durable. Facts stand in it as
// their own lines do, so that a person who reads the journal reads them; the rest is plain data.

import type { Fact, OrderCommand } from "../engine/effect.js";
import type { EngineEvent } from "../engine/event.js";
import { encodeFact } from "./fact-line.js";
import { factOf } from "./fact-read.js";
import { revive, toPlain } from "./plain.js";

/** One event and the facts it led to. */
export interface Step {
  readonly event: EngineEvent;
  readonly facts: readonly Fact[];
}

/** One line. */
export interface Group {
  /** The machine's clock when it was written, UTC epoch ms. */
  readonly wall: number;
  readonly steps: readonly Step[];
  readonly orders: readonly OrderCommand[];
}

/** A group as JSON text on one line. */
export function encodeGroup(group: Group): string {
  const steps = group.steps.map(
    ({ event, facts }) =>
      `{"event":${toPlain(event)},"facts":[${facts.map(encodeFact).join(",")}]}`,
  );
  const orders = toPlain(group.orders);
  return `{"wall":${toPlain(group.wall)},"steps":[${steps.join(",")}],"orders":${orders}}`;
}

/**
 * What `encodeGroup` wrote, as it was, but that numbers in facts are as their lines have them (see
 * `readFact`). Throws a `SyntaxError` where the text is none of its kind.
 */
export function decodeGroup(text: string): Group {
  const parsed: unknown = JSON.parse(text);
  if (!isGroup(parsed)) throw new SyntaxError("it is no group of events");
  return {
    wall: revive(parsed.wall) as number,
    steps: parsed.steps.map(stepOf),
    orders: revive(parsed.orders) as OrderCommand[],
  };
}

function isGroup(value: unknown): value is { wall: unknown; steps: unknown[]; orders: unknown[] } {
  if (typeof value !== "object" || value === null || !("wall" in value)) return false;
  if (!("steps" in value) || !Array.isArray(value.steps)) return false;
  return "orders" in value && Array.isArray(value.orders);
}

function stepOf(parsed: unknown): Step {
  const { event, facts } = parsed as { event?: { type?: unknown }; facts?: unknown };
  if (typeof event?.type !== "string" || !Array.isArray(facts)) {
    throw new SyntaxError("it is no event with its facts");
  }
  return { event: revive(event) as EngineEvent, facts: facts.map(factOf) };
}
