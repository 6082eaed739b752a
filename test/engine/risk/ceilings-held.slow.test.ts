// No configuration and no sequence of signals brings an order past a ceiling. The ceilings are
// typed by hand and counted from the facts alone; an entry that works, or of which nothing was ever
// heard, counts as if it had filled.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configSchema, engineConfigOf } from "../../../src/config/schema.js";
import type { Fact } from "../../../src/engine/effect.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import { clampConstraints } from "../../../src/engine/risk/ceilings.js";
import { GUARD_NAMES } from "../../../src/engine/risk/guards.js";
import { seeded } from "../../bare-run.js";
import { DAY, FIRST_TS, instrument, MINUTE } from "../../fixtures.js";
import { accountRun, type Fate, type TapeSignal } from "./account-run.js";

const money = (unscaled: number, scale = 0) => ({ unscaled, scale });

const INSTRUMENTS: readonly Instrument[] = [
  ...["F1", "F2", "F3"].map((symbol) => instrument({ symbol })),
  ...["S1", "S2"].map((symbol) =>
    instrument({ symbol, assetClass: "stock", tick: money(1, 2), pointValue: money(1) }),
  ),
  instrument({ symbol: "C1", assetClass: "crypto", pointValue: money(1), lot: money(1, 3) }),
  instrument({ symbol: "X1", assetClass: "fx", pointValue: money(1), lot: money(1_000) }),
  instrument({ symbol: "U1", assetClass: "unknown", pointValue: money(1) }),
];

const NOTIONAL_PCT: Readonly<Record<string, number>> = { stock: 400, crypto: 400, fx: 3_000 };
const classOf = (symbol: string | null) =>
  INSTRUMENTS.find((each) => each.symbol === symbol) as Instrument;

/** What a naive reader of the facts objects to, entry by entry. */
function faultsIn(facts: readonly Fact[]): string[] {
  const faults: string[] = [];
  /** By symbol: an entry that has not ended, and a position that is open. */
  const working = new Map<string, string>();
  const held = new Set<string>();
  const opened: { day: number; week: number }[] = [];
  const sent: number[] = [];
  let equity = Number.NaN;
  for (const fact of facts) {
    const symbol = fact.symbol ?? "";
    if (fact.type === "entry_sized") equity = fact.equity;
    if (fact.type === "position_opened") {
      held.add(symbol);
      opened.push({ day: fact.day, week: fact.week });
    }
    if (fact.type === "trade_closed") held.delete(symbol);
    if (fact.type === "order_state" && fact.role === "entry") {
      if (["FILLED", "CANCELLED", "REJECTED"].includes(fact.state)) working.delete(symbol);
    }
    if (fact.type !== "order_submitted" || fact.role !== "entry") continue;
    if (held.has(symbol) || working.has(symbol)) faults.push(`${symbol} is taken`);
    working.set(symbol, fact.client_order_id);
    sent.push(fact.ts);
    const { assetClass, pointValue } = classOf(symbol);
    const worth = fact.qty * pointValue.unscaled;
    if (assetClass === "future" && fact.qty > 50) faults.push(`qty ${fact.qty}`);
    const risk = worth * Math.abs(fact.reference - (fact.stop ?? Number.NaN));
    if (!(risk <= equity * 0.02 * 1.000001)) faults.push(`risk ${risk} of ${equity}`);
    const most = ((NOTIONAL_PCT[assetClass] ?? Number.POSITIVE_INFINITY) / 100) * equity;
    if (!(worth * fact.reference <= most * 1.000001)) faults.push(`notional of ${symbol}`);
    const both = new Set([...held, ...working.keys()]);
    if (both.size > 5) faults.push(`${both.size} positions`);
    const pending = [...working.keys()].filter((each) => !held.has(each)).length;
    const day = Math.floor(fact.ts / DAY);
    const week = day - ((day + 3) % 7);
    const today = opened.filter((each) => each.day === day).length + pending;
    const thisWeek = opened.filter((each) => each.week === week).length + pending;
    if (today > 10) faults.push(`${today} trades a day`);
    if (thisWeek > 50) faults.push(`${thisWeek} trades a week`);
    const within = sent.filter((ts) => ts > fact.ts - MINUTE).length;
    if (within > 60) faults.push(`${within} entries in a minute`);
  }
  return faults;
}

