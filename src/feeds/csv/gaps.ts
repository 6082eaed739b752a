import type { InstrumentSpec } from "../../engine/market/roots.js";
import { createTradingCalendar } from "../trading-days.js";

const DAY_MS = 86_400_000;

/** Whether bars are missing between two neighbours. */
type GapTest = (ts: number, next: number) => boolean;

/**
 * The test for gaps of an instrument. Two neighbours more than one interval apart are a gap when
 * the market was open at the time of the first bar that is missing. Bars of a day or longer are a
 * gap when the next comes more than three days late, so that weekends and holidays are none.
 */
export function gapTest(spec: InstrumentSpec, interval: number): GapTest {
  if (interval >= DAY_MS) return (ts, next) => next - ts > interval + 3 * DAY_MS;
  const calendar = createTradingCalendar(spec, { sessions: "rth" });
  return (ts, next) => {
    const expected = ts + interval;
    if (next <= expected) return false;
    const day = calendar.dayAt(expected);
    return expected >= day.open && expected < day.close;
  };
}

/** Counts the gaps of rising stamps that come in pieces. */
export class GapCounter {
  gaps = 0;

  readonly interval: number;

  private readonly isGap: GapTest;
  private readonly shift: number;
  private before = Number.NaN;

  /** @param shift is taken from every stamp, ms */
  constructor(spec: InstrumentSpec, interval: number, shift: number) {
    this.isGap = gapTest(spec, interval);
    this.interval = interval;
    this.shift = shift;
  }

  /** Takes the first `length` stamps. */
  take(ts: Float64Array, length: number): void {
    const { interval, shift } = this;
    let { before } = this;
    for (let at = 0; at < length; at++) {
      const next = (ts[at] as number) - shift;
      if (next - before > interval && this.isGap(before, next)) this.gaps++;
      before = next;
    }
    this.before = before;
  }
}

/** Gaps among the first `length` of rising stamps. */
export function countGaps(
  ts: Float64Array,
  length: number,
  spec: InstrumentSpec,
  interval: number,
): number {
  const counter = new GapCounter(spec, interval, 0);
  counter.take(ts, length);
  return counter.gaps;
}
