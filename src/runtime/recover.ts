// A restart finds its state in the journal: the page's, or a new one, and upon it all that was
// recorded since, observed and folded. Nothing is decided. The ledger folds each fact once; a
// market half that other code made, or that the boot wants otherwise, is made anew from all the
// bars at hand.

import { type Core, createCore, createState, type EngineState } from "../engine/core.js";
import type { Approved, OrderCommand, OrderIntent } from "../engine/effect.js";
import type { BootEvent, EngineEvent, ReportEvent } from "../engine/event.js";
import { type ContextSlot, createContext } from "../engine/market/context.js";
import { findOrder, type Ledger, type LedgerOrder } from "../engine/orders/ledger.js";
import { foldFacts, observeEvent } from "../engine/recall.js";
import type { Side } from "../engine/strategy.js";
import type { KnownBars } from "../feeds/live-feed.js";
import type { Group, Step } from "../journal/group.js";
import type { Recorded } from "../journal/journal.js";
import {
  type BootChange,
  changeOf,
  commandIn,
  enterBoot,
  eventIn,
  takeOver,
} from "./boot-change.js";
import type { FoundRun } from "./live-options.js";
import type { NamedStrategy } from "./replay-setup.js";
import { isSameMarket, readPage, reordered, type StatePage, upcast } from "./state-page.js";

export { snapshotOf } from "./state-page.js";

/** What a restart goes on from. */
export interface Recovered {
  readonly state: EngineState;
  readonly found: FoundRun;
  /** Where it came from: a page's state or none, lines read upon it, `seq` of the last fact. */
  readonly from: {
    readonly hasSnapshot: boolean;
    /** The market half was made anew from the bars at hand. */
    readonly isRebuilt: boolean;
    readonly groups: number;
    readonly lastSeq: number;
  };
}

type Bars = FoundRun["bars"][number];

/** Where the bars of each symbol stand, by name. */
class BarPlaces {
  readonly #bars = new Map<string, Bars>();

  constructor(page: StatePage | null) {
    for (const [i, { instrument }] of (page?.boot.symbols ?? []).entries()) {
      const ts = page?.state.views[i]?.market.ts ?? Number.NaN;
      const lastTs = Number.isFinite(ts) ? ts : null;
      this.#bars.set(instrument.symbol, { lastTs, broken: null });
    }
  }

  take(boot: BootEvent, event: EngineEvent): void {
    if (event.type !== "bar") return;
    const name = boot.symbols[event.symbol]?.instrument.symbol ?? "";
    const { ts, phase } = event;
    const lastTs = this.of(name).lastTs;
    if (phase === "open" || phase === "range") {
      this.#bars.set(name, { lastTs, broken: { ts, phase } });
    } else this.#bars.set(name, { lastTs: ts, broken: null });
  }

  of(name: string): Bars {
    return this.#bars.get(name) ?? { lastTs: null, broken: null };
  }

  /** Symbols that have had a bar, with the open of the last one. */
  known(): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const [name, { lastTs }] of this.#bars) if (lastTs !== null) last.set(name, lastTs);
    return last;
  }
}

/**
 * The last bar that each symbol has had, a begun one not counted; null where nothing was recorded.
 */
export function knownBars(recorded: Recorded): KnownBars {
  const page = recorded.snapshot === null ? null : readPage(recorded.snapshot);
  const places = new BarPlaces(page);
  let boot = page?.boot ?? null;
  for (const { steps } of recorded.since()) {
    for (const { event } of steps) {
      if (event.type === "boot") boot = event;
      else if (boot !== null) places.take(boot, event);
    }
  }
  return boot === null ? null : places.known();
}

/** Commands that were decided and that no report has answered. */
class Commands {
  readonly #open = new Map<string, OrderCommand>();

  take({ steps, orders }: Group, change: BootChange): void {
    for (const { event } of steps) if (event.type === "report") this.#answer(event);
    for (const order of orders) {
      const command = commandIn(change, order);
      if (command === null) continue;
      const id = command.kind === "place" ? command.order.clientOrderId : command.clientOrderId;
      // An order that is amended or cancelled before it was answered has both to wait for.
      this.#open.set(`${command.kind === "place" ? "place" : "change"} ${id}`, command);
    }
  }

  #answer({ kind, clientOrderId }: ReportEvent): void {
    if (kind === "unknown") return;
    this.#open.delete(`place ${clientOrderId}`);
    if (kind !== "ack" && kind !== "fill") this.#open.delete(`change ${clientOrderId}`);
  }

  /** What is open of orders that have not ended: they are placed before they are changed. */
  unanswered(ledger: Ledger): OrderCommand[] {
    const commands: OrderCommand[] = [];
    for (const [symbol, { orders }] of ledger.symbols.entries()) {
      for (const order of orders) {
        // Unknown is no answer: a stop or an exit that is not there must go out again.
        if (order.state !== "SENT" && order.state !== "UNKNOWN") continue;
        const known = this.#open.get(`place ${order.clientOrderId}`);
        commands.push(known ?? { kind: "place", order: intentOf(symbol, order) });
      }
    }
    for (const command of this.#open.values()) {
      if (command.kind === "place") continue;
      const symbol = ledger.symbols[command.symbol];
      if (symbol !== undefined && findOrder(symbol, command.clientOrderId)) commands.push(command);
    }
    return commands;
  }
}

