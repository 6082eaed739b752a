// A broker that holds what a test gives it, does what it is told one step later, and can be told
// to misbehave. It knows nothing of groups: an exit beyond what is open would turn it round.

import type {
  BrokerListener,
  BrokerSnapshot,
  FoundOrder,
  LiveBroker,
  Outcome,
} from "../../src/brokers/broker.js";
import type { OrderCommand } from "../../src/engine/effect.js";
import type { BrokerOrderState, ReportEvent } from "../../src/engine/event.js";

/** An order that rests there. */
export interface Resting extends BrokerOrderState {
  filledLots: number;
}

/** What it is told to do wrong, round by round: the first of each list is the next. */
export interface Mischief {
  /** Outcomes of exits in place of taking them: `lost` is taken all the same, and not said. */
  exits: ("taken" | "lost" | "dropped" | "rejected")[];
  /** Asking for the account fails. */
  snapshots: ("told" | "fails")[];
  /** Rounds for which a cancel is not done yet. */
  slowCancels: number;
  /** Lots that an exit fills in each round. */
  lotsPerRound: number;
}

/** The broker, what it did in order, and its account. */
export class FakeBroker implements LiveBroker {
  readonly name = "fake";
  readonly bars = null;
  readonly capabilities = {
    atomicBracket: false,
    replace: true,
    gtcStops: true,
    dedupesIds: true,
  };
  readonly lots: number[];
  orders: Resting[];
  readonly done: string[] = [];
  /** The least distance from flat on each side that was ever reached: none may cross over. */
  readonly turned: number[] = [];
  readonly mischief: Mischief;
  readonly #ended = new Map<string, FoundOrder>();
  readonly #cancels: { id: string; rounds: number }[] = [];
  readonly #sides: number[];
  #listener: BrokerListener | null = null;

  constructor(lots: number[], orders: Resting[], mischief: Partial<Mischief> = {}) {
    this.lots = lots;
    this.orders = orders;
    this.#sides = lots.map(Math.sign);
    this.mischief = {
      ...{ exits: [], snapshots: [], slowCancels: 0, lotsPerRound: Number.POSITIVE_INFINITY },
      ...mischief,
    };
  }

  async connect(listener: BrokerListener): Promise<void> {
    this.#listener = listener;
    listener.onLink(true, "");
  }

  async close(): Promise<void> {}

  /** Another one acts for the account. */
  fence(): void {
    this.#listener?.onFenced("someone else came");
  }

  async submit(command: OrderCommand): Promise<Outcome> {
    if (command.kind === "cancel") {
      this.done.push(`cancel ${command.clientOrderId}`);
      this.#cancels.push({ id: command.clientOrderId, rounds: this.mischief.slowCancels });
      return { kind: "accepted" };
    }
    if (command.kind === "amend") throw new Error("nothing is amended on the way out");
    const { clientOrderId, symbol, side, type, qtyLots, priceTicks } = command.order;
    const fate = this.mischief.exits.shift() ?? "taken";
    this.done.push(`${side} ${qtyLots}${fate === "taken" ? "" : ` (${fate})`}`);
    if (fate === "rejected") return { kind: "rejected", reason: "not now" };
    if (fate === "dropped") return { kind: "unknown", reason: "no answer" };
    const order = { clientOrderId, symbol, side, type, qtyLots, filledLots: 0, priceTicks };
    this.orders.push(order);
    return fate === "lost" ? { kind: "unknown", reason: "no answer" } : { kind: "accepted" };
  }

  async find(clientOrderId: string): Promise<FoundOrder | null> {
    const working = this.orders.find((order) => order.clientOrderId === clientOrderId);
    if (working !== undefined) return { ...working, state: "WORKING", reason: "", fills: [] };
    return this.#ended.get(clientOrderId) ?? null;
  }

  async snapshot(): Promise<BrokerSnapshot> {
    if (this.mischief.snapshots.shift() === "fails") throw new Error("503");
    const positions = this.lots.flatMap((lots, symbol) =>
      lots === 0 ? [] : [{ symbol, lots, entryTicks: null }],
    );
    return { positions, orders: this.orders.map((order) => ({ ...order })), cashNano: null };
  }

  async outsideExits(): Promise<readonly FoundOrder[]> {
    return [];
  }

  checkFence(): void {}

  /** Time passes: cancels are done, market orders fill. */
  pass(): void {
    for (const cancel of [...this.#cancels]) {
      if (cancel.rounds-- > 0) continue;
      this.#cancels.splice(this.#cancels.indexOf(cancel), 1);
      const order = this.orders.find(({ clientOrderId }) => clientOrderId === cancel.id);
      if (order !== undefined) this.#end(order, "CANCELLED");
    }
    for (const order of [...this.orders]) {
      if (order.type !== "market") continue;
      this.fill(order, Math.min(this.mischief.lotsPerRound, order.qtyLots - order.filledLots));
    }
  }

  /** Fills a part of an order. */
  fill(order: Resting, lots: number): void {
    const { symbol, side } = order;
    order.filledLots += lots;
    const now = (this.lots[symbol] ?? 0) + (side === "buy" ? lots : -lots);
    this.lots[symbol] = now;
    if (now !== 0 && Math.sign(now) !== this.#sides[symbol]) this.turned.push(symbol);
    this.#listener?.onReport(this.#report(order, lots));
    if (order.filledLots === order.qtyLots) this.#end(order, "FILLED");
  }

  #end(order: Resting, state: "CANCELLED" | "FILLED"): void {
    this.orders = this.orders.filter((each) => each !== order);
    this.#ended.set(order.clientOrderId, { ...order, state, reason: "", fills: [] });
  }

  #report({ symbol, clientOrderId, filledLots }: Resting, qty: number): ReportEvent {
    return {
      ...{ type: "report", kind: "fill", symbol, ts: 0, clientOrderId, qty, cumQty: filledLots },
      ...{ price: 100, executionId: `e${this.done.length}-${filledLots}`, commissionNano: 0 },
      ...{ stalePrice: false, reason: "" },
    };
  }
}
