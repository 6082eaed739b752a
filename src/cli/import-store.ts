// What is new in what was read: fills and trades that no import has brought yet.

import type { ImportFile } from "../projection/import-files.js";
import { deriveImports, type ImportedTrade, type OpenRest } from "../projection/imports.js";
import type { AssumedRisk, Kept } from "./import-rows.js";

/** One file's rows of one account, ready to be kept. */
export interface Reading {
  readonly source: string;
  /** The file's name without its folder. */
  readonly file: string;
  readonly kept: Kept;
}

/** What an import would bring. */
export interface Brought {
  /** What is to be written; none where all of it is known. */
  readonly files: readonly ImportFile[];
  readonly newFills: number;
  readonly knownFills: number;
  readonly newTrades: readonly ImportedTrade[];
  readonly knownTrades: number;
  /** Positions that are not flat, in contracts of which fills were read. */
  readonly open: readonly OpenRest[];
}

type Fill = ImportFile["fills"][number];

/** What tells fills and trades that have been kept. */
class KnownRows {
  readonly #names = new Set<string>();

  constructor(files: readonly ImportFile[]) {
    for (const file of files) this.add(file);
  }

  add({ account, fills, trades }: Pick<ImportFile, "account" | "fills" | "trades">): void {
    for (const fill of fills) {
      this.#names.add(nameOf(account, fill.contract, fill.key));
      if (fill.order !== "") this.#names.add(orderName(account, fill, fill.is_order));
    }
    for (const { symbol, key } of trades) this.#names.add(nameOf(account, `trade ${symbol}`, key));
  }

  /** Also a fill whose order has come as a whole, and an order whose fills have come. */
  hasFill(account: string, fill: Fill): boolean {
    if (this.#names.has(nameOf(account, fill.contract, fill.key))) return true;
    return fill.order !== "" && this.#names.has(orderName(account, fill, !fill.is_order));
  }

  hasTrade(account: string, { symbol, key }: ImportFile["trades"][number]): boolean {
    return this.#names.has(nameOf(account, `trade ${symbol}`, key));
  }
}

function orderName(account: string, { contract, order }: Fill, isOrder: boolean): string {
  return nameOf(account, contract, `${isOrder ? "whole order" : "fill of order"} ${order}`);
}

function nameOf(account: string, contract: string, key: string): string {
  return JSON.stringify([account, contract, key]);
}

/** Rows of which no two are the same. */
function distinct<Row extends { readonly key: string }>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const name = JSON.stringify([groupOf(row), row.key]);
    if (!byKey.has(name)) byKey.set(name, row);
  }
  return [...byKey.values()];
}

/**
 * What readings bring beside what is stored.
 * @param strategy for trades whose file names none
 */
export function broughtBy(
  readings: readonly Reading[],
  stored: readonly ImportFile[],
  { risk, strategy }: { readonly risk: AssumedRisk; readonly strategy: string },
): Brought {
  const known = new KnownRows(stored);
  const files: ImportFile[] = [];
  const counts = { newFills: 0, knownFills: 0, trades: 0, knownTrades: 0 };
  for (const { source, file, kept } of readings) {
    const { account, instruments } = kept;
    const fills = distinct(
      kept.fills.filter((fill) => !known.hasFill(account, fill)),
      ({ contract }) => contract,
    );
    const trades = distinct(
      kept.trades.filter((trade) => !known.hasTrade(account, trade)),
      ({ symbol }) => symbol,
    );
    counts.newFills += fills.length;
    counts.knownFills += kept.fills.length - fills.length;
    counts.knownTrades += kept.trades.length - trades.length;
    if (fills.length === 0 && trades.length === 0) continue;
    const content: ImportFile = {
      ...{ format: 1, source, account, files: [file], strategy },
      risk: fills.length > 0 ? risk : null,
      ...{ instruments: fills.length > 0 ? instruments : {}, fills, trades },
    };
    known.add(content);
    files.push(content);
  }
  const before = new Set(deriveImports(stored).trades.map(({ trade_id }) => trade_id));
  const after = deriveImports([...stored, ...files]);
  const read = new Set(
    readings.flatMap(({ kept: { account, fills } }) =>
      fills.map(({ contract }) => nameOf(account, contract, "")),
    ),
  );
  return {
    files,
    ...{ newFills: counts.newFills, knownFills: counts.knownFills },
    knownTrades: counts.knownTrades,
    newTrades: after.trades.filter(({ trade_id }) => !before.has(trade_id)),
    open: after.open.filter(({ account, contract }) => read.has(nameOf(account, contract, ""))),
  };
}
