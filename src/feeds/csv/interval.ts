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

/** Stamps with more steps than this have none that is common; what else comes is not counted. */
const MOST_STEPS = 65_536;

/** Counts the steps between rising stamps that come in pieces. */
export class StepCounter {
  private readonly counts = new Map<number, number>();
  private before = Number.NaN;
  private step = 0;
  private run = 0;

  /** Takes the first `length` stamps. */
  take(ts: Float64Array, length: number): void {
    let { before, step, run } = this;
    for (let at = 0; at < length; at++) {
      const next = ts[at] as number;
      if (next - before !== step) {
        this.count(step, run);
        step = next - before;
        run = 0;
      }
      run++;
      before = next;
    }
    this.before = before;
    this.step = step;
    this.run = run;
  }

  /** The commonest step, ms, the smallest of equals; 0 with fewer than two stamps. */
  commonest(): number {
    this.count(this.step, this.run);
    this.run = 0;
    let best = 0;
    let most = 0;
    for (const [candidate, count] of this.counts) {
      if (count < most || (count === most && candidate > best)) continue;
      best = candidate;
      most = count;
    }
    return best;
  }

  private count(step: number, run: number): void {
    // Before the first stamp stands none, so the first step is not a number.
    if (run === 0 || step !== step) return;
    const counted = this.counts.get(step);
    if (counted === undefined && this.counts.size >= MOST_STEPS) return;
    this.counts.set(step, (counted ?? 0) + run);
  }
}
