// Every order that works, a line each: the dash has room for some of them.

import type { CockpitState } from "../cockpit-state.js";
import { span, table, tame } from "../line.js";
import type { Line } from "../theme.js";
import { orderText } from "./positions.js";

/** A table of the working orders, those of a symbol together; nothing where none works. */
export function orderLines({ snapshot }: CockpitState, width: number): Line[] {
  const orders = snapshot.orders.toSorted((a, b) => a.symbol.localeCompare(b.symbol, "en"));
  if (orders.length === 0) return [];
  return table(
    [
      {
        title: "SYM",
        align: "left",
        spare: 0,
        cells: orders.map(({ symbol }) => span(tame(symbol))),
      },
      {
        ...{ title: "ORDER", align: "left", spare: 0 },
        cells: orders.map((order) => span(orderText(order, snapshot), "strong")),
      },
      {
        ...{ title: "STATE", align: "left", spare: 1 },
        cells: orders.map(({ state }) => span(state.toLowerCase())),
      },
      {
        ...{ title: "ID", align: "left", spare: 2 },
        cells: orders.map(({ client_order_id }) => span(tame(client_order_id), "dim")),
      },
    ],
    width,
  );
}
