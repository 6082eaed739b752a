// The last look at an entry, at the open at which it would fill.

import { bootSymbol, type Core, isOn, ledgerOf, priceOf, send, viewOf } from "../core.js";
import type { BarEvent } from "../event.js";
import { type Instrument, toNumber } from "../market/instrument.js";
import type { Inputs } from "../risk/entry-signal.js";
import { lotsForRisk } from "../risk/sizing.js";
import { type EntryPlan, findOrder } from "./ledger.js";
import { refuse } from "./refusal.js";

/**
 * The bar opens and an entry is about to fill (SPEC 7 `entry_drift`, SPEC 9): an open at or
 * beyond the stop makes no trade; with guards, nor does one that has come too near to it, or that
 * is a bad print; where it lies further away the quantity is floored again to the risk money.
 */
export function reviewEntry(core: Core, index: number, bar: Pick<BarEvent, "open">): void {
  const symbol = ledgerOf(core, index);
  const { entry: plan, instrument } = symbol;
  if (plan === null) return;
  const order = findOrder(symbol, plan.clientOrderId);
  // Whether an unknown one works at all, only the broker can say.
  if (order === undefined || order.state === "UNKNOWN") return;
  const distance = distanceAtOpen(plan, bar.open, instrument);
  const guards = objectionsAtOpen(core, index, plan, distance, leastStopTicks(core));
  const allowedLots = lotsAtOpen(core, plan, distance, instrument);
  if (allowedLots <= 0 && order.filledLots === 0) guards.push("size_zero");
  if (guards.length > 0) {
    const inputs: Record<string, Inputs> = {};
    for (const guard of guards) inputs[guard] = openingInputs(core, index, bar.open, guard, plan);
    refuse(core, index, plan.traceId, plan.strategy, { guards, inputs });
  }
  if (guards.length > 0 || allowedLots <= order.filledLots) {
    send(core, { kind: "cancel", symbol: index, clientOrderId: order.clientOrderId });
    return;
  }
  if (allowedLots >= order.qtyLots) return;
  send(core, {
    kind: "amend",
    symbol: index,
    clientOrderId: order.clientOrderId,
    qtyLots: allowedLots,
    priceTicks: order.priceTicks,
  });
}

/** How far an open lies from an entry's stop, in price; 0 or less is at the stop or beyond it. */
export function distanceAtOpen(
  { side, stopTicks }: Pick<EntryPlan, "side" | "stopTicks">,
  open: number,
  instrument: Instrument,
): number {
  const stop = priceOf(stopTicks, instrument);
  return side === "long" ? open - stop : stop - open;
}

/** Lots that an entry's risk money allows at an open; Infinity where nothing has to be floored. */
export function lotsAtOpen(
  core: Core,
  { riskMoney, plannedDistance }: Pick<EntryPlan, "riskMoney" | "plannedDistance">,
  distance: number,
  instrument: Instrument,
): number {
  const isAsked = riskMoney !== 0 && isOn(core, "entry_drift");
  if (!isAsked || distance <= plannedDistance) return Number.POSITIVE_INFINITY;
  return lotsForRisk(riskMoney, distance, instrument);
}

/** The nearest that an open may come to a stop, in ticks; 0 where that guard is off. */
export function leastStopTicks(core: Core): number {
  return isOn(core, "constraint:min_stop_ticks") ? core.config.constraints.min_stop_ticks : 0;
}

function openingInputs(
  core: Core,
  index: number,
  open: number,
  guard: string,
  plan: EntryPlan,
): Inputs {
  if (guard === "bad_print") {
    const { close: last_close, dmi } = viewOf(core, index).market;
    return { open, last_close, atr: dmi.atr, limit_atr: core.config.bad_print_atr };
  }
  const stop = priceOf(plan.stopTicks, bootSymbol(core, index).instrument);
  if (guard === "size_zero") return { open, stop, risk_money: plan.riskMoney };
  return { open, stop, planned: plan.plannedDistance };
}

/** The guards that object to an entry's open, in their order; `distance` as `distanceAtOpen`. */
export function objectionsAtOpen(
  core: Core,
  index: number,
  { plannedDistance }: Pick<EntryPlan, "plannedDistance">,
  distance: number,
  leastTicks: number,
): string[] {
  const guards: string[] = [];
  if (isOn(core, "bad_print") && viewOf(core, index).badPrintAtr !== null) guards.push("bad_print");
  const tick = toNumber(bootSymbol(core, index).instrument.tick);
  const least = Math.max(leastTicks * tick, plannedDistance / 2) - tick * 1e-6;
  // At the stop or beyond it no trade is made, whether or not that guard is on.
  if (distance <= 0 || (isOn(core, "entry_drift") && distance < least)) guards.push("entry_drift");
  return guards;
}
