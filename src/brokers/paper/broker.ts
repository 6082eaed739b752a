// The paper broker: a counterparty with a book of its own that fills from our bars. What it says
// is on the disk before it says it, and its book is no part of our journal: it knows what happened
// where the engine has died before it heard of it.

import { isFull } from "../../disk/chain.js";
import { DiskError } from "../../disk/disk.js";
import type { OrderCommand } from "../../engine/effect.js";
import type { ReportEvent } from "../../engine/event.js";
import { beginPhase, type MatchBar, matchNext } from "../../engine/fills.js";
import { acceptCommand, type MatchPhase, type VenueBook } from "../../engine/venue-book.js";
import {
  type BarTaker,
  type BrokerCapabilities,
  type BrokerListener,
  type BrokerSnapshot,
  type FoundOrder,
  type LiveBroker,
  OUTSIDE_ID,
  type Outcome,
} from "../broker.js";
import { signedLots } from "./account.js";
import { applyLine, isBusy, type PaperSymbol, type Records, symbolOf } from "./records.js";
import { refusalOf } from "./requests.js";
import { AccountTaken, Fenced, type Segment } from "./segments.js";
import { matchStale } from "./stale-price.js";
import { barLineOf, copyOf, foundOf, foundOrders, lineOf, phaseOrder, venueOf } from "./venues.js";

const CAPABILITIES: BrokerCapabilities = {
  atomicBracket: false,
  replace: true,
  gtcStops: true,
  dedupesIds: true,
};

type Placed = Extract<OrderCommand, { kind: "place" }>;

/** The paper broker, open for one writer. */
export class PaperBroker implements LiveBroker, BarTaker {
  readonly name = "paper";
  readonly capabilities = CAPABILITIES;
  readonly bars: BarTaker = this;
  readonly #segment: Segment;
  readonly #records: Records;
  /** By index. */
  readonly #names: readonly string[];
  readonly #venues = new Map<string, VenueBook>();
  #listener: BrokerListener | null = null;
  #matching: number | null = null;
  /** Why nothing is done any more; null while it works. */
  #stopped: string | null = null;

  /** @param names its symbols by their index in commands and reports */
  constructor(segment: Segment, records: Records, names: readonly string[]) {
    this.#segment = segment;
    this.#records = records;
    this.#names = names;
    for (const name of records.symbols.keys()) {
      this.#venues.set(name, venueOf(records, name, names.indexOf(name)));
    }
  }

  /** Counts who has taken the book over. */
  get fence(): number {
    return this.#segment.fence;
  }

  /** Its symbols by their index. */
  get symbols(): readonly PaperSymbol[] {
    return this.#names.map((name) => symbolOf(this.#records, name).traded);
  }

