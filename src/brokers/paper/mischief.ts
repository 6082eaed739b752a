// A broker that misbehaves as real ones do, by a plan and a seed. What it does to requests and
// reports is between us and the broker: the broker itself stays sound and knows the truth.

import type { OrderCommand, OrderIntent } from "../../engine/effect.js";
import type { ReportEvent } from "../../engine/event.js";
import type {
  BarTaker,
  BrokerListener,
  BrokerSnapshot,
  FoundOrder,
  LiveBroker,
  Outcome,
} from "../broker.js";
import { MISCHIEF, type Mischief, type MischiefPlan } from "./mischief-plan.js";

/** What misbehaviour needs. */
export interface MischiefOptions {
  readonly broker: LiveBroker;
  readonly plan: MischiefPlan;
  /** Calls back once after so many ms; what it returns calls that off. */
  readonly setTimer: (ms: number, callback: () => void) => () => void;
}

/** An answer is late by so much, a link is down for so long, ms. */
const LATE_MS = { least: 20, most: 300 };
const DOWN_MS = { least: 200, most: 1_000 };
/** An ack waits for a fill no longer than this, ms. */
const ACK_MS = 500;

/** mulberry32, by T. Ettinger: a small seeded generator, uniform in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A broker with its misbehaviour in front. */
export class MischievousBroker implements LiveBroker {
  readonly name: string;
  readonly capabilities;
  readonly bars: BarTaker | null;
  /** How often each kind has happened. */
  readonly counts: Record<Mischief, number>;
  readonly #options: MischiefOptions;
  readonly #random: () => number;
  readonly #timers = new Set<() => void>();
  readonly #orders = new Map<string, OrderIntent>();
  /** Acks that wait for a fill, by order; calling one lets it go. */
  readonly #heldAcks = new Map<string, () => void>();
  /** Orders of which nothing is heard any more. */
  readonly #silenced = new Set<string>();
  #listener: BrokerListener | null = null;
  #isUp = false;
  /** Where reports go at the moment: to nobody, to a list, or on. */
  #sink: ((report: ReportEvent) => void) | null = null;
  /** What is done once the broker has said all it has to say. */
  readonly #after: (() => void)[] = [];

  constructor(options: MischiefOptions) {
    const { broker, plan } = options;
    this.#options = options;
    this.name = broker.name;
    this.capabilities = broker.capabilities;
    this.#random = seeded(plan.seed);
    this.counts = Object.fromEntries(MISCHIEF.map((kind) => [kind, 0])) as Record<Mischief, number>;
    this.bars = broker.bars === null ? null : this.#barsOf(broker.bars);
  }

