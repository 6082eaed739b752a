// Facts at random for the view: none of it need make sense.

import fc from "fast-check";
import type { Fact } from "../../src/engine/effect.js";
import type { RecordedStep } from "../recorded.js";

/** The machine's clock, about. */
const WALL = 1_763_337_600_000;

const { constantFrom, integer, option, string } = fc;
const amount = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const price = option(amount);
/** Cents: beyond a billionth of a unit the two reckonings round each in its own way. */
const money = integer({ min: -100_000_000, max: 100_000_000 }).map((cents) => cents / 100);
const trace = constantFrom("t-1", "t-2", "t-3");
const id = constantFrom("tx-1", "tx-2");
const trade = constantFrom("1", "2");
const role = constantFrom("entry", "stop");
const order = { client_order_id: id, role, qty: amount };
const side = constantFrom("long", "short");
const sold = constantFrom("buy", "sell");
const why = constantFrom("stop", "trail");
const guards = fc.array(constantFrom("regime", 'o"dd', "governor"), { minLength: 1 });
const ts = integer({ min: 0, max: 4e12 });
const ordinal = constantFrom(20_148, 20_149, 20_150);
const named = { strategy: string(), regime: string({ minLength: 1 }) };
const bars = integer({ min: 0, max: 90 });

/** Fields of each kind of fact that the view knows, and of one that it passes over. */
const KINDS: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  guard_reject: {
    ...{ reason: string(), guards, inputs: fc.dictionary(string(), amount), strategy: string() },
  },
  entry_sized: {
    ...{ strategy: string(), qty: amount, risk_money: amount, stop_distance: amount },
    ...{ equity: amount, governor: amount, regime_size: amount, limited_by: string() },
  },
  order_submitted: {
    ...{ ...order, trade_id: trade, side: sold, order_type: constantFrom("limit", "market") },
    ...{ price, reference: amount, reason: string(), level: integer({ min: 0, max: 2 }) },
    ...{ ...named, stop: price, target: price, risk_money: amount, due_ts: option(ts) },
  },
  order_state: {
    ...{ ...order, price, reason: string() },
    state: constantFrom("WORKING", "PARTIAL", "FILLED", "CANCELLED", "REJECTED", "UNKNOWN"),
    filled_qty: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 9, noNaN: true })),
  },
  fill: {
    ...{ ...order, execution_id: string(), side: sold, cum_qty: amount, price: amount },
    ...{ commission: amount, slippage_ticks: amount },
  },
  position_opened: { trade_id: trade, day: ordinal },
  gear_changed: { from: constantFrom("N"), to: constantFrom("D", "L"), reason: string() },
  governor_changed: {
    ...{ badge: constantFrom("CALM", "CAUTION"), multiplier: constantFrom(0.5, 0.75, 1) },
  },
  operator: {
    command: constantFrom("mood", "pause"),
    inputs: fc.record({ score: integer({ min: 1, max: 5 }), day: ordinal }),
  },
  stop_moved: { trade_id: trade, from: amount, to: amount, why: constantFrom("atr", "hand") },
  shadow_closed: {
    ...{ strategy: string(), side, guards, entry_ts: ts, exit_ts: ts, entry_price: amount },
    ...{ exit_price: amount, result_R: amount, exit_reason: why, bars_held: bars },
  },
  protection: {
    ...{ trade_id: trade, state: constantFrom("PROTECTED", "NAKED"), qty: amount },
    ...{ protected_qty: amount, naked_ms: integer({ min: 0, max: 9_000 }) },
  },
  reconcile: { agrees: fc.boolean() },
  tripwire: { state: constantFrom("TRIPPED", "ENDED"), day: ordinal },
  trade_closed: {
    ...{ qty: amount, price: amount, pnl: amount, reason: why, day: ordinal, week: ordinal },
    ...{ trade_qty: amount, trade_id: trade, ...named, side, entry_ts: ts, exit_ts: ts },
    ...{ entry_price: amount, exit_price: amount, initial_stop: amount, gross_pnl: amount },
    ...{ commission: money, exit_reason: why, net_pnl: money, result_R: amount },
    ...{ bars_held: bars, mae_R: amount, mfe_R: amount, slippage_ticks: amount },
    ...{ entry_hour: integer({ min: 0, max: 23 }), entry_weekday: integer({ min: 0, max: 6 }) },
    exit_day: constantFrom("2025-03-01"),
  },
  regime_changed: { from: string(), to: string() },
};

const OTHERS = Object.entries(KINDS).map(([type, fields]) =>
  fc.record({ type: fc.constant(type), ts, symbol: string(), trace_id: trace, ...fields }),
);
const SIGNAL = fc.record({
  ...{ ts, symbol: string(), ...named, stop: price, target: price, qty: price },
  ...{ origin: constantFrom("file", "hand"), side: constantFrom("long", "short", "exit") },
  ...{ confidence: price, price: amount },
});

/** Steps of a fact each, in any order, that often speak of the same few things. */
export function anySteps(): fc.Arbitrary<RecordedStep[]> {
  const signals = fc.tuple(SIGNAL, SIGNAL, SIGNAL);
  const facts = fc.array(fc.oneof(...OTHERS), { maxLength: 40 });
  const places = fc.array(fc.nat(), { minLength: 3 });
  const walls = fc.array(option(integer({ min: WALL, max: WALL + 20_000 })), { minLength: 1 });
  return fc.tuple(signals, facts, places, walls).map(([some, others, where, clocks]) => {
    const all: object[] = [...others];
    // Signals come once each, and what is said of them may come before.
    for (const [at, one] of some.entries()) {
      const signal = { ...one, type: "signal", trace_id: `t-${at + 1}` };
      all.splice((where[at] ?? 0) % (all.length + 1), 0, signal);
    }
    return all.map((fact, at) => stepOf({ seq: at + 1, ...fact }, clocks[at % clocks.length]));
  });
}

function stepOf(given: object, wall: number | null | undefined): RecordedStep {
  const fact = given as unknown as Fact;
  // No trade ends before it begins.
  if (fact.type === "trade_closed" && fact.exit_ts < fact.entry_ts) {
    [fact.entry_ts, fact.exit_ts] = [fact.exit_ts, fact.entry_ts];
  }
  const isNaked = fact.type === "protection" && fact.state === "NAKED";
  return {
    event: { type: "clock", ts: 0, ...(typeof wall === "number" ? { wall } : {}) },
    facts: [isNaked ? { ...fact, since_ts: WALL } : fact],
    orders: [],
  };
}