/** Asked for far beyond every ceiling, mostly. */
const huge = fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 200 }));
const constraints = fc.record({
  risk_per_trade_pct: fc.oneof(fc.constant(90), fc.double({ min: 0.1, max: 5, noNaN: true })),
  max_trades_per_day: huge,
  max_trades_per_week: huge,
  max_open_positions: huge,
  max_contracts: huge,
  max_notional_pct: fc.record({ stock: huge, crypto: huge, fx: huge }),
  max_order_rate_per_min: huge,
  min_stop_ticks: fc.constant(0),
});
/** How often the venue matches an entry, refuses it, or says nothing; bars a day; signals a bar. */
const world = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  fates: fc.constantFrom<readonly Fate[]>(
    ["match"],
    ["match", "match", "silence"],
    ["reject"],
    ["match", "reject", "reject", "silence"],
  ),
  barsADay: fc.constantFrom(2, 12, 40),
  signals: fc.constantFrom(2, 10, 160),
});

function worldOf({ seed, fates, barsADay, signals: perBar }: WorldShape) {
  const random = seeded(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const tape = Array.from({ length: 40 }, (_, minute) => {
    const ts = FIRST_TS + Math.floor(minute / barsADay) * DAY + (minute % barsADay) * MINUTE;
    return INSTRUMENTS.map(() => {
      const [open, close] = [100 + pick(9) - 4, 100 + pick(9) - 4];
      const [high, low] = [Math.max(open, close) + pick(4), Math.min(open, close) - pick(4)];
      return { ts, open, high, low, close, volume: pick(3) === 0 ? 50 : 1_000_000 };
    });
  });
  const signals = tape.flatMap((_, minute) =>
    Array.from({ length: perBar }, (): TapeSignal => {
      const side = (["long", "short", "exit"] as const)[pick(3)] ?? "long";
      const distance = 1 + pick(12) + pick(4) / 4;
      const stop = side === "long" ? 100 - distance - 4 : 100 + distance + 4;
      const strategy = `s${pick(8)}`;
      return { minute, symbol: pick(INSTRUMENTS.length), side, stop, strategy };
    }),
  );
  return { tape, signals, fateOf: () => fates[pick(fates.length)] ?? "match" };
}

type WorldShape = typeof world extends fc.Arbitrary<infer Shape> ? Shape : never;

describe("the ceilings", () => {
  it.each([
    ["with every guard", [] as string[]],
    ["by the second check alone", [...GUARD_NAMES]],
  ])(
    "hold for any configuration and any signals, %s",
    (_, without) => {
      const refused = new Set<string>();
      let entries = 0;
      fc.assert(
        fc.property(constraints, world, (asked, shape) => {
          const config = engineConfigOf(
            configSchema.parse({
              constraints: asked,
              fusion: { enabled: false },
              intrade: { scale_out: [], max_bars_in_trade: 1 },
              tripwires: { day_r: null, week_r: null, red_days: null },
              sessions: { flat_before_close_min: null },
            }),
          );
          const { facts } = accountRun({
            ...worldOf(shape),
            instruments: INSTRUMENTS,
            config: clampConstraints(config).effective,
            without,
          });
          expect(faultsIn(facts)).toEqual([]);
          for (const fact of facts) {
            if (fact.type === "constraint_violation") refused.add(fact.rule);
            if (fact.type === "order_submitted" && fact.role === "entry") entries++;
          }
        }),
        { numRuns: 40, seed: 7 },
      );
      expect(entries).toBeGreaterThan(500);
      // The ceilings on numbers were really reached.
      const counted = ["max_trades_per_day", "max_open_positions", "max_order_rate_per_min"];
      expect([...refused]).toEqual(expect.arrayContaining(counted));
    },
    240_000,
  );
});
