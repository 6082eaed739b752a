// Round trips by hand, and against a pairing that walks one unit at a time.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExactFill, pairFills, sumsOf } from "../../src/analytics/round-trips.js";

const NANO = 1_000_000_000n;

interface Made extends ExactFill {
  readonly n: number;
  readonly price: number;
}

/** `+2@100` buys two at 100; a commission of 0.62 a unit, point value 2. */
function fills(...texts: string[]): Made[] {
  return texts.map((text, n) => {
    const [, sign = "", count = "0", price = "0"] = /^([+-])(\d+)@(\d+)$/.exec(text) ?? [];
    const qty = BigInt(count) * NANO;
    const worth = BigInt(count) * BigInt(price) * 2n * NANO;
    const commission = BigInt(count) * 620_000_000n;
    const side = sign === "+" ? ("buy" as const) : ("sell" as const);
    return { n, ts: n * 1000, price: Number(price), side, qty, worth, commission };
  });
}

/** Side, quantity, gross and commission of each trip, in units. */
function told(...texts: string[]): unknown[] {
  const { trips, open } = pairFills(fills(...texts));
  const units = (nano: bigint): number => Number(nano) / 1e9;
  const rows = trips.map((trip) => {
    const { qty, gross, commission } = sumsOf(trip);
    return [trip.side, units(qty), units(gross), units(commission)];
  });
  if (open === null) return rows;
  const left = [...open.entries.map(({ qty }) => qty), ...open.exits.map(({ qty }) => -qty)];
  return [...rows, ["open", open.side, units(left.reduce((sum, qty) => sum + qty, 0n))]];
}

describe("round trips", () => {
  it("end where the position is flat again", () => {
    // (103 − 100) × 2 × 2 = 12; four fills' units at 0.62 are 2.48.
    expect(told("+2@100", "-2@103")).toEqual([["long", 2, 12, 2.48]]);
    expect(told("-1@100", "+1@103")).toEqual([["short", 1, -6, 1.24]]);
    expect(told("+1@100", "-1@101", "-1@101", "+1@99")).toEqual([
      ["long", 1, 2, 1.24],
      ["short", 1, 4, 1.24],
    ]);
  });

  it("hold scale-ins and partial closes of one trade together", () => {
    // Bought 1 at 100 and 1 at 104, sold 1 at 110, bought 1 at 106, sold 2 at 108:
    // (110 + 216 − 100 − 104 − 106) × 2 = 32.
    const texts = ["+1@100", "+1@104", "-1@110", "+1@106", "-2@108"];
    expect(told(...texts)).toEqual([["long", 3, 32, 3.72]]);
    const [trip] = pairFills(fills(...texts)).trips;
    // First in, first out: 100→110, 104→108, 106→108.
    const legs = trip?.legs.map(({ entry, exit, gross }) => [
      ...[entry.price, exit.price, Number(gross) / 1e9],
    ]);
    expect(legs).toEqual([
      [100, 110, 20],
      [104, 108, 8],
      [106, 108, 4],
    ]);
  });

  it("are parted where a fill goes through zero, and its commission with it", () => {
    // Long 2 from 100, sold 5 at 103: 12 made, short 3; covered at 101: 12 made.
    expect(told("+2@100", "-5@103", "+3@101")).toEqual([
      ["long", 2, 12, 2.48],
      ["short", 3, 12, 3.72],
    ]);
  });

  it("leave open what is not flat at the end", () => {
    expect(told("+3@100", "-1@101")).toEqual([["open", "long", 2]]);
    expect(told("+1@100", "-3@101")).toEqual([
      ["long", 1, 2, 1.24],
      ["open", "short", 2],
    ]);
    expect(told()).toEqual([]);
  });

  it("part what cannot be parted evenly without losing a billionth", () => {
    const [buy, sell] = fills("+3@100", "-1@100") as [Made, Made];
    const odd = { ...buy, qty: 3n, worth: 10n, commission: 1n };
    const exits = [1, 2, 3].map(() => ({ ...sell, qty: 1n, worth: 0n, commission: 0n }));
    const [trip] = pairFills([odd, ...exits]).trips;
    expect(trip?.legs.map(({ gross }) => gross)).toEqual([-3n, -4n, -3n]);
    expect(trip && sumsOf(trip)).toEqual({ qty: 3n, gross: -10n, commission: 1n });
  });
});

/** Unit by unit: a list of the units that are held, and of trips as [side, units, money]. */
function naive(some: readonly Made[]): { trips: [string, number, number][]; held: number } {
  const trips: [string, number, number][] = [];
  let held: number[] = [];
  let side = "";
  let money = 0;
  let units = 0;
  for (const fill of some) {
    const way = fill.side === "buy" ? "long" : "short";
    for (let left = Number(fill.qty / NANO); left > 0; left--) {
      if (held.length === 0) [side, money, units] = [way, 0, 0];
      if (way === side) {
        held = [...held, fill.price];
        units++;
        continue;
      }
      const entry = held.shift() as number;
      money += 2 * (side === "long" ? fill.price - entry : entry - fill.price);
      if (held.length === 0) trips.push([side, units, money]);
    }
  }
  return { trips, held: held.length };
}

describe("any fills", () => {
  const fill = fc
    .tuple(
      fc.constantFrom("+", "-"),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 90, max: 110 }),
    )
    .map(([sign, count, price]) => `${sign}${count}@${price}`);

  it("come to what walking unit by unit comes to, and lose nothing", () => {
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 40 }), (texts) => {
        const some = fills(...texts);
        const { trips, open } = pairFills(some);
        const rows = trips.map((trip) => {
          const { qty, gross } = sumsOf(trip);
          return [trip.side, Number(qty / NANO), Number(gross) / 1e9];
        });
        const expected = naive(some);
        expect(rows).toEqual(expected.trips);
        const parts = [...trips, ...(open === null ? [] : [open])].flatMap((trip) => [
          ...trip.entries,
          ...trip.exits,
        ]);
        for (const name of ["qty", "worth", "commission"] as const) {
          const sum = (list: readonly { [key in typeof name]: bigint }[]): bigint =>
            list.reduce((total, one) => total + one[name], 0n);
          expect(sum(parts)).toBe(sum(some));
        }
        const left =
          open === null ? 0n : sumsOf(open).qty - open.exits.reduce((s, e) => s + e.qty, 0n);
        expect(Number(left / NANO)).toBe(expected.held);
      }),
      { numRuns: 300 },
    );
  });
});
