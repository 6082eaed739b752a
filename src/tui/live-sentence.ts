// Facts of a live run as sentences a trader would say.

import { plain, signed } from "../analytics/figures.js";
import type { Fact, OrderStateFact } from "../engine/effect.js";
import type { OperatorFact } from "../engine/guard-facts.js";
import type { ModeChangedFact, ReconcileFact } from "../engine/live-facts.js";
import { quantity } from "./quantity.js";
import { stateReason } from "./reason-words.js";
import { type DecimalsOf, type Told, told } from "./sentence.js";
import type { Role } from "./theme.js";

/** Tells a fact that a live run alone writes, or writes otherwise; null for others. */
export function tellLive(fact: Fact, decimalsOf: DecimalsOf): Told | null {
  switch (fact.type) {
    case "mode_changed":
      return tellMode(fact);
    case "reconcile":
      return tellReconcile(fact, decimalsOf);
    case "operator":
      return tellOperator(fact, decimalsOf);
    case "protection":
      return tellProtection(fact);
    case "order_state":
      return tellOpenEnd(fact);
    case "boot":
      // The first fact of a journal is the first start.
      return fact.seq > 1 && fact.mode !== "REPLAY"
        ? told("◆", "strong", `started again: ${fact.mode} of ${fact.symbols.join(", ")}`)
        : null;
    default:
      return null;
  }
}

function tellMode({ from, to, reason }: ModeChangedFact): Told {
  const why = stateReason(to, reason);
  const text = why === "" ? to : `${to}: ${why}`;
  // A flatten of everything ends in a pause: this was one of a symbol.
  const isPart = from === "FLATTENING" && reason === "flat";
  if (to === "READY" && isPart) {
    return told("◆", "strong", "READY: the flatten is done, what it was of is held until resumed");
  }
  if (to === "READY") return told("◆", "strong", text);
  const isGrave = to === "HALTED" || to === "PROTECT_ONLY" || to === "FLATTENING";
  if (isGrave) return told("!", "alarm", text);
  // A start says so itself, and always asks the broker.
  const isStart = to === "BOOTING" || (from === "BOOTING" && to === "RECONCILING");
  return { ...told("◇", "loss", text), isDetail: isStart };
}

const TRIGGERS: Readonly<Record<string, string>> = {
  boot: "at the start",
  reconnect: "after the reconnect",
  timer: "at the regular check",
  unknown: "after an unanswered order",
  operator: "at the check that was asked for",
};

/** On what occasion it was asked. */
function whenAsked({ trigger }: ReconcileFact): string {
  return TRIGGERS[trigger] ?? `(${trigger.replaceAll("_", " ")})`;
}

/** A signed quantity as a side: `long 2`, `short 1`, `flat`. */
function holding(qty: number): string {
  if (qty === 0) return "flat";
  return `${qty > 0 ? "long" : "short"} ${quantity(Math.abs(qty))}`;
}

function tellReconcile(fact: ReconcileFact, decimalsOf: DecimalsOf): Told {
  if (fact.agrees) {
    const text = `the broker agrees ${whenAsked(fact)}`;
    // Every so often it does, and nobody wants to hear of it.
    return { ...told("=", "plain", text), isDetail: fact.trigger === "timer" };
  }
  const parts = fact.positions.map(({ symbol, ours, brokers }) => {
    return `${symbol} here ${holding(ours)}, there ${holding(brokers)}`;
  });
  for (const { symbol, side, qty, entry_price, stop } of fact.adopted) {
    const places = decimalsOf(symbol);
    parts.push(
      `${symbol} ${side} ${quantity(qty)} at ${plain(entry_price, places)} taken over, ` +
        `stop ${plain(stop, places)}`,
    );
  }
  for (const symbol of fact.dropped) parts.push(`${symbol} dropped, the broker has none`);
  for (const { client_order_id, action } of fact.orphans) {
    parts.push(`order ${client_order_id} was not known: ${action}`);
  }
  const { cash_difference: cash } = fact;
  if (cash !== null && cash !== 0) parts.push(`cash there ${signed(cash, 2)}`);
  const what = parts.length === 0 ? "something that is not said" : parts.join("; ");
  const role: Role = fact.positions.length > 0 ? "alarm" : "loss";
  // The broker was not asked then: fills said it by themselves.
  const isOverExit = String(fact.trigger) === "over_exit";
  const head = isOverExit ? "exits went beyond flat" : `the broker differs ${whenAsked(fact)}`;
  return told("!", role, `${head}: ${what}`);
}

function tellOperator(fact: OperatorFact, decimalsOf: DecimalsOf): Told | null {
  const what = deed(fact, decimalsOf);
  if (what === null) return null;
  const isGrave = fact.command === "flatten";
  return told(isGrave ? "!" : "◆", isGrave ? "alarm" : "strong", `${what}, asked by ${fact.by}`);
}

/** What was asked for, in words; null for what is told elsewhere. */
function deed({ command, inputs, symbol }: OperatorFact, decimalsOf: DecimalsOf): string | null {
  const { qty, price, client_order_id, strategy } = inputs;
  const of = symbol === null ? "" : ` of ${symbol}`;
  switch (command) {
    case "pause":
      return "hold entries";
    case "resume":
      return "resume";
    case "stop":
      return "stop the engine";
    case "flatten":
      return symbol === null ? "FLATTEN everything" : `FLATTEN ${symbol}`;
    case "close":
      return typeof qty === "number" ? `take ${quantity(qty)}${of} off` : null;
    case "move_stop":
      return typeof price === "number" ? `stop${of} to ${plain(price, decimalsOf(symbol))}` : null;
    case "cancel":
      return `cancel order ${String(client_order_id)}`;
    case "rearm":
      return `re-arm ${String(strategy)}`;
    default:
      return null;
  }
}

/** `4 ms`, `3.2 s`, `45 s`. */
function timeText(ms: number): string {
  if (ms < 1_000) return `${plain(ms, 0)} ms`;
  return `${plain(ms / 1_000, ms < 10_000 ? 1 : 0)} s`;
}

/** A live one says how long it was without; a stop that is on its way is no news. */
function tellProtection(fact: Extract<Fact, { type: "protection" }>): Told {
  const { state, qty, protected_qty, naked_ms } = fact;
  const covered = quantity(protected_qty);
  const isLive = naked_ms !== undefined;
  const isTimed = isLive && naked_ms > 0;
  if (state === "PROTECTED") {
    const after = isTimed ? ` after ${timeText(naked_ms)} without` : "";
    return { ...told("■", "plain", `stop covers ${covered}${after}`), isDetail: !isLive };
  }
  const since = isTimed ? ` for ${timeText(naked_ms)}` : "";
  return {
    ...told("!", "alarm", `${state}${since}: a stop covers ${covered} of ${quantity(qty)}`),
    isDetail: isLive && state === "UNKNOWN",
  };
}

/** An order whose end only the broker knows, or that ended by time. */
function tellOpenEnd({ state, role, reason }: OrderStateFact): Told | null {
  const why = reason === "" ? "" : ` (${reason.replaceAll("_", " ")})`;
  if (state === "UNKNOWN") {
    return told("!", "alarm", `${role} order without an answer: it may work, or not${why}`);
  }
  if (state !== "EXPIRED") return null;
  return reason === "presumed_lost"
    ? told("!", "alarm", `${role} order presumed lost: the broker does not know it`)
    : told("!", "alarm", `${role} order expired at the broker${why}`);
}
