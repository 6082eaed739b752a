// Asks the broker for everything and tells the engine: first what was missed of each order, then
// the account as a whole. At the boot, at every reconnect, every so often and after every unknown;
// always the same way, so that a restart is nothing special.

import type { FoundOrder } from "../brokers/broker.js";
import type { Core } from "../engine/core.js";
import type { EngineEvent, ReconcileEvent } from "../engine/event.js";
import type { LedgerOrder } from "../engine/orders/ledger.js";
import { missedReports, reportAbout } from "./found-order.js";
import type { OrderDesk } from "./order-desk.js";
import { takeToldExits } from "./outside-fills.js";
import { pause } from "./waiting.js";

/** What a reconciliation needs. */
export interface ReconcilerOptions {
  readonly core: Core;
  readonly desk: OrderDesk;
  readonly enqueue: (event: EngineEvent) => void;
}

/** How often a broker that cannot be asked is asked again, ms of the machine's clock. */
const RETRY_MS = 2_000;

/** Why the broker is being asked, in words. */
const TRIGGERS: Readonly<Record<ReconcileEvent["trigger"], string>> = {
  boot: "at the start",
  reconnect: "after the link was down",
  timer: "in time",
  unknown: "after an order without an answer",
  operator: "on a person's word",
};

/** Compares the ledger with the broker, one comparison at a time. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  #running: Promise<boolean> | null = null;
  /** Ids that worked and were not known at the last comparison. */
  readonly #absent = new Set<string>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /**
   * Asks once; false where the broker could not be asked, and then nothing was concluded. Rejects
   * only where an event could not be taken.
   */
  once(trigger: ReconcileEvent["trigger"]): Promise<boolean> {
    this.#running ??= this.#ask(trigger).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /**
   * Asks until the broker answers; entries are held meanwhile.
   * @param then what has to be done before they are let go
   */
  async untilAnswered(
    trigger: ReconcileEvent["trigger"],
    isOver: () => boolean,
    then: () => Promise<void> = async () => {},
  ): Promise<void> {
    this.#hold(true, TRIGGERS[trigger]);
    while (!isOver() && !(await this.once(trigger))) {
      await pause(RETRY_MS).over;
    }
    await then();
    this.#hold(false, "");
  }

  #hold(isOn: boolean, reason: string): void {
    const { core, enqueue } = this.#options;
    enqueue({ type: "condition", ts: core.state.now, condition: "reconciling", isOn, reason });
  }

  async #ask(trigger: ReconcileEvent["trigger"]): Promise<boolean> {
    const { core, desk, enqueue } = this.#options;
    const reports: EngineEvent[] = [];
    let outside: readonly FoundOrder[] = [];
    let snapshot: Awaited<ReturnType<OrderDesk["snapshot"]>>;
    try {
      for (const order of this.#asked(trigger)) {
        const found = await desk.find(order.clientOrderId);
        reports.push(...this.#tellingOf(order, found));
      }
      for (const id of desk.watched.keys()) {
        const found = await desk.find(id);
        if (found !== null) reports.push(...missedReports(GONE, found, core.state.now));
      }
      if (trigger === "boot" || trigger === "reconnect") outside = await desk.outsideExits();
      snapshot = await desk.snapshot();
    } catch {
      return false;
    }
    // First, so that what has left is not covered anew because its stop has gone with it; and again
    // for what only a report has opened.
    const left = takeToldExits(core, enqueue, outside);
    for (const report of reports) enqueue(report);
    for (const symbol of takeToldExits(core, enqueue, outside)) left.add(symbol);
    enqueue({ type: "reconcile", ts: core.state.now, trigger, ...snapshot });
    // Who flattened wanted entries held, whether or not a word of that was left.
    for (const symbol of left) {
      const command = { name: "flatten", symbol } as const;
      enqueue({ type: "command", ts: core.state.now, by: "cli", command });
    }
    return true;
  }

  /**
   * What is told of an order that was asked for. One that worked, or that protects, and that the
   * broker does not know is given up when it is not known a second time: a stop is then placed
   * again.
   */
  #tellingOf(order: LedgerOrder, found: FoundOrder | null): EngineEvent[] {
    const { core, desk } = this.#options;
    const { clientOrderId, state, role } = order;
    if (found !== null) {
      this.#absent.delete(clientOrderId);
      return missedReports(order, found, core.state.now);
    }
    if (state === "SENT" || (state === "UNKNOWN" && role === "entry")) {
      desk.lookUp(clientOrderId, null);
      return [];
    }
    if (!this.#absent.has(clientOrderId)) {
      this.#absent.add(clientOrderId);
      return [];
    }
    this.#absent.delete(clientOrderId);
    const { symbols } = core.state.ledger;
    const symbol = symbols.findIndex((one) => one.orders.includes(order));
    const { now } = core.state;
    return [reportAbout("expired", clientOrderId, symbol, order, now, "not_found")];
  }

  /** Orders that have not ended; in between, those whose answer is still to come are left alone. */
  #asked(trigger: ReconcileEvent["trigger"]): LedgerOrder[] {
    const orders = this.#options.core.state.ledger.symbols.flatMap((symbol) => symbol.orders);
    return trigger === "timer" ? orders.filter(({ state }) => state !== "SENT") : orders;
  }
}

/** What the ledger remembers of an order that it gave up. */
const GONE = {
  filledLots: 0,
  state: "EXPIRED",
  qtyLots: 0,
  priceTicks: 0,
} as LedgerOrder;
