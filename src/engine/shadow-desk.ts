// A desk for shadows: a core of its own over a shadow's ledger and the symbol's market, and a venue
// over its own book. What trades there is the code that trades for the account.

import { bootSymbol, type Core, createCore, type EngineState, viewOf } from "./core.js";
import type { OrderCommand } from "./effect.js";
import type { ReportEvent } from "./event.js";
import type { MatchBar, MatchRules } from "./fills.js";
import { beginPhase, matchNext } from "./fills.js";
import { empty } from "./lists.js";
import { onReport } from "./orders/reports.js";
import { isOver, type Shadow } from "./shadow-state.js";
import { acceptCommand, addOrder, type MatchPhase } from "./venue-book.js";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Where the shadows of a symbol trade, one at a time. Their symbol has index 0 there. */
export interface Desk {
  readonly core: Core;
  readonly rules: MatchRules;
  /** What the venue has still to say; empty between two steps. */
  readonly reports: ReportEvent[];
  /** Whose turn it is, and the parts of the core that are its own. */
  shadow: Shadow | null;
  readonly state: Mutable<EngineState>;
  readonly view: Mutable<EngineState["views"][number]>;
}

/** By symbol; built when first asked for. Nothing in them is not in the state. */
const desks = new WeakMap<Core, Desk[]>();

/** The desk of a symbol, with a shadow of it at the desk. */
export function deskOf(core: Core, symbol: number, shadow: Shadow): Desk {
  let known = desks.get(core);
  if (known === undefined) {
    known = core.symbols.map((_, index) => createDesk(core, index, shadow));
    desks.set(core, known);
  }
  const desk = known[symbol] as Desk;
  if (desk.shadow !== shadow) takeSeat(desk, core, shadow);
  return desk;
}

/** What one that has gone flat has left on the desk goes with it. */
function takeSeat(desk: Desk, core: Core, shadow: Shadow): void {
  desk.shadow = shadow;
  empty(desk.reports);
  empty(desk.core.out.orders);
  // As if those that objected were off: one of them is asked again as the entry fills.
  desk.core.without = [...core.without, ...shadow.guards];
  desk.state.ledger = shadow.ledger;
  desk.state.accountDay = core.state.accountDay;
  desk.view.excursion = shadow.excursion;
}

function createDesk(core: Core, symbol: number, { ledger, excursion }: Shadow): Desk {
  const own = bootSymbol(core, symbol);
  const view = {
    market: viewOf(core, symbol).market,
    excursion,
    badPrintAtr: null,
    isHeldBack: false,
    isLate: false,
    strategyStates: [],
    shadows: [],
  };
  // In the order of `createState`: states of one shape are read faster.
  const state = {
    accountDay: core.state.accountDay,
    hasBegun: true,
    now: core.state.now,
    wall: 0,
    conditions: {},
    ledger,
    views: [view],
    news: [],
  };
  return {
    core: createCore(core.boot, [], state, [own]),
    rules: {
      instrument: own.instrument,
      fills: core.config.fills,
      hasVolume: own.hasVolume,
    },
    reports: [],
    shadow: null,
    state,
    view,
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
    empty(orders);
    if (reports.length === 0) return;
    const report = reports.shift();
    if (report === undefined) return;
    onReport(core, report);
  }
}
