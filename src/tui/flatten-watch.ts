// How a flatten stands that was sent: whether the engine has it, what it waits for, and when it has
// to be said how to get out without the engine.

import { counted } from "../analytics/count.js";
import { plain } from "../analytics/figures.js";
import type { CommandAnswer, Residual, Snapshot } from "../runtime/session.js";
import type { CockpitState } from "./cockpit-state.js";
import { quantity } from "./quantity.js";
import type { Role } from "./theme.js";

/** What an engine has not taken, or does not act on, after so long is said to be stuck, ms. */
const PATIENCE_MS = 4_000;
/** No price for so long is said to be too long, ms: an exit waits for the next one. */
const PRICE_PATIENCE_MS = 120_000;

const SHELL = "in another shell: transmission flatten --confirm";

/** What is to be said of it. */
export interface FlattenStanding {
  readonly words: string;
  readonly role: Role;
  /** Nothing more is to be said of it. */
  readonly isOver: boolean;
}

type Seen = Pick<CockpitState, "snapshot" | "facts" | "silence">;

/** A flatten that was sent. */
export class FlattenWatch {
  /** Null is everything. */
  readonly symbol: string | null;
  /** When it was sent, monotonic ms, and the last fact that there was then. */
  readonly #sentMs: number;
  readonly #seq: number;
  #answer: CommandAnswer | null = null;
  #wasTaken = false;
  /** What was said of it last. */
  said = "";

  constructor(symbol: string | null, sentMs: number, seq: number) {
    this.symbol = symbol;
    this.#sentMs = sentMs;
    this.#seq = seq;
  }

  /** The engine has answered, or cannot (`failed`). */
  answered(answer: CommandAnswer): void {
    this.#answer = answer;
  }

  /** How it stands; null where what was said last still holds. */
  standing(seen: Seen, nowMs: number): FlattenStanding | null {
    const answer = this.#answer;
    const ms = nowMs - this.#sentMs;
    if (answer !== null && !answer.accepted) {
      // An answer that got lost says nothing of what the engine does: that is seen.
      if (answer.code !== "failed") return over(`NOT FLATTENED: ${answer.message}`, "alarm");
      if (!this.#isTaken(seen)) return over(`NOT FLATTENED; ${SHELL}`, "alarm");
    }
    const residual = answer?.accepted === true ? answer.residual : undefined;
    if (answer?.accepted === true) {
      if (residual === undefined) return over("flatten was taken", "strong");
      if (isFlat(residual)) return over(this.#flatWords(), "strong");
    }
    if (ms >= PATIENCE_MS && seen.silence !== null) return stuck(`no answer now; ${SHELL}`);
    if (!this.#isTaken(seen)) {
      if (residual !== undefined) return over(`NOT FLAT: ${residualWords(residual)}`, "alarm");
      return ms >= PATIENCE_MS ? stuck(`no answer yet; ${SHELL}`) : null;
    }
    return this.#gettingOut(seen.snapshot, ms, answer !== null);
  }

  /** The engine's own word that it has it: its fact, its state, or that the symbol is held. */
  #isTaken(seen: Seen): boolean {
    this.#wasTaken ||= this.#isSeenTaken(seen);
    return this.#wasTaken;
  }

  #isSeenTaken({ snapshot, facts }: Seen): boolean {
    const { symbol } = this;
    if (snapshot.state === "FLATTENING") {
      if (symbol === null || snapshot.symbols.some((one) => one.symbol === symbol && one.held)) {
        return true;
      }
    }
    return facts.some(
      (fact) =>
        Number(fact.seq) > this.#seq &&
        fact.type === "operator" &&
        fact.command === "flatten" &&
        fact.symbol === symbol,
    );
  }

  /** It was taken: what is there to get out of, and what that waits for. */
  #gettingOut(snapshot: Snapshot, ms: number, isAnswered: boolean): FlattenStanding | null {
    const isMeant = ({ symbol }: { readonly symbol: string }): boolean =>
      this.symbol === null || symbol === this.symbol;
    const positions = snapshot.positions.filter(isMeant);
    const orders = snapshot.orders.filter(isMeant);
    if (positions.length === 0) {
      if (orders.length > 0) {
        return says(`taken: flat, ${counted(orders.length, "order")} to be cancelled yet`);
      }
      // The answer comes with what the broker says.
      return isAnswered ? over(this.#flatWords(), "strong") : null;
    }
    if (isAnswered && snapshot.state !== "FLATTENING") {
      return over(`NOT FLAT: ${residualWords({ positions, orders })}`, "alarm");
    }
    const bare = positions.filter((position) => exitingQty(position, orders) < position.qty);
    if (bare.length > 0) {
      if (ms < PATIENCE_MS) return null;
      const names = bare.map(({ symbol }) => symbol).join(", ");
      return stuck(`taken, but NO EXIT WORKS for ${names}; ${SHELL}`);
    }
    if (snapshot.broker?.is_up === false && ms >= PATIENCE_MS) {
      return stuck(`taken, but the broker cannot be reached; ${SHELL}`);
    }
    const what = `${counted(positions.length, "position")}, ${exits(positions.length)} working`;
    if (ms < PRICE_PATIENCE_MS) {
      return says(`taken: flattening, waits for the next price (${what})`);
    }
    const minutes = plain(Math.floor(ms / 60_000), 0);
    return stuck(`taken ${minutes} min ago, and no price has come (${what}); ${SHELL}`);
  }

  #flatWords(): string {
    const of = this.symbol === null ? "" : ` of ${this.symbol}`;
    return `flat: no position and no order${of} is left; entries are held`;
  }
}

const says = (words: string): FlattenStanding => ({ words, role: "strong", isOver: false });
const stuck = (words: string): FlattenStanding => ({ words, role: "alarm", isOver: false });
const over = (words: string, role: Role): FlattenStanding => ({ words, role, isOver: true });

/** What exits that the broker has would take off a position, at least. */
function exitingQty(
  { symbol: of }: Snapshot["positions"][number],
  orders: Snapshot["orders"],
): number {
  return orders
    .filter(({ symbol, role }) => symbol === of && role === "exit")
    .filter(({ state }) => state === "WORKING" || state === "PARTIAL")
    .reduce((sum, { qty }) => sum + qty, 0);
}

function isFlat({ positions, orders }: Residual): boolean {
  return positions.length === 0 && orders.length === 0;
}

function exits(count: number): string {
  return count === 1 ? "exit" : "exits";
}

/** What is left, in words. */
function residualWords({
  positions,
  orders,
}: Pick<Snapshot, "positions" | "orders"> | Residual): string {
  const held = positions.map(({ symbol, qty }) => `${symbol} ${quantity(qty)}`);
  if (orders.length > 0) held.push(counted(orders.length, "order"));
  return `${held.join(", ")} left; press K again or call the broker`;
}
