// Money over a million random trades: legs add up to their trade, and fills, trades and account
// agree to the nano-unit, which is finer than the cent that is promised.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/engine/effect.js";
import type { SignalEvent } from "../../../src/engine/event.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import { bareRun, randomBars, seeded } from "../../bare-run.js";
import { engineConfig, fills, instrument, intrade, MINUTE } from "../../fixtures.js";

const TRADES = Number(process.env.TRADES ?? 1_000_000);
const TIMEOUT_MS = 900_000;

const INSTRUMENTS: readonly Instrument[] = [
  instrument(),
  instrument({
    assetClass: "crypto",
    tick: { unscaled: 1, scale: 2 },
    pointValue: { unscaled: 1, scale: 0 },
    lot: { unscaled: 1, scale: 6 },
  }),
  instrument({
    assetClass: "fx",
    tick: { unscaled: 1, scale: 5 },
    pointValue: { unscaled: 1, scale: 0 },
    lot: { unscaled: 1000, scale: 0 },
    fxRate: { unscaled: 10_837, scale: 4 },
  }),
  instrument({
    assetClass: "stock",
    tick: { unscaled: 1, scale: 2 },
    pointValue: { unscaled: 1, scale: 0 },
  }),
];

function nano(money: number): bigint {
  return BigInt(Math.round(money * 1e9));
}

/** What a fill does to cash, as an exact fraction of nano-units: ticks x lots x worth. */
class Reckoning {
  cash = 0n;
  tradesNet = 0n;
  trades = 0;
  worstLegsError = 0n;
  #legs = 0n;
  #lastLegSeq = 0;
  #open = new Map<string, bigint>();

  constructor(private readonly of: Instrument) {}

  take(fact: Fact): void {
    if (fact.type === "fill") this.#fill(fact.side, fact.price, fact.qty, fact.commission);
    if (fact.type === "tp_hit") {
      this.#legs += nano(fact.pnl);
      this.#lastLegSeq = fact.seq;
    }
    if (fact.type !== "trade_closed") return;
    if (this.#lastLegSeq !== fact.seq - 1) this.#legs += nano(fact.pnl);
    const error = this.#legs - nano(fact.net_pnl);
    const size = error < 0n ? -error : error;
    if (size > this.worstLegsError) this.worstLegsError = size;
    this.#legs = 0n;
    this.trades++;
    this.tradesNet += nano(fact.net_pnl);
    this.#settle();
  }

  /** Ticks x lots bought and sold since flat, kept whole. */
  #fill(side: string, price: number, qty: number, commission: number): void {
    const { tick, lot } = this.of;
    const ticks = BigInt(Math.round((price * 10 ** tick.scale) / tick.unscaled));
    const lots = BigInt(Math.round((qty * 10 ** lot.scale) / lot.unscaled));
    const before = this.#open.get("tickLots") ?? 0n;
    this.#open.set("tickLots", before + (side === "sell" ? ticks * lots : -ticks * lots));
    this.cash -= nano(commission);
  }

  #settle(): void {
    const { tick, lot, pointValue, fxRate } = this.of;
    const scale = BigInt(tick.scale + lot.scale + pointValue.scale + fxRate.scale);
    const worth =
      BigInt(tick.unscaled) *
      BigInt(lot.unscaled) *
      BigInt(pointValue.unscaled) *
      BigInt(fxRate.unscaled);
    const exact = (this.#open.get("tickLots") ?? 0n) * worth * 1_000_000_000n;
    const unit = 10n ** scale;
    // Half away from zero, as money is rounded.
    const half = exact >= 0n ? unit / 2n : -(unit / 2n);
    this.cash += (exact + half) / unit;
    this.#open.set("tickLots", 0n);
  }
}

function tradeALot(of: Instrument, seed: number): { reckoning: Reckoning; cash: bigint } {
  const random = seeded(seed);
  const bars = randomBars(random, 100_000, of);
  const tick = of.tick.unscaled / 10 ** of.tick.scale;
  const lot = of.lot.unscaled / 10 ** of.lot.scale;
  const signals = bars.map((b): SignalEvent => {
    const side = random() < 0.5 ? ("long" as const) : ("short" as const);
    const distance = (5 + Math.floor(random() * 20)) * tick;
    const stop = side === "long" ? b.close - distance : b.close + distance;
    const qty = (1 + Math.floor(random() * 7)) * lot;
    return {
      type: "signal",
      symbol: 0,
      ts: b.ts + MINUTE,
      origin: "file",
      strategy: "random",
      side,
      stop,
      target: null,
      qty,
    };
  });
  const config = engineConfig({
    intrade: intrade({
      scale_out: [
        { at_r: 0.5, pct: 0.3 },
        { at_r: 1, pct: 0.3 },
      ],
      max_bars_in_trade: 1,
    }),
    fills: fills({ max_volume_pct: null }),
  });
  const reckoning = new Reckoning(of);
  const engine = bareRun({
    instrument: of,
    config,
    bars,
    signals,
    onFact: (fact) => reckoning.take(fact),
  });
  const cash = engine.state.ledger.cashNano;
  return { reckoning, cash };
}

describe("money", () => {
  it(
    "agrees between legs, fills, trades and account over a million random trades",
    () => {
      let trades = 0;
      for (let seed = 1; trades < TRADES; seed++) {
        const of = INSTRUMENTS[seed % INSTRUMENTS.length] as Instrument;
        const { reckoning, cash } = tradeALot(of, seed);
        const change = cash - nano(50_000);
        const where = `seed ${seed}, ${of.assetClass}`;
        expect(reckoning.worstLegsError, `legs against trades, ${where}`).toBe(0n);
        expect(reckoning.tradesNet, `trades against the account, ${where}`).toBe(change);
        expect(reckoning.cash, `fills against the account, ${where}`).toBe(change);
        trades += reckoning.trades;
      }
    },
    TIMEOUT_MS,
  );
});
