// The engine goes first: while it has something waiting nothing is asked of it and nothing drawn on
// its thread, so that a frame is never between a bar and the order that follows from it.

import type { Clock } from "../runtime/clock.js";

/** How long it gives way at a time, ms: an engine that is always busy is shown, too. */
const MOST_HELD_MS = 1_000;

/** Whether the screen has to wait. */
export class GivingWay {
  readonly #isBusy: () => boolean;
  readonly #clock: Clock;
  /** When it was first seen busy, monotonic ms; null while it is not. */
  #sinceMs: number | null = null;

  constructor(isBusy: () => boolean, clock: Clock) {
    this.#isBusy = isBusy;
    this.#clock = clock;
  }

  /** Asked before each look and each frame. */
  get isHeld(): boolean {
    if (!this.#isBusy()) {
      this.#sinceMs = null;
      return false;
    }
    this.#sinceMs ??= this.#clock.monotonicMs();
    return this.#clock.monotonicMs() - this.#sinceMs < MOST_HELD_MS;
  }
}
