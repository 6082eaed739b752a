// A fill from a row with named cells.

import type { FillText } from "./draft.js";
import type { NamedRow } from "./sheet.js";

/** Names that a cell goes by, in lower case; the first one that a header has counts. */
export type FillColumns = Readonly<Record<Exclude<keyof FillText, "line">, readonly string[]>>;

/** What no dialect has unless it says so. */
export const NO_COLUMNS: FillColumns = {
  ...{ symbol: [], time: [], side: [], qty: [], price: [], commission: [], account: [], id: [] },
  order: [],
  ...{ multiplier: [], currency: [] },
};

/** The fill as text. */
export function fillText(row: NamedRow, columns: FillColumns): FillText {
  return {
    line: row.line,
    symbol: row.get(...columns.symbol),
    time: row.get(...columns.time),
    side: row.get(...columns.side),
    qty: row.get(...columns.qty),
    price: row.get(...columns.price),
    commission: row.get(...columns.commission),
    account: row.get(...columns.account),
    id: row.get(...columns.id),
    order: row.get(...columns.order),
    multiplier: row.get(...columns.multiplier),
    currency: row.get(...columns.currency),
  };
}
