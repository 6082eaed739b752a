// Fills of one account and contract become round trips: each from the first fill out of flat to the
// one that is flat again. What comes in first goes out first; a fill that goes through zero ends
// one trip and begins the next, and its money and commission are parted by quantity. All amounts
// are whole billionths, so that nothing is lost on the way.

import { assert } from "../engine/assert.js";
import { divideRounded } from "../engine/orders/money.js";

/** A fill with its amounts in billionths: of a unit, and of the account's currency. */
export interface ExactFill {
  /** UTC epoch ms. */
  readonly ts: number;
  readonly side: "buy" | "sell";
  /** Above 0. */
  readonly qty: bigint;
  /** Price × quantity × point value in the account's currency, negative at a negative price. */
  readonly worth: bigint;
  /** Positive is paid. */
  readonly commission: bigint;
}

/** A fill, or what of it belongs to one trip. */
export interface FillPart<Fill extends ExactFill> {
  readonly fill: Fill;
  readonly qty: bigint;
  readonly worth: bigint;
  readonly commission: bigint;
}

/** A quantity that came in with one fill and went out with another. */
export interface Leg<Fill extends ExactFill> {
  readonly entry: Fill;
  readonly exit: Fill;
  readonly qty: bigint;
  /** Before commission. */
  readonly gross: bigint;
}

/** One trade, or the beginning of one where `exits` take out less than `entries` brought in. */
export interface RoundTrip<Fill extends ExactFill> {
  readonly side: "long" | "short";
  readonly entries: readonly FillPart<Fill>[];
  readonly exits: readonly FillPart<Fill>[];
  /** First in, first out. */
  readonly legs: readonly Leg<Fill>[];
}

/** What fills come to. */
export interface Paired<Fill extends ExactFill> {
  readonly trips: readonly RoundTrip<Fill>[];
  /** What is not flat at the end; null where it is. */
  readonly open: RoundTrip<Fill> | null;
}

/** What is left of a fill while its parts are taken from it. */
interface Rest<Fill extends ExactFill> {
  readonly fill: Fill;
  qty: bigint;
  worth: bigint;
  commission: bigint;
}

function restOf<Fill extends ExactFill>(fill: Fill): Rest<Fill> {
  const { qty, worth, commission } = fill;
  assert(qty > 0n, "a fill has a quantity");
  return { fill, qty, worth, commission };
}

/** Takes a part; the last one takes what rounding has left, so that the parts add up. */
function take<Fill extends ExactFill>(rest: Rest<Fill>, qty: bigint): FillPart<Fill> {
  const share = (amount: bigint): bigint => divideRounded(amount * qty, rest.qty);
  const part = {
    fill: rest.fill,
    qty,
    worth: share(rest.worth),
    commission: share(rest.commission),
  };
  rest.qty -= part.qty;
  rest.worth -= part.worth;
  rest.commission -= part.commission;
  return part;
}

/** A trip in the making. */
class OpenTrip<Fill extends ExactFill> implements RoundTrip<Fill> {
  readonly entries: FillPart<Fill>[] = [];
  readonly exits: FillPart<Fill>[] = [];
  readonly legs: Leg<Fill>[] = [];
  readonly #waiting: Rest<Fill>[] = [];
  #held = 0n;

  constructor(readonly side: "long" | "short") {}

  /** What came in and is not out yet. */
  get qty(): bigint {
    return this.#held;
  }

  enter(part: FillPart<Fill>): void {
    this.#held += part.qty;
    this.entries.push(part);
    this.#waiting.push({ ...part });
  }

  leave(part: FillPart<Fill>): void {
    this.#held -= part.qty;
    this.exits.push(part);
    const rest = { ...part };
    while (rest.qty > 0n) {
      const [first] = this.#waiting;
      assert(first !== undefined, "no more leaves than came in");
      const qty = first.qty < rest.qty ? first.qty : rest.qty;
      const [entry, exit] = [take(first, qty), take(rest, qty)];
      const rise = exit.worth - entry.worth;
      const gross = this.side === "long" ? rise : -rise;
      this.legs.push({ entry: entry.fill, exit: exit.fill, qty, gross });
      if (first.qty === 0n) this.#waiting.shift();
    }
  }
}

/**
 * Round trips of fills in the order in which they came.
 * @param fills of one account and one contract
 */
export function pairFills<Fill extends ExactFill>(fills: readonly Fill[]): Paired<Fill> {
  const trips: OpenTrip<Fill>[] = [];
  let open: OpenTrip<Fill> | null = null;
  for (const fill of fills) {
    const rest = restOf(fill);
    const side = fill.side === "buy" ? "long" : "short";
    while (rest.qty > 0n) {
      open ??= new OpenTrip<Fill>(side);
      if (open.side === side) {
        open.enter(take(rest, rest.qty));
        continue;
      }
      const held = open.qty;
      open.leave(take(rest, held < rest.qty ? held : rest.qty));
      if (open.qty > 0n) continue;
      trips.push(open);
      open = null;
    }
  }
  return { trips, open };
}

/** A trip's amounts in billionths. */
export interface TripSums {
  /** All that came in. */
  readonly qty: bigint;
  readonly gross: bigint;
  readonly commission: bigint;
}

/** What a trip comes to. */
export function sumsOf({ entries, exits, legs }: RoundTrip<ExactFill>): TripSums {
  return {
    qty: entries.reduce((sum, { qty }) => sum + qty, 0n),
    gross: legs.reduce((sum, { gross }) => sum + gross, 0n),
    commission: [...entries, ...exits].reduce((sum, { commission }) => sum + commission, 0n),
  };
}
