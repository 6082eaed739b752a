// How fast a replay runs: in slices between which commands and viewers get their turn, at a
// multiple of real time or as fast as it goes. Advances never overlap.

import type { Clock } from "./clock.js";
import type { Replay } from "./replay.js";
import type { AdvanceLimit } from "./replay-options.js";

/** A slice of uninterrupted replay, ms: short enough that a key press is never felt to wait. */
const SLICE_MS = 25;
/** Pause between looks at the clock when playing at a multiple of real time, ms. */
const PACE_MS = 20;
/** Silence in the file that counts as closed hours and is passed over at once, ms. */
const CLOSED_MS = 30 * 60_000;

/** Where the file's time stood on the machine's clock. */
interface Anchor {
  readonly fileTs: number;
  readonly wallMs: number;
}

/** Plays one replay. */
export class Playback {
  readonly #replay: Replay;
  readonly #clock: Clock;
  #speed: number | null = null;
  #playing = false;
  /** What it runs to as fast as it goes: the next trade, or a time, UTC epoch ms. */
  #sought: "trade" | number | null = null;
  #running: Promise<void> | null = null;
  /** Null asks for a new one: after a pause, or another speed. */
  #anchor: Anchor | null = null;
  /** The last use of the replay; the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #elapsedMs = 0;

  constructor(replay: Replay, clock: Clock) {
    this.#replay = replay;
    this.#clock = clock;
  }

  get isPlaying(): boolean {
    return this.#playing;
  }

  /** Times real time; null is as fast as it goes. */
  get speed(): number | null {
    return this.#speed;
  }

  /** Time spent in the replay itself, ms. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  set speed(speed: number | null) {
    this.#speed = speed;
    this.#anchor = null;
  }

  /**
   * Goes on until paused or at the end of the data; rejects with what stopped it otherwise.
   * @param sought as fast as it goes, until `reach` is called or the last bar decided by a time has
   * come, UTC epoch ms; null seeks nothing
   */
  play(sought: "trade" | number | null): Promise<void> {
    this.#sought = sought;
    this.#playing = true;
    this.#anchor = null;
    this.#running ??= this.#run();
    return this.#running;
  }

  pause(): void {
    this.#playing = false;
  }

  /** Whether it runs to the next trade. */
  get seeksTrade(): boolean {
    return this.#sought === "trade";
  }

  /** What is sought has come: the bar it came on is the last. */
  reach(): void {
    this.#playing = false;
  }

  /** Plays a number of bars. */
  step(bars: number): Promise<void> {
    return this.#advance({ bars });
  }

  /** Settles when nothing runs any more, whatever became of it. */
  async settled(): Promise<void> {
    await this.#running?.catch(() => {});
    await this.#last.catch(() => {});
  }

  #inTurn<Result>(use: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(use);
    this.#last = turn;
    return turn;
  }

  #advance(limit: AdvanceLimit): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#clock.monotonicMs();
      await this.#replay.advance(limit);
      this.#elapsedMs += this.#clock.monotonicMs() - before;
    });
  }

  async #run(): Promise<void> {
    await this.#last;
    try {
      while (this.#playing && !this.#replay.progress.ended) {
        if (typeof this.#sought === "number") await this.#seekTime(this.#sought);
        else if (this.#sought === "trade") await this.#seekSlice();
        else if (this.#speed === null) await this.#advance({ budgetMs: SLICE_MS });
        else await this.#pacedSlice(this.#speed);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.#playing = false;
      this.#running = null;
    }
  }

  /** Bar by bar, so that it stops on the very bar. */
  async #seekSlice(): Promise<void> {
    const until = this.#clock.monotonicMs() + SLICE_MS;
    while (this.#playing && this.#sought === "trade" && !this.#replay.progress.ended) {
      await this.#advance({ bars: 1 });
      if (this.#clock.monotonicMs() >= until) return;
    }
  }

  async #seekTime(ts: number): Promise<void> {
    const nextTs = await this.#inTurn(() => this.#replay.peekDecisionTs());
    if (nextTs === null || nextTs > ts) this.#playing = false;
    else await this.#advance({ untilTs: ts, budgetMs: SLICE_MS });
  }

  /** What is due at `speed` times real time; waits a little where nothing is. */
  async #pacedSlice(speed: number): Promise<void> {
    if (this.#replay.progress.bars === 0) await this.#advance({ bars: 1 });
    const nextTs = await this.#inTurn(() => this.#replay.peekDecisionTs());
    const nowMs = this.#clock.monotonicMs();
    this.#anchor ??= { fileTs: this.#replay.progress.ts, wallMs: nowMs };
    const { fileTs, wallMs } = this.#anchor;
    const due = fileTs + (nowMs - wallMs) * speed;
    if (nextTs === null || nextTs <= due) {
      await this.#advance({ untilTs: due, budgetMs: SLICE_MS });
    } else if (nextTs - this.#replay.progress.ts > CLOSED_MS) {
      this.#anchor = { fileTs: nextTs, wallMs: nowMs };
    } else {
      const waitMs = Math.max(1, Math.min(PACE_MS, (nextTs - due) / speed));
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
