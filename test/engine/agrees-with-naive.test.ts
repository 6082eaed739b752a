// The engine against an independent naive simulator on random walks: the same trades, legs and
// stop moves. Prices are compared to a millionth of a tick, money to a millionth of a cent.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decimal } from "../../src/engine/market/instrument.js";
import { engineConfig, instrument, MINUTE } from "../fixtures.js";
import { factsOf, run } from "../harness.js";
import { randomWalk } from "../naive/random-walk.js";
import { type NaiveInput, type NaiveTrade, simulate } from "../naive/simulator.js";

const RUNS = Number(process.env.WALKS ?? 400);
const TIMEOUT_MS = 600_000;

function decimal(value: number): Decimal {
  const [whole = "0", fraction = ""] = value.toFixed(10).replace(/0+$/, "").split(".");
  return { unscaled: Number(whole + fraction), scale: fraction.length };
}

type Leg = NaiveTrade["legs"][number];

/** Fills of one moment, price and reason are one leg on both sides. */
function merged(legs: readonly Leg[]): Leg[] {
  const out: Leg[] = [];
  for (const leg of legs) {
    const last = out.at(-1);
    if (last && last.ts === leg.ts && last.price === leg.price && last.reason === leg.reason) {
      last.qty += leg.qty;
      last.pnl += leg.pnl;
    } else out.push({ ...leg });
  }
  return out;
}

async function engineTrades(input: NaiveInput): Promise<NaiveTrade[]> {
  const of = instrument({
    tick: decimal(input.instrument.tick),
    pointValue: decimal(input.instrument.pointValue),
    lot: decimal(input.instrument.lot),
  });
  const { trades, facts } = await run({
    bars: input.bars,
    instrument: of,
    unguarded: true,
    config: engineConfig({ intrade: input.config.intrade, fills: input.config.fills }),
    signals: input.signals.map((signal) => ({
      ts: (input.bars[signal.barIndex] as { ts: number }).ts,
      side: signal.side,
      stop: signal.side === "exit" ? null : signal.stop,
      target: signal.target,
      qty: signal.qty,
    })),
  });
  return trades.map((trade) => {
    const moves = factsOf(facts, "stop_moved").filter((f) => f.trade_id === trade.trade_id);
    const hits = factsOf(facts, "tp_hit").filter((f) => f.trade_id === trade.trade_id);
    const closed = factsOf(facts, "trade_closed").filter((f) => f.trade_id === trade.trade_id);
    const legs: Leg[] = hits.map(({ ts, qty, price, pnl }) => ({
      ts,
      qty,
      price,
      reason: "target",
      pnl,
    }));
    for (const { ts, qty, price, pnl, reason } of closed) {
      const wasHit = hits.some((hit) => hit.seq === (closed[0]?.seq ?? 0) - 1);
      if (!wasHit) legs.push({ ts, qty, price, reason, pnl });
    }
    return {
      ...trade,
      legs,
      stop_moves: moves.map(({ ts, from, to, why }) => ({ ts: ts - MINUTE, from, to, why })),
    } as unknown as NaiveTrade;
  });
}

const PRICES = ["entry_price", "exit_price", "initial_stop"] as const;
const MONEY = ["gross_pnl", "commission", "net_pnl"] as const;
const RATIOS = ["result_R", "mae_R", "mfe_R", "slippage_ticks", "qty"] as const;
const EXACT = ["side", "entry_ts", "exit_ts", "exit_reason", "bars_held"] as const;

function compare(ours: NaiveTrade, theirs: NaiveTrade): void {
  for (const key of EXACT) expect(ours[key], key).toBe(theirs[key]);
  for (const key of PRICES) expect(ours[key], key).toBeCloseTo(theirs[key], 8);
  for (const key of MONEY) expect(ours[key], key).toBeCloseTo(theirs[key], 6);
  for (const key of RATIOS) expect(ours[key], key).toBeCloseTo(theirs[key], 6);
  const [ourLegs, theirLegs] = [merged(ours.legs), merged(theirs.legs)];
  expect(ourLegs.map((leg) => [leg.ts, leg.reason])).toEqual(
    theirLegs.map((leg) => [leg.ts, leg.reason]),
  );
  for (const [i, leg] of ourLegs.entries()) {
    const their = theirLegs[i] as Leg;
    expect(leg.qty, "leg qty").toBeCloseTo(their.qty, 8);
    expect(leg.price, "leg price").toBeCloseTo(their.price, 8);
    expect(leg.pnl, "leg pnl").toBeCloseTo(their.pnl, 6);
  }
  expect(ours.stop_moves.map((m) => [m.ts, m.why])).toEqual(
    theirs.stop_moves.map((m) => [m.ts, m.why]),
  );
  for (const [i, move] of ours.stop_moves.entries()) {
    expect(move.to, "stop").toBeCloseTo((theirs.stop_moves[i] as { to: number }).to, 8);
  }
}

async function check(input: NaiveInput): Promise<void> {
  const ours = await engineTrades(input);
  const theirs = simulate(input);
  expect(ours.length, "trades").toBe(theirs.length);
  for (const [i, trade] of ours.entries()) compare(trade, theirs[i] as NaiveTrade);
}

describe("the engine and the naive simulator", () => {
  it(
    "agree on random walks on the grid",
    async () => {
      await fc.assert(fc.asyncProperty(randomWalk(), check), { numRuns: RUNS });
    },
    TIMEOUT_MS,
  );

  it(
    "agree on random walks off the grid",
    async () => {
      await fc.assert(fc.asyncProperty(randomWalk({ offGrid: true }), check), { numRuns: RUNS });
    },
    TIMEOUT_MS,
  );

  it(
    "agree on longer walks, where the trail is warm",
    async () => {
      const walks = randomWalk({ bars: 400 });
      await fc.assert(fc.asyncProperty(walks, check), { numRuns: Math.ceil(RUNS / 4) });
    },
    TIMEOUT_MS,
  );
});
