// A shadow's desk: a core of its own over the shadow's ledger and the symbol's market, and a venue
// over its own book. What trades there is the code that trades for the account.

import { bootSymbol, type Core, createCore, viewOf } from "./core.js";
import type { OrderCommand } from "./effect.js";
import type { ReportEvent } from "./event.js";
import type { MatchBar, MatchRules } from "./fills.js";
import { beginPhase, matchNext } from "./fills.js";
import { onReport } from "./orders/reports.js";
import { isOver, type Shadow } from "./shadow-state.js";
import { acceptCommand, addOrder, type MatchPhase } from "./venue-book.js";

/** Where a shadow trades. Its symbol has index 0 there. */
export interface Desk {
  readonly core: Core;
  readonly rules: MatchRules;
  /** What the venue has still to say; empty between two steps. */
  readonly reports: ReportEvent[];
}

/** Built from the state when first asked for; nothing in them is not in the state. */
const desks = new WeakMap<Shadow, Desk>();

/** The desk of a symbol's shadow. */
export function deskOf(core: Core, symbol: number, shadow: Shadow): Desk {
  const known = desks.get(shadow);
  if (known !== undefined) return known;
  const desk = createDesk(core, symbol, shadow);
  desks.set(shadow, desk);
  return desk;
}

function createDesk(core: Core, symbol: number, shadow: Shadow): Desk {
  const boot = bootSymbol(core, symbol);
  const view = {
    market: viewOf(core, symbol).market,
    excursion: shadow.excursion,
    badPrintAtr: null,
    isHeldBack: false,
    isLate: false,
    strategyStates: [],
    shadows: [],
  };
  const { now, accountDay } = core.state;
  return {
    // As if those that objected were off: one of them is asked again as the entry fills.
    core: createCore(
      { ...core.boot, symbols: [boot], without: [...core.boot.without, ...shadow.guards] },
      [],
      // In the order of `createState`: states of one shape are read faster.
      {
        accountDay,
        hasBegun: true,
        now,
        wall: 0,
        conditions: {},
        ledger: shadow.ledger,
        views: [view],
        news: [],
      },
    ),
    rules: {
      instrument: boot.instrument,
      fills: core.config.fills,
      hasVolume: boot.hasVolume,
    },
    reports: [],
  };
}

/**
 * Matches the book against a phase of a bar, each fill answered before the next. A shadow that has
 * gone flat is over at once: what would still be cancelled goes with it.
 */
export function matchPhase(desk: Desk, shadow: Shadow, bar: MatchBar, phase: MatchPhase): void {
  settle(desk, shadow);
  if (isOver(shadow)) return;
  beginPhase(shadow.book, bar, phase, desk.rules);
  for (;;) {
    const report = matchNext(shadow.book, desk.rules, desk.reports);
    if (report === null) return;
    onReport(desk.core, report);
    if (isOver(shadow)) return;
    settle(desk, shadow);
  }
}

/** Hands over what was decided and answers what the venue says of it, until both are quiet. */
export function settle(desk: Desk, { book }: Shadow): void {
  const { core, reports } = desk;
  const { orders } = core.out;
  if (orders.length === 0 && reports.length === 0) return;
  for (;;) {
    for (let i = 0; i < orders.length; i++) {
      const command = orders[i] as OrderCommand;
      // That an order rests is known: nobody asks a shadow whether its stop works already.
      if (command.kind === "place") addOrder(book, command.order, command.fromTs);
      else acceptCommand(book, command, reports);
    }
    orders.length = 0;
    if (reports.length === 0) return;
    const report = reports.shift();
    if (report === undefined) return;
    onReport(core, report);
  }
}
