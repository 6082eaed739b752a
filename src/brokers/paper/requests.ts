import type { OrderCommand } from "../../engine/effect.js";
import type { Outcome } from "../broker.js";
import type { Records } from "./records.js";

/**
 * Why a request is not obeyed; null where it is.
 * @param names symbols by their index
 */
export function refusalOf(
  records: Records,
  names: readonly string[],
  command: OrderCommand,
): Outcome | null {
  const reason =
    command.kind === "place"
      ? placeFault(names, command)
      : changeFault(records, names[command.symbol], command);
  const isKnown = command.kind === "place" && records.orders.has(command.order.clientOrderId);
  if (isKnown) return { kind: "duplicate" };
  return reason === null ? null : { kind: "rejected", reason };
}

type Placed = Extract<OrderCommand, { kind: "place" }>;
type Change = Exclude<OrderCommand, Placed>;

function placeFault(names: readonly string[], { order }: Placed): string | null {
  if (names[order.symbol] === undefined) return `symbol ${order.symbol} is not traded here`;
  if (!(Number.isSafeInteger(order.qtyLots) && order.qtyLots > 0)) {
    return `its quantity is ${order.qtyLots} lots`;
  }
  return Number.isSafeInteger(order.priceTicks) ? null : `its price is ${order.priceTicks} ticks`;
}

function changeFault(records: Records, name: string | undefined, command: Change): string | null {
  const order = records.orders.get(command.clientOrderId);
  if (order === undefined || order.symbol !== name) return "unknown order";
  if (order.state !== "WORKING") return `it has ended: ${order.state}`;
  if (command.kind === "cancel") return null;
  const { qtyLots, priceTicks } = command;
  if (!(Number.isSafeInteger(qtyLots) && Number.isSafeInteger(priceTicks))) {
    return `${qtyLots} lots at ${priceTicks} ticks are off the grid`;
  }
  if (qtyLots > order.filledLots) return null;
  return `${order.filledLots} lots have filled, ${qtyLots} leave nothing to fill`;
}
