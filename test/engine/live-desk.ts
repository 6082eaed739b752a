// A live engine stepped by hand, with a venue that answers at once. What becomes of an order can
// be chosen. Bars are a minute long and are told in minutes from the first.

import { expect } from "vitest";
import { createReplayVenue } from "../../src/brokers/replay/venue.js";
import type { EngineConfig } from "../../src/engine/config.js";
import type { EngineState } from "../../src/engine/core.js";
import type { Fact, OrderCommand, OrderIntent, Out } from "../../src/engine/effect.js";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import type {
  BootEvent,
  Condition,
  EngineCommand,
  EngineEvent,
  ReconcileEvent,
  ReportEvent,
  SignalEvent,
} from "../../src/engine/event.js";
import { apply } from "../../src/engine/orders/apply.js";
import { createLedger, type Ledger } from "../../src/engine/orders/ledger.js";
import { nanoOf } from "../../src/engine/orders/money.js";
import type { Strategy } from "../../src/engine/strategy.js";
import { FIRST_TS, MINUTE } from "../fixtures.js";
import { factsOf, utcDayAt } from "../harness.js";
import { contracts, plainConfig } from "./risk/attempts.js";

export interface DeskChange {
  config?: EngineConfig;
  symbols?: number;
  mode?: BootEvent["mode"];
  unguarded?: boolean;
  without?: readonly string[];
  strategies?: readonly Strategy[];
  /** A state to go on from: what was recalled. */
  state?: EngineState;
  /** What happens to an order: the matcher's, silence, or a refusal. */
  fateOf?: (order: OrderIntent) => "match" | "silence" | "reject";
  /** Nothing is reconciled: the boot goes on. */
  isBooting?: boolean;
}

export interface LiveDesk {
  readonly engine: Engine;
  readonly facts: Fact[];
  /** All order commands so far. */
  readonly sent: OrderCommand[];
  step(event: EngineEvent): void;
  command(command: EngineCommand, by?: string): void;
  condition(condition: Condition, isOn: boolean, reason?: string): void;
  /** Time goes on to so many minutes, with no bar. */
  clock(minute: number): void;
  /** A bar of symbol 0 in all its phases; one price stands still. */
  bar(
    minute: number,
    open: number,
    close?: number,
    change?: { symbol?: number; stale?: boolean },
  ): void;
  signal(minute: number, change?: Partial<SignalEvent>): void;
  /** The broker was asked and has what the engine has. */
  reconcile(): void;
}

export const at = (minute: number): number => FIRST_TS + minute * MINUTE;

