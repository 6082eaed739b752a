// What the lines of a paper book say. Names are SPEC 14's: times ISO-8601 UTC, prices and
// quantities decimals on the symbol's grids, money the account's; symbols by name.

import * as z from "zod";

const decimal = z.object({ unscaled: z.number(), scale: z.number() });

// What it is given may say more of an instrument, which is none of the book's business.
const instrument = z.object({
  symbol: z.string(),
  assetClass: z.enum(["future", "stock", "fx", "crypto", "unknown"]),
  tick: decimal,
  pointValue: decimal,
  lot: decimal,
  currency: z.string(),
  fxRate: decimal,
  closes: z.boolean(),
  allowsNegative: z.boolean(),
});

const fillRules = z.object({
  slippage_ticks: z.number(),
  limit_fill: z.enum(["touch", "through"]),
  max_volume_pct: z.number().nullable(),
  commission_per_side: z.number().nullable(),
});

/** How far a symbol's bars have been matched. */
const cursor = {
  symbol: z.string(),
  /** Open time of the bar; null before the first. */
  ts: z.iso.datetime().nullable(),
  phase: z.enum(["open", "range", "end"]),
  /** What entries and limits may still take of the bar; null without a cap. */
  budget: z.number().nullable(),
  /** Last price of the symbol; null before the first bar. */
  last: z.number().nullable(),
};

const order = {
  client_order_id: z.string(),
  side: z.enum(["buy", "sell"]),
  order_type: z.enum(["market", "limit", "stop"]),
  role: z.enum(["entry", "stop", "target", "exit"]),
  qty: z.number(),
  /** A stop's trigger or a limit's price; null at the market. */
  price: z.number().nullable(),
  group: z.string(),
  /** No open before it fills it; null where the next one does. */
  from_ts: z.iso.datetime().nullable(),
};

const fill = {
  execution_id: z.string(),
  qty: z.number(),
  cum_qty: z.number(),
  price: z.number(),
  commission: z.number(),
  stale_price: z.boolean().optional(),
};

const placed = z.strictObject({ type: z.literal("order"), ...order });
const amended = z.strictObject({
  type: z.literal("amended"),
  client_order_id: z.string(),
  qty: z.number(),
  price: z.number().nullable(),
  reason: z.string(),
});
const ended = z.strictObject({
  type: z.enum(["cancelled", "rejected", "expired"]),
  client_order_id: z.string(),
  reason: z.string(),
});
const filled = z.strictObject({
  type: z.literal("fill"),
  client_order_id: z.string(),
  ...fill,
  side: order.side,
  role: order.role,
});

const effect = z.discriminatedUnion("type", [placed, amended, ended, filled]);
/** What became of one order. */
export type Effect = z.infer<typeof effect>;

/** One thing that happened: one line. `also`: what it did to the group's other orders. */
const action = { ...cursor, also: z.array(effect) };

/** A bar has closed while something of the symbol rested or was open. */
const bar = z.strictObject({ type: z.literal("bar"), ...cursor });

const storedOrder = z.strictObject({
  ...order,
  symbol: z.string(),
  filled_qty: z.number(),
  state: z.enum(["WORKING", "FILLED", "CANCELLED", "REJECTED", "EXPIRED"]),
  reason: z.string(),
  /** The phase its symbol is in has asked it already. */
  asked: z.boolean(),
  fills: z.array(z.strictObject({ ...fill, ts: z.iso.datetime().nullable() })),
});

const storedPosition = z.strictObject({
  side: z.enum(["buy", "sell"]),
  entry_lots: z.number(),
  exited_lots: z.number(),
  /** Ticks x lots, whole. */
  entry_tick_lots: z.string(),
  exit_tick_lots: z.string(),
  gross_nano: z.string(),
});

const storedSymbol = z.strictObject({
  instrument,
  /** Base bar interval, ms. */
  interval: z.number(),
  has_volume: z.boolean(),
  fills: fillRules,
  ts: cursor.ts,
  phase: cursor.phase,
  budget: cursor.budget,
  last: cursor.last,
  position: storedPosition.nullable(),
});

const book = z.strictObject({
  type: z.literal("book"),
  format: z.literal(1),
  fence: z.number(),
  /** How much of the segment before counts; what was written there later does not. */
  after: z.strictObject({ fence: z.number(), bytes: z.number(), hash: z.string() }).nullable(),
  executions: z.number(),
  cash_nano: z.string(),
  symbols: z.array(storedSymbol),
  orders: z.array(storedOrder),
});
/** A segment's first line: whom it follows, and the whole state it begins with. */
export type BookLine = z.infer<typeof book>;
/** An order in it, with all its fills. */
export type StoredOrder = z.infer<typeof storedOrder>;
/** A symbol in it. */
export type StoredSymbol = z.infer<typeof storedSymbol>;

const line = z.discriminatedUnion("type", [
  book,
  bar,
  placed.extend(action),
  amended.extend(action),
  ended.extend(action),
  filled.extend(action),
]);
/** Any line. */
export type Line = z.infer<typeof line>;
/** A line after the first. */
export type LaterLine = Exclude<Line, BookLine>;

/** A line from its JSON text. Throws where it is none of ours. */
export function parseLine(text: string): Line {
  return line.parse(JSON.parse(text));
}

/** A first line as it is written: what belongs in one, and nothing that could not be read again. */
export function checkedBookLine(given: BookLine): BookLine {
  return book.parse(given);
}

/** Whether a JSON text is the first line of a format that came after this one. */
export function isNewerFormat(text: string): boolean {
  const { type, format } = JSON.parse(text) as { type?: unknown; format?: unknown };
  return type === "book" && typeof format === "number" && format > 1;
}
