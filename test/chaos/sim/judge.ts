// What must be true of a world, whatever happened in it, and what must have come of its story.

import type { LiveWorld } from "../../live-world.js";
import { covered, type ToldBook, type ToldFill, type ToldJournal } from "./records.js";

/** Takes what is wrong, and counts what was looked at. */
export class Verdict {
  readonly problems: string[] = [];
  checks = 0;

  /** One thing that must be so. */
  must(isSo: boolean, problem: () => string): void {
    this.checks++;
    if (!isSo) this.problems.push(problem());
  }
}

/** What a story comes to. */
export interface Outcome {
  readonly trades: readonly string[];
  readonly entries: number;
}

/** Trades of a world, and how many entries its broker took. */
export function outcomeOf(world: LiveWorld): Outcome {
  const entries = [...world.book.orders.values()].filter(({ role }) => role === "entry").length;
  return { trades: world.journal.trades.map((trade) => JSON.stringify(trade)), entries };
}

/**
 * While nothing is under way: what is open is covered, and what has ended here rests nowhere.
 * @param isTroubled the broker misbehaves, and what is open may be covered later
 */
export function judgeQuiet(
  world: LiveWorld,
  verdict: Verdict,
  when: string,
  isTroubled: boolean,
): void {
  const { book, journal } = world;
  for (const [id, { state }] of journal.ended) {
    verdict.must(book.orders.get(id)?.state !== "WORKING", () => `${when}: ${id} is ${state} here`);
  }
  if (isTroubled) return;
  for (const [symbol, lots] of book.positions) {
    verdict.must(covered(book, symbol), () => `${when}: ${lots} ${symbol} without a stop`);
  }
}

/** At the end of a story. */
export function judgeEnd(world: LiveWorld, verdict: Verdict): void {
  const { book, journal } = world;
  verdict.must(book.problems.length === 0, () => book.problems.join("; "));
  verdict.must(journal.problems.length === 0, () => journal.problems.join("; "));
  judgeOrders(world, book, journal, verdict);
  verdict.must(textOf(book.fills) === textOf(journal.fills), () => {
    return `the book's fills are ${textOf(book.fills)}, the journal's ${textOf(journal.fills)}`;
  });
  for (const [symbol, lots] of book.positions) {
    verdict.must(lots === 0, () => `${lots} ${symbol} are left`);
  }
  const net = journal.trades.reduce((sum, trade) => sum + (trade.net_pnl as number), 0);
  verdict.must(Math.abs(net - book.cash) < 1e-6, () => `cash is ${book.cash}, trades made ${net}`);
}

const TERMINAL = new Set(["FILLED", "CANCELLED", "REJECTED", "EXPIRED"]);

function judgeOrders(
  world: LiveWorld,
  book: ToldBook,
  journal: ToldJournal,
  verdict: Verdict,
): void {
  for (const { id, state } of book.orders.values()) {
    verdict.must(journal.intents.has(id), () => `${id} was sent and never written down`);
    const ended = journal.ended.get(id)?.state;
    const isSame = TERMINAL.has(state) ? ended === state : ended === undefined;
    verdict.must(isSame, () => `${id} is ${state} there and ${String(ended)} here`);
  }
  const sent = new Map<string, number>();
  for (const command of world.requests) {
    if (command.kind !== "place" || command.order.role !== "entry") continue;
    const id = command.order.clientOrderId;
    sent.set(id, (sent.get(id) ?? 0) + 1);
  }
  verdict.must(world.resent.length === 0, () => `${world.resent.join()} was sent after a restart`);
  for (const [id, count] of sent) verdict.must(count === 1, () => `${id} was sent ${count} times`);
}

function textOf(fills: readonly ToldFill[]): string {
  return fills
    .map(({ id, cumQty, qty, price }) => `${id} ${qty} to ${cumQty} at ${price}`)
    .sort()
    .join(", ");
}
