// When the trader is asked how they feel: at the first look of the account's day, and after a loss.
// It is only offered: what is not answered goes away by itself.

import type { FactJson } from "../runtime/session.js";
import type { CockpitState } from "./cockpit-state.js";

/** The offer among the toasts. */
export const MOOD_KIN = "mood";

/** Watches for the moments to ask. */
export class MoodOffer {
  #askedDay: number | null = null;
  #hasLost = false;

  /** A fact has come. */
  take(fact: FactJson): void {
    if (fact.type === "trade_closed" && Number(fact.net_pnl) < 0) this.#hasLost = true;
  }

  /** What is to be asked now; null is nothing. Once asked, it is not asked again. */
  next({ snapshot, seat }: Pick<CockpitState, "snapshot" | "seat">): string | null {
    const { replay, account_day, mood } = snapshot;
    const hasLost = this.#hasLost;
    this.#hasLost = false;
    if (replay !== null || seat !== "acts" || account_day === null) return null;
    const isNewDay = account_day !== this.#askedDay;
    this.#askedDay = account_day;
    if (hasLost) return "A loss. How do you feel now? m says it, Esc leaves it";
    return isNewDay && mood === null ? "How do you feel today? m says it, Esc leaves it" : null;
  }
}