export function liveDesk(change: DeskChange = {}): LiveDesk {
  const config = change.config ?? plainConfig();
  const instruments = contracts(change.symbols ?? 1);
  const strategies = change.strategies ?? [];
  const boot: BootEvent = {
    type: "boot",
    ts: FIRST_TS,
    mode: change.mode ?? "PAPER",
    epoch: "test0",
    config,
    clamped: [],
    unguarded: change.unguarded ?? false,
    without: change.without ?? [],
    symbols: instruments.map((instrument) => ({
      ...{ instrument, interval: MINUTE, hasVolume: true, timeframes: [] },
    })),
    strategies: strategies.map(({ name }) => ({ name, source: "test" })),
  };
  const engine =
    change.state === undefined
      ? createEngine(boot, strategies)
      : createEngine(boot, strategies, change.state);
  const venue = createReplayVenue(
    instruments.map((instrument) => ({ instrument, fills: config.fills, hasVolume: true })),
  );
  const facts: Fact[] = [];
  const sent: OrderCommand[] = [];
  const out: Out = { facts: [], orders: [] };
  const own: ReportEvent[] = [];
  const drain = (): void => {
    for (;;) {
      for (const command of out.orders) {
        sent.push(command);
        const order = command.kind === "place" ? command.order : null;
        const fate = order === null ? "match" : (change.fateOf?.(order) ?? "match");
        if (order !== null && fate === "reject") own.push(rejectionOf(order, engine.state.now));
        else if (fate !== "silence") venue.send(command);
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
  const days = instruments.map(
    (_, symbol) => engine.state.views[symbol]?.market.day?.ordinal ?? -1,
  );
  const desk: LiveDesk = {
    ...{ engine, facts, sent, step },
    command: (command, by = "cli") => step({ type: "command", ts: engine.state.now, by, command }),
    condition: (condition, isOn, reason = "") =>
      step({ type: "condition", ts: engine.state.now, condition, isOn, reason }),
    clock: (minute) => step({ type: "clock", ts: at(minute) }),
    bar(minute, open, close = open, { symbol = 0, stale } = {}) {
      const ts = at(minute);
      const day = utcDayAt(ts);
      if (day.ordinal !== days[symbol]) step({ type: "trading_day", symbol, ts, day });
      days[symbol] = day.ordinal;
      const [high, low] = [Math.max(open, close) + 0.5, Math.min(open, close) - 0.5];
      const one = { ts, open, high, low, close, volume: 1_000_000 };
      for (const phase of ["open", "range"] as const) {
        step({ ...one, type: "bar", symbol, phase });
        venue.beginPhase(symbol, one, phase);
        drain();
      }
      const late = stale === undefined ? {} : { stale };
      step({ ...one, type: "bar", symbol, phase: "close", ...late });
    },
    signal: (minute, more = {}) =>
      step({
        ...{ type: "signal", symbol: 0, ts: at(minute), origin: "hand", strategy: "hand" },
        ...{ side: "long", stop: 90, target: null, qty: null },
        ...more,
      }),
    reconcile: () => step({ ...NOTHING_THERE, ts: engine.state.now }),
  };
  step(boot);
  if (change.isBooting !== true && boot.mode !== "REPLAY") desk.reconcile();
  return desk;
}

/** A broker that has nothing of ours: the account begins flat. */
const NOTHING_THERE: Omit<ReconcileEvent, "ts"> = {
  ...{ type: "reconcile", trigger: "boot", positions: [], orders: [], cashNano: null },
};

function rejectionOf(order: OrderIntent, ts: number): ReportEvent {
  return {
    ...{ type: "report", kind: "rejected", symbol: order.symbol, ts },
    ...{ clientOrderId: order.clientOrderId, qty: 0, cumQty: 0, price: 0, executionId: "" },
    ...{ commissionNano: 0, stalePrice: false, reason: "refused by the venue" },
  };
}

/** The ledger that a restart has: the facts alone, as they come back from a file. */
export function refolded(facts: readonly Fact[], symbols = 1): Ledger {
  const ledger = createLedger(contracts(symbols), nanoOf(50_000));
  for (const fact of facts) apply(ledger, JSON.parse(JSON.stringify(fact)) as Fact);
  return ledger;
}

/** A desk in session with one bar at 100. */
export function opened(change: DeskChange = {}): LiveDesk {
  const desk = liveDesk(change);
  desk.bar(0, 100);
  return desk;
}

/** The same with 10 long from 100, stop 90. */
export function long(change: DeskChange = {}): LiveDesk {
  const desk = opened(change);
  desk.signal(1);
  desk.bar(1, 100);
  expect(desk.engine.state.ledger.symbols[0]?.position?.entryLots).toBe(10);
  return desk;
}

/** The open position of a symbol, and its orders. */
export const positionOf = (desk: LiveDesk, symbol = 0) =>
  desk.engine.state.ledger.symbols[symbol]?.position;
export const ordersOf = (desk: LiveDesk, symbol = 0) =>
  desk.engine.state.ledger.symbols[symbol]?.orders;
/** The reasons of all refusals. */
export const reasonsOf = (facts: readonly Fact[]) =>
  factsOf(facts, "guard_reject").map(({ reason }) => reason);
/** The system's states as they were written. */
export const modesOf = (facts: readonly Fact[]) =>
  factsOf(facts, "mode_changed").map(({ from, to, reason }) => `${from} ${to} ${reason}`);
/** A restart from the facts alone has the same ledger. */
export const survives = (desk: LiveDesk, symbols = 1) =>
  expect(refolded(desk.facts, symbols)).toEqual(desk.engine.state.ledger);
