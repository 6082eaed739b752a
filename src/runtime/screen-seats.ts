// Which of the screens before an engine is in control. Any number may look; one acts, and keeps it
// for as long as it is heard of. A command from a shell or over the API takes no seat.

import type { Clock } from "./clock.js";

/** A screen that is silent for longer than this has gone, or cannot be reached; ms. */
const SILENCE_MS = 3_000;
/** Screens remembered at one time. */
const MOST_SCREENS = 64;

/** What a screen has of its seat. */
export interface SessionSeat {
  /** Whether it is in control; else it only looks. */
  readonly isInControl: boolean;
  /** Takes control away from whichever screen has it; false where that is not possible. */
  take(): Promise<boolean>;
}

/** Seats by screen: a name that no other screen has. */
export class ScreenSeats {
  readonly #clock: Clock;
  /** When each was heard of last, monotonic ms; oldest first. */
  readonly #heardMs = new Map<string, number>();
  #holder: string | null = null;
  /** When any screen was heard of last, monotonic ms. */
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many screens are there. */
  get screens(): number {
    this.#forgetSilent();
    return this.#heardMs.size;
  }

  /**
   * A screen is heard of. Answers whether it is in control: where nobody is, it comes to be.
   * @param wantsControl false for one that only ever looks
   */
  hear(screen: string, wantsControl: boolean): boolean {
    this.#forgetSilent();
    this.#heardMs.delete(screen);
    this.#heardMs.set(screen, this.#clock.monotonicMs());
    const [oldest] = this.#heardMs.keys();
    if (this.#heardMs.size > MOST_SCREENS && oldest !== undefined) this.leave(oldest);
    if (wantsControl) this.#holder ??= screen;
    else if (this.#holder === screen) this.#holder = null;
    return this.#holder === screen;
  }

  /** A screen takes control, whoever has it. */
  take(screen: string): void {
    this.#holder = screen;
    this.hear(screen, true);
  }

  /** A screen has gone. */
  leave(screen: string): void {
    this.#heardMs.delete(screen);
    if (this.#holder === screen) this.#holder = null;
  }

  #forgetSilent(): void {
    const now = this.#clock.monotonicMs();
    const wereAllSilent = now - this.#lastMs > SILENCE_MS;
    this.#lastMs = now;
    if (wereAllSilent) {
      // Then it was rather this process that did not listen: nobody loses a seat by that.
      for (const screen of this.#heardMs.keys()) this.#heardMs.set(screen, now);
      return;
    }
    const since = now - SILENCE_MS;
    for (const [screen, heardMs] of this.#heardMs) if (heardMs < since) this.leave(screen);
  }
}

/** The seat of a screen in this process. */
export function seatOf(seats: ScreenSeats, screen: string): SessionSeat {
  return {
    get isInControl() {
      return seats.hear(screen, true);
    },
    take: async () => {
      seats.take(screen);
      return true;
    },
  };
}

/**
 * The seat of a run's own screen: in control from its start, whichever screens of an engine before
 * have come back to this one meanwhile.
 */
export function ownSeatOf(seats: ScreenSeats, screen: string): SessionSeat {
  seats.take(screen);
  return seatOf(seats, screen);
}
