// A trader by rote for the tests: what it sends follows from what it has heard and from closes,
// and from nothing else, so that it sends the same wherever it has to start again. It is the part
// of an engine with its journal: it never forgets.

import type { FoundOrder } from "../../../src/brokers/broker.js";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import { amending, cancelling, placing } from "../../contracts/broker-account.js";

/** A fill as both venues must have it; execution ids are each venue's own. */
export type Told = readonly [
  id: string,
  ts: number,
  qty: number,
  cum: number,
  ticks: number,
  nano: number,
];

/** What is decided on each bar's close. */
const ON_CLOSE: Readonly<Record<number, readonly OrderCommand[]>> = {
  0: [placing("e1", { qtyLots: 6 })],
  3: [amending("s-e1", 4, 388)],
  5: [placing("x1", { side: "sell", role: "exit", qtyLots: 1, group: "e1" })],
  8: [placing("e2", { side: "sell", qtyLots: 5 })],
  11: [placing("gone", { type: "limit", qtyLots: 9, priceTicks: 300 })],
  12: [cancelling("gone")],
};

export class Trader {
  readonly told: Told[] = [];
  /** Sent, or to be sent, in order. */
  readonly commands: OrderCommand[] = [];
  /** The next bar to be taken. */
  bar = 0;
  /** Commands that were answered. */
  sent = 0;
  readonly #filled = new Map<string, number>();

  /** What it hears; it answers an entry's first fill with a stop and two targets. */
  hear(report: ReportEvent): void {
    if (report.kind !== "fill") return;
    const id = report.clientOrderId;
    const known = this.#filled.get(id) ?? 0;
    if (report.cumQty <= known) return;
    this.#filled.set(id, report.cumQty);
    const { ts, qty, cumQty, price, commissionNano } = report;
    this.told.push([id, ts, qty, cumQty, price, commissionNano]);
    if (id === "e1" && known === 0) this.#protect(id, 6, "sell", 380, [404, 412]);
    if (id === "e2" && known === 0) this.#protect(id, 5, "buy", 424, [392, 380]);
  }

  #protect(
    group: string,
    qtyLots: number,
    side: "buy" | "sell",
    stop: number,
    targets: readonly number[],
  ): void {
    const shape = { side, group } as const;
    this.commands.push(
      placing(`s-${group}`, { ...shape, type: "stop", role: "stop", qtyLots, priceTicks: stop }),
    );
    for (const [level, priceTicks] of targets.entries()) {
      const order = { type: "limit", role: "target", qtyLots: 2, priceTicks } as const;
      this.commands.push(placing(`t${level}-${group}`, { ...shape, ...order }));
    }
  }

  /** The bar has closed. */
  close(): void {
    this.commands.push(...(ON_CLOSE[this.bar] ?? []));
    this.bar++;
  }

  /** What was missed of an order. */
  adopt(found: FoundOrder): void {
    for (const fill of found.fills) this.hear(fill);
  }
}
