// How the account's day has gone so far, trade by trade, so that it adds up to what the engine has
// booked: what is known of the day is all of it, or is said not to be.

import type { Snapshot } from "../runtime/session.js";

/** Trades kept; one day has far fewer. */
const TRADES_KEPT = 2_048;
/** What two ways of adding up the same trades may differ by, R, and its places. */
const SAME_R = 1e-6;
const SAME_PLACES = 6;

/** A closed trade as it counts in a day of the account. */
export interface DayTrade {
  /** Of its fact. */
  readonly seq: number;
  /** Ordinal of the account's day. */
  readonly day: number;
  /** When it closed, ISO-8601 UTC. */
  readonly ts: string;
  readonly R: number;
  readonly isWon: boolean;
}

/** What closed in the day and is not known trade by trade. */
interface Unseen {
  readonly R: number;
  /** Trades are known from here on, ISO-8601 UTC; null where nothing is known at all. */
  readonly until: string | null;
}

/** The day by its closed trades. A day begins at 0 R. */
interface ClosedDay {
  /**
   * Cumulative R after each trade that is known; where some before them are not, what those came
   * to stands first.
   */
  readonly curve: readonly number[];
  /** How far each value is from the highest up to it, the 0 before it included: 0 or less, R. */
  readonly underwater: readonly number[];
  readonly trades: number;
  readonly wins: number;
  readonly unseen: Unseen | null;
}

/** The account's day so far. */
export interface Today extends ClosedDay {
  /** R of all trades that closed in it: the snapshot's `day_R` less its `current_R`. */
  readonly closed: number;
  readonly isOpen: boolean;
}

/** A day in which nothing has happened yet. */
export const NEW_DAY: Today = {
  ...{ curve: [], underwater: [], trades: 0, wins: 0, unseen: null },
  ...{ closed: 0, isOpen: false },
};

/** The part of a snapshot that says what has been booked. */
type Books = Pick<Snapshot, "account_day" | "day_R" | "current_R"> & {
  readonly positions: readonly unknown[];
  readonly engine: Pick<Snapshot["engine"], "seq">;
};

/** The trades of the account's days as they come. */
export class DayLog {
  #trades: DayTrade[] = [];
  /** What was answered last, and what it was made of. */
  #made = { key: "", day: NEW_DAY as ClosedDay };

  /** Takes the next trade; none between it and the one before is missing. */
  take(trade: DayTrade): void {
    this.#trades.push(trade);
    if (this.#trades.length > 2 * TRADES_KEPT) this.#trades = this.#trades.slice(-TRADES_KEPT);
  }

  /** Trades are missing from here on back. */
  forget(): void {
    this.#trades = [];
  }

  /**
   * The day as a snapshot has it; of equal trades the same curves.
   * @param since of the first fact at hand, ISO-8601 UTC; null where there is none
   */
  at({ account_day, day_R, current_R, positions, engine }: Books, since: string | null): Today {
    const trades = this.#tradesOf(account_day, engine.seq);
    const seen = trades.reduce((sum, { R }) => sum + R, 0);
    const missing = day_R - current_R - seen;
    const before = Math.abs(missing) < SAME_R ? 0 : Number(missing.toFixed(SAME_PLACES));
    const [first] = trades;
    const key = [account_day, first?.seq, trades.length, before, since].join(" ");
    if (key !== this.#made.key) {
      const until = first?.ts ?? since;
      const unseen = before === 0 ? null : { R: before, until };
      this.#made = { key, day: closedDay(trades, unseen) };
    }
    const { day } = this.#made;
    return { ...day, closed: day.curve.at(-1) ?? 0, isOpen: positions.length > 0 };
  }

  /** The day's own, oldest first; later ones than the snapshot knows of come with the next. */
  #tradesOf(day: number | null, seq: number): DayTrade[] {
    const from = this.#trades.findLastIndex((trade) => trade.day !== day && trade.seq <= seq) + 1;
    return this.#trades.slice(from).filter((trade) => trade.day === day && trade.seq <= seq);
  }
}

function closedDay(trades: readonly DayTrade[], unseen: Unseen | null): ClosedDay {
  let [sum, peak] = [0, 0];
  const curve: number[] = [];
  const underwater: number[] = [];
  const add = (R: number): void => {
    sum += R;
    peak = Math.max(peak, sum);
    curve.push(sum);
    underwater.push(sum - peak);
  };
  if (unseen !== null) add(unseen.R);
  for (const { R } of trades) add(R);
  const wins = trades.filter(({ isWon }) => isWon).length;
  return { curve, underwater, trades: trades.length, wins, unseen };
}
