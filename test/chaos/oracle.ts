// The oracle: judges a data folder by its files alone. It shares no code with the program, reads
// the journal and the paper book each in its own naive way, and holds them against each other by
// the invariants I1 to I8, I10 and I15. I9 (foreign orders) has no subject at a paper broker, whose
// account is ours alone; I11 is the caller's: it asks twice.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type BookView, nakedQty, readBook } from "./book-file.js";
import { grossNano, nano, steps } from "./exact-money.js";
import { type Event, type Fact, type JournalView, readJournal } from "./journal-file.js";
import { commissionNano, fillsOf, foldOrders, type OrdersView } from "./journal-orders.js";

/** What is asked of a folder. */
export interface Question {
  /** The process has ended in peace after it had asked its broker: everything must agree. */
  readonly isQuiet: boolean;
  /** The broker always answered: no bar may then close over a position without its stop. */
  readonly isHonest: boolean;
  /** The most that may be exposed of one symbol. */
  readonly mostQty: number;
  /**
   * The longest a living process may leave a position without its stop before it decides to close
   * it, ms of the machine's clock.
   */
  readonly nakedMs: number;
  /** Words that may stand nowhere. */
  readonly secrets: readonly string[];
}

/** What was found. */
export interface Judgement {
  /** Checks made, by invariant. */
  readonly checks: Record<string, number>;
  /** What is wrong, each beginning with its invariant where it has one. */
  readonly problems: readonly string[];
  readonly book: BookView;
  readonly journal: JournalView;
  readonly orders: OrdersView;
}

/** Judges the data folder of a process that is dead. */
export function judge(folder: string, question: Question): Judgement {
  const book = readBook(folder);
  const journal = readJournal(folder);
  const orders = foldOrders(journal);
  const court = new Court([...journal.problems, ...book.problems, ...orders.problems]);
  for (const [key, count] of Object.entries(orders.checks)) court.count(key.toUpperCase(), count);
  court.count("I7", journal.facts.length + journal.groups.length + book.lines);
  court.count("I3", book.orders.size);
  court.count("I2", book.executions.size);
  judgeOrders(court, book, orders);
  judgeSizes(court, book, orders, question.mostQty);
  judgeFills(court, book, orders);
  judgeMoney(court, book, orders);
  judgeNaked(court, journal, question.nakedMs);
  judgeWords(court, journal, book);
  judgeSecrets(court, folder, question.secrets);
  if (question.isHonest) {
    court.count("I1", book.executions.size + 1);
    for (const words of book.nakedBars) court.say("I1", `a bar closed over ${words}`);
  }
  if (question.isQuiet) judgeQuiet(court, book, orders);
  return { checks: court.checks, problems: court.problems, book, journal, orders };
}

class Court {
  readonly checks: Record<string, number> = {};

  constructor(readonly problems: string[]) {}

  count(invariant: string, count: number): void {
    this.checks[invariant] = (this.checks[invariant] ?? 0) + count;
  }

  say(invariant: string, words: string): void {
    this.problems.push(`${invariant}: ${words}`);
  }

  /** One check. */
  must(invariant: string, holds: boolean, words: () => string): void {
    this.count(invariant, 1);
    if (!holds) this.say(invariant, words());
  }
}

/** No order is at the broker that was not decided before, and none there is another one. */
function judgeOrders(court: Court, book: BookView, { orders }: OrdersView): void {
  for (const { clientOrderId: id, role, side, firstQty } of book.orders.values()) {
    const ours = orders.get(id);
    court.must("I8", ours !== undefined, () => `${id} is at the broker and in no journal`);
    if (ours === undefined) continue;
    const isSame = ours.role === role && ours.side === side && ours.qty === firstQty;
    court.must("I3", isSame, () => `${id} at the broker is not the order that was decided`);
  }
}

