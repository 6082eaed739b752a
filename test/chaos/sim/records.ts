// What the journal and the paper book say, read from their text alone: nothing of the program is
// used here, so that it cannot agree with itself.

/** A fill by whichever side tells it. */
export interface ToldFill {
  readonly id: string;
  readonly cumQty: number;
  readonly qty: number;
  readonly price: number;
}

/** An order of the book. */
export interface ToldOrder {
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly role: string;
  qty: number;
  filled: number;
  price: number | null;
  state: string;
}

/** The book, all its segments one after the other. */
export interface ToldBook {
  readonly orders: Map<string, ToldOrder>;
  readonly fills: ToldFill[];
  /** Signed, by symbol; flat ones stay with 0. */
  readonly positions: Map<string, number>;
  /** Money in from sales, out for buys and commission, by worth of a point. */
  cash: number;
  readonly problems: string[];
}

type Line = Record<string, unknown>;

/** Texts that were read last, whole lines of them, with what each line held: most only grow. */
const READ: { text: string; lines: readonly (Line | null)[] }[] = [];
const READ_KEPT = 8;

/** Bodies of whole lines. */
function bodiesOf(text: string): Line[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = linesOf(whole);
  return lines.filter((line) => line !== null);
}

function linesOf(text: string): readonly (Line | null)[] {
  const at = READ.findIndex(
    (each) => text !== "" && (text.startsWith(each.text) || each.text.startsWith(text)),
  );
  const known = READ[at];
  if (known !== undefined && known.text.length >= text.length) {
    return known.lines.slice(0, text.split("\n").length - 1);
  }
  const added = text
    .slice(known?.text.length ?? 0)
    .split("\n")
    .slice(0, -1)
    .map(lineOf);
  const lines = [...(known?.lines ?? []), ...added];
  if (at >= 0) READ.splice(at, 1);
  READ.unshift({ text, lines });
  READ.length = Math.min(READ.length, READ_KEPT);
  return lines;
}

function lineOf(text: string): Line | null {
  try {
    return (JSON.parse(text) as { b: Line }).b;
  } catch {
    return null;
  }
}

/** Texts by a number that their first line has; one without a first line says nothing. */
function inOrder(texts: readonly string[], key: string): { text: string; head: Line }[] {
  return texts
    .flatMap((text) => {
      const [head] = linesOf(text.slice(0, text.lastIndexOf("\n") + 1));
      return head ? [{ text, head }] : [];
    })
    .sort((a, b) => (a.head[key] as number) - (b.head[key] as number));
}

/**
 * Segments of the book. Each begins with its whole state, which is held against what those before
 * it led to, and with how much of the one before counts.
 * @param pointValue money per point
 */
export function readBook(texts: readonly string[], pointValue: number): ToldBook {
  const book: ToldBook = {
    ...{ orders: new Map(), fills: [], positions: new Map(), cash: 0, problems: [] },
  };
  const segments = inOrder(texts, "fence");
  for (const [i, { text }] of segments.entries()) {
    const next = segments[i + 1]?.head.after as { bytes: number } | undefined;
    for (const body of bodiesOf(text.slice(0, next?.bytes ?? text.length))) {
      if (body.type === "book") checkHead(book, body);
      else if (body.type !== "bar") {
        const symbol = String(body.symbol);
        take(book, body, symbol, pointValue);
        for (const also of body.also as Line[]) take(book, also, symbol, pointValue);
      }
    }
  }
  return book;
}

function checkHead(book: ToldBook, head: Line): void {
  for (const one of head.orders as Line[]) {
    const order = book.orders.get(String(one.client_order_id));
    if (order === undefined) book.problems.push(`the book lost ${String(one.client_order_id)}`);
    else if (order.filled !== one.filled_qty || order.state !== one.state) {
      book.problems.push(`${order.id} is ${order.state} and ${String(one.state)} in a new segment`);
    }
  }
  if ((head.orders as Line[]).length !== book.orders.size) {
    book.problems.push("a new segment forgot an order");
  }
}

function take(book: ToldBook, line: Line, symbol: string, pointValue: number): void {
  const id = String(line.client_order_id);
  if (line.type === "order") {
    if (book.orders.has(id)) book.problems.push(`${id} was taken twice`);
    const { side, role, qty, price } = line as {
      side: "buy";
      role: string;
      qty: number;
      price: number;
    };
    book.orders.set(id, { id, symbol, side, role, qty, filled: 0, price, state: "WORKING" });
    checkStopFirst(book, symbol, role, id);
    return;
  }
  const order = book.orders.get(id);
  if (order === undefined) {
    book.problems.push(`${String(line.type)} of ${id}, which was never taken`);
    return;
  }
  if (line.type === "fill") fill(book, order, line, pointValue);
  else if (line.type === "amended") {
    order.qty = line.qty as number;
    order.price = line.price as number | null;
    if (order.qty === order.filled) order.state = "FILLED";
  } else order.state = String(line.type).toUpperCase();
}

