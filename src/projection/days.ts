// A trading day of the account in numbers.

import { addDouble, addMoney, doubleOf, moneyOf, noMoney, noSum } from "../analytics/sum.js";
import type { Database } from "./database.js";

const DAY_MS = 86_400_000;

/** The date of an ordinal, days since 1970-01-01, as `YYYY-MM-DD`. */
export function dayName(ordinal: number): string {
  return new Date(ordinal * DAY_MS).toISOString().slice(0, 10);
}

/** What a fact adds to its day. */
interface DayPart {
  readonly naked_ms?: number;
  readonly reconciles?: number;
  readonly mismatches?: number;
  readonly tripwires?: number;
}

/** Adds to a day's counts. */
export function bookDay(database: Database, day: string, part: DayPart): void {
  const { naked_ms = 0, reconciles = 0, mismatches = 0, tripwires = 0 } = part;
  database.run(
    `INSERT INTO days VALUES (?, 0, 0, 0, 0, ?, ?, ?, ?)
      ON CONFLICT (day) DO UPDATE SET naked_ms = naked_ms + excluded.naked_ms,
        reconciles = reconciles + excluded.reconciles,
        mismatches = mismatches + excluded.mismatches,
        tripwires = tripwires + excluded.tripwires`,
    [day, naked_ms, reconciles, mismatches, tripwires],
  );
}

/** Sums up the trades of a day anew: sums that are carried on would drift from the trades. */
export function sumDay(database: Database, day: string): void {
  bookDay(database, day, {});
  const [r, pnl, commission] = [noSum(), noMoney(), noMoney()];
  const trades = database.rows<{ result_R: number; net_pnl: number; commission: number }>(
    "SELECT result_R, net_pnl, commission FROM trades WHERE day = ? ORDER BY seq",
    [day],
  );
  for (const trade of trades) {
    addDouble(r, trade.result_R);
    addMoney(pnl, trade.net_pnl);
    addMoney(commission, trade.commission);
  }
  database.run("UPDATE days SET trades = ?, r = ?, pnl = ?, commission = ? WHERE day = ?", [
    ...[trades.length, doubleOf(r), moneyOf(pnl), moneyOf(commission), day],
  ]);
}

/**
 * How much longer a position is known to have been without its stop. Each fact of one stretch says
 * how long it has lasted so far; working stops end it.
 * @param ms how long the present stretch has lasted
 */
export function nakedMs(database: Database, tradeId: string, ms: number): number {
  const [before] = database.rows<{ state: string; naked_ms: number | null }>(
    "SELECT state, naked_ms FROM protections WHERE trade_id = ? ORDER BY seq DESC LIMIT 1",
    [tradeId],
  );
  const counted = before === undefined || before.state === "PROTECTED" ? 0 : before.naked_ms;
  return Math.max(0, ms - (counted ?? 0));
}
