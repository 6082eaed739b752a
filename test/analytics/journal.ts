// Trades for the analytics tests: one by hand, and journals at random.

import fc from "fast-check";
import type { TradeRecord } from "../../src/engine/trade/record.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** 2025-11-17T00:00:00.000Z, a Monday. */
export const MONDAY = 1_763_337_600_000;

/** Exchange time of the tests: UTC itself. */
export function utcLocal(_symbol: string, ts: number) {
  const date = new Date(ts);
  return {
    hour: date.getUTCHours(),
    weekday: (date.getUTCDay() + 6) % 7,
    day: date.toISOString().slice(0, 10),
  };
}

/** A whole trade around the given fields; exchange time follows from the stamps. */
export function trade(fields: Partial<TradeRecord>): TradeRecord {
  const base = {
    trade_id: "t1",
    symbol: "MNQ",
    side: "long" as const,
    strategy: "orb-retest",
    regime: "TREND",
    entry_ts: MONDAY,
    exit_ts: MONDAY + MINUTE,
    qty: 1,
    entry_price: 20_000,
    exit_price: 20_001,
    initial_stop: 19_990,
    exit_reason: "signal" as const,
    gross_pnl: 2,
    commission: 0,
    net_pnl: 2,
    result_R: 0.1,
    bars_held: 1,
    mae_R: 0,
    mfe_R: 0,
    slippage_ticks: 0,
    trace_id: "x",
    ...fields,
  };
  const entry = utcLocal(base.symbol, base.entry_ts);
  return {
    ...base,
    entry_hour: fields.entry_hour ?? entry.hour,
    entry_weekday: fields.entry_weekday ?? entry.weekday,
    exit_day: fields.exit_day ?? utcLocal(base.symbol, base.exit_ts).day,
  };
}

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Cents of net PnL: mixed, wins only, losses only, scratches only. */
const cents = {
  mixed: fc.oneof(fc.integer({ min: -500_000, max: 500_000 }), fc.constant(0)),
  wins: fc.integer({ min: 1, max: 500_000 }),
  losses: fc.integer({ min: -500_000, max: -1 }),
  scratches: fc.constant(0),
};

function arbitraryTrade(netCents: fc.Arbitrary<number>): fc.Arbitrary<TradeRecord> {
  return fc
    .record({
      symbol: fc.constantFrom("MNQ", "ES", "EURUSD", "__proto__"),
      strategy: fc.oneof(fc.constantFrom("a", "b", "__proto__"), fc.string({ minLength: 1 })),
      regime: fc.constantFrom("TREND", "RANGE", "VOLATILE"),
      // Few distinct exits, so that equal and disordered ones are common.
      exitMinute: fc.integer({ min: 0, max: 40 }).map((step) => step * 347),
      heldMinutes: fc.integer({ min: 0, max: 3000 }),
      netCents,
      commissionCents: fc.integer({ min: 0, max: 1000 }),
      risk: fc.integer({ min: 1, max: 50_000 }),
      mae_R: double(-3, 0),
      mfe_R: double(0, 9),
    })
    .map((drawn) => {
      const exit_ts = MONDAY + drawn.exitMinute * MINUTE;
      const net_pnl = drawn.netCents / 100;
      return trade({
        symbol: drawn.symbol,
        strategy: drawn.strategy,
        regime: drawn.regime,
        entry_ts: exit_ts - drawn.heldMinutes * MINUTE,
        exit_ts,
        commission: drawn.commissionCents / 100,
        net_pnl,
        result_R: net_pnl / drawn.risk,
        mae_R: drawn.mae_R,
        mfe_R: drawn.mfe_R,
      });
    });
}

/** Journals of up to 40 trades: empty, mixed, all wins, all losses, all scratches. */
export const arbitraryJournal: fc.Arbitrary<TradeRecord[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(arbitraryTrade(cents.mixed), { maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(arbitraryTrade(cents.wins), { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(arbitraryTrade(cents.losses), { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(arbitraryTrade(cents.scratches), { maxLength: 9 }) },
);
