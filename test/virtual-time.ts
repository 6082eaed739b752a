// Time that passes by command alone: the program's timers and clocks, while it is installed. What
// waits on nothing but timers and promises then runs as fast as it can, and the same each time.

import { seeded } from "./bare-run.js";

interface Waiting {
  readonly id: number;
  readonly callback: () => void;
  readonly everyMs: number | null;
  dueMs: number;
}

const { setImmediate: immediate, Date: wallClock, Math: chance } = globalThis;
const REAL = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  now: wallClock.now,
  random: chance.random,
};

/** All that waits on promises alone has gone on. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => immediate(resolve));
}

/** The machine's timers, wall clock and chance, replaced. */
export class VirtualTime {
  #nowMs = 0;
  #ids = 0;
  readonly #wallMs: number;
  readonly #waiting = new Map<number, Waiting>();

  /** @param wallMs the wall clock's beginning, UTC epoch ms */
  constructor(wallMs: number) {
    this.#wallMs = wallMs;
  }

  /** Ms since it began. */
  monotonicMs(): number {
    return this.#nowMs;
  }

  nowMs(): number {
    return this.#wallMs + this.#nowMs;
  }

  /** Everything of the program waits here from now on. */
  install(): void {
    const set = (callback: () => void, ms = 0, everyMs: number | null = null) => {
      const id = ++this.#ids;
      this.#waiting.set(id, { id, callback, everyMs, dueMs: this.#nowMs + Math.max(0, ms) });
      return id;
    };
    const clear = (id: unknown) => this.#waiting.delete(id as number);
    const every = (callback: () => void, ms: number) => set(callback, ms, Math.max(1, ms));
    const once = (callback: () => void, ms?: number) => set(callback, ms);
    Object.assign(globalThis, { setTimeout: once, clearTimeout: clear });
    Object.assign(globalThis, { setInterval: every, clearInterval: clear });
    Object.assign(wallClock, { now: () => this.nowMs() });
    Object.assign(chance, { random: seeded(1) });
  }

  /** Gives the machine its own time back; what still waits here waits for ever. */
  uninstall(): void {
    const { now, random, ...timers } = REAL;
    Object.assign(globalThis, timers);
    Object.assign(wallClock, { now });
    Object.assign(chance, { random });
    this.#waiting.clear();
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /**
   * Lets time pass until something is so. Throws where that takes longer than is allowed.
   * @param mostMs of this time
   */
  async pass(isOver: () => boolean, mostMs: number): Promise<void> {
    const untilMs = this.#nowMs + mostMs;
    for (;;) {
      await quiet();
      if (isOver()) return;
      const next = this.#next();
      if (next === null) throw new Error("nothing waits for time, and it is not over");
      if (next.dueMs > untilMs) throw new Error(`it is not over after ${mostMs} ms`);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      if (next.everyMs === null) this.#waiting.delete(next.id);
      else next.dueMs = this.#nowMs + next.everyMs;
      next.callback();
    }
  }

  #next(): Waiting | null {
    let next: Waiting | null = null;
    for (const each of this.#waiting.values()) {
      if (next === null || each.dueMs < next.dueMs) next = each;
    }
    return next;
  }
}
