// Several symbols of one account, stepped by hand: a minute's bars of all symbols one after the
// other, each in all its phases. What becomes of an order can be chosen.

import { createReplayVenue } from "../../../src/brokers/replay/venue.js";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact, OrderIntent, Out } from "../../../src/engine/effect.js";
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import type {
  BootEvent,
  EngineEvent,
  ReportEvent,
  SignalEvent,
} from "../../../src/engine/event.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import type { TradingDay } from "../../../src/engine/market/trading-day.js";
import { MINUTE } from "../../fixtures.js";
import { utcDayAt } from "../../harness.js";

/** What happens to an entry: the matcher's, an answer that never comes, or a refusal. */
export type Fate = "match" | "silence" | "reject";

/** A signal on the close of the bar at `minute` of a symbol. */
export interface TapeSignal {
  minute: number;
  symbol: number;
  side: SignalEvent["side"];
  stop?: number;
  target?: number;
  qty?: number;
  strategy?: string;
}

export interface AccountRun {
  instruments: readonly Instrument[];
  config: EngineConfig;
  /** Bars by minute and symbol; a symbol may have none in a minute. */
  tape: readonly (readonly (Bar | undefined)[])[];
  signals?: readonly TapeSignal[];
  without?: readonly string[];
  unguarded?: boolean;
  mode?: BootEvent["mode"];
  dayAt?: (symbol: number, ts: number) => TradingDay;
  fateOf?: (order: OrderIntent) => Fate;
}

/** Runs to the end of the tape; what is open stays open. */
export function accountRun(run: AccountRun): { facts: Fact[]; engine: Engine; boot: BootEvent } {
  const { instruments, config, tape, dayAt = (_, ts) => utcDayAt(ts) } = run;
  const boot: BootEvent = {
    type: "boot",
    ts: 0,
    mode: run.mode ?? "REPLAY",
    epoch: "test0",
    config,
    clamped: [],
    unguarded: run.unguarded ?? false,
    without: run.without ?? [],
    symbols: instruments.map((instrument) => ({
      ...{ instrument, interval: MINUTE, hasVolume: true, timeframes: [] },
    })),
    strategies: [],
  };
  const engine = createEngine(boot, []);
  const venue = createReplayVenue(
    instruments.map((instrument) => ({ instrument, fills: config.fills, hasVolume: true })),
  );
  const facts: Fact[] = [];
  const out: Out = { facts: [], orders: [] };
  const own: ReportEvent[] = [];
  const silent = new Set<string>();
  const drain = (): void => {
    for (;;) {
      for (const command of out.orders) {
        const order = command.kind === "place" ? command.order : null;
        const fate = order?.role === "entry" ? (run.fateOf?.(order) ?? "match") : "match";
        if (order !== null && fate === "reject") own.push(rejectionOf(order, engine.state.now));
        else if (order !== null && fate === "silence") silent.add(order.clientOrderId);
        else venue.send(command);
      }
      out.orders.length = 0;
      facts.push(...out.facts);
      out.facts.length = 0;
      const report = own.shift() ?? venue.poll();
      if (report === null) return;
      engine.step(report, out);
    }
  };
  const step = (event: EngineEvent): void => {
    engine.step(event, out);
    drain();
  };
  step(boot);
  if (boot.mode !== "REPLAY") step(NOTHING_THERE);
  const days = instruments.map(() => -1);
  for (const [minute, row] of tape.entries()) {
    for (const [symbol, bar] of row.entries()) {
      if (bar === undefined) continue;
      const day = dayAt(symbol, bar.ts);
      if (day.ordinal !== days[symbol]) step({ type: "trading_day", symbol, ts: bar.ts, day });
      days[symbol] = day.ordinal;
      for (const phase of ["open", "range"] as const) {
        step({ ...bar, type: "bar", symbol, phase });
        venue.beginPhase(symbol, bar, phase);
        drain();
      }
      step({ ...bar, type: "bar", symbol, phase: "close" });
      for (const signal of run.signals ?? []) {
        if (signal.minute !== minute || signal.symbol !== symbol) continue;
        step(signalOf(signal, bar.ts + MINUTE));
      }
    }
  }
  return { facts, engine, boot };
}

/** A broker that has what the account begins with. */
const NOTHING_THERE: EngineEvent = {
  ...{ type: "reconcile", ts: 0, trigger: "boot", positions: [], orders: [], cashNano: null },
};

function rejectionOf(order: OrderIntent, ts: number): ReportEvent {
  return {
    type: "report",
    kind: "rejected",
    symbol: order.symbol,
    ts,
    clientOrderId: order.clientOrderId,
    qty: 0,
    cumQty: 0,
    price: 0,
    executionId: "",
    commissionNano: 0,
    stalePrice: false,
    reason: "refused by the venue",
  };
}

function signalOf(signal: TapeSignal, ts: number): SignalEvent {
  return {
    type: "signal",
    symbol: signal.symbol,
    ts,
    origin: "file",
    strategy: signal.strategy ?? "signals",
    side: signal.side,
    stop: signal.stop ?? null,
    target: signal.target ?? null,
    qty: signal.qty ?? null,
  };
}