/** The order as it was decided. It passed its check before its fact was written. */
function intentOf(symbol: number, order: LedgerOrder): Approved<OrderIntent> {
  const { clientOrderId, side, type, role, qtyLots, priceTicks, tradeId: group } = order;
  const intent = { clientOrderId, symbol, side, type, role, qtyLots, priceTicks, group };
  return intent as Approved<OrderIntent>;
}

/** A state on the way through what was recorded. */
interface Walk {
  readonly state: EngineState;
  readonly core: Core;
  readonly contexts: readonly ContextSlot[];
  readonly wanted: BootEvent;
  /** Null before the first recorded boot. */
  change: BootChange | null;
  /** `seq` of the last fact that was met; the ledger may be ahead of it. */
  metSeq: number;
}

/**
 * The state as the journal has it, for a boot that goes on with it; null where nothing was
 * recorded. Throws a UserError (exit 2) for a symbol in which something is open and that the boot
 * lacks, or has with another grid or worth.
 * @param code hash of the code that decides
 */
export function recoverState(
  recorded: Recorded,
  boot: BootEvent,
  strategies: readonly NamedStrategy[],
  code: string,
): Recovered | null {
  const page = recorded.snapshot === null ? null : readPage(recorded.snapshot);
  const isKept = page !== null && page.code === code && isSameMarket(page.boot, boot);
  const first = page?.boot ?? firstBoot(recorded);
  if (first === null) return null;
  const walk = beginWalk(page, isKept, first, boot, strategies);
  const places = new BarPlaces(page);
  const commands = new Commands();
  let groups = 0;
  for (const group of isKept ? recorded.since() : recorded.all()) {
    groups++;
    for (const step of group.steps) walkStep(walk, step, places);
    if (walk.change !== null) commands.take(group, walk.change);
  }
  const { state } = walk;
  takeOver(state.ledger, boot);
  const found: FoundRun = {
    state,
    bars: boot.symbols.map(({ instrument }) => places.of(instrument.symbol)),
    unanswered: commands.unanswered(state.ledger),
  };
  const lastSeq = state.ledger.seq;
  const from = { hasSnapshot: page !== null, isRebuilt: page !== null && !isKept, groups, lastSeq };
  return { state, found, from };
}

function firstBoot(recorded: Recorded): BootEvent | null {
  for (const { steps } of recorded.all()) {
    for (const { event } of steps) if (event.type === "boot") return event;
  }
  return null;
}

function beginWalk(
  page: StatePage | null,
  isKept: boolean,
  first: BootEvent,
  boot: BootEvent,
  strategies: readonly NamedStrategy[],
): Walk {
  const code = strategies.map(({ strategy }) => strategy);
  let state: EngineState;
  if (page !== null && isKept) state = reordered(page.state, page.boot, boot);
  else {
    // The account began with the first boot's equity, whatever is configured now.
    const ledger = page === null ? createState(first, []).ledger : upcast(page.state.ledger);
    state = { ...createState(boot, code), now: first.ts, ledger };
  }
  const core = createCore(boot, code, state);
  const contexts = boot.symbols.map((symbol, i) =>
    createContext(symbol, (state.views[i] as EngineState["views"][number]).market),
  );
  const change = page === null ? null : changeOf(page.boot, boot);
  const metSeq = isKept ? state.ledger.seq : 0;
  return { state, core, contexts, wanted: boot, change, metSeq };
}

function walkStep(walk: Walk, { event, facts }: Step, places: BarPlaces): void {
  const { core, contexts, wanted, state } = walk;
  const { ledger } = state;
  const isNew = walk.metSeq >= ledger.seq;
  if (event.type === "boot") {
    walk.change = changeOf(event, wanted);
    if (isNew) enterBoot(ledger, event);
  }
  const { change } = walk;
  if (change === null) return;
  places.take(change.recorded, event);
  observeEvent(core, contexts, eventIn(change, event), facts, (symbol) =>
    sideOf(walk, symbol, isNew),
  );
  if (isNew) foldFacts(core, facts);
  walk.metSeq = facts.at(-1)?.seq ?? walk.metSeq;
}

/** Side of what was held: by the ledger, or, where that is ahead of the bars, by the fills seen. */
function sideOf({ wanted, state }: Walk, symbol: number, isFolding: boolean): Side | null {
  if (!isFolding) {
    const lots = state.views[symbol]?.excursion.heldLots ?? 0;
    return lots === 0 ? null : lots > 0 ? "long" : "short";
  }
  const name = wanted.symbols[symbol]?.instrument.symbol;
  const held = state.ledger.symbols.find(({ instrument }) => instrument.symbol === name);
  return held?.position?.side ?? null;
}
