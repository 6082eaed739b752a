// How long what was said at the foot stays there: long enough to be read, and no longer, so that
// the views and keys come back by themselves. What is grave stays until a key does something.

import type { Clock } from "../runtime/clock.js";
import type { Span } from "./theme.js";

/** What was said is seen for so long, ms. */
const SEEN_MS = 8_000;

/** When what is said has been seen. */
export class NoticeLife {
  readonly #clock: Clock;
  #notice: Span | null = null;
  /** When it was first looked at, monotonic ms. */
  #sinceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether what stands there has been there for long enough; asked a few times a second. */
  isOver(notice: Span | null): boolean {
    const now = this.#clock.monotonicMs();
    if (notice !== this.#notice) {
      this.#notice = notice;
      this.#sinceMs = now;
    }
    return notice !== null && notice.role !== "alarm" && now - this.#sinceMs >= SEEN_MS;
  }
}
