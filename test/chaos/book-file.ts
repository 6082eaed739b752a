// The paper book as its files have it: the counterparty's truth, folded by the naive reading of
// each line.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type ChainedFile, readChained } from "./chained-file.js";
import type { Worth } from "./exact-money.js";

/** One execution at the counterparty. */
export interface Execution {
  readonly executionId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly qty: number;
  readonly cumQty: number;
  readonly price: number;
  readonly commission: number;
}

/** An order at the counterparty. */
export interface BookOrder {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly role: string;
  readonly firstQty: number;
  qty: number;
  filled: number;
  price: number | null;
  /** `WORKING` or how it ended. */
  state: string;
}

/** The book now, and what was wrong on the way there. */
export interface BookView {
  readonly orders: Map<string, BookOrder>;
  readonly executions: Map<string, Execution>;
  /** Signed quantities; symbols that are flat are left out. */
  readonly positions: Map<string, number>;
  readonly worths: Map<string, Worth>;
  /** Cash as the newest segment began with it, and how many executions there had been. */
  cashNano: bigint;
  cashAt: number;
  firstCashNano: bigint | null;
  /** Bars that closed while a position had less stop than it needed, in words. */
  readonly nakedBars: string[];
  /** The largest position and working entries together, by symbol. */
  readonly mostExposed: Map<string, number>;
  readonly problems: string[];
  lines: number;
}

type Line = Record<string, unknown>;

interface Placed {
  client_order_id: string;
  symbol: string;
  side: "buy" | "sell";
  role: string;
  qty: number;
  price: number | null;
}
interface Stored extends Placed {
  filled_qty: number;
  state: string;
}
interface Filled {
  client_order_id: string;
  execution_id: string;
  side: "buy" | "sell";
  qty: number;
  cum_qty: number;
  price: number;
  commission: number;
}
interface First {
  fence: number;
  after: { fence: number; bytes: number; hash: string } | null;
  cash_nano: string;
  symbols: { instrument: Worth & { symbol: string } }[];
  orders: Stored[];
}

const ENDS: Readonly<Record<string, string>> = {
  cancelled: "CANCELLED",
  rejected: "REJECTED",
  expired: "EXPIRED",
};

