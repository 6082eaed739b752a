// A file of trades or fills, whatever program wrote it. A row that cannot be true is named by its
// line and left out.

import { UserError } from "../../engine/errors.js";
import { type DecimalMark, decimalIn, markIn, StampsOf, wayIn } from "./cells.js";
import { draftOf, TRADE_DIALECTS } from "./dialects.js";
import type { BadRow, Drafted, FillText, TradeText } from "./draft.js";
import { readSheet, type Sheet } from "./sheet.js";

/** A fill. Amounts are plain decimals as the file has them; what it does not say is empty. */
export interface ReadFill extends FillText {
  /** UTC epoch ms. */
  readonly ts: number;
  readonly way: "buy" | "sell";
}

/** A whole trade; amounts as in a fill. */
export interface ReadTrade extends Omit<TradeText, "side" | "costs"> {
  readonly commission: string;
  readonly side: "long" | "short";
  readonly entry_ts: number;
  readonly exit_ts: number;
}

/** What a file holds. */
export interface TradesInFile {
  readonly path: string;
  readonly source: string;
  readonly format: string;
  /** Of stamps without one. */
  readonly zone: string;
  /** Nobody says the zone, and it matters. */
  readonly isZoneGuessed: boolean;
  readonly isInLots: boolean;
  /** A fill is a whole order at its mean price. */
  readonly isOrders: boolean;
  /** The first one first; those of one moment in the order in which they came. */
  readonly fills: readonly ReadFill[];
  readonly trades: readonly ReadTrade[];
  /** By line. */
  readonly bad: readonly BadRow[];
}

/** How a file is to be read. */
export interface ReadWishes {
  /** Zone of stamps without one; the dialect's, else UTC, where it is null. */
  readonly tz: string | null;
  /** For rows without a symbol. */
  readonly symbol: string | null;
  /** UTC epoch ms: nothing can have been traded later. */
  readonly nowMs: number;
}

const LONGEST_SHOWN = 30;
/** Clocks differ, and a zone may be a guess. */
const SLACK_MS = 86_400_000;

/** Why a row cannot be taken; never leaves this file. */
class RowFault extends Error {}

function shown(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

/** What rows of one file are read by. */
interface FileWays {
  readonly stamps: StampsOf;
  readonly mark: DecimalMark;
  readonly isCostNegative: boolean;
  readonly isLastStop: boolean;
}

/** Reads the rows of one file. */
class RowReader {
  constructor(
    private readonly wishes: ReadWishes,
    private readonly ways: FileWays,
  ) {}

  fill(row: FillText): ReadFill {
    const signed = this.amount("quantity", row.qty);
    const isSold = signed.startsWith("-");
    const way = row.side === "" ? (isSold ? "sell" : "buy") : wayIn(row.side);
    if (way === null) throw new RowFault(`side ${shown(row.side)} is neither bought nor sold`);
    return {
      ...row,
      symbol: this.symbol(row.symbol),
      ts: this.moment("time", row.time),
      way,
      qty: this.quantity(signed),
      price: this.amount("price", row.price),
      commission: this.cost(row.commission),
      multiplier: this.optional("multiplier", row.multiplier),
    };
  }

  trade(row: TradeText): ReadTrade {
    const way = wayIn(row.side);
    if (way === null) throw new RowFault(`side ${shown(row.side)} is neither long nor short`);
    const [entry_ts, exit_ts] = [
      this.moment("entry time", row.entryTime),
      this.moment("exit time", row.exitTime),
    ];
    if (exit_ts < entry_ts) throw new RowFault("the exit is before the entry");
    const signed = this.amount("quantity", row.qty);
    const side = way === "buy" ? "long" : "short";
    const entryPrice = this.amount("entry price", row.entryPrice);
    const { costs, ...rest } = row;
    return {
      ...rest,
      ...{ symbol: this.symbol(row.symbol), side, entry_ts, exit_ts, entryPrice },
      qty: this.quantity(signed),
      exitPrice: this.amount("exit price", row.exitPrice),
      commission: this.costs(costs),
      stop: this.stop(row.stop, side, Number(entryPrice)),
      net: this.optional("profit", row.net),
      gross: this.optional("profit", row.gross),
      bars: this.optional("bars", row.bars),
    };
  }

  private symbol(text: string): string {
    const symbol = text.trim() === "" ? this.wishes.symbol : text.trim();
    if (symbol === null) throw new RowFault("no symbol; give --symbol");
    return symbol;
  }

  private moment(what: string, text: string): number {
    const ts = this.ways.stamps.read(text);
    if (ts === null) throw new RowFault(`${what} ${shown(text)} is no moment`);
    if (ts > this.wishes.nowMs + SLACK_MS) throw new RowFault(`${what} ${shown(text)} is to come`);
    return ts;
  }

  private amount(what: string, text: string): string {
    const amount = decimalIn(text, this.ways.mark);
    if (amount === null) throw new RowFault(`${what} ${shown(text)} is no number`);
    if (Math.abs(Number(amount)) < 1e12) return amount;
    throw new RowFault(`${what} ${shown(text)} is too large`);
  }

  private optional(what: string, text: string): string {
    return text.trim() === "" ? "" : this.amount(what, text);
  }

  private quantity(signed: string): string {
    const qty = signed.replace("-", "");
    if (!(Number(qty) > 0)) throw new RowFault("the quantity is 0");
    return qty;
  }

  private cost(text: string): string {
    const cost = text.trim() === "" ? "0" : this.amount("commission", text);
    if (!this.ways.isCostNegative || Number(cost) === 0) return cost;
    return cost.startsWith("-") ? cost.slice(1) : `-${cost}`;
  }

  private costs(texts: readonly string[]): string {
    const sum = texts.reduce((total, text) => total + Number(this.cost(text)), 0);
    return String(Number(sum.toFixed(9)));
  }

  private stop(text: string, side: "long" | "short", entry: number): string {
    const stop = this.optional("stop", text);
    if (stop === "" || Number(stop) === 0) return "";
    const isRight = side === "long" ? Number(stop) < entry : Number(stop) > entry;
    if (isRight) return stop;
    if (this.ways.isLastStop) return "";
    throw new RowFault(`the stop ${stop} is on the wrong side of a ${side} from ${entry}`);
  }
}

function unknownFile({ path, rows }: Sheet): UserError {
  const [first] = rows;
  const names = TRADE_DIALECTS.map(({ name }) => name).join("; ");
  const begins = shown(first?.cells.join(",") ?? "");
  return new UserError(
    `${path}: no known export of trades (it begins ${begins}); ` +
      `known are our own trades CSV; ${names}`,
  );
}

/** Rows that can be read, and why the others cannot. */
function readRows<Text extends { readonly line: number }, Read>(
  rows: readonly Text[],
  read: (row: Text) => Read,
  bad: BadRow[],
): Read[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      bad.push({ line: row.line, reason: error.message });
      return [];
    }
  });
}

