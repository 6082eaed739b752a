// The venue of a replay: the matcher over books in memory. It answers at once and forgets at the
// end of the run.

import type { OrderCommand } from "../../engine/effect.js";
import type { ReportEvent } from "../../engine/event.js";
import { beginPhase, type MatchBar, type MatchRules, matchNext } from "../../engine/fills.js";
import {
  acceptCommand,
  createVenueBook,
  type MatchPhase,
  type VenueBook,
} from "../../engine/venue-book.js";
import type { BarVenue } from "../broker.js";

/** @param rules what the matcher needs of each symbol, by the symbol's index */
export function createReplayVenue(rules: readonly MatchRules[]): BarVenue {
  const books = rules.map((_, symbol) => createVenueBook(symbol));
  const reports: ReportEvent[] = [];
  let matching = -1;
  return {
    send(command) {
      acceptCommand(bookOf(books, command), command, reports);
    },
    beginPhase(symbol: number, bar: MatchBar, phase: MatchPhase) {
      matching = symbol;
      beginPhase(books[symbol] as VenueBook, bar, phase, rules[symbol] as MatchRules);
    },
    poll() {
      if (reports.length > 0) return reports.shift() ?? null;
      if (matching < 0) return null;
      const report = matchNext(
        books[matching] as VenueBook,
        rules[matching] as MatchRules,
        reports,
      );
      if (report === null) matching = -1;
      return report;
    },
  };
}

function bookOf(books: readonly VenueBook[], command: OrderCommand): VenueBook {
  const symbol = command.kind === "place" ? command.order.symbol : command.symbol;
  return books[symbol] as VenueBook;
}
