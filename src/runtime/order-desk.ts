// Sends orders to the broker and finds out what became of them. An order has three outcomes:
// accepted, refused, unknown, and only the broker ends an unknown. An entry is never sent twice; a
// protective order is, under the same id, where the broker knows an id again.

import type { FoundOrder, LiveBroker, Outcome } from "../brokers/broker.js";
import type { Core } from "../engine/core.js";
import type { OrderCommand } from "../engine/effect.js";
import type { EngineEvent } from "../engine/event.js";
import { findOrder, type LedgerOrder } from "../engine/orders/ledger.js";
import { createReading } from "./broker-reading.js";
import type { Clock } from "./clock.js";
import { idOf, isStillWanted, missedReports, reportAbout } from "./found-order.js";
import type { Patience } from "./live-options.js";
import { PendingWork } from "./pending-work.js";
import { pause, withTimeout } from "./waiting.js";

/** What a desk works for. */
export interface DeskOptions {
  readonly broker: LiveBroker;
  readonly core: Core;
  readonly clock: Clock;
  readonly patience: Pick<Patience, "ackMs" | "lostMs">;
  readonly enqueue: (event: EngineEvent) => void;
  /** An order has no answer: the account is compared once it is known what became of it. */
  readonly onUnknown: () => void;
  /** What ends the program: an event could not be taken. */
  readonly onFailure: (error: unknown) => void;
}

type Place = Extract<OrderCommand, { kind: "place" }>;

/** Look-ups come at twice the distance each time, up to the last, ms. */
const FIRST_LOOK_MS = 250;
const LAST_LOOK_MS = 8_000;
/** Times a broker must not know an exit that nobody wants any more before it is given up. */
const GONE_AFTER = 2;
/** Times a broker must not know an entry before it can be presumed lost. */
const NOT_FOUND_LEAST = 5;

