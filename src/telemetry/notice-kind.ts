// Which facts somebody wants to be told of at once.

import type { Fact } from "../engine/effect.js";
import { conditionNamed } from "../engine/risk/live-guards.js";
import type { PlainFact } from "./plain-fact.js";

/** What may be told (SPEC 16), the gravest first: where too much comes, the last is left out. */
export const NOTICE_KINDS = [
  "naked",
  "tripwire",
  "lock",
  "halted",
  "disconnect",
  "mismatch",
  "fill",
  "day_summary",
] as const;
/** One of them. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

type Kinds = readonly NoticeKind[];
const NONE: Kinds = [];

/** States in which nothing new is begun because something is broken. */
const BROKEN: ReadonlySet<string> = new Set(["HALTED", "PROTECT_ONLY"]);
/** States in which all is well again. */
const WELL: ReadonlySet<string> = new Set(["READY", "PAUSED"]);

/**
 * Sorts the facts of a run. A fact can be of more than one kind: it is told once, as the first of
 * them that is asked for.
 *
 * | kind | facts |
 * | --- | --- |
 * | `naked` | `protection` with its alarm, and what ends it: `PROTECTED`, or `trade_closed` |
 * | `tripwire` | `tripwire` that is `TRIPPED`, of any action |
 * | `lock` | the same with the action `LOCK` |
 * | `halted` | `mode_changed` to `HALTED` or `PROTECT_ONLY`, and the `READY` that ends it; no fact:
 * | | the engine itself has ended by an error |
 * | `disconnect` | the same where the link to the broker is down, or no data comes |
 * | `mismatch` | `reconcile` that found something else at the broker |
 * | `fill` | `fill` |
 * | `day_summary` | no fact: the account's day has rolled |
 */
export class NoticeKinds {
  /** What the state that is broken now was told as; null where none is. */
  #broken: Kinds | null = null;
  /** Symbols whose alarm was told. */
  readonly #naked = new Set<string>();

  /** The kinds of a fact, none for most. */
  of(line: PlainFact): Kinds {
    const fact = line as PlainFact & Fact;
    switch (fact.type) {
      case "protection":
        return fact.state === "PROTECTED" ? this.#covered(fact.symbol) : this.#alarm(fact);
      case "trade_closed":
        return this.#covered(fact.symbol);
      case "tripwire":
        if (fact.state !== "TRIPPED") return NONE;
        return fact.action === "LOCK" ? ["lock", "tripwire"] : ["tripwire"];
      case "mode_changed":
        return this.#mode(fact.to, fact.reason);
      case "reconcile":
        return differs(fact) ? ["mismatch"] : NONE;
      case "fill":
        return ["fill"];
      default:
        return NONE;
    }
  }

  #alarm({ symbol, alarm }: Extract<Fact, { type: "protection" }>): Kinds {
    if (alarm !== true) return NONE;
    this.#naked.add(symbol ?? "");
    return ["naked"];
  }

  #covered(symbol: string | null): Kinds {
    return this.#naked.delete(symbol ?? "") ? ["naked"] : NONE;
  }

  #mode(to: string, reason: string): Kinds {
    if (BROKEN.has(to)) {
      const condition = conditionNamed(reason);
      const isLink = condition === "broker_down" || condition === "feed_down";
      this.#broken = isLink ? ["disconnect", "halted"] : ["halted"];
      return this.#broken;
    }
    if (!WELL.has(to)) return NONE;
    const ended = this.#broken ?? NONE;
    this.#broken = null;
    return ended;
  }
}

/** A stop that is being put right is no news to anybody. */
function differs(fact: Extract<Fact, { type: "reconcile" }>): boolean {
  const { agrees, trigger, positions, orphans, adopted, dropped, cash_difference } = fact;
  const found = positions.length + orphans.length + adopted.length + dropped.length;
  return !agrees && (found > 0 || trigger === "over_exit" || (cash_difference ?? 0) !== 0);
}
