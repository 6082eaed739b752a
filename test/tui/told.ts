// Facts as they come, and the toasts that they make.

import type { FactJson } from "../../src/runtime/session.js";
import { type Toast, Toasts } from "../../src/tui/toasts.js";
import { ALL_FACTS } from "./facts.js";
import { NOW } from "./states.js";

/** Decimals of every symbol. */
export const places = (): number => 2;

let seq = 0;

/** The next fact, of a type, with what matters of it. */
export function fact(type: string, change: object = {}): FactJson {
  seq++;
  const known = ALL_FACTS.find((one) => one.type === type);
  return { ...known, seq, ts: NOW, symbol: "MNQ", ...change };
}

/** The toasts of facts that came at once, right behind them. */
export function told(...facts: readonly FactJson[]): readonly Toast[] {
  const toasts = new Toasts();
  for (const one of facts) toasts.take(one, places, 0);
  return toasts.at(0);
}