  /** Symbols it was not opened with although something of them rests or is open. */
  get others(): readonly string[] {
    const names = [...this.#records.symbols.keys()];
    return names.filter((name) => !this.#names.includes(name) && isBusy(this.#records, name));
  }

  /** Throws an `AccountTaken` where another has taken the account since it was opened. */
  async connect(listener: BrokerListener): Promise<void> {
    try {
      this.#segment.check();
    } catch (error) {
      throw error instanceof Fenced ? new AccountTaken(error) : error;
    }
    this.#listener = listener;
    this.#ask();
    listener.onLink(true, "");
  }

  async close(): Promise<void> {
    if (this.#stopped !== "closed") this.#segment.close();
    this.#stopped = "closed";
    this.#listener = null;
  }

  submit(command: OrderCommand): Promise<Outcome> {
    return Promise.resolve(this.#take(command));
  }

  async find(clientOrderId: string): Promise<FoundOrder | null> {
    this.#ask();
    const order = this.#records.orders.get(clientOrderId);
    if (order === undefined) return null;
    return foundOf(order, this.#indexOf(order.symbol));
  }

  async snapshot(): Promise<BrokerSnapshot> {
    this.#ask();
    const positions = this.#names.flatMap((name, symbol) => {
      const { position } = symbolOf(this.#records, name);
      if (position === null) return [];
      const entryTicks = Number(position.entryTickLots) / position.entryLots;
      return [{ symbol, lots: signedLots(position), entryTicks }];
    });
    const orders = foundOrders(this.#records, this.#names, ({ state }) => state === "WORKING").map(
      ({ state: _, reason: __, fills: ___, ...order }) => order,
    );
    return { positions, orders, cashNano: this.#records.cashNano };
  }

  async outsideExits(): Promise<readonly FoundOrder[]> {
    this.#ask();
    return foundOrders(this.#records, this.#names, ({ clientOrderId, fills }) => {
      return clientOrderId.startsWith(OUTSIDE_ID) && fills.length > 0;
    });
  }

  checkFence(): void {
    if (this.#stopped !== null) return;
    try {
      this.#segment.check();
    } catch (error) {
      // A folder that cannot be read just now matters where something is asked or written.
      if (!(error instanceof DiskError)) this.#fail(error);
    }
  }

  beginPhase(symbol: number, bar: MatchBar, phase: MatchPhase): void {
    this.#matching = null;
    const venue = this.#venueAt(symbol);
    const order = phaseOrder(venue, bar.ts, phase);
    if (this.#stopped !== null || order < 0) return;
    this.#matching = symbol;
    const record = symbolOf(this.#records, this.#names[symbol] as string);
    if (order > 0) beginPhase(venue, bar, phase, this.#rules(symbol));
    // Gone on with: what is recorded of the phase is not its bar.
    else Object.assign(venue, { open: bar.open, high: bar.high, low: bar.low, close: bar.close });
    if (phase === "open" && order > 0) record.lastPrice = bar.open;
  }

  matchNext(): boolean {
    const symbol = this.#matching;
    if (symbol === null) return false;
    return this.#match(symbol, (venue, reports) => {
      const also: ReportEvent[] = [];
      const report = matchNext(venue, this.#rules(symbol), also);
      if (report !== null) reports.push(report, ...also);
    });
  }

  noteClose(symbol: number, _closeTs: number, close: number): void {
    const name = this.#names[symbol] as string;
    const record = symbolOf(this.#records, name);
    record.lastPrice = close;
    if (this.#stopped !== null || !isBusy(this.#records, name)) return;
    try {
      this.#segment.check();
      this.#segment.commit(barLineOf(this.#records, name, this.#venueAt(symbol)));
    } catch (error) {
      // Without room the price is known for as long as this lives.
      if (!isFull(error)) this.#fail(error);
    }
  }

  fillStale(symbol: number): void {
    const { lastPrice } = symbolOf(this.#records, this.#names[symbol] as string);
    if (lastPrice === null || this.#stopped !== null) return;
    let isDone = false;
    while (!isDone) {
      isDone = !this.#match(symbol, (venue, reports) => {
        matchStale(venue, lastPrice, this.#rules(symbol), reports);
      });
    }
  }

  #take(command: OrderCommand): Outcome {
    const why = this.#whyNot();
    if (why !== null) return { kind: "not_sent", reason: why };
    const refusal = refusalOf(this.#records, this.#names, command);
    if (refusal !== null) return refusal;
    const { symbol } = command.kind === "place" ? command.order : command;
    try {
      this.#act(
        symbol,
        (venue, reports) => acceptCommand(venue, command, reports),
        command.kind === "place" ? command : null,
      );
      return { kind: "accepted" };
    } catch (error) {
      if (isFull(error)) {
        return { kind: "rejected", reason: `${this.#segment.path}: the disk is full` };
      }
      return { kind: "unknown", reason: this.#fail(error) };
    }
  }

  /** A thing the matcher does by itself; false when there is none, or it cannot be written. */
  #match(symbol: number, work: (venue: VenueBook, reports: ReportEvent[]) => void): boolean {
    if (this.#stopped !== null) return false;
    try {
      this.#segment.check();
      return this.#act(symbol, work, null);
    } catch (error) {
      if (isFull(error)) this.#listener?.onLink(false, `${this.#segment.path}: the disk is full`);
      else this.#fail(error);
      return false;
    }
  }

  /** Does it, writes it, says it. Throws where it cannot be written, having undone it. */
  #act(
    symbol: number,
    work: (venue: VenueBook, reports: ReportEvent[]) => void,
    placed: Placed | null,
  ): boolean {
    const name = this.#names[symbol] as string;
    const venue = this.#venueAt(symbol);
    const before = copyOf(venue);
    const said: ReportEvent[] = [];
    work(venue, said);
    if (said.length === 0) return false;
    const reports = said.map((report) => this.#ours(name, report));
    const line = lineOf(this.#records, name, venue, reports, placed);
    try {
      this.#segment.commit(line);
    } catch (error) {
      this.#venues.set(name, before);
      throw error;
    }
    applyLine(this.#records, line);
    for (const report of reports) this.#listener?.onReport(report);
    return true;
  }

  /** Execution ids are unique over all fences; what came before the first bar has no time. */
  #ours(name: string, report: ReportEvent): ReportEvent {
    const ts = Number.isFinite(report.ts) ? report.ts : 0;
    if (report.kind !== "fill") return { ...report, ts };
    const executionId = `${name}-${this.fence}-${this.#records.executions + 1}`;
    return { ...report, ts, executionId };
  }

  #venueAt(symbol: number): VenueBook {
    return this.#venues.get(this.#names[symbol] as string) as VenueBook;
  }

  #rules(symbol: number): PaperSymbol {
    return symbolOf(this.#records, this.#names[symbol] as string).traded;
  }

  #indexOf(name: string): number {
    const index = this.#names.indexOf(name);
    if (index < 0) throw new Error(`${name} is not among the symbols traded here`);
    return index;
  }

  /** Throws where nothing can be asked of it. */
  #ask(): void {
    const why = this.#whyNot();
    if (why !== null) throw new Error(why);
  }

  /** Why nothing can be asked of it; null where it can. */
  #whyNot(): string | null {
    if (this.#stopped !== null) return this.#stopped;
    try {
      this.#segment.check();
      return null;
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Nothing is done any more; why. */
  #fail(error: unknown): string {
    if (error instanceof Fenced) {
      this.#stopped = "fenced";
      this.#listener?.onFenced(error.message);
    } else if (error instanceof DiskError) {
      this.#stopped = error.message;
      this.#listener?.onLink(false, error.message);
    } else throw error;
    this.#matching = null;
    return this.#stopped;
  }
}
