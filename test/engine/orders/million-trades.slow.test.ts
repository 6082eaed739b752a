// Money over a million random trades: legs add up to their trade, and fills, trades and account
// agree to the nano-unit, which is finer than the cent that is promised.

import { describe, expect, it } from "vitest";
import { createReplayVenue } from "../../../src/brokers/replay/venue.js";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact, Out } from "../../../src/engine/effect.js";
import { createEngine } from "../../../src/engine/engine.js";
import type { BootEvent, EngineEvent, SignalEvent } from "../../../src/engine/event.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import { engineConfig, FIRST_TS, fills, instrument, intrade, MINUTE } from "../../fixtures.js";
import { utcDayAt } from "../../harness.js";

const TRADES = Number(process.env.TRADES ?? 1_000_000);
const TIMEOUT_MS = 900_000;

/** mulberry32, by T. Ettinger: a small seeded generator, uniform in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

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

function randomBars(random: () => number, count: number, of: Instrument): Bar[] {
  const tick = of.tick.unscaled / 10 ** of.tick.scale;
  const bars: Bar[] = [];
  let price = 40_000;
  for (let i = 0; i < count; i++) {
    const open = price + Math.floor(random() * 5) - 2;
    const close = open + Math.floor(random() * 41) - 20;
    const high = Math.max(open, close) + Math.floor(random() * 12);
    const low = Math.min(open, close) - Math.floor(random() * 12);
    price = Math.max(20_000, close);
    const volume = 1 + Math.floor(random() * 100_000);
    const [o, h, l, c] = [open, high, low, close].map((ticks) => ticks * tick) as [
      number,
      number,
      number,
      number,
    ];
    bars.push({ ts: FIRST_TS + i * MINUTE, open: o, high: h, low: l, close: c, volume });
  }
  return bars;
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
  const cash = play(of, config, bars, signals, reckoning);
  return { reckoning, cash };
}

/** A bare run: every bar in its phases, every report answered before the next. */
function play(
  of: Instrument,
  config: EngineConfig,
  bars: readonly Bar[],
  signals: readonly SignalEvent[],
  reckoning: Reckoning,
): bigint {
  const symbol = { instrument: of, interval: MINUTE, hasVolume: true, timeframes: [] };
  const boot: BootEvent = {
    type: "boot",
    ts: FIRST_TS,
    mode: "REPLAY",
    epoch: "test0",
    config,
    unguarded: true,
    symbols: [symbol],
    strategies: [],
  };
  const engine = createEngine(boot, []);
  const venue = createReplayVenue([{ instrument: of, fills: config.fills, hasVolume: true }]);
  const out: Out = { facts: [], orders: [] };
  const step = (event: EngineEvent): void => {
    engine.step(event, out);
    for (;;) {
      for (const command of out.orders) venue.send(command);
      out.orders.length = 0;
      for (const fact of out.facts) reckoning.take(fact);
      out.facts.length = 0;
      const report = venue.poll();
      if (report === null) return;
      engine.step(report, out);
    }
  };
  step(boot);
  let day = -1;
  for (const [i, b] of bars.entries()) {
    const today = utcDayAt(b.ts);
    if (today.ordinal !== day) step({ type: "trading_day", symbol: 0, ts: b.ts, day: today });
    day = today.ordinal;
    for (const phase of ["open", "range"] as const) {
      engine.step({ ...b, type: "bar", symbol: 0, phase }, out);
      venue.beginPhase(0, b, phase);
      const report = venue.poll();
      if (report !== null) step(report);
    }
    step({ ...b, type: "bar", symbol: 0, phase: "close" });
    const signal = signals[i];
    if (signal !== undefined) step(signal);
  }
  const last = bars.at(-1) as Bar;
  step({ type: "end", symbol: 0, ts: last.ts + MINUTE });
  venue.beginPhase(0, last, "end");
  const report = venue.poll();
  if (report !== null) step(report);
  return engine.state.ledger.cashNano;
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
