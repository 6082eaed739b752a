// The venue of a replay: the matcher over books in memory. It answers at once and forgets at the
// end of the run.

import { assert } from "../../engine/assert.js";
import type { OrderCommand } from "../../engine/effect.js";
import type { ReportEvent } from "../../engine/event.js";
import { beginPhase, type MatchBar, type MatchRules, matchNext } from "../../engine/fills.js";
import {
  addOrder,
  createVenueBook,
  type MatchPhase,
  removeOrder,
  reportOf,
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
      accept(bookOf(books, command), command, reports);
    },
    beginPhase(symbol: number, bar: MatchBar, phase: MatchPhase) {
      matching = symbol;
      beginPhase(books[symbol] as VenueBook, bar, phase, rules[symbol] as MatchRules);
    },
    poll() {
      const waiting = reports.shift();
      if (waiting !== undefined) return waiting;
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

function accept(book: VenueBook, command: OrderCommand, reports: ReportEvent[]): void {
  if (command.kind === "place") {
    const order = addOrder(book, command.order);
    reports.push(reportOf(book, order, "ack", {}));
    return;
  }
  const order = book.orders.find((each) => each.clientOrderId === command.clientOrderId);
  // An order that has ended in the meantime has said so in its own report.
  if (order === undefined) return;
  if (command.kind === "cancel") {
    removeOrder(book, order);
    reports.push(reportOf(book, order, "cancelled", { reason: "asked" }));
    return;
  }
  assert(command.qtyLots > order.filledLots, "an amended order keeps something to fill");
  order.qtyLots = command.qtyLots;
  order.priceTicks = command.priceTicks;
  reports.push(
    reportOf(book, order, "amended", { qty: command.qtyLots, price: command.priceTicks }),
  );
}
