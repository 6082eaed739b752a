// Any stream of reports that a broker can send, delivered late, twice and in another order, leads
// to the same books. The broker here obeys at once and tells of it when it likes; what is true is
// the list of its executions, folded by the naive netting below.

import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import { engineConfig, intrade } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { BARE, type Script, script, survives } from "./scripted.js";

interface Resting {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly group: string;
  readonly isEntry: boolean;
  qty: number;
  filled: number;
  price: number;
}

interface Execution {
  readonly id: string;
  readonly side: "buy" | "sell";
  readonly qty: number;
  readonly cum: number;
  readonly ticks: number;
  readonly commission: number;
}

type Told = Pick<ReportEvent, "kind" | "clientOrderId"> & Partial<ReportEvent>;

/** Numbers that look random, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** Takes commands at once; what it says of them waits to be delivered. */
class Broker {
  readonly resting: Resting[] = [];
  readonly executions: Execution[] = [];
  /** Fills in their order, and all the rest. */
  readonly fills: Told[] = [];
  readonly others: Told[] = [];
  readonly #roll: (below: number) => number;

  constructor(roll: (below: number) => number) {
    this.#roll = roll;
  }

  take(command: OrderCommand): void {
    if (command.kind === "place") {
      const { order } = command;
      this.resting.push({
        ...{ id: order.clientOrderId, side: order.side, type: order.type, group: order.group },
        ...{ isEntry: order.role === "entry", qty: order.qtyLots, filled: 0 },
        price: order.priceTicks,
      });
      if (this.#roll(4) === 0) this.#say("unknown", order.clientOrderId, 0);
      this.#say("ack", order.clientOrderId, 0);
      return;
    }
    const order = this.resting.find(({ id }) => id === command.clientOrderId);
    if (order === undefined) return;
    if (command.kind === "cancel") this.#end(order, "asked");
    else if (command.qtyLots > order.filled) this.#resize(order, command.qtyLots);
  }

  #say(kind: ReportEvent["kind"], id: string, cumQty: number, more: Partial<Told> = {}): void {
    this.others.push({ kind, clientOrderId: id, cumQty, ...more });
  }

  #end(order: Resting, reason: string): void {
    this.resting.splice(this.resting.indexOf(order), 1);
    this.#say("cancelled", order.id, order.filled, { reason });
  }

  #resize(order: Resting, qty: number): void {
    order.qty = qty;
    if (qty <= order.filled) this.#end(order, "group");
    else this.#say("amended", order.id, order.filled, { qty, price: order.price });
  }

  /** Fills some of an order; the others of its group cover so much less. */
  execute(order: Resting, whole: boolean): void {
    const left = order.qty - order.filled;
    const qty = whole ? left : 1 + this.#roll(left);
    order.filled += qty;
    const ticks = 380 + this.#roll(41);
    const commission = this.#roll(100) * 1e7;
    const { id, side, filled: cum } = order;
    this.executions.push({ id, side, qty, cum, ticks, commission });
    this.fills.push({
      ...{ kind: "fill", clientOrderId: id, qty, cumQty: cum, price: ticks },
      ...{ executionId: `${id}/${cum}`, commissionNano: commission },
    });
    if (order.filled === order.qty) this.resting.splice(this.resting.indexOf(order), 1);
    if (order.isEntry) return;
    for (const other of [...this.resting]) {
      if (other.group !== order.group || other.type !== "stop" || other === order) continue;
      this.#resize(other, Math.max(other.filled, other.qty - qty));
    }
  }
}

/** Quantity and net of each round trip, and what is open: every execution nets against it. */
function netted(executions: readonly Execution[]): { trades: [number, number][]; open: number } {
  const trades: [number, number][] = [];
  let [open, entered, net] = [0, 0, 0];
  for (const { side, qty, ticks, commission } of executions) {
    // Contract by contract, 0.5 money a tick.
    for (let contract = 0; contract < qty; contract++) {
      const signed = side === "buy" ? 1 : -1;
      if (open * signed >= 0) entered++;
      open += signed;
      net -= signed * ticks * 0.5 + commission / 1e9 / qty;
      if (open !== 0) continue;
      trades.push([entered, net]);
      [entered, net] = [0, 0];
    }
  }
  return { trades, open };
}

/** 50,000 and what came in for sales less what went out for buys, in nano-units. */
function cashAfter(executions: readonly Execution[]): bigint {
  let nano = 50_000_000_000_000n;
  for (const { side, qty, ticks, commission } of executions) {
    const worth = BigInt(ticks * qty) * 500_000_000n;
    nano += (side === "buy" ? -worth : worth) - BigInt(commission);
  }
  return nano;
}

const scale_out = [
  { at_r: 1, pct: 0.5 },
  { at_r: 2, pct: 0.5 },
];

