// Requests that are under way, and how long to wait for them.

import type { Clock } from "./clock.js";
import { pause } from "./waiting.js";

/** What has been begun and has not ended. */
export class PendingWork {
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  readonly #tasks = new Set<Promise<void>>();
  /** Those among them that were waited for in vain. */
  readonly #overdue = new WeakSet<Promise<void>>();

  /** @param onFailure told of what a task rejects with */
  constructor(clock: Clock, onFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** Whether everything so far has come to its end. */
  get isSettled(): boolean {
    return this.#tasks.size === 0;
  }

  add(work: Promise<void>): void {
    const task: Promise<void> = work.catch(this.#onFailure).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  /** Settles when everything has, or after `mostMs` of the machine's clock. */
  async settled(mostMs: number): Promise<void> {
    await this.#wait(mostMs, () => [...this.#tasks]);
  }

  /**
   * As `settled`, but what was waited for in vain once is not waited for again: bars must not stand
   * behind an order that nobody answers for.
   */
  async heard(mostMs: number): Promise<void> {
    const left = await this.#wait(mostMs, () =>
      [...this.#tasks].filter((task) => !this.#overdue.has(task)),
    );
    for (const task of left) this.#overdue.add(task);
  }

  /** Answers what is left when the time is over. */
  async #wait(mostMs: number, tasks: () => Promise<void>[]): Promise<Promise<void>[]> {
    const until = this.#clock.monotonicMs() + mostMs;
    for (;;) {
      const left = tasks();
      const restMs = until - this.#clock.monotonicMs();
      if (left.length === 0 || restMs <= 0) return left;
      const rest = pause(restMs);
      await Promise.race([Promise.all(left), rest.over]);
      rest.cancel();
    }
  }
}
