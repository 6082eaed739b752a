// What is to be done every so often, by the machine's clock.

import type { Clock } from "./clock.js";

/** A process that had no turn for so long was stopped: others may have acted meanwhile, ms. */
const SLEPT_MS = 3_000;

/** When each thing was done last. */
export class DueTimes<Name extends string> {
  readonly #clock: Clock;
  readonly #doneMs = new Map<Name, number>();
  #turnMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turnMs = clock.monotonicMs();
  }

  /** Whether it was last done so long ago, ms; then it counts as done now. */
  isDue(what: Name, everyMs: number): boolean {
    const now = this.#clock.monotonicMs();
    if (now - (this.#doneMs.get(what) ?? 0) < everyMs) return false;
    this.#doneMs.set(what, now);
    return true;
  }

  /** It was done now. */
  done(what: Name): void {
    this.#doneMs.set(what, this.#clock.monotonicMs());
  }

  /** To be asked at every turn: whether the turn before it was so long ago that we were stopped. */
  hasSlept(): boolean {
    const now = this.#clock.monotonicMs();
    const passedMs = now - this.#turnMs;
    this.#turnMs = now;
    return passedMs > SLEPT_MS;
  }
}
