// The shadow ledger (SPEC 12): a refused signal lives on as a trade that is never sent, so that it
// is known what a guard was worth. Here a shadow begins, and is told to leave; `shadow-walk.ts`
// takes it through the bars.

import { bootSymbol, type Core, priceOf, unitsOf, viewOf } from "./core.js";
import type { ShadowPlan } from "./guard-facts.js";
import { shorten } from "./lists.js";
import { nearestSteps } from "./market/instrument.js";
import { tickLotValue } from "./orders/money.js";
import type { EntrySignal, Objections } from "./risk/entry-signal.js";
import type { Sizing } from "./risk/sizing.js";
import { ENTRY, GROUP } from "./shadow-trade.js";
import type { ExitReason } from "./trade/record.js";
import { addOrder, createVenueBook } from "./venue-book.js";

/** Guards that only count: what one of them refuses gets no shadow, whoever else objects. */
const COUNT_ONLY: ReadonlySet<string> = new Set([
  ...["paused", "halted", "reconcile_hold", "outside_session", "stale_data", "bad_print"],
  ...["position_open", "duplicate", "loop", "stop_side", "size_zero", "entry_drift"],
  "circuit_open",
]);

/** What a shadow is made from. */
export type ShadowSignal = Pick<EntrySignal, "symbol" | "strategy" | "side" | "price">;

/** A refusal that is lived on from. */
interface Refusal {
  readonly traceId: string;
  readonly guards: readonly string[];
  readonly plan: ShadowPlan;
}

/**
 * What a refused signal lives on with, or null where it does not. A strategy has one shadow at a
 * time in a symbol.
 * @param sizing as if no guard had objected or cut
 */
export function shadowPlanOf(
  core: Core,
  signal: EntrySignal,
  { guards, inputs }: Objections,
  { riskMoney, qtyLots }: Sizing,
): ShadowPlan | null {
  if (guards.some((guard) => COUNT_ONLY.has(guard))) return null;
  if (inputs.htf_gate?.warming !== undefined) return null;
  const { shadows } = viewOf(core, signal.symbol);
  if (shadows.some(({ strategy }) => strategy === signal.strategy)) return null;
  const { instrument } = bootSymbol(core, signal.symbol);
  return {
    qty: unitsOf(Math.max(1, qtyLots), instrument),
    stop: signal.stop,
    target: signal.targetTicks === null ? null : priceOf(signal.targetTicks, instrument),
    risk_money: riskMoney,
  };
}

/** Makes the shadow of a refused signal, from nothing but what the facts say of it. */
export function openShadow(core: Core, signal: ShadowSignal, refusal: Refusal): void {
  const { symbol, strategy, side, price } = signal;
  const { traceId, guards, plan } = refusal;
  const { instrument } = bootSymbol(core, symbol);
  const { tick, lot } = instrument;
  const book = createVenueBook(symbol);
  addOrder(book, {
    clientOrderId: ENTRY,
    symbol,
    side: side === "long" ? "buy" : "sell",
    type: "market",
    role: "entry",
    qtyLots: nearestSteps(plan.qty, lot),
    priceTicks: 0,
    group: GROUP,
  });
  // While a journal is recalled the ledger stands in the order of the boot that was recorded.
  const own = core.state.ledger.symbols[symbol];
  viewOf(core, symbol).shadows.push({
    strategy,
    traceId,
    side,
    guards,
    entry: {
      side,
      stopTicks: nearestSteps(plan.stop, tick),
      targetTicks: plan.target === null ? null : nearestSteps(plan.target, tick),
      riskMoney: plan.risk_money,
      plannedDistance: Math.abs(price - plan.stop),
    },
    value: own?.instrument === instrument ? own.value : tickLotValue(instrument),
    book,
    trade: null,
    leaving: null,
    quietAbove: Number.POSITIVE_INFINITY,
    quietBelow: Number.NEGATIVE_INFINITY,
    calmUntil: Number.NaN,
  });
}

/** An exit signal ends a symbol's shadows as it would the trade: at the next open. */
export function exitShadows(core: Core, symbol: number): void {
  leaveShadows(core, symbol, "signal");
}

/**
 * All shadows of a symbol leave at its next open; the first reason stays. One that has not filled
 * ends at once, as a cancelled entry does.
 */
export function leaveShadows(core: Core, symbol: number, reason: ExitReason): void {
  const { shadows } = viewOf(core, symbol);
  let kept = 0;
  for (const shadow of shadows) {
    if (shadow.trade === null) continue;
    shadow.leaving ??= reason;
    shadows[kept++] = shadow;
  }
  shorten(shadows, kept);
}