function judgeSizes(court: Court, book: BookView, orders: OrdersView, most: number): void {
  for (const [where, exposed] of [
    ["at the broker", book.mostExposed],
    ["by the journal", orders.mostExposed],
  ] as const) {
    for (const [symbol, qty] of exposed) {
      court.must("I2", qty <= most, () => `${qty} of ${symbol} were exposed ${where}`);
    }
  }
}

/** What is booked has happened, exactly so. */
function judgeFills(court: Court, { executions }: BookView, { fills }: OrdersView): void {
  for (const fill of fills.values()) {
    const there = executions.get(fill.executionId);
    const isSame =
      there !== undefined &&
      there.clientOrderId === fill.clientOrderId &&
      there.symbol === fill.symbol &&
      there.side === fill.side &&
      there.qty === fill.qty &&
      there.price === fill.price &&
      nano(there.commission) === nano(fill.commission);
    court.must("I4", isSame, () => `${fill.executionId} is booked and did not happen like that`);
  }
}

function judgeMoney(court: Court, book: BookView, orders: OrdersView): void {
  judgeCash(court, book);
  for (const fact of orders.closed) {
    const fills = fillsOf(orders, String(fact.trade_id));
    const worth = book.worths.get(String(fact.symbol));
    if (worth === undefined) continue;
    const gross = grossNano(fills, worth);
    const commission = commissionNano(fills);
    const isSame =
      nano(Number(fact.gross_pnl)) === gross &&
      nano(Number(fact.commission)) === commission &&
      nano(Number(fact.net_pnl)) === gross - commission;
    court.must("I5", isSame, () => {
      const is = `gross ${fact.gross_pnl}, commission ${fact.commission}, net ${fact.net_pnl}`;
      return `trade ${fact.trade_id} says ${is}; its fills say ${gross} and ${commission} nano`;
    });
  }
}

/** Cash with which the newest segment began, wherever its symbols were flat then. */
function judgeCash(court: Court, book: BookView): void {
  const before = [...book.executions.values()].slice(0, book.cashAt);
  let cash = book.firstCashNano ?? 0n;
  for (const [symbol, worth] of book.worths) {
    const fills = before.filter((fill) => fill.symbol === symbol);
    const open = fills.reduce((sum, { side, qty }) => sum + (side === "buy" ? qty : -qty), 0);
    if (open !== 0) return;
    cash += grossNano(fills, worth) - commissionNano(fills);
  }
  court.must("I5", cash === book.cashNano, () => `cash is ${book.cashNano} nano, not ${cash}`);
}

/** While it lives, a position without its stop gets it, or is being closed, in time. */
function judgeNaked(court: Court, { groups }: JournalView, most: number): void {
  let since: number | null = null;
  const end = (wall: number): void => {
    if (since !== null) {
      const ms = wall - since;
      court.must("I1", ms <= most, () => `a position had no stop for ${ms} ms`);
    }
    since = null;
  };
  let before = 0;
  for (const { wall, steps } of groups) {
    for (const { event, facts } of steps) {
      // The dead have no clock.
      if (event.type === "boot") end(before);
      for (const { type, state, role } of facts) {
        if (type === "protection" && state !== "PROTECTED") since ??= wall;
        const isEnd = type === "protection" && state === "PROTECTED";
        const isLeft = type === "trade_closed" || (type === "order_submitted" && role === "exit");
        if (isEnd || isLeft) end(wall);
      }
    }
    before = wall;
  }
}

