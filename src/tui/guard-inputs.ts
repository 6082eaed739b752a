// What a guard saw, in words.

import { plain } from "../analytics/figures.js";
import { refusalWords } from "./reason-words.js";
import { clockTime } from "./times.js";

/** Moments are in epoch ms; no price, quantity or limit comes near to them. */
const TIME_FROM = 1e11;

type Inputs = Readonly<Record<string, unknown>>;

/** What of it says more than the guard's own words, and what stands before it then. */
const TELLING: Readonly<Record<string, { readonly key: string; readonly head: string }>> = {
  news_blackout: { key: "titles", head: "news, " },
  htf_gate: { key: "warming", head: "higher timeframes " },
  governor: { key: "reason", head: "governor, " },
};

/** Why a guard objects, with what it saw where that says more. */
export function objectionWords(guard: string, seen: Inputs | undefined): string {
  const telling = TELLING[guard];
  const value = telling === undefined ? undefined : seen?.[telling.key];
  const words = Array.isArray(value) ? value.join(", ") : value;
  return typeof words === "string" ? `${telling?.head}${words}` : refusalWords(guard);
}

function timeWords(ms: number, offsetMs: number | null): string {
  const time = clockTime(new Date(ms).toISOString(), offsetMs ?? 0);
  return offsetMs === null ? `${time} UTC` : time;
}

function valueWords(value: unknown, offsetMs: number | null): string {
  if (typeof value === "number") {
    if (value > TIME_FROM) return timeWords(value, offsetMs);
    return plain(value, Number.isInteger(value) ? 0 : 2);
  }
  if (Array.isArray(value)) return value.map((one) => valueWords(one, offsetMs)).join(", ");
  return typeof value === "object" && value !== null ? listed(value, offsetMs) : String(value);
}

function listed(inputs: object, offsetMs: number | null): string {
  return Object.entries(inputs)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => [key, valueWords(value, offsetMs)] as const)
    .filter(([, words]) => words !== "")
    .map(([key, words]) => `${key.replace(/_ts$/, "").replaceAll("_", " ")} ${words}`)
    .join(", ");
}

/**
 * What a guard saw beside what its objection says already: `trades 4, limit 4`.
 * @param offsetMs what the clock of its times is ahead of UTC, ms; null writes them as UTC's
 */
export function inputWords(guard: string, inputs: Inputs, offsetMs: number | null = null): string {
  const told = TELLING[guard]?.key;
  const rest = Object.entries(inputs).filter(([key]) => key !== told);
  // There it is the number of a trade, and reads as how much is held.
  const named = rest.map(([key, value]) => [key === "position" ? "trade" : key, value] as const);
  return listed(Object.fromEntries(named), offsetMs);
}
