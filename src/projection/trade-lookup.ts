// One trade by what a person calls it, with what the tables know of it beside its record.

import type { Projection } from "./projection.js";
import { type ListedTrade, tradesWhere } from "./trades.js";

/** The most trades that are looked at where a name fits several. */
const MOST_FOUND = 20;

/** A person's note; `ts` is ISO-8601 UTC. */
export interface Note {
  readonly ts: string;
  readonly note: string;
}

/** A fill of an imported trade, or the part of it that belongs there; `ts` is ISO-8601 UTC. */
export interface ImportedFill {
  readonly ts: string;
  readonly role: "entry" | "exit";
  readonly side: "buy" | "sell";
  readonly qty: number;
  readonly price: number;
  readonly commission: number;
}

/**
 * Closed trades that a name fits: the one whose id or `trace_id` it is; where it is none, those
 * whose ids begin with it, the latest first and at most 20.
 */
export function tradesNamed(projection: Projection, name: string): readonly ListedTrade[] {
  for (const column of ["trade_id", "trace_id"]) {
    const found = tradesWhere(projection, `${column} = ?`, [name], MOST_FOUND);
    if (found.length > 0) return found;
  }
  const begins = "substr(trade_id, 1, ?) = ? OR substr(trace_id, 1, ?) = ?";
  const values = [name.length, name, name.length, name];
  return tradesWhere(projection, begins, values, MOST_FOUND);
}

/**
 * Id of a trade of ours that was entered and has not closed, by that id or its `trace_id`; null
 * where there is none.
 */
export function openTradeNamed(projection: Projection, name: string): string | null {
  const [trade] = projection.rows<{ trade_id: string }>(
    `SELECT trade_id FROM orders WHERE role = 'entry' AND filled_qty > 0
      AND (trade_id = ? OR trace_id = ?) AND trade_id NOT IN (SELECT trade_id FROM trades)`,
    [name, name],
  );
  return trade?.trade_id ?? null;
}

/** Tags that a trade bears, by name. */
export function tagsOf(projection: Projection, tradeId: string): readonly string[] {
  return projection
    .rows<{ tag: string }>("SELECT tag FROM tags WHERE trade_id = ? ORDER BY tag", [tradeId])
    .map(({ tag }) => tag);
}

/** What a person noted of a trade, in the order of writing. */
export function notesOf(projection: Projection, tradeId: string): readonly Note[] {
  return projection.rows<Note>("SELECT ts, note FROM notes WHERE trade_id = ? ORDER BY n", [
    tradeId,
  ]);
}

/** The fills of an imported trade in order. */
export function importedFills(projection: Projection, tradeId: string): readonly ImportedFill[] {
  return projection.rows<ImportedFill>(
    `SELECT ts, role, side, qty, price, commission FROM imported_fills
      WHERE trade_id = ? ORDER BY n`,
    [tradeId],
  );
}

/** `seq` of the first and the last fact of one of our own trades. */
export function seqSpan(
  projection: Projection,
  { trade_id, trace_id }: Pick<ListedTrade, "trade_id" | "trace_id">,
): { readonly firstSeq: number; readonly lastSeq: number } {
  const [span] = projection.rows<{ first: number | null; last: number | null }>(
    `SELECT (SELECT max(seq) FROM trades WHERE trade_id = ?) AS last,
      (SELECT min(seq) FROM (
        SELECT min(seq) AS seq FROM decisions WHERE trace_id = ?
        UNION ALL SELECT min(seq) FROM orders WHERE trace_id = ?
        UNION ALL SELECT min(seq) FROM fills WHERE trace_id = ?
        UNION ALL SELECT min(seq) FROM protections WHERE trade_id = ?)) AS first`,
    [trade_id, trace_id, trace_id, trace_id, trade_id],
  );
  const lastSeq = span?.last ?? 0;
  return { firstSeq: Math.min(span?.first ?? lastSeq, lastSeq), lastSeq };
}
