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

/** Gaps among the first `length` of rising stamps. */
export function countGaps(
  ts: Float64Array,
  length: number,
  spec: InstrumentSpec,
  interval: number,
): number {
  const isGap = gapTest(spec, interval);
  let gaps = 0;
  for (let at = 1; at < length; at++) {
    const before = ts[at - 1] as number;
    const next = ts[at] as number;
    if (next - before > interval && isGap(before, next)) gaps++;
  }
  return gaps;
}
