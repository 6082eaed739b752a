// How much of the time something was at risk, and on which side.

import type { TradeColumns } from "./trade-columns.js";

/** Trades of one side. */
export interface SideExposure {
  trades: number;
  minutes: number;
  total_R: number;
}

/** Time at risk. By the clock on the wall: what share of session bars it was, the metrics say. */
export interface Exposure {
  /** First entry and last exit, ISO-8601 UTC; null without trades. */
  from: string | null;
  to: string | null;
  /** Minutes with any position; two at a time count once. */
  minutes: number;
  /** Of the time from the first entry to the last exit, nights and weekends included. */
  share: number | null;
  /** Most positions at a time. */
  most_open: number;
  /** Trades a day from Monday to Friday, from the first day with an exit to the last. */
  trades_per_day: number | null;
  long: SideExposure;
  short: SideExposure;
}

const MS_PER_MINUTE = 60_000;

/** @param workingDays days from Monday to Friday that the trades are spread over */
export function exposureOf(columns: TradeColumns, workingDays: number): Exposure {
  const { entryTs, exitTs } = columns;
  const sides = { long: sideOf(columns, 1), short: sideOf(columns, 0) };
  const spans = spansOf(entryTs, exitTs);
  if (spans === null) {
    const none = { from: null, to: null, minutes: 0, share: null, most_open: 0 };
    return { ...none, trades_per_day: null, ...sides };
  }
  const { fromTs, toTs, openMs, mostOpen } = spans;
  return {
    from: new Date(fromTs).toISOString(),
    to: new Date(toTs).toISOString(),
    minutes: openMs / MS_PER_MINUTE,
    share: toTs > fromTs ? openMs / (toTs - fromTs) : null,
    most_open: mostOpen,
    trades_per_day: entryTs.length / Math.max(1, workingDays),
    ...sides,
  };
}

function sideOf({ isLong, entryTs, exitTs, resultR }: TradeColumns, side: 0 | 1): SideExposure {
  const exposure = { trades: 0, minutes: 0, total_R: 0 };
  for (let place = 0; place < isLong.length; place++) {
    if (isLong[place] !== side) continue;
    exposure.trades++;
    exposure.minutes += ((exitTs[place] ?? 0) - (entryTs[place] ?? 0)) / MS_PER_MINUTE;
    exposure.total_R += resultR[place] ?? 0;
  }
  return exposure;
}

interface Spans {
  readonly fromTs: number;
  readonly toTs: number;
  /** With any trade open. */
  readonly openMs: number;
  readonly mostOpen: number;
}

/** Most often they come in order. */
function sortUnsorted(instants: Float64Array): void {
  for (let place = 1; place < instants.length; place++) {
    if ((instants[place] ?? 0) < (instants[place - 1] ?? 0)) {
      instants.sort();
      return;
    }
  }
}

/** A trade is open from its entry until just before its exit; one of no length for its instant. */
function spansOf(entryTs: Float64Array, exits: Float64Array): Spans | null {
  if (entryTs.length === 0) return null;
  const entries = Float64Array.from(entryTs);
  sortUnsorted(entries);
  const at = (instants: Float64Array, place: number): number => instants[place] ?? 0;
  let [openMs, mostOpen, closed] = [0, 1, 0];
  // Between two entries everything is flat once as many have closed as had been opened.
  let beganTs = at(entries, 0);
  for (let place = 1; place < entries.length; place++) {
    const entry = at(entries, place);
    while (closed < place && at(exits, closed) <= entry) closed++;
    if (closed === place) {
      openMs += at(exits, place - 1) - beganTs;
      beganTs = entry;
    }
    mostOpen = Math.max(mostOpen, place + 1 - closed);
  }
  const toTs = at(exits, exits.length - 1);
  return { fromTs: at(entries, 0), toTs, openMs: openMs + toTs - beganTs, mostOpen };
}
