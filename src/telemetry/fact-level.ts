// How loud a fact is in the log.

import type { Fact } from "../engine/effect.js";
import type { PlainFact } from "./plain-fact.js";

/** Levels of the log, the quietest first. */
export type FactLevel = "debug" | "info" | "warn" | "error";

type OfType<Type extends Fact["type"]> = Extract<Fact, { type: Type }>;
type LevelTable = {
  readonly [Type in Fact["type"]]?: FactLevel | ((fact: OfType<Type>) => FactLevel);
};

const warnIf = (isBad: boolean): FactLevel => (isBad ? "warn" : "info");

/** What is not named is `info`. */
const LEVELS: LevelTable = {
  regime_changed: "debug",
  shadow_opened: "debug",
  shadow_closed: "debug",
  guard_reject: "warn",
  constraint_violation: "warn",
  constraint_clamped: "warn",
  protection: ({ state, alarm }) => (alarm === true ? "error" : warnIf(state !== "PROTECTED")),
  order_state: ({ state }) => warnIf(state === "REJECTED" || state === "UNKNOWN"),
  fill: ({ stale_price }) => warnIf(stale_price === true),
  governor_changed: ({ badge }) => warnIf(badge === "COOL-DOWN"),
  calendar_loaded: ({ problem }) => warnIf(problem !== null),
  mode_changed: ({ from, to }) => {
    if (to === "HALTED" || to === "PROTECT_ONLY") return "error";
    return warnIf(to === "RECONCILING" && from !== "BOOTING");
  },
  tripwire: ({ state, action }) => {
    if (state === "ENDED") return "info";
    return action === "LOCK" || action === "FLATTEN" ? "error" : "warn";
  },
  reconcile: ({ agrees, trigger }) => {
    if (!agrees) return "error";
    if (trigger === "timer") return "debug";
    return warnIf(trigger === "reconnect" || trigger === "unknown");
  },
};

/**
 * The level of a fact: `debug` is of the market alone, `info` is business as usual, `warn` was
 * refused, lost or is not as it should be, `error` stopped trading or needs a person. `fatal` is no
 * fact's: it is what ended the run.
 */
export function levelOf(fact: PlainFact): FactLevel {
  const level = LEVELS[fact.type as Fact["type"]] ?? "info";
  return typeof level === "string" ? level : (level as (fact: unknown) => FactLevel)(fact);
}
