// The engine's state as text: what a page of the journal begins with. The ledger half is good
// under any code; the market half only under the code, and the part of the boot, that made it.

import type { EngineState } from "../engine/core.js";
import { UserError } from "../engine/errors.js";
import type { BootEvent, BootSymbol } from "../engine/event.js";
import { createLedger, type Ledger } from "../engine/orders/ledger.js";
import { fromPlain, toPlain } from "../journal/plain.js";

/** Version of what a page holds. */
const FORMAT = 1;

/** A state with what it was made by. */
export interface StatePage {
  readonly format: typeof FORMAT;
  /** Hash of the code that decides. */
  readonly code: string;
  readonly boot: BootEvent;
  readonly state: EngineState;
}

/**
 * The state as text.
 * @param boot what it was built from
 * @param code hash of the code that decides
 */
export function snapshotOf(state: EngineState, boot: BootEvent, code: string): string {
  const page: StatePage = { format: FORMAT, code, boot, state };
  return toPlain(page);
}

/** What `snapshotOf` wrote. Throws a UserError (exit 1) where it is something else. */
export function readPage(text: string): StatePage {
  const page = fromPlain(text) as Partial<StatePage> | null;
  const isPage = page?.format === FORMAT && page.state !== undefined && page.boot !== undefined;
  if (isPage) return page as StatePage;
  throw new UserError(
    "the journal's snapshot was written by another version of transmission; go on with that one",
    1,
  );
}

/** What the market half is made by, as text: shadows are traded by plan, fills and grid too. */
function marketPart({ config, strategies, unguarded, without }: BootEvent): string {
  const { fusion, regime, orb, intrade, fills, extended_hours, bad_print_atr, sessions } = config;
  return toPlain([
    ...[fusion, regime, orb, extended_hours, bad_print_atr, sessions],
    ...[intrade, fills, config.constraints.min_stop_ticks],
    ...[strategies, unguarded, without],
  ]);
}

const symbolPart = (symbol: BootSymbol | undefined): string =>
  symbol === undefined ? "" : toPlain(symbol);

/** The place of a symbol among a boot's, by its name, or -1. */
export function placeOf(boot: BootEvent, name: string | null): number {
  return boot.symbols.findIndex(({ instrument }) => instrument.symbol === name);
}

/** Whether the market half that was made by one boot is also the other's, but for the order. */
export function isSameMarket(made: BootEvent, wanted: BootEvent): boolean {
  if (marketPart(made) !== marketPart(wanted)) return false;
  return wanted.symbols.every((symbol) => {
    const before = made.symbols[placeOf(made, symbol.instrument.symbol)];
    return symbolPart(before) === symbolPart(symbol);
  });
}

/** A state whose market half stands as it is, in the order of another boot's symbols. */
export function reordered(state: EngineState, made: BootEvent, wanted: BootEvent): EngineState {
  const places = wanted.symbols.map(({ instrument }) => placeOf(made, instrument.symbol));
  return {
    ...state,
    views: places.map((place) => state.views[place] as EngineState["views"][number]),
    news: places.map((place) => state.news[place] as EngineState["news"][number]),
  };
}

/** A ledger that other code wrote, with what this code knows besides as it begins. */
export function upcast(ledger: Ledger): Ledger {
  const instruments = ledger.symbols.map(({ instrument }) => instrument);
  const fresh = createLedger(instruments, ledger.cashNano);
  const risk = { ...fresh.risk } as Record<string, object>;
  for (const [name, kept] of Object.entries(ledger.risk)) risk[name] = { ...risk[name], ...kept };
  return {
    ...fresh,
    ...ledger,
    risk: risk as unknown as Ledger["risk"],
    symbols: ledger.symbols.map((symbol, i) => ({ ...fresh.symbols[i], ...symbol })),
  };
}
