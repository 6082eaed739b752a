// How long positions were without a working stop in the account's running day, by the machine's
// clock. Kept from facts.

import { accountDayOf, type Core } from "../engine/core.js";
import type { Fact } from "../engine/effect.js";

/** Takes every fact of a live run. */
export class NakedTime {
  #day = Number.NaN;
  #ms = 0;

  take(core: Core, fact: Fact): void {
    this.#roll(core);
    if (fact.type !== "protection" || fact.state !== "PROTECTED") return;
    this.#ms += fact.naked_ms ?? 0;
  }

  /**
   * Seconds in the account's day; what lasts now counts up to now.
   * @param wall the machine's clock, UTC epoch ms
   */
  seconds(core: Core, wall: number): number {
    this.#roll(core);
    let ms = this.#ms;
    for (const { position } of core.state.ledger.symbols) {
      const since = position?.nakedSince ?? 0;
      if (since > 0) ms += Math.max(0, wall - since);
    }
    return ms / 1_000;
  }

  #roll(core: Core): void {
    const { ordinal } = accountDayOf(core);
    if (ordinal !== this.#day) this.#ms = 0;
    this.#day = ordinal;
  }
}