/** The desk between an engine and its broker. */
export class OrderDesk {
  readonly #options: DeskOptions;
  #reading: ReturnType<OrderDesk["createReading"]>;
  #isBroken = false;
  /** Requests that are not answered yet. */
  readonly #pending: PendingWork;
  /** Ids that are being looked up. */
  readonly #looking = new Set<string>();
  /** Ids of which a cancel was sent: they are never sent again. */
  readonly #cancelled = new Set<string>();
  /** Ids presumed lost: still asked for at each reconciliation. */
  readonly #watched = new Map<string, number>();
  /** Between two looks. */
  readonly #pauses = new Set<ReturnType<typeof pause>>();
  #isClosed = false;
  #retries = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#pending = new PendingWork(options.clock, options.onFailure);
    this.#reading = this.createReading();
  }

  private createReading() {
    return createReading({
      onRetry: () => void this.#retries++,
      onCircuit: (isOn, reason) => this.#circuit(isOn, reason),
    });
  }

  /** Requests that were sent once more: questions, and orders where that is safe. */
  get retries(): number {
    return this.#retries;
  }

  /** The link has come up: what failed before no longer counts. */
  renew(): void {
    this.#reading = this.createReading();
    this.#circuit(false, "the link is up");
  }

  /** Ids presumed lost, each with its symbol. */
  get watched(): ReadonlyMap<string, number> {
    return this.#watched;
  }

  /** Whether every request and look-up so far has come to its end. */
  get isSettled(): boolean {
    return this.#pending.isSettled;
  }

  /**
   * Settles when that is so, or after `mostMs` of the machine's clock; at once where another one
   * has the account: nothing is answered to us then.
   */
  async settled(mostMs: number): Promise<void> {
    if (this.#options.core.state.conditions.fenced !== undefined) return;
    return this.#pending.settled(mostMs);
  }

  /** As `settled`, but an order is waited for in vain once and not again. */
  heard(mostMs: number): Promise<void> {
    return this.#pending.heard(mostMs);
  }

  /** Begins no more look-ups, and keeps nobody waiting for those that were begun. */
  close(): void {
    this.#isClosed = true;
    for (const rest of this.#pauses) rest.cancel();
  }

  /** Sends a command; its outcome comes as a report. */
  send(command: OrderCommand): void {
    if (command.kind === "cancel") this.#cancelled.add(command.clientOrderId);
    this.#pending.add(this.#outcomeOf(command).then((outcome) => this.#take(command, outcome)));
  }

  /** Asks the broker for an order; rejects where it cannot be asked. */
  find(clientOrderId: string): Promise<FoundOrder | null> {
    const { broker, patience } = this.#options;
    return this.#reading.execute(() => withTimeout(broker.find(clientOrderId), patience.ackMs));
  }

  /** What the broker has; rejects where it cannot be asked. */
  snapshot(): ReturnType<LiveBroker["snapshot"]> {
    const { broker, patience } = this.#options;
    return this.#reading.execute(() => withTimeout(broker.snapshot(), patience.ackMs));
  }

  /** Exits that were sent without an engine; rejects where it cannot be asked. */
  outsideExits(): ReturnType<LiveBroker["outsideExits"]> {
    const { broker, patience } = this.#options;
    return this.#reading.execute(() => withTimeout(broker.outsideExits(), patience.ackMs));
  }

  async #outcomeOf(command: OrderCommand): Promise<Outcome> {
    const { broker, patience } = this.#options;
    try {
      return await withTimeout(broker.submit(command), patience.ackMs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: "unknown", reason };
    }
  }

  #take(command: OrderCommand, outcome: Outcome): void {
    if (command.kind === "place") this.#takePlaced(command, outcome);
    else if (outcome.kind !== "accepted") {
      this.lookUp(idOf(command), command, outcome.kind === "unknown" ? FIRST_LOOK_MS : 0);
    }
  }

  #takePlaced(command: Place, outcome: Outcome): void {
    const id = idOf(command);
    switch (outcome.kind) {
      case "accepted":
        this.#report(id, "ack", "");
        break;
      case "rejected":
        this.#report(id, "rejected", outcome.reason);
        break;
      case "not_sent":
        this.#report(id, "rejected", `not sent: ${outcome.reason}`);
        break;
      case "duplicate":
        this.lookUp(id, null, 0, true);
        break;
      case "unknown":
        this.#report(id, "unknown", outcome.reason);
        this.lookUp(id, command);
        this.#options.onUnknown();
        break;
    }
  }

  /**
   * Asks for an order until the broker says what it is, and reports that. What is not found is
   * sent again where that is safe; an entry is presumed lost when its time is over.
   * @param command what was sent, to be sent again where that is safe; null only asks
   * @param firstMs until the first look
   * @param isDuplicate the broker called it one: it has the order, or could not read the request
   */
  lookUp(
    id: string,
    command: OrderCommand | null,
    firstMs = FIRST_LOOK_MS,
    isDuplicate = false,
  ): void {
    if (this.#looking.has(id)) return;
    this.#looking.add(id);
    const work = this.#lookUntilKnown(id, command, firstMs, isDuplicate);
    this.#pending.add(work.finally(() => this.#looking.delete(id)));
  }

  async #lookUntilKnown(
    id: string,
    command: OrderCommand | null,
    firstMs: number,
    isDuplicate: boolean,
  ): Promise<void> {
    const { clock, patience } = this.#options;
    const since = clock.monotonicMs();
    let notFound = 0;
    for (let attempt = 0; !this.#isClosed; attempt++) {
      const wait = attempt === 0 ? firstMs : FIRST_LOOK_MS * 2 ** attempt;
      await this.#pause(Math.min(LAST_LOOK_MS, wait));
      const order = this.#orderOf(id);
      if (order === undefined || this.#isClosed) return;
      let found: FoundOrder | null;
      try {
        found = await this.find(id);
      } catch {
        continue;
      }
      if (found !== null) return this.#resolve(order, found, command);
      notFound++;
      if (order.role !== "entry" && !this.#isWanted(id)) {
        if (notFound < GONE_AFTER) continue;
        return this.#report(id, "expired", "not_found");
      }
      if (isDuplicate && notFound >= NOT_FOUND_LEAST) {
        return this.#report(id, "rejected", "called a duplicate, and not known");
      }
      if (this.#isSafeToRepeat(order, command)) {
        this.#retries++;
        return this.send(command as OrderCommand);
      }
      if (order.role !== "entry") continue;
      // Written before a death, and never answered: whether it left nobody knows.
      if (order.state === "SENT") this.#report(id, "unknown", "the broker does not know it");
      const isOver = clock.monotonicMs() - since >= patience.lostMs;
      if (isOver && notFound >= NOT_FOUND_LEAST) return this.#presumeLost(id);
    }
  }

  async #pause(ms: number): Promise<void> {
    const rest = pause(ms);
    this.#pauses.add(rest);
    await rest.over;
    this.#pauses.delete(rest);
  }

  #isWanted(id: string): boolean {
    const symbol = this.#options.core.state.ledger.symbols[this.#symbolOf(id)];
    return symbol !== undefined && !this.#cancelled.has(id) && isStillWanted(symbol, id);
  }

  /** A protective order that is not there goes out again, under the same id. */
  #isSafeToRepeat(order: LedgerOrder, command: OrderCommand | null): boolean {
    const { dedupesIds } = this.#options.broker.capabilities;
    return command?.kind === "place" && order.role !== "entry" && dedupesIds;
  }

  #resolve(order: LedgerOrder, found: FoundOrder, command: OrderCommand | null): void {
    this.adopt(order, found);
    // A cancel that was not obeyed, or that came during the look-up, is asked for again.
    const { clientOrderId, symbol } = found;
    const isAsked = command?.kind === "cancel" || this.#cancelled.has(clientOrderId);
    if (isAsked && found.state === "WORKING") this.send({ kind: "cancel", symbol, clientOrderId });
  }

  /** Reports what an order that was found has been through since we last heard of it. */
  adopt(order: LedgerOrder, found: FoundOrder): void {
    const { core, enqueue } = this.#options;
    for (const report of missedReports(order, found, core.state.now)) enqueue(report);
  }

  #presumeLost(id: string): void {
    const symbol = this.#symbolOf(id);
    this.#watched.set(id, symbol);
    this.#report(id, "expired", "presumed_lost");
  }

  #report(id: string, kind: "ack" | "rejected" | "unknown" | "expired", reason: string): void {
    const { core, enqueue } = this.#options;
    const symbol = this.#symbolOf(id);
    // Its reports were faster than its outcome.
    if (symbol < 0) return;
    const order = this.#orderOf(id);
    if (order === undefined || (kind === "ack" && order.state !== "SENT")) return;
    enqueue(reportAbout(kind, id, symbol, order, core.state.now, reason));
  }

  #symbolOf(id: string): number {
    const { symbols } = this.#options.core.state.ledger;
    return symbols.findIndex((symbol) => findOrder(symbol, id) !== undefined);
  }

  #orderOf(id: string): LedgerOrder | undefined {
    const symbol = this.#options.core.state.ledger.symbols[this.#symbolOf(id)];
    return symbol === undefined ? undefined : findOrder(symbol, id);
  }

  #circuit(isOn: boolean, reason: string): void {
    if (isOn === this.#isBroken) return;
    this.#isBroken = isOn;
    const { core, enqueue, onFailure } = this.#options;
    try {
      enqueue({ type: "condition", ts: core.state.now, condition: "circuit_open", isOn, reason });
    } catch (error) {
      onFailure(error);
    }
  }
}