interface Walk {
  readonly run: Script;
  readonly broker: Broker;
}

/** Sixty random moments, then all that is left until everybody is flat. */
function walk(seed: number, fillsInOrder: boolean): Walk {
  const roll = dice(seed);
  const broker = new Broker(roll);
  // Every second one has its scale-outs at rest too.
  const config = engineConfig({ intrade: intrade(seed % 2 === 0 ? BARE : { ...BARE, scale_out }) });
  const run = script({ config });
  const delivered: Told[] = [];
  let sent = 0;
  const obey = (): void => {
    for (; sent < run.sent.length; sent++) broker.take(run.sent[sent] as OrderCommand);
  };
  const tell = (told: Told): void => {
    run.report(told.clientOrderId, told.kind, told);
    obey();
  };
  const signal = (side: "long" | "short" | "exit"): void => {
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side, target: null, qty: 1 + roll(4) },
      stop: side === "exit" ? null : side === "long" ? 50 : 150,
    });
    obey();
  };
  const deliver = (): void => {
    const { fills, others } = broker;
    // Fills of one order stay in their order; those of several do too, if that is asked for.
    const firsts = fillsInOrder
      ? fills.slice(0, 1)
      : fills.filter((f, at) => fills.findIndex((g) => g.clientOrderId === f.clientOrderId) === at);
    const choice = [...firsts, ...others];
    const told = choice[roll(choice.length)];
    if (told === undefined) return;
    const from = told.kind === "fill" ? fills : others;
    from.splice(from.indexOf(told), 1);
    delivered.push(told);
    tell(told);
    if (roll(3) === 0) tell(delivered[roll(delivered.length)] as Told);
  };
  const execute = (whole: boolean): void => {
    const order = broker.resting[roll(broker.resting.length)];
    if (order !== undefined) broker.execute(order, whole);
  };
  for (let moment = 0; moment < 60; moment++) {
    const what = roll(10);
    if (what === 0) signal(roll(2) === 0 ? "long" : "short");
    else if (what === 1) signal("exit");
    else if (what < 5) execute(false);
    else deliver();
  }
  for (let round = 0; round < 60; round++) {
    while (broker.fills.length + broker.others.length > 0) deliver();
    if (run.position() === null && broker.resting.length === 0) break;
    signal("exit");
    for (const order of [...broker.resting]) {
      if (order.type === "market") broker.execute(order, true);
    }
  }
  // An old amendment that came last left an order open here: asked for, the broker says its size.
  for (const order of [...(run.engine.state.ledger.symbols[0]?.orders ?? [])]) {
    const { clientOrderId, filledLots, priceTicks } = order;
    tell({ kind: "amended", clientOrderId, qty: filledLots, price: priceTicks });
  }
  return { run, broker };
}

const SEEDS = 40;

describe("however a broker's reports are delivered", () => {
  it("position, cash and trades are those of its executions", () => {
    let trades = 0;
    let incidents = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { run, broker } = walk(seed, true);
      const naive = netted(broker.executions);
      expect(naive.open, `seed ${seed}`).toBe(0);
      expect(run.position(), `seed ${seed}`).toBeNull();
      expect(run.engine.state.ledger.symbols[0]?.orders, `seed ${seed}`).toEqual([]);
      expect(run.engine.state.ledger.cashNano, `seed ${seed}`).toBe(cashAfter(broker.executions));
      const closed = factsOf(run.facts, "trade_closed");
      expect(
        closed.map(({ trade_qty }) => trade_qty),
        `seed ${seed}`,
      ).toEqual(naive.trades.map(([qty]) => qty));
      for (const [at, { net_pnl }] of closed.entries()) {
        expect(net_pnl, `seed ${seed}`).toBeCloseTo(naive.trades[at]?.[1] as number, 6);
      }
      expect(new Set(closed.map(({ trade_id }) => trade_id)).size).toBe(closed.length);
      expect(run.engine.state.views[0]?.excursion.heldLots, `seed ${seed}`).toBe(0);
      if (seed % 5 < 2) survives(run);
      trades += closed.length;
      incidents += factsOf(run.facts, "reconcile").filter((f) => f.trigger === "over_exit").length;
    }
    // The walk meets what it is to meet.
    expect(trades).toBeGreaterThan(SEEDS);
    expect(incidents).toBeGreaterThan(SEEDS / 20);
  });

  it("also where fills of several orders overtake each other, position and cash are", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { run, broker } = walk(seed, false);
      expect(netted(broker.executions).open, `seed ${seed}`).toBe(0);
      expect(run.position(), `seed ${seed}`).toBeNull();
      expect(run.engine.state.ledger.cashNano, `seed ${seed}`).toBe(cashAfter(broker.executions));
      if (seed % 5 < 2) survives(run);
    }
  });
});