/** A position has its stop before anything else of it is sent. */
function checkStopFirst(book: ToldBook, symbol: string, role: string, id: string): void {
  if (role !== "target" || covered(book, symbol)) return;
  book.problems.push(`${id} was sent while the position was without its stop`);
}

/** Whether what is open has as much resting against it: stops, and exits on their way. */
export function covered(book: ToldBook, symbol: string): boolean {
  const position = book.positions.get(symbol) ?? 0;
  let resting = 0;
  for (const order of book.orders.values()) {
    const isAgainst = order.side === (position > 0 ? "sell" : "buy");
    const isCover = order.role === "stop" || order.role === "exit";
    if (order.symbol === symbol && order.state === "WORKING" && isAgainst && isCover) {
      resting += order.qty - order.filled;
    }
  }
  return resting >= Math.abs(position);
}

function fill(book: ToldBook, order: ToldOrder, line: Line, pointValue: number): void {
  const {
    qty,
    cum_qty: cumQty,
    price,
    commission,
  } = line as unknown as {
    qty: number;
    cum_qty: number;
    price: number;
    commission: number;
  };
  if (cumQty !== order.filled + qty) book.problems.push(`${order.id}: ${cumQty} after ${qty}`);
  if (cumQty > order.qty) book.problems.push(`${order.id} filled ${cumQty} of ${order.qty}`);
  order.filled = cumQty;
  if (order.filled === order.qty) order.state = "FILLED";
  book.fills.push({ id: order.id, cumQty, qty, price });
  const signed = order.side === "buy" ? qty : -qty;
  const before = book.positions.get(order.symbol) ?? 0;
  const after = before + signed;
  if (order.role !== "entry" && before * after < 0) {
    book.problems.push(`${order.id} took ${order.symbol} from ${before} to ${after}`);
  }
  book.positions.set(order.symbol, after);
  book.cash -= signed * price * pointValue + commission;
}

/** The journal, all its segments one after the other. */
export interface ToldJournal {
  /** Ids of orders that were decided, with their roles, in order. */
  readonly intents: Map<string, string>;
  readonly fills: ToldFill[];
  /** Terminal states by order. */
  readonly ended: Map<string, { readonly state: string; readonly reason: string }>;
  /** Closed trades without what names the run. */
  readonly trades: Line[];
  readonly facts: Line[];
  readonly problems: string[];
}

const TERMINAL = new Set(["FILLED", "CANCELLED", "REJECTED", "EXPIRED"]);

/** Segments of the journal. */
export function readJournal(texts: readonly string[]): ToldJournal {
  const journal: ToldJournal = {
    ...{ intents: new Map(), fills: [], ended: new Map(), trades: [], facts: [], problems: [] },
  };
  let seq = 0;
  const bodies = inOrder(texts, "number").flatMap(({ text }) => bodiesOf(text));
  for (const { steps, orders } of bodies as {
    steps?: { facts: Line[] }[];
    orders?: { kind: string; order: { clientOrderId: string; role: string } }[];
  }[]) {
    for (const fact of (steps ?? []).flatMap(({ facts }) => facts)) {
      if (fact.seq !== seq + 1) journal.problems.push(`fact ${String(fact.seq)} after ${seq}`);
      seq = fact.seq as number;
      takeFact(journal, fact);
    }
    for (const { kind, order } of orders ?? []) {
      if (kind !== "place") continue;
      const { clientOrderId: id, role } = order;
      if (journal.intents.has(id)) journal.problems.push(`${id} names two orders`);
      journal.intents.set(id, role);
    }
  }
  return journal;
}

function takeFact(journal: ToldJournal, fact: Line): void {
  journal.facts.push(fact);
  const id = String(fact.client_order_id);
  switch (fact.type) {
    case "fill": {
      const {
        qty,
        cum_qty: cumQty,
        price,
      } = fact as { qty: number; cum_qty: number; price: number };
      journal.fills.push({ id, cumQty, qty, price });
      break;
    }
    case "order_state": {
      const state = String(fact.state);
      if (TERMINAL.has(state)) journal.ended.set(id, { state, reason: String(fact.reason) });
      break;
    }
    case "trade_closed": {
      const { seq: _, trace_id: __, trade_id: ___, ...trade } = fact;
      journal.trades.push(trade);
      break;
    }
    default:
      break;
  }
}
