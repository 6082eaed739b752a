// A fact's line back as the fact. Its writing is `encodeFact`.

import type { Fact } from "../engine/effect.js";

/** A time as `encodeFact` writes it: `Date.toISOString`, whose years may have six digits. */
const ISO = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LATER_TIME = /^[a-z_]+_ts$/;

/**
 * The fact that a line holds. What JSON cannot hold comes back as it stands in the line: a number
 * that is not finite as null, −0 as 0, a field that is undefined not at all. Throws a
 * `SyntaxError` where it is no fact's line.
 */
export function readFact(line: string): Fact {
  return factOf(JSON.parse(line));
}

/** The fact that a parsed line holds; changes the parsed value and answers it. */
export function factOf(parsed: unknown): Fact {
  const fact = parsed as Record<string, unknown> | null;
  const isFact =
    typeof fact === "object" &&
    fact !== null &&
    Number.isSafeInteger(fact.seq) &&
    typeof fact.type === "string" &&
    typeof fact.ts === "string" &&
    ISO.test(fact.ts);
  if (!isFact) throw new SyntaxError("it is no fact");
  fact.ts = Date.parse(fact.ts as string);
  readTimes(fact);
  return parsed as Fact;
}

/** Every `*_ts`, however deep it lies. */
function readTimes(value: object): void {
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === "object" && inner !== null) readTimes(inner);
    return;
  }
  const object = value as Record<string, unknown>;
  for (const key in object) {
    const inner = object[key];
    if (typeof inner === "object" && inner !== null) readTimes(inner);
    else if (typeof inner === "string" && LATER_TIME.test(key) && ISO.test(inner)) {
      object[key] = Date.parse(inner);
    }
  }
}
