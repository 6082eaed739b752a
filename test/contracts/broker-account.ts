// An account at a broker as tests drive it: what it is sent, what it called back with.

import type { BrokerSnapshot, LiveBroker, Outcome } from "../../src/brokers/broker.js";
import type { Approved, OrderCommand, OrderIntent } from "../../src/engine/effect.js";
import type { ReportEvent } from "../../src/engine/event.js";
import type { MatchBar } from "../../src/engine/fills.js";
import { bar, instrument } from "../fixtures.js";

/** The suite's one symbol: index 0, a futures contract on a 0.25 grid. */
export const CONTRACT_INSTRUMENT = instrument();
/** A tenth of a bar's volume is what entries and limits may take of it. */
export const CONTRACT_VOLUME_PCT = 10;

/** An account at a broker, as the suite drives it. */
export interface BrokerUnderTest {
  readonly broker: LiveBroker;
  /** The market trades as the bar says. */
  readonly trade: (bar: MatchBar) => Promise<void>;
  /** Time passes until the broker has said all it has to say. */
  readonly settle: () => Promise<void>;
  /** The same account once more, while this one is open or after it was closed. */
  readonly reopen: () => BrokerUnderTest;
  /** Whether opening it once more shuts this one out. */
  readonly fences: boolean;
}

/** What a broker called back with. */
class Heard {
  readonly reports: ReportEvent[] = [];
  readonly links: boolean[] = [];
  readonly fenced: string[] = [];
  reportsBeforeLink = 0;

  onReport(report: ReportEvent): void {
    if (this.links.length === 0) this.reportsBeforeLink++;
    this.reports.push(report);
  }
  onLink(isUp: boolean): void {
    this.links.push(isUp);
  }
  onFenced(reason: string): void {
    this.fenced.push(reason);
  }

  of(id: string, kind: ReportEvent["kind"]): ReportEvent[] {
    return this.reports.filter((report) => report.clientOrderId === id && report.kind === kind);
  }

  /** Fills of an order, each once, known by their cumulative quantity. */
  fills(id: string): ReportEvent[] {
    const seen = new Set<number>();
    return this.of(id, "fill").filter(({ cumQty }) => !seen.has(cumQty) && seen.add(cumQty));
  }
}

type Order = Partial<Omit<OrderIntent, "clientOrderId" | "symbol">>;

/** A buy entry of one lot at the market unless it is told otherwise. */
export function placing(clientOrderId: string, change: Order = {}): OrderCommand {
  const order: OrderIntent = {
    clientOrderId,
    symbol: 0,
    side: "buy",
    type: "market",
    role: "entry",
    qtyLots: 1,
    priceTicks: 0,
    group: "",
    ...change,
  };
  return { kind: "place", order: order as Approved<OrderIntent> };
}

export function cancelling(clientOrderId: string): OrderCommand {
  return { kind: "cancel", symbol: 0, clientOrderId };
}

export function amending(clientOrderId: string, qtyLots: number, priceTicks: number): OrderCommand {
  return { kind: "amend", symbol: 0, clientOrderId, qtyLots, priceTicks };
}

/** A protective stop and a target of a long position. */
const STOP: Order = {
  side: "sell",
  type: "stop",
  role: "stop",
  group: "g",
  priceTicks: 380,
};
const TARGET: Order = {
  side: "sell",
  type: "limit",
  role: "target",
  group: "g",
  priceTicks: 420,
};
/** Buys no one asks of it for long: an entry would not rest. */
export const RESTING: Order = { type: "limit", role: "target", qtyLots: 5, priceTicks: 360 };

/** A connected account and what it is asked. */
export class Account {
  readonly heard = new Heard();
  constructor(readonly one: BrokerUnderTest) {}

  static async open(one: BrokerUnderTest): Promise<Account> {
    const account = new Account(one);
    await one.broker.connect(account.heard);
    return account;
  }

  /** Sends and waits until all is said. */
  async send(command: OrderCommand): Promise<Outcome> {
    const outcome = this.one.broker.submit(command);
    await this.one.settle();
    return outcome;
  }

  async trade(...bars: readonly MatchBar[]): Promise<void> {
    for (const each of bars) {
      await this.one.trade(each);
      await this.one.settle();
    }
  }

  snapshot(): Promise<BrokerSnapshot> {
    return this.one.broker.snapshot();
  }

  async reopen(): Promise<Account> {
    await this.one.broker.close();
    return Account.open(this.one.reopen());
  }

  /** Long 2 at 100 with a stop at 95 and a target at 105, both for all of it. */
  async goLong(): Promise<void> {
    await this.send(placing("in", { qtyLots: 2 }));
    await this.trade(bar(0, 100, 101, 99, 100));
    await this.send(placing("stop", { ...STOP, qtyLots: 2 }));
    await this.send(placing("target", { ...TARGET, qtyLots: 2 }));
  }
}
