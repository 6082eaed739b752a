// How things stood when a trade was decided, looked up in all facts at once.

import type { Fact } from "../../src/engine/effect.js";

type Kind<Type extends Fact["type"]> = Extract<Fact, { type: Type }>;

/** How things stood when the entry behind a closed trade was sent, looked up in what was told. */
export function contextOf(
  facts: readonly Fact[],
  closed: Kind<"trade_closed">,
): Record<string, unknown> {
  const names = ["gear", "governor", "governor_multiplier", "regime_size", "self_report"];
  const nothing = Object.fromEntries(names.map((name) => [name, null]));
  const own = (fact: Fact): boolean => fact.trace_id === closed.trace_id;
  const lastOf = (is: (fact: Fact) => boolean, before: number): number =>
    facts.findLastIndex((fact, at) => at < before && is(fact));
  const end = facts.indexOf(closed);
  const wasSent = (fact: Fact): boolean => fact.type === "order_submitted" && fact.role === "entry";
  // The last opening that came of an entry which had left and had not been taken back.
  let opened = end;
  let sent = -1;
  while (opened >= 0 && sent < 0) {
    opened = lastOf((fact) => own(fact) && fact.type === "position_opened", opened);
    const decided = lastOf((fact) => own(fact) && isDecisive(fact), opened);
    const decision = facts[decided];
    if (opened >= 0 && decision !== undefined && wasSent(decision)) sent = decided;
  }
  if (sent < 0 || lastOf((fact) => own(fact) && fact.type === "trade_closed", end) > opened) {
    return nothing;
  }
  const find = <Type extends Fact["type"]>(type: Type, before: number, is = (_: Fact) => true) =>
    facts[lastOf((fact) => fact.type === type && is(fact), before)] as Kind<Type> | undefined;
  const governor = find("governor_changed", sent);
  const mood = find(
    "operator",
    sent,
    (fact) => fact.type === "operator" && fact.command === "mood",
  );
  const sizing = facts[lastOf((fact) => own(fact) && isSizing(fact), sent)];
  const day = (facts[opened] as Kind<"position_opened">).day;
  return {
    gear: find("gear_changed", sent)?.to ?? "N",
    governor: governor?.badge ?? "CALM",
    governor_multiplier:
      sizing?.type === "entry_sized" ? sizing.governor : (governor?.multiplier ?? 1),
    regime_size: sizing?.type === "entry_sized" ? sizing.regime_size : 1,
    self_report: mood !== undefined && mood.inputs.day === day ? mood.inputs.score : null,
  };
}

/** Facts that say what becomes of an entry: it leaves, is taken back, or has become a trade. */
function isDecisive(fact: Fact): boolean {
  return (
    fact.type === "position_opened" ||
    fact.type === "guard_reject" ||
    (fact.type === "order_submitted" && fact.role === "entry") ||
    isUnfilled(fact)
  );
}

/** An entry ended with nothing of it filled. */
function isUnfilled(fact: Fact): boolean {
  if (fact.type !== "order_state" || fact.role !== "entry") return false;
  return fact.filled_qty === 0 && ["CANCELLED", "REJECTED", "EXPIRED"].includes(fact.state);
}

/** Facts after which the size of an entry is known, or none is any more. */
function isSizing(fact: Fact): boolean {
  return fact.type === "entry_sized" || (isDecisive(fact) && fact.type !== "position_opened");
}
