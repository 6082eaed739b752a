// What one line of the journal holds: events in the order in which they were stepped, each with
// the facts it led to, and the orders that leave once the line is durable.

import type { Fact, OrderCommand } from "../engine/effect.js";
import type { EngineEvent } from "../engine/event.js";

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
export function encodeGroup(_group: Group): string {
  throw new Error("not written yet");
}

/** What `encodeGroup` wrote, as it was. Throws where the text is none of its kind. */
export function decodeGroup(_text: string): Group {
  throw new Error("not written yet");
}
