// Guards that only a live run has (SPEC 7, 14): what people hold back, what is broken, what the
// broker was found to have, and data that is too old. A replay asks none of them.

import { bootSymbol, type Core, viewOf } from "../core.js";
import type { Condition } from "../event.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";
import { type HoldsState, isFlattenHeld } from "./holds-state.js";

type At = Pick<EntrySignal, "symbol">;

const holdsOf = (core: Core): HoldsState => core.state.ledger.risk.holds;

/** Circumstances in which nothing new is begun. */
const HALTING: readonly Condition[] = ["broker_down", "feed_down", "journal_full", "fenced"];

/** `paused`: a person, a flatten or a position that was taken over holds entries back. */
export function pausedObjection(core: Core, signal: At): Inputs | null {
  const { pause, flatten, symbols } = holdsOf(core);
  const { symbol } = bootSymbol(core, signal.symbol).instrument;
  if (flatten !== null) return { hold: "flatten", by: flatten.by };
  const own = symbols.find((each) => each.symbol === symbol);
  if (own !== undefined) return { hold: "flatten", by: own.by, symbol };
  if (pause !== null) return { hold: "pause", by: pause.by };
  return core.state.ledger.adoptedPause ? { hold: "adopted" } : null;
}

/** `halted`: no link, no data, no room in the journal, or another one acts for the account. */
export function haltedObjection(core: Core): Inputs | null {
  return standing(core, HALTING);
}

/** `reconcile_hold`: the broker is being asked, or was found to have something else. */
export function reconcileObjection(core: Core): Inputs | null {
  const { mismatch } = core.state.ledger;
  if (mismatch.length > 0) return { mismatch: [...mismatch] };
  if (holdsOf(core).isBooting) return { booting: true };
  return standing(core, ["reconciling"]);
}

/** `circuit_open`: the broker's breaker is open. */
export function circuitObjection(core: Core): Inputs | null {
  return standing(core, ["circuit_open"]);
}

/** Those of some circumstances that stand, with their reasons. */
function standing(core: Core, among: readonly Condition[]): Inputs | null {
  let seen: Inputs | null = null;
  for (const condition of among) {
    const reason = core.state.conditions[condition];
    if (reason !== undefined) seen = Object.assign(seen ?? {}, { [condition]: reason });
  }
  return seen;
}

/** Data may be as old as this beyond two intervals, ms. */
const PATIENCE_MS = 30_000;

/** `stale_data`: the last bar came too late, none came for two intervals and 30 s, or none will. */
export function staleObjection(core: Core, signal: At): Inputs | null {
  const ended = standing(core, ["feed_ended"]);
  if (ended !== null) return ended;
  const { market, isLate } = viewOf(core, signal.symbol);
  const { interval } = bootSymbol(core, signal.symbol);
  const last = market.ts + interval;
  const age_ms = core.state.now - last;
  const limit_ms = 2 * interval + PATIENCE_MS;
  // Not `age > limit`: an age that is no number, before the first bar, fails closed.
  if (!isLate && age_ms <= limit_ms) return null;
  if (age_ms !== age_ms) return { last_ts: null, limit_ms };
  return { last_ts: last, age_ms, limit_ms, late: isLate };
}

/** When a symbol's data next becomes too old, UTC epoch ms; Infinity where all is by now. */
export function staleDueTs(core: Core): number {
  let due = Number.POSITIVE_INFINITY;
  for (let symbol = 0; symbol < core.boot.symbols.length; symbol++) {
    const { interval } = bootSymbol(core, symbol);
    const ts = viewOf(core, symbol).market.ts + 3 * interval + PATIENCE_MS + 1;
    if (ts > core.state.now) due = Math.min(due, ts);
  }
  return due;
}

/** Why a symbol is parked by hand or by what is broken, in words; null where it is not. */
export function parkedWords(core: Core, symbol: number): string | null {
  const { state } = core;
  if (isFlattenHeld(holdsOf(core), bootSymbol(core, symbol).instrument.symbol)) {
    return "flatten: no entries until you resume";
  }
  for (const condition of ["fenced", "journal_full", "broker_down", "feed_down"] as const) {
    if (state.conditions[condition] !== undefined) return conditionWords(core, condition);
  }
  if (state.ledger.mismatch.length > 0) return mismatchWords(core);
  return state.conditions.circuit_open === undefined ? null : conditionWords(core, "circuit_open");
}

/** Why the account is recovering, in words; null where it is not. */
export function recoveringWords(core: Core): string | null {
  if (core.state.conditions.reconciling !== undefined) return conditionWords(core, "reconciling");
  return holdsOf(core).isBooting ? "starting: the broker has not been asked yet" : null;
}

/** Why entries are held back on a person's word, in words; null where they are not. */
export function pausedWords(core: Core): string | null {
  if (holdsOf(core).pause !== null) return "paused until you resume";
  if (!core.state.ledger.adoptedPause) return null;
  return "a position was taken over: paused until you resume";
}

/** Why a symbol's data is no good to trade on, in words; null where it is. */
export function staleWords(core: Core, symbol: number): string | null {
  if (staleObjection(core, { symbol }) === null) return null;
  if (core.state.conditions.feed_ended !== undefined) return conditionWords(core, "feed_ended");
  const { market, isLate } = viewOf(core, symbol);
  if (isLate) return "the last bar came too late";
  const ageMs = core.state.now - market.ts - bootSymbol(core, symbol).interval;
  return ageMs === ageMs ? `no bar for ${Math.floor(ageMs / 1000)} s` : "no bar yet";
}

const CONDITION_WORDS: Readonly<Record<Condition, string>> = {
  reconciling: "the broker is being asked",
  circuit_open: "the broker's breaker is open",
  broker_down: "no link to the broker",
  feed_down: "no data",
  feed_ended: "the feed has ended",
  journal_full: "the journal cannot grow",
  fenced: "another engine acts for the account",
};

/** A circumstance in a person's words, with what was said of it. */
export function conditionWords(core: Core, condition: Condition): string {
  const said = core.state.conditions[condition] ?? "";
  const words = CONDITION_WORDS[condition];
  return said === "" || said === words ? words : `${words}: ${said}`;
}

/** The circumstance that the words of `conditionWords` are about; null where they are others. */
export function conditionNamed(words: string): Condition | null {
  const all = Object.keys(CONDITION_WORDS) as Condition[];
  return all.find((condition) => words.startsWith(CONDITION_WORDS[condition])) ?? null;
}

/** What differs from the broker's, in words. */
export function mismatchWords(core: Core): string {
  return `the broker has other positions: ${core.state.ledger.mismatch.join(", ")}`;
}
