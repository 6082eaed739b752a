// The limits at the scale-outs and at a signal's target.

import { assert } from "../assert.js";
import { type Core, ledgerOf, priceOf } from "../core.js";
import { openLots, type Position } from "../orders/ledger.js";
import { amend, cancel, submitExit } from "./exits.js";
import { onFill, type ScaleOut } from "./manager.js";

/** Brings the resting limits to what the manager wants after a fill of the entry. */
export function restTargets(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const position = symbol.position;
  assert(position !== null, "only an open position has targets");
  const wanted = onFill(position, core.config.intrade);
  for (const order of symbol.orders) {
    if (order.role !== "target" || order.tradeId !== position.tradeId) continue;
    if (!wanted.some((each) => each.level.level === order.level)) {
      cancel(core, index, order);
    }
  }
  for (const action of wanted) restTarget(core, index, position, action);
}

function restTarget(core: Core, index: number, position: Position, action: ScaleOut): void {
  const symbol = ledgerOf(core, index);
  const { level } = action;
  // What has left otherwise is not there to be taken by the level.
  const qtyLots = Math.min(action.qtyLots, openLots(position));
  const resting = symbol.orders.find(
    (order) =>
      order.role === "target" && order.level === level.level && order.tradeId === position.tradeId,
  );
  if (resting !== undefined) {
    const total = resting.filledLots + qtyLots;
    if (resting.qtyLots !== total || resting.priceTicks !== level.priceTicks) {
      amend(core, index, resting, total, level.priceTicks);
    }
  } else if (qtyLots > 0) {
    submitExit(core, index, position, {
      type: "limit",
      role: "target",
      qtyLots,
      priceTicks: level.priceTicks,
      reason: "target",
      level: level.level,
      reference: priceOf(level.priceTicks, symbol.instrument),
      dueTs: null,
    });
  }
}
