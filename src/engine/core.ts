// What the stages of a step share: the two halves of the state, the boot content, and the one
// way to write a fact or send an order.

import type { EngineConfig } from "./config.js";
import type { Approved, Fact, OrderCommand, OrderIntent, Out } from "./effect.js";
import type { BootEvent, BootSymbol, Condition } from "./event.js";
import { fromSteps, type Instrument } from "./market/instrument.js";
import { createSymbolMarket, type SymbolMarket } from "./market/symbol-market.js";
import { apply } from "./orders/apply.js";
import { createLedger, type Ledger, type SymbolLedger } from "./orders/ledger.js";
import { openMoney } from "./orders/leg.js";
import { moneyOf, nanoOf } from "./orders/money.js";
import type { EntrySignal, Inputs } from "./risk/entry-signal.js";
import { createSymbolNews, type SymbolNews } from "./risk/news-window.js";
import type { Shadow } from "./shadow-state.js";
import type { Strategy } from "./strategy.js";
import { createExcursion, type Excursion } from "./trade/excursion.js";

/** The market half of a symbol: changes only by what is observed. */
export interface SymbolView {
  readonly market: SymbolMarket;
  readonly excursion: Excursion;
  /** ATR by which this bar's open jumped too far (SPEC 7 `bad_print`); null where it did not. */
  badPrintAtr: number | null;
  /** The last close was outside the session, where that guard is on: no entries. */
  isHeldBack: boolean;
  /** Live: the last bar came too late to be traded on. */
  isLate: boolean;
  /** Plain state of each running strategy, in their order. */
  readonly strategyStates: unknown[];
  /** Refused signals that live on, at most one for each strategy. */
  readonly shadows: Shadow[];
}

/** Ordinals of a trading day and of its week. */
export interface AccountDay {
  readonly ordinal: number;
  readonly week: number;
}

/** The whole state, plain data. */
export interface EngineState {
  /** Time of the event being stepped, UTC epoch ms. */
  now: number;
  /** The machine's clock at the last live event, UTC epoch ms; 0 in a replay. */
  wall: number;
  /** Circumstances that hold entries back now, each with its reason; part of the market half. */
  conditions: Partial<Record<Condition, string>>;
  /** The account's trading day, which never goes back; null before the first. */
  accountDay: AccountDay | null;
  /** A bar has counted: what falls due from now on is said. */
  hasBegun: boolean;
  readonly ledger: Ledger;
  readonly views: SymbolView[];
  /** News blackouts of each symbol. */
  readonly news: SymbolNews[];
}

/** A guard of entries: its name, and what it objects to a signal. */
export type Guard = readonly [
  name: string,
  ask: (core: Core, signal: EntrySignal) => Inputs | null,
];

/** The state with what it was built from and where its effects go. */
export interface Core {
  readonly boot: BootEvent;
  /** What the boot says that is asked for on every bar. */
  readonly symbols: readonly BootSymbol[];
  readonly isLive: boolean;
  readonly isUnguarded: boolean;
  readonly without: readonly string[];
  /** What it decides by: the boot's, but for limits that may not loosen before their roll. */
  config: EngineConfig;
  readonly strategies: readonly Strategy[];
  readonly state: EngineState;
  /** The guards that are asked in this run, which its boot alone says; null until first needed. */
  guards: readonly Guard[] | null;
  /** When the next timer fires, UTC epoch ms; read off the state. */
  nextDueTs: number;
  /** A fact was written since the limits, and the gear, were last judged. */
  areLimitsStale: boolean;
  isGearStale: boolean;
  /** Trades the governor has judged; after a restart it judges once more, to the same end. */
  judgedTrades: number;
  /** When orders that are not as wanted were last asked for again, ms of the machine's clock. */
  askedAgain: number;
  out: Out;
}

/** A state with what it was built from; nothing is planned or judged yet. */
export function createCore(
  boot: BootEvent,
  strategies: readonly Strategy[],
  state: EngineState,
): Core {
  return {
    boot,
    symbols: boot.symbols,
    isLive: boot.mode !== "REPLAY",
    isUnguarded: boot.unguarded,
    without: boot.without,
    config: boot.config,
    strategies,
    state,
    guards: null,
    nextDueTs: Number.POSITIVE_INFINITY,
    areLimitsStale: true,
    isGearStale: true,
    judgedTrades: -1,
    askedAgain: 0,
    out: { facts: [], orders: [] },
  };
}

