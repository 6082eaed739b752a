import type { Fact } from "../engine/effect.js";

const DAY_MS = 86_400_000;

/**
 * A time in JSON text that ends in `_ts`. Inside a string a quote is escaped, so that no string's
 * content can look like this.
 */
const LATER_TIME = /"([a-z_]+_ts)":(-?\d+)/g;

/** Facts come in order of time, so the date of the last one is mostly the next one's too. */
let dayStart = Number.NaN;
let dayText = "";

function padded(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** UTC epoch ms as ISO-8601 with milliseconds. */
function isoOf(ts: number): string {
  if (!(ts >= dayStart && ts < dayStart + DAY_MS)) {
    dayStart = Math.floor(ts / DAY_MS) * DAY_MS;
    dayText = new Date(dayStart).toISOString().slice(0, 11);
  }
  const ms = ts - dayStart;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`;
  return `${dayText}${clock}:${padded(seconds % 60)}.${String(ms % 1000).padStart(3, "0")}Z`;
}

/**
 * A fact as one line of JSON, without the line's end. Times (`ts` and every `*_ts`, UTC epoch ms)
 * become ISO-8601 UTC with milliseconds; everything else stands as it is, in the fact's own order
 * of keys.
 */
export function encodeFact(fact: Fact): string {
  const json = JSON.stringify(fact);
  const from = json.indexOf('"ts":') + 5;
  const to = json.indexOf(",", from);
  const head = `${json.slice(0, from)}"${isoOf(fact.ts)}"`;
  const rest = json.slice(to);
  if (!rest.includes('_ts":')) return head + rest;
  return head + rest.replace(LATER_TIME, (_, key, ms) => `"${key}":"${isoOf(Number(ms))}"`);
}
