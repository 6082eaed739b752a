// Closed trades, read back from the tables as analytics takes them.

import type { TradeRecord } from "../engine/trade/record.js";
import type { Cell } from "./database.js";
import { TRADE_FIELDS as COLUMNS } from "./kept-schema.js";
import type { Projection } from "./projection.js";

/** Which trades; what is left out asks nothing. */
export interface WantedTrades {
  /** Exits from this instant on, and before that one, UTC epoch ms. */
  readonly fromTs?: number;
  readonly toTs?: number;
  /** Exits from this trading day to that one, `YYYY-MM-DD`. */
  readonly fromDay?: string;
  readonly toDay?: string;
  /** Any of these. */
  readonly symbols?: readonly string[];
  readonly strategy?: string;
  readonly regime?: string;
  readonly side?: "long" | "short";
  readonly exitReason?: string;
  /** Tags that a trade must bear, all of them. */
  readonly tags?: readonly string[];
  readonly account?: string;
  /**
   * Where trades come from: `journal`, `import` for all that were imported, the program that wrote
   * an imported file, or `all`. Without it our own journal's count, and with an account all of it.
   */
  readonly source?: string;
}

/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
  /** A column of the trades CSV; a `-` before it turns the order round. By closing without it. */
  readonly sort?: string;
}

/** A trade with what is known of it beside its record. */
export interface ListedTrade extends TradeRecord {
  readonly account: string;
  readonly source: string;
  /** What its R is measured by: its own `stop`, or a risk that was `assumed` at its import. */
  readonly risk: "stop" | "assumed";
  readonly tags: readonly string[];
}

interface TradeRow extends Omit<TradeRecord, "entry_ts" | "exit_ts"> {
  readonly entry_ts: string;
  readonly exit_ts: string;
}

/** Conditions, and the values for their marks. */
export interface Where {
  readonly sql: string;
  readonly values: readonly Cell[];
}

/**
 * What can be asked of refusals and shadows as well.
 * @param ts the column with the instant that counts
 * @param day the column with the trading day that counts
 */
export function whereOf(wanted: WantedTrades, ts: string, day: string): Where {
  const iso = (instant: number | undefined): string | undefined =>
    instant === undefined ? undefined : new Date(instant).toISOString();
  const asked: readonly (readonly [string, string | undefined])[] = [
    [`${ts} >= ?`, iso(wanted.fromTs)],
    [`${ts} < ?`, iso(wanted.toTs)],
    [`${day} >= ?`, wanted.fromDay],
    [`${day} <= ?`, wanted.toDay],
    [
      "symbol IN (SELECT value FROM json_each(?))",
      wanted.symbols && JSON.stringify(wanted.symbols),
    ],
    ["strategy = ?", wanted.strategy],
  ];
  return whereAll(asked);
}

const BEARS_TAG = "trade_id IN (SELECT trade_id FROM tags WHERE tag = ?)";

/** Whether our own journal's trades alone are asked for. */
export function isOurs({ source, account }: WantedTrades): boolean {
  return source === "journal" || (source === undefined && account === undefined);
}

/** Our own trades as they closed; where others stand between them, by time. */
function orderOf(wanted: WantedTrades): readonly string[] {
  return isOurs(wanted) ? ["seq"] : ["exit_ts", "seq"];
}

/** What can be asked of trades, our own alone or every one. */
function whereTrades(wanted: WantedTrades, table: "trades" | "every_trade"): Where {
  const base = whereOf(wanted, "exit_ts", "exit_day");
  const { regime, side, exitReason, tags = [], account, source } = wanted;
  const isProgram = source !== undefined && source !== "all" && source !== "import";
  const program = isOurs(wanted) ? "journal" : isProgram ? source : undefined;
  const more = whereAll([
    ["regime = ?", regime],
    ["side = ?", side],
    ["exit_reason = ?", exitReason],
    ...tags.map((tag) => [BEARS_TAG, tag] as const),
  ]);
  const from = whereAll([
    ["account = ?", account],
    ["source = ?", program],
    ["source <> ?", source === "import" ? "journal" : undefined],
  ]);
  const parts = table === "trades" ? [base, more] : [base, more, from];
  return {
    sql: parts.map(({ sql }) => sql).join(" AND "),
    values: parts.flatMap(({ values }) => values),
  };
}

