// The last look at an entry, at the open at which it would fill.

import { bootSymbol, type Core, isOn, ledgerOf, priceOf, send, viewOf } from "../core.js";
import type { BarEvent } from "../event.js";
import { toNumber } from "../market/instrument.js";
import { lotsForRisk } from "../risk/sizing.js";
import { refuse } from "./entries.js";
import { type EntryPlan, findOrder } from "./ledger.js";

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
  const stop = priceOf(plan.stopTicks, instrument);
  const distance = plan.side === "long" ? bar.open - stop : stop - bar.open;
  const reason = objectionAtOpen(core, index, plan, distance);
  if (reason !== null) {
    const inputs = { [reason]: openingInputs(core, index, bar.open, reason, plan) };
    refuse(core, index, plan.traceId, plan.strategy, { guards: [reason], inputs });
    send(core, { kind: "cancel", symbol: index, clientOrderId: order.clientOrderId });
    return;
  }
  if (plan.riskMoney === 0 || distance <= plan.plannedDistance) return;
  const allowedLots = lotsForRisk(plan.riskMoney, distance, instrument);
  if (allowedLots >= order.qtyLots) return;
  if (allowedLots <= order.filledLots) {
    send(core, { kind: "cancel", symbol: index, clientOrderId: order.clientOrderId });
    if (order.filledLots > 0) return;
    const inputs = { size_zero: { open: bar.open, stop, risk_money: plan.riskMoney } };
    refuse(core, index, plan.traceId, plan.strategy, { guards: ["size_zero"], inputs });
    return;
  }
  send(core, {
    kind: "amend",
    symbol: index,
    clientOrderId: order.clientOrderId,
    qtyLots: allowedLots,
    priceTicks: order.priceTicks,
  });
}

function openingInputs(
  core: Core,
  index: number,
  open: number,
  reason: string,
  plan: EntryPlan,
): Record<string, number> {
  const { market } = viewOf(core, index);
  if (reason === "bad_print") {
    const { close: last_close, dmi } = market;
    return { open, last_close, atr: dmi.atr, limit_atr: core.config.bad_print_atr };
  }
  const stop = priceOf(plan.stopTicks, bootSymbol(core, index).instrument);
  return { open, stop, planned: plan.plannedDistance };
}

function objectionAtOpen(
  core: Core,
  index: number,
  plan: EntryPlan,
  distance: number,
): string | null {
  if (distance <= 0) return "entry_drift";
  if (isOn(core, "bad_print") && viewOf(core, index).badPrintAtr !== null) return "bad_print";
  if (!isOn(core, "entry_drift")) return null;
  const tick = toNumber(bootSymbol(core, index).instrument.tick);
  const isLimited = isOn(core, "constraint:min_stop_ticks");
  const leastTicks = isLimited ? core.config.constraints.min_stop_ticks : 0;
  const least = Math.max(leastTicks * tick, plan.plannedDistance / 2);
  return distance < least - tick * 1e-6 ? "entry_drift" : null;
}
