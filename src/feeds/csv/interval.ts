import { UserError } from "../../engine/errors.js";

/** Milliseconds of a unit, the longest first. */
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

/**
 * The interval that `--timeframe` names, ms.
 * @throws UserError (exit 2) on anything but a whole number of s, m, h, d or w.
 */
export function parseInterval(text: string): number {
  const match = /^(\d{1,6})\s*(s|sec|m|min|h|d|w)$/.exec(text.trim().toLowerCase());
  const unit = UNITS.find(([name]) => name === match?.[2]?.[0]);
  const count = Number(match?.[1] ?? 0);
  // `1M` is a month to a chart and would be a minute here.
  if (unit === undefined || count === 0 || /M$/.test(text.trim())) {
    throw new UserError(`--timeframe ${text}: not an interval; use 30s, 1m, 5m, 1h, 1d or 1w`);
  }
  return count * unit[1];
}

/** The name of an interval: `1m`, `90s`, `4h`. */
export function intervalName(ms: number): string {
  for (const [name, unit] of UNITS) if (ms % unit === 0) return `${ms / unit}${name}`;
  return `${ms}ms`;
}

/** The commonest step between neighbours, ms, the smallest of equals; 0 with fewer than two. */
export function commonestStep(ts: Float64Array, length: number): number {
  const counts = new Map<number, number>();
  let step = 0;
  let run = 0;
  for (let at = 1; at < length; at++) {
    const next = (ts[at] as number) - (ts[at - 1] as number);
    if (next !== step) {
      if (run > 0) counts.set(step, (counts.get(step) ?? 0) + run);
      step = next;
      run = 0;
    }
    run++;
  }
  if (run > 0) counts.set(step, (counts.get(step) ?? 0) + run);
  let best = 0;
  let most = 0;
  for (const [candidate, count] of counts) {
    if (count < most || (count === most && candidate > best)) continue;
    best = candidate;
    most = count;
  }
  return best;
}
