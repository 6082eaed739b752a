import type { FillText, TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { type NamedRow, named, rowsBelow } from "./sheet.js";

/** A fill's part in one row; the same fill may stand in several. */
interface Part {
  readonly fill: FillText;
  readonly qty: number;
}

const BOUGHT = ["boughttimestamp", "bought timestamp"];
const SOLD = ["soldtimestamp", "sold timestamp"];

/** The report writes `$1,322.00` without quotes: its parts are put together again. */
function mended(row: NamedRow, names: readonly string[]): NamedRow {
  const extra = row.cells.length - names.length;
  const at = names.findIndex((name) => name === "pnl" || name === "p/l");
  const parts = row.cells.slice(at, at + extra + 1);
  const isMoney = /^[-(]*\$[-(]*\d/.test(parts[0] ?? "");
  if (extra <= 0 || at < 0 || !isMoney) return row;
  const rest = row.cells.slice(at + extra + 1);
  return named(
    { line: row.line, cells: [...row.cells.slice(0, at), parts.join(","), ...rest] },
    names,
  );
}

function partOf(row: NamedRow, way: "buy" | "sell"): Part {
  const [id, price, time] =
    way === "buy"
      ? [["buyfillid", "buy fill id"], ["buyprice", "buy price"], BOUGHT]
      : [["sellfillid", "sell fill id"], ["sellprice", "sell price"], SOLD];
  const fill = fillText(row, {
    ...NO_COLUMNS,
    symbol: ["symbol", "contract"],
    time,
    qty: ["qty", "paired qty"],
    price,
    account: ["account"],
    id,
  });
  return { fill: { ...fill, side: way }, qty: Number(fill.qty) };
}

/** Fills by their ids, each with all that its rows have of it. */
function gathered(parts: readonly Part[]): FillText[] {
  const byId = new Map<string, Part>();
  for (const [at, part] of parts.entries()) {
    const key = part.fill.id === "" ? `row ${at}` : part.fill.id;
    const before = byId.get(key);
    const qty = part.qty + (before?.qty ?? 0);
    const fill = before?.fill ?? part.fill;
    byId.set(key, { fill: { ...fill, qty: Number.isFinite(qty) ? String(qty) : fill.qty }, qty });
  }
  return [...byId.values()].map(({ fill }) => fill);
}

/**
 * Tradovate's reports Performance and Position History: pairs of a buy and a sell. They are taken
 * apart into their fills again, so that trades are told as those of any other report. Neither has
 * commissions.
 */
export const tradovatePerformance: TradeDialect = {
  source: "tradovate",
  name: "Tradovate, Performance and Position History",
  recognisedBy: "`buyFillId`, `sellFillId`; `Buy Fill ID`, `Sell Fill ID`, `Paired Qty`",
  zone: "the platform's own, which the file does not say",
  draft(sheet) {
    const found =
      rowsBelow(sheet, ["buyfillid", "sellfillid", "boughttimestamp"]) ??
      rowsBelow(sheet, ["buy fill id", "sell fill id", "paired qty"]);
    if (found === null) return null;
    const rows = found.rows.map((row) => mended(row, found.names));
    // The history has open positions too, with one side alone.
    const parts = rows
      .flatMap((row) => [partOf(row, "buy"), partOf(row, "sell")])
      .filter(({ fill }) => fill.id !== "" || fill.time !== "");
    return {
      format: "Tradovate performance",
      fills: gathered(parts),
      ...{ trades: [], bad: [], zone: null, order: "mdy" },
    };
  },
};
