import type { ReportEvent } from "../../engine/event.js";
import { type MatchRules, matchNext } from "../../engine/fills.js";
import type { VenueBook } from "../../engine/venue-book.js";

/**
 * Fills the next market exit that rests at `price`, as if a bar had opened there, and nothing
 * else; appends nothing where none rests. The bar that the venue is in stays as it is.
 */
export function matchStale(
  venue: VenueBook,
  price: number,
  rules: MatchRules,
  reports: ReportEvent[],
): void {
  if (!venue.orders.some(({ type, role }) => type === "market" && role !== "entry")) return;
  const { phase, ts, open, phaseCount, budgetLots } = venue;
  // Of all that an open fills a market exit is the first; it waits for no bar any more.
  Object.assign(venue, { phase: "open", ts: Number.POSITIVE_INFINITY, open: price });
  venue.phaseCount++;
  const also: ReportEvent[] = [];
  const report = matchNext(venue, rules, also);
  Object.assign(venue, { phase, ts, open, phaseCount, budgetLots });
  if (report === null) return;
  const said = [report, ...also].map((each) => ({ ...each, ts }));
  reports.push(...said.map((each) => ({ ...each, stalePrice: each.kind === "fill" })));
}
