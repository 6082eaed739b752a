import type { Fact } from "../engine/effect.js";

/**
 * A time in JSON text: `"ts":` or `"<name>_ts":` and a number. Inside a string a quote is escaped,
 * so that no string's content can look like this.
 */
const TIME = /"((?:[a-z_]+_)?ts)":(-?\d+)/g;

/** Facts of one moment come together, so the last time written is mostly the next one too. */
let lastMs = "";
let lastIso = "";

function isoOf(ms: string): string {
  if (ms === lastMs) return lastIso;
  lastMs = ms;
  lastIso = new Date(Number(ms)).toISOString();
  return lastIso;
}

/**
 * A fact as one line of JSON, without the line's end. Times (UTC epoch ms) become ISO-8601 UTC
 * with milliseconds; everything else stands as it is, in the fact's own order of keys.
 */
export function encodeFact(fact: Fact): string {
  return JSON.stringify(fact).replace(
    TIME,
    (_, key: string, ms: string) => `"${key}":"${isoOf(ms)}"`,
  );
}