  connect(listener: BrokerListener): Promise<void> {
    this.#listener = listener;
    return this.#options.broker.connect({
      onReport: (report) => this.#pass(report),
      onLink: (isUp, reason) => {
        this.#isUp = isUp;
        listener.onLink(isUp, reason);
      },
      onFenced: (reason) => listener.onFenced(reason),
    });
  }

  async close(): Promise<void> {
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    this.#listener = null;
    await this.#options.broker.close();
  }

  async find(clientOrderId: string): Promise<FoundOrder | null> {
    this.#needLink();
    return this.#options.broker.find(clientOrderId);
  }

  async snapshot(): Promise<BrokerSnapshot> {
    this.#needLink();
    return this.#options.broker.snapshot();
  }

  async outsideExits(): Promise<readonly FoundOrder[]> {
    this.#needLink();
    return this.#options.broker.outsideExits();
  }

  checkFence(): void {
    this.#options.broker.checkFence();
  }

  submit(command: OrderCommand): Promise<Outcome> {
    if (!this.#isUp) return Promise.resolve({ kind: "not_sent", reason: "the link is down" });
    if (command.kind === "place") this.#orders.set(command.order.clientOrderId, command.order);
    if (this.#does("lost_request")) return unanswered();
    if (this.#does("reject")) return answer({ kind: "rejected", reason: "mischief" });
    if (this.#does("error_429")) {
      return answer({ kind: "rejected", reason: "429: too many requests" });
    }
    if (this.#does("error_500")) return this.#maybeDone(command, "500: server error");
    if (this.#does("timeout")) {
      this.#maybeDone(command, "");
      return unanswered();
    }
    if (this.#does("disconnect")) {
      this.#drop();
      return this.#maybeDone(command, "the link was lost");
    }
    if (this.#does("lost_ack")) {
      this.#unheard(command);
      return unanswered();
    }
    if (this.#does("late_ack")) return this.#late(command);
    if (command.kind === "place" && this.#chanceOf("fill_before_ack")) {
      return this.#heldForFill(command.order.clientOrderId, command);
    }
    return this.#settled(this.#options.broker.submit(command));
  }

  #barsOf(bars: BarTaker): BarTaker {
    return {
      beginPhase: (symbol, bar, phase) => bars.beginPhase(symbol, bar, phase),
      noteClose: (symbol, closeTs, close) => bars.noteClose(symbol, closeTs, close),
      matchNext: () => this.#settled(bars.matchNext()),
      fillStale: (symbol) => this.#settled(bars.fillStale(symbol)),
    };
  }

  /** The broker has said what it had to say. */
  #settled<Result>(result: Result): Result {
    for (let work = this.#after.shift(); work !== undefined; work = this.#after.shift()) work();
    return result;
  }

  #chanceOf(kind: Mischief): boolean {
    const chance = this.#options.plan.chances[kind] ?? 0;
    return chance > 0 && this.#random() < chance;
  }

  #does(kind: Mischief): boolean {
    const does = this.#chanceOf(kind);
    if (does) this.counts[kind]++;
    return does;
  }

  #between({ least, most }: { least: number; most: number }): number {
    return least + Math.floor(this.#random() * (most - least));
  }

  #timer(ms: number, work: () => void): void {
    const callOff = this.#options.setTimer(ms, () => {
      this.#timers.delete(callOff);
      work();
    });
    this.#timers.add(callOff);
  }

  #needLink(): void {
    if (!this.#isUp) throw new Error("the link is down");
  }

  /** The link goes down, and comes up again after a while. */
  #drop(): void {
    this.#isUp = false;
    this.#listener?.onLink(false, "mischief");
    this.#timer(this.#between(DOWN_MS), () => {
      this.#isUp = true;
      this.#listener?.onLink(true, "");
    });
  }

  /** Obeyed, and nothing of it is heard. */
  #unheard(command: OrderCommand): Promise<Outcome> {
    const before = this.#sink;
    this.#sink = () => {};
    const outcome = this.#options.broker.submit(command);
    this.#sink = before;
    return this.#settled(outcome);
  }

  #maybeDone(command: OrderCommand, reason: string): Promise<Outcome> {
    if (this.#random() < 0.5) this.#unheard(command).catch(() => {});
    return answer({ kind: "unknown", reason });
  }

  /** Obeyed at once; what it says to that is let go later. */
  #kept(command: OrderCommand): { outcome: Promise<Outcome>; letGo: () => void } {
    const kept: ReportEvent[] = [];
    const before = this.#sink;
    this.#sink = (report) => kept.push(report);
    const outcome = this.#options.broker.submit(command);
    this.#sink = before;
    this.#settled(outcome);
    const letGo = (): void => {
      for (const report of kept) this.#deliver(report);
    };
    return { outcome, letGo };
  }

  #late(command: OrderCommand): Promise<Outcome> {
    const { outcome, letGo } = this.#kept(command);
    return new Promise((resolve) => {
      this.#timer(this.#between(LATE_MS), () => {
        letGo();
        resolve(outcome);
      });
    });
  }

  #heldForFill(id: string, command: OrderCommand): Promise<Outcome> {
    const { outcome, letGo } = this.#kept(command);
    return new Promise((resolve) => {
      const release = (): void => {
        if (!this.#heldAcks.delete(id)) return;
        letGo();
        resolve(outcome);
      };
      this.#heldAcks.set(id, release);
      this.#timer(ACK_MS, release);
    });
  }

  #pass(report: ReportEvent): void {
    if (this.#sink !== null) this.#sink(report);
    else if (report.kind === "fill") this.#passFill(report);
    else this.#deliver(report);
  }

  #passFill(report: ReportEvent): void {
    const order = this.#orders.get(report.clientOrderId);
    this.#deliver(report);
    if (this.#does("duplicate_fill")) this.#deliver(report);
    const held = this.#heldAcks.get(report.clientOrderId);
    if (held !== undefined) {
      this.counts.fill_before_ack++;
      held();
    }
    if (order === undefined) return;
    const isPartial = order.role === "entry" && report.cumQty < order.qtyLots;
    if (isPartial && this.#does("partial_then_cancel")) this.#cancelLater(order);
    const inGroup = order.role !== "entry" && order.group !== "";
    if (inGroup && this.#does("silent_oco_cancel")) this.#silence(order);
  }

  #cancelLater({ symbol, clientOrderId }: OrderIntent): void {
    const { broker } = this.#options;
    this.#after.push(() => {
      broker.submit({ kind: "cancel", symbol, clientOrderId }).catch(() => {});
    });
  }

  /** The group's other orders end and nobody hears of it. */
  #silence(order: OrderIntent): void {
    for (const other of this.#orders.values()) {
      const { symbol, clientOrderId, group, role } = other;
      const isOne = symbol === order.symbol && group === order.group && other !== order;
      if (isOne && (role === "stop" || role === "target")) {
        this.#silenced.add(clientOrderId);
        this.#cancelLater(other);
      }
    }
  }

  #deliver(report: ReportEvent): void {
    if (!this.#isUp || this.#silenced.has(report.clientOrderId)) return;
    this.#listener?.onReport(report);
  }
}

function unanswered(): Promise<never> {
  return new Promise(() => {});
}

function answer(outcome: Outcome): Promise<Outcome> {
  return Promise.resolve(outcome);
}