/** Each condition that has a value. */
export function whereAll(asked: readonly (readonly [string, string | undefined])[]): Where {
  const given = asked.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: given.length === 0 ? "1" : given.map(({ sql }) => sql).join(" AND "),
    values: given.map(({ value }) => value),
  };
}

function recordOf({ entry_ts, exit_ts, ...row }: TradeRow): TradeRecord {
  return { ...row, entry_ts: Date.parse(entry_ts), exit_ts: Date.parse(exit_ts) };
}

/** All that follows a query's columns, for closed trades in the order in which they closed. */
export function selectionOf(wanted: WantedTrades): Where {
  const table = isOurs(wanted) && wanted.account === undefined ? "trades" : "every_trade";
  const { sql, values } = whereTrades(wanted, table);
  return { sql: `FROM ${table} WHERE ${sql} ORDER BY ${orderOf(wanted).join(", ")}`, values };
}

const NAMES = COLUMNS.split(", ");

/** Closed trades in the order in which they closed. */
export function tradesIn(projection: Projection, wanted: WantedTrades): TradeRecord[] {
  const { sql, values } = selectionOf(wanted);
  const trades: TradeRecord[] = [];
  // There may be a hundred thousand: cells go by their place.
  projection.each(`SELECT ${COLUMNS} ${sql}`, values, (cells) => {
    const row: Record<string, Cell> = {};
    for (const [at, name] of NAMES.entries()) row[name] = cells[at] ?? null;
    trades.push(recordOf(row as unknown as TradeRow));
  });
  return trades;
}

interface ListedRow extends TradeRow {
  readonly account: string;
  readonly source: string;
  readonly risk: "stop" | "assumed";
  /** A JSON list. */
  readonly tags: string;
}

const LISTED = `${COLUMNS}, account, source, risk,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM tags
    WHERE tags.trade_id = listed.trade_id ORDER BY tag)) AS tags`;
/** Our own alone have an order in the file, so that a page of them is found without the rest. */
const OWN = `(SELECT *, (SELECT account FROM meta) AS account, 'journal' AS source,
  'stop' AS risk FROM trades) AS listed`;
const EVERY = "every_trade AS listed";

function listedOf({ tags, ...row }: ListedRow): ListedTrade {
  const { account, source, risk } = row;
  return { ...recordOf(row), account, source, risk, tags: JSON.parse(tags) };
}

/**
 * Closed trades of ours and imported ones for which a condition on the columns of `every_trade`
 * holds, the latest first.
 */
export function tradesWhere(
  projection: Projection,
  sql: string,
  values: readonly Cell[],
  limit: number,
): readonly ListedTrade[] {
  const from = `FROM ${EVERY} WHERE ${sql} ORDER BY exit_ts DESC, seq DESC LIMIT ?`;
  return projection.rows<ListedRow>(`SELECT ${LISTED} ${from}`, [...values, limit]).map(listedOf);
}

/** A page of closed trades, the last one first, and how many there are in all. */
export function tradePage(
  projection: Projection,
  wanted: WantedTrades,
  { limit, offset, sort = "-exit_ts" }: Page,
): { readonly trades: readonly ListedTrade[]; readonly total: number } {
  const { sql, values } = whereTrades(wanted, "every_trade");
  const from = isOurs(wanted) ? OWN : EVERY;
  const [count] = projection.rows<{ n: number }>(
    `SELECT count(*) AS n FROM ${from} WHERE ${sql}`,
    values,
  );
  const way = sort.startsWith("-") ? "DESC" : "ASC";
  const column = sort.replace(/^-/, "");
  const asked = column === "trade_id" ? ["length(trade_id)", column] : [column];
  const keys = column === "exit_ts" ? orderOf(wanted) : [...asked, ...orderOf(wanted)];
  const rows = projection.rows<ListedRow>(
    `SELECT ${LISTED} FROM ${from} WHERE ${sql}
      ORDER BY ${keys.map((key) => `${key} ${way}`).join(", ")} LIMIT ? OFFSET ?`,
    [...values, limit, offset],
  );
  return { trades: rows.map(listedOf), total: count?.n ?? 0 };
}
