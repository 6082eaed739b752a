import type { Fact } from "../engine/effect.js";

/** Keys whose numbers are UTC epoch ms inside and ISO-8601 outside. */
function isTimeKey(key: string): boolean {
  return key === "ts" || key.endsWith("_ts");
}

/**
 * A fact as one line of JSON, without the line's end. Times become ISO-8601 UTC with
 * milliseconds; everything else stands as it is, in the fact's own order of keys.
 */
export function encodeFact(fact: Fact): string {
  const line: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fact)) {
    line[key] = typeof value === "number" && isTimeKey(key) ? new Date(value).toISOString() : value;
  }
  return JSON.stringify(line);
}