/** Reads the book of a data folder. */
export function readBook(folder: string): BookView {
  const view: BookView = {
    ...{ orders: new Map(), executions: new Map(), positions: new Map(), worths: new Map() },
    ...{ cashNano: 0n, cashAt: 0, firstCashNano: null, nakedBars: [], mostExposed: new Map() },
    ...{ problems: [], lines: 0 },
  };
  const fences = (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((name) => /^book\.(\d+)\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  let before: ChainedFile | null = null;
  for (const fence of fences) {
    const file = readChained(join(folder, `book.${fence}.jsonl`));
    if (file.damage !== null) view.problems.push(file.damage);
    const [first, ...later] = file.bodies;
    // Its writer died before it could do anything.
    if (first === undefined) continue;
    takeFirst(view, file, first as unknown as First, fence, before);
    for (const line of later) takeLine(view, line);
    view.lines += file.bodies.length;
    before = file;
  }
  return view;
}

function takeFirst(
  view: BookView,
  { path }: ChainedFile,
  first: First,
  fence: number,
  before: ChainedFile | null,
): void {
  const { problems } = view;
  if (first.fence !== fence) problems.push(`${path}: begins with fence ${first.fence}`);
  for (const { instrument } of first.symbols) view.worths.set(instrument.symbol, instrument);
  view.cashNano = BigInt(first.cash_nano);
  view.cashAt = view.executions.size;
  view.firstCashNano ??= view.cashNano;
  if (before === null) return;
  if (first.after?.hash !== before.hash || first.after.bytes !== before.bytes) {
    problems.push(`${path}: follows ${JSON.stringify(first.after)}, not the end of ${before.path}`);
  }
  if (first.orders.length !== view.orders.size) {
    problems.push(`${path}: has ${first.orders.length} orders; ${view.orders.size} were there`);
  }
  for (const order of first.orders) {
    const was = view.orders.get(order.client_order_id);
    const isSame =
      was !== undefined &&
      was.state === order.state &&
      was.filled === order.filled_qty &&
      was.qty === order.qty &&
      was.price === order.price;
    if (!isSame) problems.push(`${path}: ${order.client_order_id} is not as it was left`);
  }
}

function takeLine(view: BookView, line: Line): void {
  const symbol = String(line.symbol);
  if (line.type === "bar") {
    const short = nakedQty(view, symbol);
    if (short !== 0)
      view.nakedBars.push(`${symbol} at ${String(line.ts)}: ${short} without a stop`);
    return;
  }
  takeEffect(view, symbol, line);
  for (const effect of line.also as Line[]) takeEffect(view, symbol, effect);
  const exposed = Math.abs(view.positions.get(symbol) ?? 0) + workingEntries(view, symbol);
  view.mostExposed.set(symbol, Math.max(exposed, view.mostExposed.get(symbol) ?? 0));
}

function takeEffect(view: BookView, symbol: string, effect: Line): void {
  const { problems, orders } = view;
  const id = String(effect.client_order_id);
  if (effect.type === "order") {
    const { side, role, qty, price } = effect as unknown as Placed;
    if (orders.has(id)) problems.push(`I3: ${id} was placed twice at the broker`);
    const order = { clientOrderId: id, symbol, side, role, qty, firstQty: qty, price };
    orders.set(id, { ...order, filled: 0, state: "WORKING" });
    return;
  }
  const order = orders.get(id);
  if (order === undefined) {
    problems.push(`the book has ${String(effect.type)} of ${id}, which was never placed`);
    return;
  }
  if (order.state !== "WORKING") {
    problems.push(`I7: ${id} is ${order.state} at the broker and then ${String(effect.type)}`);
  }
  if (effect.type === "fill") takeFill(view, order, effect as unknown as Filled);
  else if (effect.type === "amended") {
    order.qty = Number(effect.qty);
    order.price = effect.price as number | null;
  } else {
    order.state = ENDS[String(effect.type)] ?? "?";
    if (order.state === "?") problems.push(`the book has a line of type ${String(effect.type)}`);
  }
}

function takeFill(view: BookView, order: BookOrder, fill: Filled): void {
  const { problems, executions, positions } = view;
  const { clientOrderId, symbol } = order;
  if (executions.has(fill.execution_id)) problems.push(`${fill.execution_id} happened twice`);
  const { qty, price, commission, side } = fill;
  executions.set(fill.execution_id, {
    ...{ executionId: fill.execution_id, clientOrderId, symbol, side, qty, price, commission },
    cumQty: fill.cum_qty,
  });
  order.filled += qty;
  if (order.filled !== fill.cum_qty || order.filled > order.qty) {
    problems.push(`I2: ${clientOrderId} of ${order.qty} has filled ${order.filled} at the broker`);
  }
  if (order.filled >= order.qty) order.state = "FILLED";
  const was = positions.get(symbol) ?? 0;
  const now = was + (side === "buy" ? qty : -qty);
  if (order.role !== "entry" && was * now <= 0 && now !== 0) {
    problems.push(`I8: exit ${clientOrderId} turned ${was} of ${symbol} into ${now}`);
  }
  if (now === 0) positions.delete(symbol);
  else positions.set(symbol, now);
}

/** How much of a position no working stop of the other side covers. */
export function nakedQty(view: BookView, symbol: string): number {
  const position = view.positions.get(symbol) ?? 0;
  let covered = 0;
  for (const order of view.orders.values()) {
    const closes = order.side === (position > 0 ? "sell" : "buy");
    if (order.symbol !== symbol || order.state !== "WORKING" || order.role !== "stop") continue;
    if (closes) covered += order.qty - order.filled;
  }
  return Math.max(0, Math.abs(position) - covered);
}

function workingEntries(view: BookView, symbol: string): number {
  let sum = 0;
  for (const order of view.orders.values()) {
    const isOne = order.symbol === symbol && order.state === "WORKING" && order.role === "entry";
    if (isOne) sum += order.qty - order.filled;
  }
  return sum;
}
