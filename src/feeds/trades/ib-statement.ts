import { CURRENCIES } from "../../engine/market/root-table.js";
import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { type NamedRow, named, plainName, type Sheet } from "./sheet.js";

/** Data rows of a section; a header may come again with other columns. */
function sectionRows({ rows }: Sheet, section: string): NamedRow[] {
  let names: readonly string[] = [];
  return rows.flatMap((row) => {
    const [name, kind] = row.cells;
    if (name !== section) return [];
    if (kind === "Header") names = row.cells.map(plainName);
    return kind === "Data" ? [named(row, names)] : [];
  });
}

/** Rows of orders; where the statement has single executions alone, those. */
function fillRows(rows: readonly NamedRow[]): readonly NamedRow[] {
  const kind = (row: NamedRow): string => row.get("datadiscriminator");
  for (const wanted of ["Order", "Trade", "Execution"]) {
    const some = rows.filter((row) => kind(row) === wanted);
    if (some.length > 0) return some;
  }
  return [];
}

/** Point values by symbol, as the statement lists them. */
function multipliers(sheet: Sheet): ReadonlyMap<string, string> {
  const rows = sectionRows(sheet, "Financial Instrument Information");
  return new Map(rows.map((row) => [row.get("symbol"), row.get("multiplier")]));
}

/** Of Forex the column is named after the account's own currency. */
const COSTS = ["comm/fee", ...CURRENCIES.map((currency) => `comm in ${currency.toLowerCase()}`)];

/**
 * Interactive Brokers' activity statement as CSV, its section Trades. A sale has a negative
 * quantity. It names no executions.
 */
export const ibStatement: TradeDialect = {
  source: "interactive-brokers",
  name: "Interactive Brokers, activity statement (CSV)",
  recognisedBy: "rows that begin with `Trades,Header,DataDiscriminator`",
  zone: "America/New_York",
  draft(sheet) {
    const isOne = sheet.rows.some(
      ({ cells }) => cells[0] === "Trades" && cells[2] === "DataDiscriminator",
    );
    if (!isOne) return null;
    const account = sectionRows(sheet, "Account Information").find(
      ({ cells }) => cells[2] === "Account",
    )?.cells[3];
    const points = multipliers(sheet);
    const fills = fillRows(sectionRows(sheet, "Trades")).map((row) => ({
      ...fillText(row, {
        ...NO_COLUMNS,
        symbol: ["symbol"],
        time: ["date/time"],
        qty: ["quantity"],
        price: ["t. price"],
        commission: COSTS,
        currency: ["currency"],
      }),
      // A statement of several accounts has a column of them.
      account: row.get("account") || (account ?? ""),
      multiplier: points.get(row.get("symbol")) ?? "",
    }));
    return {
      format: "Interactive Brokers activity statement",
      ...{ fills, trades: [], bad: [], zone: "America/New_York", order: "mdy" },
      isCostNegative: true,
    };
  },
};
