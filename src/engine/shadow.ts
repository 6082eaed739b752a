// The shadow ledger (SPEC 12): a refused signal lives on as a trade that is never sent, so that it
// is known what a guard was worth.

import type { Core } from "./core.js";
import type { BarEvent } from "./event.js";
import type { EntrySignal, Objections } from "./risk/entry-signal.js";

/** A signal was refused: makes its shadow, if it gets one. */
export function openShadow(
  _core: Core,
  _signal: EntrySignal,
  _traceId: string,
  _objections: Objections,
): void {}

/** Moves a symbol's shadows through a completed bar, all phases of it. */
export function stepShadows(_core: Core, _bar: BarEvent): void {}

/** An exit signal ends a symbol's shadows as it would the trade. */
export function exitShadows(_core: Core, _symbol: number): void {}

/** The data of a symbol has ended. */
export function endShadows(_core: Core, _symbol: number): void {}