/** What went wrong is said: a fact stands beside every event of that kind. */
function judgeWords(court: Court, { groups }: JournalView, { worths }: BookView): void {
  const states = new Map<string, string>();
  const lots = new Map<string, number>();
  let symbols: string[] = [];
  for (const { event, facts } of groups.flatMap((group) => group.steps)) {
    if (event.type === "boot") {
      const boot = facts.find(({ type }) => type === "boot");
      court.must("I10", boot !== undefined, () => `a boot at ${String(event.ts)} is in no fact`);
      symbols = (boot?.symbols ?? symbols) as string[];
    } else if (event.type === "reconcile") {
      const said = facts.find(({ type }) => type === "reconcile");
      judgeAnswer(court, event, said, (index) => lots.get(symbols[index] ?? "") ?? 0);
    }
    for (const fact of facts) {
      const id = String(fact.client_order_id);
      if (fact.type === "order_submitted") states.set(id, "SENT");
      if (fact.type === "order_state") states.set(id, String(fact.state));
      if (fact.type !== "fill") continue;
      const symbol = String(fact.symbol);
      const lot = worths.get(symbol)?.lot ?? { unscaled: 1, scale: 0 };
      const filled = Number(steps(Number(fact.qty), lot));
      const signed = fact.side === "buy" ? filled : -filled;
      lots.set(symbol, (lots.get(symbol) ?? 0) + signed);
    }
    if (event.type !== "report") continue;
    const id = String(event.clientOrderId);
    const state = states.get(id);
    if (event.kind === "unknown") {
      court.must("I10", state !== "SENT", () => `${id} became unknown, and no fact says so`);
    } else if (event.kind === "expired") {
      const isOver = state !== "SENT" && state !== "UNKNOWN";
      court.must("I10", isOver, () => `${id} was given up, and no fact says so`);
    }
  }
}

/** A difference in what the broker has is in the fact; so is every answer but one of routine. */
function judgeAnswer(
  court: Court,
  event: Event,
  said: Fact | undefined,
  lotsOf: (symbol: number) => number,
): void {
  const theirs = event.positions as { symbol: number; lots: number }[];
  const known = theirs.every(({ symbol, lots }) => lotsOf(symbol) === lots);
  const isFlat = (symbol: number): boolean => !theirs.some((one) => one.symbol === symbol);
  // Symbols of a run are few; those the broker does not name must be flat with us.
  const same = known && [0, 1, 2, 3].every((symbol) => !isFlat(symbol) || lotsOf(symbol) === 0);
  const must = !same || event.trigger !== "timer";
  court.must("I10", !must || said !== undefined, () => {
    return `the broker was asked (${String(event.trigger)}), and no fact says so`;
  });
  if (said === undefined) return;
  court.must("I10", same || said.agrees === false, () => "a mismatch is said to agree");
}

/** No file of the folder holds a secret. */
function judgeSecrets(court: Court, folder: string, secrets: readonly string[]): void {
  if (secrets.length === 0 || !existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (name.endsWith("ballast") || !statSync(path).isFile()) continue;
    const text = readFileSync(path, "utf8");
    for (const secret of secrets) {
      court.must("I15", !text.includes(secret), () => `${path} holds a secret`);
    }
  }
}

/** All is quiet: both sides say the same, and what is open has its stop. */
function judgeQuiet(court: Court, book: BookView, orders: OrdersView): void {
  for (const id of book.executions.keys()) {
    court.must("I4", orders.fills.has(id), () => `${id} happened and is not booked`);
  }
  for (const symbol of book.worths.keys()) {
    const there = book.positions.get(symbol) ?? 0;
    const here = orders.positions.get(symbol) ?? 0;
    court.must("I6", there === here, () => `${symbol}: the broker has ${there}, we ${here}`);
    const naked = nakedQty(book, symbol);
    court.must("I1", naked === 0, () => `${symbol}: ${naked} of ${there} have no stop that works`);
  }
  for (const { id, state, filled } of orders.orders.values()) {
    const there = book.orders.get(id);
    court.must("I13", state !== "UNKNOWN", () => `${id} is still unknown`);
    const isOpenHere = state === "WORKING" || state === "PARTIAL" || state === "SENT";
    const isOpenThere = there?.state === "WORKING";
    court.must("I6", isOpenHere === isOpenThere, () => {
      return `${id} is ${state} with us and ${there?.state ?? "not there"} at the broker`;
    });
    court.must("I4", (there?.filled ?? 0) === filled, () => {
      return `${id} has filled ${filled} with us and ${there?.filled ?? 0} at the broker`;
    });
  }
}
