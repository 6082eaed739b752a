// Leaves the market through the broker itself, while no engine answers: what could open or close
// anything is cancelled, each position is left at the market, and the protective stop is cancelled
// last, when there is nothing left to protect. What is done follows from what the broker says it
// holds, asked anew each round, so that an exit never takes more than there is.

import type { BrokerListener, BrokerSnapshot, LiveBroker } from "../brokers/broker.js";
import { assert } from "../engine/assert.js";
import type { OrderSide } from "../engine/effect.js";
import { UserError } from "../engine/errors.js";
import type { BrokerOrderState, BrokerPosition, ReportEvent } from "../engine/event.js";
import { fromSteps, type Instrument } from "../engine/market/instrument.js";
import { approveClosing } from "../engine/risk/approve-closing.js";
import type { Residual } from "../runtime/session.js";

/** What is flattened, and how long that is tried. */
export interface FlattenTask {
  readonly broker: LiveBroker;
  /** By the index that the broker knows them by. */
  readonly instruments: readonly Instrument[];
  /** Its index, or null for everything. */
  readonly only: number | null;
  /** Rounds until what is left is told. */
  readonly rounds: number;
  /** The id of the next exit; never one that was given before. */
  readonly nextId: () => string;
  /** Between two rounds. */
  readonly wait: () => Promise<void>;
  /** Each fill of an exit as it comes. */
  readonly onFill: (fill: ReportEvent, side: OrderSide) => void;
}

/** What became of it. */
export interface FlattenEnd {
  readonly residual: Residual;
  /** Why it went no further; null where it is done. */
  readonly why: string | null;
}

/** Somebody else has taken the account: what is left is theirs to say. */
export class Overtaken extends UserError {
  constructor(reason: string) {
    super(`${reason}; who has it knows of this flatten: ask again, or look at \`status\``, 1);
    this.name = "Overtaken";
  }
}

interface Round {
  readonly positions: readonly BrokerPosition[];
  readonly orders: readonly BrokerOrderState[];
}

/**
 * Flattens until the broker says that nothing is left; answers what is where it does not. Throws an
 * `Overtaken` where somebody else has the account.
 */
export async function flattenAtBroker(task: FlattenTask): Promise<FlattenEnd> {
  return await new BrokerFlatten(task).run();
}

class BrokerFlatten {
  readonly #task: FlattenTask;
  /** Exits of ours that have not ended, by id. */
  readonly #exits = new Map<string, { readonly symbol: number; readonly side: OrderSide }>();
  #fenced: string | null = null;

  constructor(task: FlattenTask) {
    this.#task = task;
  }

  async run(): Promise<FlattenEnd> {
    const { broker, rounds, wait } = this.#task;
    await broker.connect(this.#listener());
    let why = "the broker does not say that it is flat";
    let last: Round | null = null;
    for (let round = 0; round < rounds && this.#fenced === null; round++) {
      try {
        last = await this.#look();
        if (this.#isDone(last)) return { residual: this.#residualOf(last), why: null };
        await this.#act(last);
      } catch (error) {
        // The broker could not be asked: that says nothing of what it holds.
        why = error instanceof Error ? error.message : String(error);
      }
      await wait();
    }
    if (this.#fenced !== null) throw new Overtaken(this.#fenced);
    try {
      last = await this.#look();
    } catch {
      // What it said last stands.
    }
    if (last === null) throw new Error(why);
    return { residual: this.#residualOf(last), why: this.#isDone(last) ? null : why };
  }

  /** Flat, and no exit on its way that could turn that round. */
  #isDone({ positions, orders }: Round): boolean {
    return positions.length === 0 && orders.length === 0 && this.#exits.size === 0;
  }

  async #look(): Promise<Round> {
    const round = this.#inScope(await this.#task.broker.snapshot());
    await this.#forgetEndedExits(round.orders);
    return round;
  }

  #listener(): BrokerListener {
    return {
      onReport: (report) => {
        const exit = this.#exits.get(report.clientOrderId);
        if (report.kind === "fill" && exit !== undefined) this.#task.onFill(report, exit.side);
        if (ENDINGS.has(report.kind)) this.#exits.delete(report.clientOrderId);
      },
      onLink: () => {},
      onFenced: (reason) => {
        this.#fenced = reason;
      },
    };
  }

  #inScope({ positions, orders }: BrokerSnapshot): Round {
    const { only } = this.#task;
    const isMeant = ({ symbol }: { readonly symbol: number }) => only === null || symbol === only;
    return { positions: positions.filter(isMeant), orders: orders.filter(isMeant) };
  }