/** A fresh engine state for a boot event. */
export function createState(boot: BootEvent, strategies: readonly Strategy[]): EngineState {
  const { config } = boot;
  return {
    accountDay: null,
    hasBegun: false,
    now: boot.ts,
    wall: 0,
    conditions: {},
    ledger: createLedger(
      boot.symbols.map((symbol) => symbol.instrument),
      nanoOf(config.account.equity),
    ),
    views: boot.symbols.map((symbol) => ({
      market: createSymbolMarket(symbol, config),
      excursion: createExcursion(config.intrade.trail.lookback),
      badPrintAtr: null,
      isHeldBack: true,
      isLate: false,
      strategyStates: strategies.map((strategy) => strategy.init()),
      shadows: [],
    })),
    news: boot.symbols.map(() => createSymbolNews()),
  };
}

/** Whether a guard, by its reason, may refuse, cut and close in this run. */
export function isOn(core: Core, guard: string): boolean {
  const { without } = core;
  return !core.isUnguarded && (without.length === 0 || !without.includes(guard));
}

/** Whether it runs on a broker, so that people and circumstances act on it. */
export function isLive(core: Core): boolean {
  return core.isLive;
}

/** What the boot event says of a symbol, by its index. */
export function bootSymbol(core: Core, symbol: number): BootSymbol {
  return core.symbols[symbol] as BootSymbol;
}

/** The market half of a symbol, by its index. */
export function viewOf(core: Core, symbol: number): SymbolView {
  return core.state.views[symbol] as SymbolView;
}

/** The ledger half of a symbol, by its index. */
export function ledgerOf(core: Core, symbol: number): SymbolLedger {
  return core.state.ledger.symbols[symbol] as SymbolLedger;
}

/** Facts that move nothing that limits, or the gear, are judged by. */
const IDLE_FACTS: ReadonlySet<Fact["type"]> = new Set([
  ...(["signal", "guard_reject", "constraint_violation", "gear_changed"] as const),
  ...(["shadow_opened", "shadow_closed"] as const),
]);

/** Numbers a fact (its `seq` is still open), folds it into the ledger and hands it out. */
export function emit(core: Core, fact: Fact): void {
  const { ledger } = core.state;
  fact.seq = ledger.seq + 1;
  apply(ledger, fact);
  core.out.facts.push(fact);
  const { type } = fact;
  if (type !== "regime_changed") {
    if (IDLE_FACTS.has(type)) return;
    core.areLimitsStale = true;
  }
  core.isGearStale = true;
}

/** Sends an amendment or a cancellation; orders go through `place`. */
export function send(core: Core, command: OrderCommand): void {
  core.out.orders.push(command);
}

/**
 * Sends an order that passed its last check. One that another symbol's close decided may still
 * meet a bar of its own that opened before that: such an open is none it can have.
 */
export function place(core: Core, order: Approved<OrderIntent>): void {
  const { now } = core.state;
  const { ts, interval } = viewOf(core, order.symbol).market;
  if (ts + interval < now) core.out.orders.push({ kind: "place", order, fromTs: now });
  else core.out.orders.push({ kind: "place", order });
}

/** Account equity: cash and the open profit at the last closes, in the account's currency. */
export function equityOf(state: EngineState): number {
  let equity = moneyOf(state.ledger.cashNano);
  const { symbols } = state.ledger;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as SymbolLedger;
    if (symbol.position === null) continue;
    const { tick } = symbol.instrument;
    const ticks = (state.views[i] as SymbolView).market.close / fromSteps(1, tick);
    equity += openMoney(symbol.position, symbol.value, ticks);
  }
  return equity;
}

/** The next client order id: a function of the journal's epoch and the intent's number. */
export function nextOrderId(core: Core, role: OrderIntent["role"]): string {
  const number = core.state.ledger.nextIntent.toString(36);
  return `tx${core.boot.epoch}-${number}-${role[0]}`;
}

/** A price in ticks as a decimal. */
export function priceOf(ticks: number, instrument: Instrument): number {
  return fromSteps(ticks, instrument.tick);
}

/** A quantity in lots as units. */
export function unitsOf(lots: number, instrument: Instrument): number {
  return fromSteps(lots, instrument.lot);
}

/** Before the first bar no day has begun. */
const NO_DAY = { ordinal: 0, week: 0 } as const;

/** The account's trading day: that of `account.day`, or of the first instrument. */
export function accountDayOf(core: Core): AccountDay {
  return core.state.accountDay ?? NO_DAY;
}

/** Index of the symbol whose trading day is the account's. */
export function accountSymbolOf({ symbols, config }: BootEvent): number {
  const named = symbols.findIndex(({ instrument }) => instrument.symbol === config.account.day);
  return Math.max(0, named);
}
