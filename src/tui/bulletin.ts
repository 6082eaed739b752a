// What a screen has to tell at the moment: toasts of facts as they come, and what it would like to
// know of the trader.

import type { Clock } from "../runtime/clock.js";
import type { FactJson } from "../runtime/session.js";
import type { CockpitState } from "./cockpit-state.js";
import { MOOD_KIN, MoodOffer } from "./mood-offer.js";
import type { DecimalsOf } from "./sentence.js";
import { isReadable, type Toast, Toasts } from "./toasts.js";

/** A moment without an answer is none to speak of, ms. */
const SILENT_MS = 3_000;

/** Toasts of a screen, by its clock. */
export class Bulletin {
  readonly #clock: Clock;
  readonly #toasts = new Toasts();
  readonly #mood = new MoodOffer();
  readonly #sinceSeq: number;
  #isSilent = false;

  /** @param sinceSeq facts up to this one were there before the screen, and are no news */
  constructor(clock: Clock, sinceSeq: number) {
    this.#clock = clock;
    this.#sinceSeq = sinceSeq;
  }

  /** A fact has come; `state` is what was shown before it. */
  take(fact: FactJson, decimalsOf: DecimalsOf, state: CockpitState): void {
    const isNews = fact.seq > this.#sinceSeq;
    if (isNews) this.#mood.take(fact);
    if (!isNews || !isReadable(state.snapshot, state.isSeeking)) {
      this.#toasts.hear(fact);
      return;
    }
    this.#toasts.take(fact, decimalsOf, this.#clock.monotonicMs());
  }

  /** What is to be told now; the same list while nothing changes. */
  look(state: Pick<CockpitState, "snapshot" | "seat" | "silence">): readonly Toast[] {
    const now = this.#clock.monotonicMs();
    const isSilent = (state.silence?.ms ?? 0) >= SILENT_MS;
    if (isSilent !== this.#isSilent) {
      const text = isSilent ? "the engine does not answer" : "the engine answers again";
      this.#toasts.tell("silence", isSilent ? "alarm" : "info", text, now);
    }
    this.#isSilent = isSilent;
    const question = this.#mood.next(state);
    if (question !== null) this.#toasts.tell(MOOD_KIN, "ask", question, now);
    if (state.seat !== "acts") this.#toasts.withdraw(MOOD_KIN);
    return this.#toasts.at(now);
  }

  /** A key was pressed while toasts were seen; left out, all of them. */
  dismiss(key: string, seen?: readonly Toast[]): readonly Toast[] {
    const now = this.#clock.monotonicMs();
    this.#toasts.dismiss(key, now, seen);
    // The key that answers it.
    if (key === "m") this.#toasts.withdraw(MOOD_KIN);
    return this.#toasts.at(now);
  }
}