  async #act(seen: Round): Promise<void> {
    const lotsOf = new Map(seen.positions.map(({ symbol, lots }) => [symbol, lots]));
    for (const order of seen.orders) {
      const isOurs = this.#exits.has(order.clientOrderId);
      if (isOurs || isProtective(order, lotsOf.get(order.symbol) ?? 0)) continue;
      await this.#cancel(order);
    }
    // What the cancels left, and what filled before them.
    const { positions, orders } = await this.#look();
    for (const position of positions) {
      // Beside another order that closes, an exit could take more than there is.
      const isClosing = (order: BrokerOrderState) => this.#closes(order, position);
      if (!orders.some(isClosing) && !this.#isLeaving(position.symbol)) await this.#exit(position);
      this.#task.broker.bars?.fillStale(position.symbol);
    }
  }

  #closes(order: BrokerOrderState, { symbol, lots }: BrokerPosition): boolean {
    return order.symbol === symbol && order.side === closing(lots) && order.type !== "stop";
  }

  #isLeaving(symbol: number): boolean {
    return [...this.#exits.values()].some((exit) => exit.symbol === symbol);
  }

  async #cancel({ symbol, clientOrderId }: BrokerOrderState): Promise<void> {
    await this.#task.broker.submit({ kind: "cancel", symbol, clientOrderId });
  }

  async #exit(position: BrokerPosition): Promise<void> {
    const { broker, nextId } = this.#task;
    const { symbol, lots } = position;
    const clientOrderId = nextId();
    const side = closing(lots);
    const approval = approveClosing(
      {
        ...{ clientOrderId, symbol, side, type: "market", role: "exit" },
        ...{ qtyLots: Math.abs(lots), priceTicks: 0, group: clientOrderId },
      },
      position,
    );
    assert(approval.ok, "an exit of what the broker holds passes its last check");
    this.#exits.set(clientOrderId, { symbol, side });
    const outcome = await broker.submit({ kind: "place", order: approval.order });
    // Anything but a plain no may have been taken: only a look-up can tell.
    if (outcome.kind === "rejected" || outcome.kind === "not_sent") {
      this.#exits.delete(clientOrderId);
    }
  }

  /** An exit that works no more has ended, if the broker knows it; else it may still come. */
  async #forgetEndedExits(orders: readonly BrokerOrderState[]): Promise<void> {
    for (const id of [...this.#exits.keys()]) {
      if (orders.some(({ clientOrderId }) => clientOrderId === id)) continue;
      const found = await this.#task.broker.find(id);
      if (found !== null && found.state !== "WORKING") this.#exits.delete(id);
    }
  }

  #residualOf({ positions, orders }: Round): Residual {
    const instrument = (symbol: number): Instrument => {
      const found = this.#task.instruments[symbol];
      assert(found !== undefined, "the broker speaks of symbols that it was opened with");
      return found;
    };
    return {
      positions: positions.map(({ symbol, lots }) => {
        const { symbol: name, lot } = instrument(symbol);
        return { symbol: name, qty: fromSteps(lots, lot) };
      }),
      orders: orders.map(({ symbol, clientOrderId }) => {
        return { client_order_id: clientOrderId, symbol: instrument(symbol).symbol };
      }),
    };
  }
}

const ENDINGS: ReadonlySet<ReportEvent["kind"]> = new Set(["cancelled", "rejected", "expired"]);

function closing(lots: number): OrderSide {
  return lots > 0 ? "sell" : "buy";
}

/** A stop that would close what is open; where nothing is, it protects nothing. */
function isProtective({ type, side }: BrokerOrderState, lots: number): boolean {
  return lots !== 0 && type === "stop" && side === closing(lots);
}
