// Which of the bars that were read are complete, each handed out once.

import { counted } from "../../analytics/count.js";
import { UserError } from "../../engine/errors.js";
import type { Bar } from "../../engine/market/bar.js";
import type { FeedTimer } from "../live-feed.js";

/** A row that is being written over is final when it has stood still for this long; ms. */
export const SETTLE_MS = 2000;

/** So many bars in a row that begin before the last has ended mean another interval. */
const MOST_OVERLAPS = 3;

/** The newest bar, which may still be in the making. */
interface Newest {
  readonly ts: number;
  /** It was seen before its interval had ended, so its row is written over until then. */
  readonly isWrittenOver: boolean;
  /** When it last changed, monotonic ms. */
  readonly changedMs: number;
}

/**
 * Takes bars as they are read, perhaps several times, and gives out those that are complete: a
 * later bar follows, or the interval has ended by the clock and the row stands still.
 */
export class CompletedBars {
  /** Open of the last bar given out; -Infinity before the first. */
  lastTs: number;

  readonly #file: string;
  readonly #interval: number;
  readonly #isWrittenOver: boolean;
  readonly #timer: FeedTimer;
  readonly #notice: (line: string) => void;
  readonly #waiting = new Map<number, Bar>();
  #newest: Newest | null = null;
  #last: Bar | null = null;
  #dropped = 0;
  #overlaps = 0;
  #saidAhead = false;

  /**
   * @param interval bar length, ms
   * @param lastTs bars up to this open time are known already
   * @param isWrittenOver the newest row may be changed until its interval has ended
   */
  constructor(
    file: string,
    {
      interval,
      lastTs,
      isWrittenOver,
    }: {
      readonly interval: number;
      readonly lastTs: number;
      readonly isWrittenOver: boolean;
    },
    timer: FeedTimer,
    notice: (line: string) => void,
  ) {
    this.#file = file;
    this.#interval = interval;
    this.#isWrittenOver = isWrittenOver;
    this.#timer = timer;
    this.#notice = notice;
    this.lastTs = lastTs;
  }

  /** A bar was read; one that is still waiting takes the place of what was read before. */
  offer(bar: Bar): void {
    if (bar.ts <= this.lastTs) {
      if (bar.ts < this.lastTs) this.#drop();
      else if (this.#last !== null && !isSame(bar, this.#last)) this.#sayChanged(bar);
      return;
    }
    const before = this.#waiting.get(bar.ts);
    this.#waiting.set(bar.ts, bar);
    const newestTs = this.#newest?.ts ?? Number.NEGATIVE_INFINITY;
    if (bar.ts < newestTs || (before !== undefined && isSame(bar, before))) return;
    const now = this.#timer.nowMs();
    const isOpen = this.#isWrittenOver && now < bar.ts + this.#interval;
    if (bar.ts > now + this.#interval) this.#sayAhead(bar.ts - now);
    this.#newest = {
      ts: bar.ts,
      isWrittenOver: isOpen || (bar.ts === newestTs && this.#newest?.isWrittenOver === true),
      changedMs: this.#timer.monotonicMs(),
    };
  }

  /**
   * The bars that are complete by now, in order of time.
   * @param isFinal nothing more will come
   * @throws UserError when they are shorter than the interval
   */
  take(isFinal = false): Bar[] {
    const inTime = [...this.#waiting.values()].sort((a, b) => a.ts - b.ts);
    const taken: Bar[] = [];
    for (const bar of inTime) {
      if (bar.ts === this.#newest?.ts && this.#dueMs(this.#newest, isFinal) > 0) break;
      if (bar.ts - this.lastTs < this.#interval) {
        // What was taken before it is handed out first.
        if (this.#overlaps + 1 >= MOST_OVERLAPS && taken.length > 0) break;
        this.#waiting.delete(bar.ts);
        this.#sayOverlap(bar);
        continue;
      }
      this.#overlaps = 0;
      this.#waiting.delete(bar.ts);
      this.lastTs = bar.ts;
      this.#last = bar;
      taken.push(bar);
    }
    return taken;
  }

  /** How long until the newest bar is complete if nothing more comes, ms; null without one. */
  dueInMs(isFinal = false): number | null {
    if (this.#newest === null || !this.#waiting.has(this.#newest.ts)) return null;
    return Math.max(0, this.#dueMs(this.#newest, isFinal));
  }

  #dueMs({ ts, isWrittenOver, changedMs }: Newest, isFinal: boolean): number {
    const now = this.#timer.nowMs();
    // Stamps of another zone: the clock says nothing of them.
    if (isFinal && ts > now) return 0;
    const untilEnd = ts + this.#interval - now;
    if (!isWrittenOver || isFinal) return untilEnd;
    return Math.max(untilEnd, changedMs + SETTLE_MS - this.#timer.monotonicMs());
  }

  /** A bar that begins before the one before it has ended would fill orders of the future. */
  #sayOverlap(bar: Bar): void {
    this.#overlaps++;
    const when = `bar of ${stampOf(bar.ts)}`;
    const why = `begins before the one before it has ended (${this.#interval / 1000} s a bar)`;
    if (this.#overlaps >= MOST_OVERLAPS) {
      throw new UserError(
        `${this.#file}: ${when} ${why}, the third in a row; say the right --timeframe`,
      );
    }
    this.#notice(`${this.#file}: ${when} ${why}; dropped`);
  }

  #sayAhead(aheadMs: number): void {
    if (this.#saidAhead) return;
    this.#saidAhead = true;
    this.#notice(
      `${this.#file}: its last bar begins ${Math.round(aheadMs / 60_000)} min from now by this ` +
        "machine's clock, so each bar waits for the next; say the stamps' zone with --tz",
    );
  }

  #drop(): void {
    this.#dropped++;
    if (!/^10*$/.test(String(this.#dropped))) return;
    const count = this.#dropped === 1 ? "a bar" : counted(this.#dropped, "bar");
    this.#notice(`${this.#file}: ${count} of a time that has passed already; dropped`);
  }

  #sayChanged(bar: Bar): void {
    this.#last = bar;
    this.#notice(
      `${this.#file}: the bar of ${stampOf(bar.ts)} was changed after it was taken; ` +
        "what was taken stands",
    );
  }
}

function isSame(a: Bar, b: Bar): boolean {
  return (
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume
  );
}

/** An instant as people read it. */
export function stampOf(ts: number): string {
  return new Date(ts).toISOString().replace(".000Z", "Z");
}
