// Opens the paper broker of a data folder, which is its account.

import type { Disk } from "../../disk/disk.js";
import { UserError } from "../../engine/errors.js";
import { type Decimal, fromSteps, nearestSteps } from "../../engine/market/instrument.js";
import { PaperBroker } from "./broker.js";
import { isBusy, type OrderRecord, type PaperSymbol, type Records } from "./records.js";
import { AccountTaken, Fenced, loadBook, takeOver } from "./segments.js";
import { createRecords } from "./state-line.js";

/** What a paper account is opened with. */
export interface PaperOptions {
  readonly disk: Disk;
  /** The data folder; it is made where it is not there. */
  readonly folder: string;
  /** By their index in commands and reports. */
  readonly symbols: readonly PaperSymbol[];
  /** Cash that a new account begins with, nano-units of its currency. */
  readonly equityNano: bigint;
}

/**
 * Takes the paper account of a folder over, or makes it. Whoever had it is fenced off. Throws a
 * UserError where the book is damaged (exit 1), a symbol's grid has changed under what is open
 * (exit 1) or another takes over at this moment (exit 3), and a `DiskError`.
 */
export function openPaperBroker(options: PaperOptions): PaperBroker {
  const { disk, folder, symbols, equityNano } = options;
  disk.makeFolder(folder);
  const names = symbols.map(({ instrument }) => instrument.symbol);
  return openWith(disk, folder, names, (before) => {
    const records = before ?? createRecords(equityNano);
    for (const symbol of symbols) adopt(folder, records, symbol);
    return records;
  });
}

/**
 * Takes the paper account of a folder over with the symbols and rules it was last opened with, as
 * one does who has no engine; null where there is no account. Throws as `openPaperBroker` does.
 */
export function openPaperBook({
  disk,
  folder,
}: Pick<PaperOptions, "disk" | "folder">): PaperBroker | null {
  const book = loadBook(disk, folder);
  if (book === null) return null;
  const names = [...book.records.symbols.keys()];
  return openWith(disk, folder, names, (before) => before ?? book.records);
}

function openWith(
  disk: Disk,
  folder: string,
  names: readonly string[],
  prepare: (before: Records | null) => Records,
): PaperBroker {
  try {
    const { segment, records } = takeOver(disk, folder, prepare);
    return new PaperBroker(segment, records, names);
  } catch (error) {
    throw error instanceof Fenced ? new AccountTaken(error) : error;
  }
}

/** A symbol is traded by these rules from now on. */
function adopt(folder: string, records: Records, traded: PaperSymbol): void {
  const { symbol: name, tick, lot } = traded.instrument;
  const record = records.symbols.get(name);
  if (record === undefined) {
    const cursor = { ts: null, phase: "open", budgetLots: Number.POSITIVE_INFINITY } as const;
    records.symbols.set(name, { traded, cursor, lastPrice: null, position: null });
    return;
  }
  const { instrument } = record.traded;
  const isSame = isEqual(tick, instrument.tick) && isEqual(lot, instrument.lot);
  if (!isSame && isBusy(records, name)) {
    const was = `tick ${textOf(instrument.tick)}, lot ${textOf(instrument.lot)}`;
    const is = `tick ${textOf(tick)}, lot ${textOf(lot)}`;
    const what = `${name} has something open on ${was}, and now it is given ${is}`;
    throw new UserError(`${folder}: ${what}; go back to that, flatten, then change it`, 1);
  }
  if (!isSame) regrid(records, name, record.traded, traded);
  record.traded = traded;
}

function isEqual(a: Decimal, b: Decimal): boolean {
  return a.unscaled === b.unscaled && a.scale === b.scale;
}

function textOf(decimal: Decimal): number {
  return fromSteps(1, decimal);
}

/** Brings the ended orders of a symbol to another grid. */
function regrid(records: Records, name: string, from: PaperSymbol, to: PaperSymbol): void {
  const lots = (count: number): number =>
    nearestSteps(fromSteps(count, from.instrument.lot), to.instrument.lot);
  const ticks = (count: number): number =>
    nearestSteps(fromSteps(count, from.instrument.tick), to.instrument.tick);
  for (const [id, order] of records.orders) {
    if (order.symbol !== name) continue;
    const moved: OrderRecord = {
      ...order,
      qtyLots: lots(order.qtyLots),
      filledLots: lots(order.filledLots),
      priceTicks: ticks(order.priceTicks),
      fills: order.fills.map((fill) => ({
        ...fill,
        qtyLots: lots(fill.qtyLots),
        cumLots: lots(fill.cumLots),
        priceTicks: ticks(fill.priceTicks),
      })),
    };
    records.orders.set(id, moved);
  }
}
