// The second caller of `step`: one queue of events. What is queued is stepped in order; events,
// facts and orders go to the journal as one line; when that is durable the facts are published and
// the orders leave. A line may wait a moment for the next one while nothing in it must not be
// lost; nothing else waits.

import type { EngineState } from "../engine/core.js";
import type { Fact, OrderCommand, Out } from "../engine/effect.js";
import { createEngine, type Engine } from "../engine/engine.js";
import type { BootEvent, EngineEvent } from "../engine/event.js";
import type { Strategy } from "../engine/strategy.js";
import type { Step } from "../journal/group.js";
import { type Journal, JournalFull } from "../journal/journal.js";
import type { Clock } from "./clock.js";

/** What a live engine is made of. */
export interface LiveEngineOptions {
  readonly boot: BootEvent;
  readonly strategies: readonly Strategy[];
  /** A recalled state to go on from; null begins anew. */
  readonly state: EngineState | null;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Takes each fact once it is durable. */
  readonly onFact: (fact: Fact) => void;
  /** Takes each order once it is durable, in order. Reports come later, through `enqueue`. */
  readonly send: (command: OrderCommand) => void;
}

/** Events that the market brings by itself: lost, they come again with the feed. */
const REPEATABLE: ReadonlySet<EngineEvent["type"]> = new Set([
  ...(["bar", "trading_day", "account_day", "clock"] as const),
]);
/** How often it is tried whether there is room again, ms. */
const ASK_ROOM_MS = 30_000;
/** Facts that must be durable before anything else happens, whatever event led to them. */
const WEIGHTY: ReadonlySet<Fact["type"]> = new Set([
  ...(["tripwire", "fill", "limit_pending", "governor_changed"] as const),
]);

/** The engine with its journal. */
export class LiveEngine {
  readonly engine: Engine;
  readonly #options: LiveEngineOptions;
  readonly #out: Out = { facts: [], orders: [] };
  readonly #queue: EngineEvent[] = [];
  #steps: Step[] = [];
  #orders: OrderCommand[] = [];
  #isStepping = false;
  #askRoomMs = 0;
  /** What ended it; nothing is stepped, written or sent after that. */
  #failure: unknown = null;

  constructor(options: LiveEngineOptions) {
    this.#options = options;
    const { boot, strategies, state } = options;
    this.engine =
      state === null ? createEngine(boot, strategies) : createEngine(boot, strategies, state);
  }

  /** `seq` of the last fact, durable or not. */
  get seq(): number {
    return this.engine.state.ledger.seq;
  }

  /** Whether something was stepped that no line holds yet. */
  get hasUnwritten(): boolean {
    return this.#steps.length > 0;
  }

  /**
   * Takes an event and steps all that waits; an event that comes while another is being stepped
   * waits for it. Throws what the journal throws, and then for ever.
   */
  enqueue(event: EngineEvent): void {
    if (this.#failure !== null) throw this.#failure;
    this.#queue.push({ ...event, wall: this.#options.clock.nowMs() });
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#step(next);
      }
    } catch (error) {
      this.#failure = error;
      throw error;
    } finally {
      this.#isStepping = false;
    }
  }

  #step(event: EngineEvent): void {
    const out = this.#out;
    this.engine.step(event, out);
    const facts = [...out.facts];
    const isUrgent =
      out.orders.length > 0 ||
      !REPEATABLE.has(event.type) ||
      facts.some(({ type }) => WEIGHTY.has(type));
    this.#steps.push({ event, facts });
    this.#orders.push(...out.orders);
    out.facts.length = 0;
    out.orders.length = 0;
    if (isUrgent) this.flush();
  }

  /** Makes durable what was stepped, publishes its facts, and lets its orders leave. */
  flush(): void {
    if (this.#steps.length === 0) return;
    const [steps, orders] = [this.#steps, this.#orders];
    this.#steps = [];
    this.#orders = [];
    this.#write(steps, orders);
    for (const { facts } of steps) for (const fact of facts) this.#options.onFact(fact);
    for (const order of orders) this.#options.send(order);
  }

  /** What was stepped has to be written: where there is no room, into what is kept for it. */
  #write(steps: readonly Step[], orders: readonly OrderCommand[]): void {
    const { journal, clock } = this.#options;
    const group = { wall: clock.nowMs(), steps, orders };
    const wasFull = this.engine.state.conditions.journal_full !== undefined;
    try {
      journal.append(group, wasFull && clock.monotonicMs() < this.#askRoomMs);
      if (wasFull && clock.monotonicMs() >= this.#askRoomMs) this.#setFull(false, "there is room");
    } catch (error) {
      if (!(error instanceof JournalFull)) throw error;
      journal.append(group, true);
      this.#askRoomMs = clock.monotonicMs() + ASK_ROOM_MS;
      if (!wasFull) this.#setFull(true, error.message);
    }
  }

  #setFull(isOn: boolean, reason: string): void {
    const wall = this.#options.clock.nowMs();
    const event = { type: "condition", condition: "journal_full", isOn, reason } as const;
    this.#queue.push({ ...event, ts: this.engine.state.now, wall });
  }

  /**
   * Begins the journal's next page. Where there is no room for it, the page goes on: nothing is
   * lost by a page that is longer.
   */
  turnPage(day: string, snapshot: string): void {
    try {
      this.#options.journal.roll(day, snapshot);
    } catch (error) {
      if (!(error instanceof JournalFull)) throw error;
      this.#askRoomMs = this.#options.clock.monotonicMs() + ASK_ROOM_MS;
      this.#setFull(true, error.message);
    }
  }
}
