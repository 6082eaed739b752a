// A live engine whose broker says what a test has it say, and nothing else. One contract: tick
// 0.25, 2 money a point and contract. Bars are a minute long and stand still at 100 unless told
// otherwise; no guard is asked, so that a signal's quantity stands.

import { expect } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import type {
  Fact,
  OrderCommand,
  OrderIntent,
  OrderRole,
  Out,
} from "../../../src/engine/effect.js";
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import type {
  BootEvent,
  BrokerOrderState,
  EngineEvent,
  ReconcileEvent,
  ReportEvent,
} from "../../../src/engine/event.js";
import { apply } from "../../../src/engine/orders/apply.js";
import {
  createLedger,
  type LedgerOrder,
  type Position,
} from "../../../src/engine/orders/ledger.js";
import { nanoOf } from "../../../src/engine/orders/money.js";
import { engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../../fixtures.js";
import { factsOf, utcDayAt } from "../../harness.js";
import { NO_TRAIL } from "../trade/worked.js";

/** The machine's clock as the script begins, epoch ms. */
export const WALL = 1_800_000_000_000;

/** No level, no trail, no time: only the stop and what a test does. */
export const BARE = {
  ...{ trail: NO_TRAIL, scale_out: [], break_even_at_r: null, max_bars_in_trade: null },
};

export interface Script {
  readonly engine: Engine;
  readonly facts: Fact[];
  /** All commands so far. */
  readonly sent: OrderCommand[];
  /** What came since it was last asked. */
  news(): { facts: Fact[]; sent: OrderCommand[] };
  step(event: EngineEvent): void;
  bar(minute: number, close?: number): void;
  /** A long signal on the close of the last bar; the entry's id. */
  enter(qty: number, stop?: number, side?: "long" | "short"): string;
  /** Time by the machine's clock, ms since the script began. */
  clock(ms: number): void;
  report(id: string, kind: ReportEvent["kind"], change?: Partial<ReportEvent>): void;
  fill(id: string, qty: number, cumQty: number, price: number, commission?: number): void;
  reconcile(change?: Partial<ReconcileEvent>): void;
  position(): Position | null;
  /** Orders that have not ended, of a role. */
  orders(role: OrderRole): LedgerOrder[];
  order(role: OrderRole): LedgerOrder;
  cash(): number;
}

export function script(change: { config?: EngineConfig; mode?: BootEvent["mode"] } = {}): Script {
  const config = change.config ?? engineConfig({ intrade: intrade(BARE) });
  const boot: BootEvent = {
    ...{ type: "boot", ts: FIRST_TS, mode: change.mode ?? "PAPER", epoch: "test0", config },
    ...{ clamped: [], unguarded: true, without: [], strategies: [] },
    symbols: [{ instrument: instrument(), interval: MINUTE, hasVolume: true, timeframes: [] }],
  };
  const engine = createEngine(boot, []);
  const out: Out = { facts: [], orders: [] };
  const facts: Fact[] = [];
  const sent: OrderCommand[] = [];
  let wall = change.mode === "REPLAY" ? 0 : WALL;
  let [seenFacts, seenSent] = [0, 0];
  const ledger = engine.state.ledger;
  const symbol = ledger.symbols[0];
  if (symbol === undefined) throw new Error("one symbol");
  const step = (event: EngineEvent): void => {
    engine.step(wall === 0 ? event : { ...event, wall }, out);
    facts.push(...out.facts);
    sent.push(...out.orders);
    out.facts.length = 0;
    out.orders.length = 0;
  };
  step(boot);
  step({ type: "trading_day", symbol: 0, ts: FIRST_TS, day: utcDayAt(FIRST_TS) });
  const self: Script = {
    ...{ engine, facts, sent, step },
    news() {
      const since = { facts: facts.slice(seenFacts), sent: sent.slice(seenSent) };
      [seenFacts, seenSent] = [facts.length, sent.length];
      return since;
    },
    bar(minute, close = 100) {
      const ts = FIRST_TS + minute * MINUTE;
      const one = { ts, open: close, high: close, low: close, close, volume: 1_000_000 };
      for (const phase of ["open", "range", "close"] as const) {
        step({ ...one, type: "bar", symbol: 0, phase });
      }
    },
    enter(qty, stop = 95, side = "long") {
      step({
        ...{ type: "signal", symbol: 0, ts: engine.state.now, origin: "hand", strategy: "hand" },
        ...{ side, stop, target: null, qty },
      });
      return self.order("entry").clientOrderId;
    },
    clock(ms) {
      wall = WALL + ms;
      step({ type: "clock", ts: engine.state.now });
    },
    report(id, kind, more = {}) {
      const known = [...symbol.orders, ...symbol.ended].find((o) => o.clientOrderId === id);
      step({
        ...{ type: "report", kind, symbol: 0, ts: engine.state.now, clientOrderId: id, qty: 0 },
        ...{ cumQty: known?.filledLots ?? 0, price: 0, executionId: "", commissionNano: 0 },
        ...{ stalePrice: false, reason: "" },
        ...more,
      });
    },
    fill(id, qty, cumQty, price, commission = 0) {
      self.report(id, "fill", {
        ...{ qty, cumQty, price: price * 4, executionId: `${id}/${cumQty}` },
        commissionNano: Math.round(commission * 1e9),
      });
    },
    reconcile(more = {}) {
      step({
        ...{ type: "reconcile", ts: engine.state.now, trigger: "timer", positions: [] },
        ...{ orders: [], cashNano: null },
        ...more,
      });
    },
    position: () => symbol.position,
    orders: (role) => symbol.orders.filter((order) => order.role === role),
    order(role) {
      const order = self.orders(role).at(-1);
      if (order === undefined) throw new Error(`no ${role} works`);
      return order;
    },
    cash: () => Number(ledger.cashNano) / 1e9,
  };
  if (change.mode !== "REPLAY") self.reconcile({ trigger: "boot" });
  self.bar(0);
  return self;
}

/** A position of so many at 100, its stop at 95 acknowledged. */
export function opened(qty: number, change: Parameters<typeof script>[0] = {}): Script {
  const self = script(change);
  const id = self.enter(qty);
  self.report(id, "ack");
  self.fill(id, qty, qty, 100);
  self.report(self.order("stop").clientOrderId, "ack");
  self.news();
  return self;
}

/** A restart that folds nothing but the facts, as a file gives them back, has the same ledger. */
export function survives({ engine, facts }: Script): void {
  const ledger = createLedger([instrument()], nanoOf(50_000));
  for (const fact of facts) apply(ledger, JSON.parse(JSON.stringify(fact)) as Fact);
  expect(ledger).toEqual(engine.state.ledger);
}

/** Orders that were placed, in brief: `sell stop 2 @ 95`. */
export function placed(sent: readonly OrderCommand[]): string[] {
  return sent.flatMap((command) => (command.kind === "place" ? [wordsOf(command.order)] : []));
}

function wordsOf({ side, type, qtyLots, priceTicks }: OrderIntent): string {
  const price = type === "market" ? "" : ` @ ${priceTicks / 4}`;
  return `${side} ${type} ${qtyLots}${price}`;
}

/** Ids that were asked to be cancelled. */
export function cancelled(sent: readonly OrderCommand[]): string[] {
  return sent.flatMap((command) => (command.kind === "cancel" ? [command.clientOrderId] : []));
}

/** Order states in brief: `stop REJECTED too far`. */
export function states(facts: readonly Fact[]): string[] {
  return factsOf(facts, "order_state").map(({ role, state, reason }) =>
    `${role} ${state} ${reason}`.trim(),
  );
}

/** A ledger's order as the broker lists it. */
export function there(
  order: LedgerOrder,
  change: Partial<BrokerOrderState> = {},
): BrokerOrderState {
  const { clientOrderId, side, type, qtyLots, filledLots, priceTicks } = order;
  return { clientOrderId, symbol: 0, side, type, qtyLots, filledLots, priceTicks, ...change };
}
