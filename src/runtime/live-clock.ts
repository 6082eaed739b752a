// The clock an engine runs on while bars happen: the machine's own, or that of a file which is
// played at a multiple of real time.

import type { FeedPace, FeedTimer } from "../feeds/live-feed.js";
import { systemClock } from "./clock.js";

/** Time in which no bar was in the making that counts as closed hours and is passed over, ms. */
const CLOSED_MS = 30 * 60_000;

/** Others get their turn so often, where bars come faster than time can be waited for; ms. */
const TURN_MS = 25;

/** What a played file falls behind by and does not catch up again, ms of real time. */
const MOST_BEHIND_MS = 1000;

/** The engine's clock. */
export interface LiveClock {
  /** UTC epoch ms. */
  now(): number;
}

/** The machine's time and timers. */
export const systemTimer: FeedTimer = {
  nowMs: () => systemClock.nowMs(),
  monotonicMs: () => systemClock.monotonicMs(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The machine's own clock as the engine's. */
export const wallClock: LiveClock = { now: () => systemClock.nowMs() };

/** Where the file's time stood on the machine's clock. */
interface Anchor {
  readonly fileTs: number;
  readonly wallMs: number;
}

/**
 * The time of a file that is played at `speed` times real time. It starts where it is told, stands
 * still until a bar is waited for, and never passes the close of a bar that has not been taken;
 * once there are no more it stands for good.
 */
export class PlayedClock implements LiveClock, FeedPace {
  readonly #speed: number;
  readonly #timer: FeedTimer;
  #anchor: Anchor | null = null;
  /** Close of the last bar that was reached, and how far the clock may run by itself. */
  #reachedTs: number;
  #limitTs: number;
  /** When others had their turn last, monotonic ms. */
  #turnMs: number;

  /**
   * @param speed times real time, above zero; Infinity does not wait
   * @param startTs close of the first bar, or where it stood when the engine went down, epoch ms
   */
  constructor(speed: number, startTs: number, timer: FeedTimer) {
    this.#speed = speed;
    this.#timer = timer;
    this.#reachedTs = startTs;
    this.#limitTs = startTs;
    this.#turnMs = timer.monotonicMs();
  }

  now(): number {
    return Math.max(this.#reachedTs, Math.min(this.#running(), this.#limitTs));
  }

  async reach(openTs: number, closeTs: number, signal: AbortSignal): Promise<void> {
    if (openTs - this.#reachedTs > CLOSED_MS) this.#stand(closeTs);
    // Its first wait starts it.
    if (this.#anchor === null) this.#stand(this.#reachedTs);
    this.#limitTs = Math.max(closeTs, this.#limitTs);
    for (;;) {
      const dueMs = (closeTs - this.#running()) / this.#speed;
      const isDue = !(dueMs > 0);
      if (isDue && this.#timer.monotonicMs() - this.#turnMs < TURN_MS) break;
      await sleep(isDue ? 0 : dueMs, this.#timer, signal);
      this.#turnMs = this.#timer.monotonicMs();
      if (signal.aborted) return;
    }
    this.#reachedTs = Math.max(closeTs, this.#reachedTs);
    // One that takes bars more slowly than they come gets them one by one, not in a flood later.
    if ((this.#running() - closeTs) / this.#speed > MOST_BEHIND_MS) this.#stand(closeTs);
  }

  #stand(fileTs: number): void {
    this.#anchor = { fileTs, wallMs: this.#timer.monotonicMs() };
  }

  #running(): number {
    if (this.#anchor === null) return this.#reachedTs;
    const { fileTs, wallMs } = this.#anchor;
    const passedMs = this.#timer.monotonicMs() - wallMs;
    return passedMs === 0 ? fileTs : fileTs + passedMs * this.#speed;
  }
}

/** A timer of the machine holds no more than 24 days. */
const LONGEST_MS = 86_400_000;

async function sleep(ms: number, timer: FeedTimer, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = timer.after(Math.min(ms, LONGEST_MS), wake);
    signal.addEventListener("abort", wake);
  });
}
