import type { FillText, TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { type NamedRow, rowsBelow } from "./sheet.js";

/** A fill's part in one row; the same fill may stand in several. */
interface Part {
  readonly fill: FillText;
  readonly qty: number;
}

function partOf(row: NamedRow, way: "buy" | "sell"): Part {
  const [id, price, time] =
    way === "buy"
      ? ["buyfillid", "buyprice", "boughttimestamp"]
      : ["sellfillid", "sellprice", "soldtimestamp"];
  const fill = fillText(row, {
    ...NO_COLUMNS,
    symbol: ["symbol"],
    time: [time],
    qty: ["qty"],
    price: [price],
    account: ["account"],
    id: [id],
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
 * Tradovate's Performance report: pairs of a buy and a sell. They are taken apart into their fills
 * again, so that trades are told as those of any other report. It has no commission.
 */
export const tradovatePerformance: TradeDialect = {
  source: "tradovate",
  name: "Tradovate, Performance",
  recognisedBy: "`buyFillId`, `sellFillId`, `boughtTimestamp`, `soldTimestamp`",
  zone: "the platform's own, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["buyfillid", "sellfillid", "boughttimestamp"]);
    if (found === null) return null;
    const parts = found.rows.flatMap((row) => [partOf(row, "buy"), partOf(row, "sell")]);
    return {
      format: "Tradovate performance",
      fills: gathered(parts),
      ...{ trades: [], bad: [], zone: null, order: "mdy" },
    };
  },
};