/**
 * By time; those of one moment in the order in which they came. Many files have the latest fill
 * first, and some go symbol by symbol: what most steps from row to row do is the file's way.
 */
function forwards(fills: readonly ReadFill[]): ReadFill[] {
  let rises = 0;
  for (const [at, { ts }] of fills.entries()) {
    const before = fills[at - 1];
    if (before !== undefined) rises += Math.sign(ts - before.ts);
  }
  const ordered = rises < 0 ? [...fills].reverse() : [...fills];
  return ordered.sort((a, b) => a.ts - b.ts);
}

function textsOf({ fills, trades }: Drafted): { stamps: string[]; amounts: string[] } {
  return {
    stamps: [
      ...fills.map(({ time }) => time),
      ...trades.flatMap(({ entryTime, exitTime }) => [entryTime, exitTime]),
    ],
    amounts: [
      ...fills.flatMap(({ price, qty, commission }) => [price, qty, commission]),
      ...trades.flatMap(({ entryPrice, exitPrice, qty }) => [entryPrice, exitPrice, qty]),
    ],
  };
}

/** Whether a file writes what was paid as negative amounts. */
function areNegative({ fills, trades }: Drafted, mark: DecimalMark): boolean {
  const texts = [
    ...fills.map(({ commission }) => commission),
    ...trades.flatMap(({ costs }) => costs),
  ];
  const costs = texts.map((text) => Number(decimalIn(text, mark) ?? 0));
  return costs.some((cost) => cost < 0) && !costs.some((cost) => cost > 0);
}

/**
 * Reads a file. Throws a UserError (exit 2) where it cannot be read, nobody knows its layout, or
 * `tz` is no zone.
 */
export function readTrades(path: string, wishes: ReadWishes): TradesInFile {
  const sheet = readSheet(path);
  const drafted = draftOf(sheet);
  if (drafted === null) throw unknownFile(sheet);
  const zone = wishes.tz ?? drafted.zone ?? "UTC";
  const { stamps, amounts } = textsOf(drafted);
  const clock = new StampsOf(zone, drafted.order, stamps);
  const mark = markIn(amounts);
  const { isLastStop = false, isInLots = false, isOrders = false, source, format } = drafted;
  const isCostNegative = drafted.isCostNegative ?? areNegative(drafted, mark);
  const reader = new RowReader(wishes, { stamps: clock, mark, isCostNegative, isLastStop });
  const bad = [...drafted.bad];
  const fills = readRows(drafted.fills, (row) => reader.fill(row), bad);
  const trades = readRows(drafted.trades, (row) => reader.trade(row), bad);
  return {
    ...{ path, source, format, zone, isInLots, isOrders, trades, fills: forwards(fills) },
    isZoneGuessed: clock.hasLocal && wishes.tz === null && drafted.zone === null,
    bad: bad.sort((a, b) => a.line - b.line),
  };
}
