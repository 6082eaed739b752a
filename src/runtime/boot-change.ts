// One boot after another: symbols may come, go and change places. Events name a symbol by its
// place, facts and the ledger by its name.

import { accountSymbolOf } from "../engine/core.js";
import type { OrderCommand } from "../engine/effect.js";
import { UserError } from "../engine/errors.js";
import type { BootEvent, EngineEvent } from "../engine/event.js";
import type { Instrument } from "../engine/market/instrument.js";
import { createLedger, type Ledger, type SymbolLedger } from "../engine/orders/ledger.js";
import { toPlain } from "../journal/plain.js";
import { placeOf } from "./state-page.js";

/** Places of a recorded boot's symbols among those of the boot that is wanted. */
export interface BootChange {
  readonly recorded: BootEvent;
  readonly wanted: BootEvent;
  /** By recorded place: the wanted one, or -1 where it is not traded any more, or otherwise. */
  readonly places: readonly number[];
  readonly isSame: boolean;
}

/** What has changed from a recorded boot to the one that is wanted. */
export function changeOf(recorded: BootEvent, wanted: BootEvent): BootChange {
  const places = recorded.symbols.map(({ instrument, interval }) => {
    const place = placeOf(wanted, instrument.symbol);
    return wanted.symbols[place]?.interval === interval ? place : -1;
  });
  const isSame = places.every((place, i) => place === i);
  return { recorded, wanted, places, isSame };
}

/** A recorded event as the wanted boot has it. What happened to a symbol it lacks is time alone. */
export function eventIn(change: BootChange, event: EngineEvent): EngineEvent {
  if (change.isSame) return event;
  const { places, wanted, recorded } = change;
  if (event.type === "calendar") {
    const windows = wanted.symbols.map(({ instrument }) => {
      return event.windows[placeOf(recorded, instrument.symbol)] ?? [];
    });
    return { ...event, windows };
  }
  // Positions and orders of a reconciliation are the ledger's matter.
  if (!("symbol" in event)) return event;
  const symbol = places[event.symbol] ?? -1;
  const { ts } = event;
  const wall = event.wall === undefined ? {} : { wall: event.wall };
  if (event.type === "trading_day" && event.symbol === accountSymbolOf(recorded) && symbol < 0) {
    return { type: "account_day", ts, day: event.day, ...wall };
  }
  return symbol < 0 ? { type: "clock", ts, ...wall } : { ...event, symbol };
}

/** A recorded command as the wanted boot has it; null where it lacks the symbol. */
export function commandIn(change: BootChange, command: OrderCommand): OrderCommand | null {
  if (change.isSame) return command;
  if (command.kind !== "place") {
    const symbol = change.places[command.symbol] ?? -1;
    return symbol < 0 ? null : { ...command, symbol };
  }
  const symbol = change.places[command.order.symbol] ?? -1;
  return symbol < 0 ? null : { ...command, order: { ...command.order, symbol } };
}

const isInUse = ({ position, entry, orders }: SymbolLedger): boolean =>
  position !== null || entry !== null || orders.length > 0;

/** Grids and worth: what an open trade is reckoned by. */
const worthOf = ({ tick, lot, pointValue, fxRate, currency }: Instrument): string =>
  toPlain([tick, lot, pointValue, fxRate, currency]);

/**
 * A boot begins: the ledger knows its symbols, as it has them; those of earlier boots stay. Throws
 * a UserError where the worth of something open was changed.
 */
export function enterBoot(ledger: Ledger, boot: BootEvent): void {
  for (const { instrument } of boot.symbols) {
    const { symbol } = instrument;
    const at = ledger.symbols.findIndex((each) => each.instrument.symbol === symbol);
    const before = ledger.symbols[at];
    const fresh = createLedger([instrument], 0n).symbols[0] as SymbolLedger;
    if (before === undefined) ledger.symbols.push(fresh);
    else if (worthOf(before.instrument) === worthOf(instrument)) {
      ledger.symbols[at] = { ...before, instrument, value: fresh.value };
    } else if (isInUse(before)) {
      throw new UserError(
        `${symbol} has an open position or orders, and its tick, lot, point value or currency ` +
          "was changed; put them back until it is flat",
      );
    } else ledger.symbols[at] = fresh;
  }
}

/**
 * The boot goes on with the ledger: its symbols stand in their order, and no others. Throws a
 * UserError that names a symbol it lacks and that something is open or working in.
 */
export function takeOver(ledger: Ledger, boot: BootEvent): void {
  enterBoot(ledger, boot);
  const lacking = ledger.symbols.find(
    (symbol) => placeOf(boot, symbol.instrument.symbol) < 0 && isInUse(symbol),
  );
  if (lacking !== undefined) {
    const { symbol } = lacking.instrument;
    const what = lacking.position === null ? "orders that may work" : "an open position";
    throw new UserError(
      `${symbol} has ${what} and is not among the symbols of this run; start with its feed too, ` +
        `or close it first with transmission flatten --symbol ${symbol}`,
    );
  }
  ledger.symbols = boot.symbols.map(({ instrument }) => {
    return ledger.symbols.find(
      (each) => each.instrument.symbol === instrument.symbol,
    ) as SymbolLedger;
  });
}
