// A trading day as content: every boundary already an instant in UTC, so that the engine
// compares integers and never asks a time zone anything.

/** Half-open span of UTC epoch ms: [from, to). */
export type Span = readonly [from: number, to: number];

/** One trading day of one symbol. */
export interface TradingDay {
  /** The date it is named after, `YYYY-MM-DD`. */
  readonly name: string;
  /** Days since 1970-01-01 of that date. */
  readonly ordinal: number;
  /** Ordinal of the Monday of the trading week it belongs to. */
  readonly week: number;
  /** Bars whose `ts` lies in [from, to) belong to this day; the next day starts at `to`. */
  readonly from: number;
  readonly to: number;
  /** The market is open in [open, close); equal on a day without a session. */
  readonly open: number;
  readonly close: number;
  /** Regular session [rthOpen, rthClose); equal on a day without one. */
  readonly rthOpen: number;
  readonly rthClose: number;
  /** Where entries are allowed, by decision time. */
  readonly entryWindows: readonly Span[];
  /**
   * Exchange-local time minus UTC, ms, with the instant from which it holds; the first entry
   * holds at `from`. More than one entry where the clock changes inside the day.
   */
  readonly offsets: readonly { readonly since: number; readonly offset: number }[];
  /** The session ends before its usual time. */
  readonly earlyClose: boolean;
}

/** Exchange-local time minus UTC at `ts`, in ms. */
export function offsetAt(day: TradingDay, ts: number): number {
  let offset = 0;
  for (const entry of day.offsets) {
    if (entry.since > ts && entry !== day.offsets[0]) break;
    offset = entry.offset;
  }
  return offset;
}
