// A recorded run again, decision by decision: its events are stepped as they were, restarts
// included, and what follows is held against what was written then.

import { addBars, addFact, createMetrics, type Metrics, metricsOf } from "../analytics/metrics.js";
import type { EngineState } from "../engine/core.js";
import type { Fact, OrderCommand, Out } from "../engine/effect.js";
import { createEngine, type Engine } from "../engine/engine.js";
import { UserError } from "../engine/errors.js";
import type { BootEvent } from "../engine/event.js";
import { encodeFact } from "../journal/fact-line.js";
import type { Group, Step } from "../journal/group.js";
import type { Recorded } from "../journal/journal.js";
import { toPlain } from "../journal/plain.js";
import { takeOver } from "./boot-change.js";
import { FactWriter } from "./fact-writer.js";
import { recoverState } from "./recover.js";
import type { NamedStrategy } from "./replay-setup.js";
import { isSameMarket, readPage, reordered } from "./state-page.js";

/** Where what follows now is not what followed then, for the first time. */
export interface Difference {
  readonly seq: number;
  /** The field of the fact; `fact` where one of the two is missing, `orders` for what was sent. */
  readonly field: string;
  readonly recorded: unknown;
  readonly now: unknown;
}

/** How a recorded run went when it was run again. */
export interface JournalRun {
  readonly symbols: readonly string[];
  /** Bars that were decided on; open time of the first and last of them, UTC epoch ms. */
  readonly bars: number;
  readonly fromTs: number | null;
  readonly toTs: number | null;
  readonly boots: number;
  readonly facts: number;
  /** SHA-256 of the facts' lines, each with its line end: as they follow now, and as written. */
  readonly sha256: string;
  readonly recordedSha256: string;
  readonly difference: Difference | null;
  /** What ended it before the record does: the engine could not go on after the difference. */
  readonly stopped: string | null;
  readonly metrics: Metrics;
}

/** What a recorded run is run again with. */
export interface JournalReplayOptions {
  /** Its groups from the page's state on are run; those before are read where they are needed. */
  readonly recorded: Recorded;
  /** The strategies a boot names. Throws a UserError where they cannot be had. */
  readonly strategiesOf: (boot: BootEvent) => readonly NamedStrategy[];
  /** Hash of the code that decides now. */
  readonly code: string;
}

/** Runs a recorded run again. Throws UserErrors. */
export function replayJournal(options: JournalReplayOptions): JournalRun {
  return new JournalReplay(options).run();
}

class JournalReplay {
  readonly #options: JournalReplayOptions;
  readonly #out: Out = { facts: [], orders: [] };
  readonly #writer = new FactWriter();
  readonly #recordedWriter = new FactWriter();
  readonly #metrics = createMetrics();
  readonly #symbols = new Set<string>();
  #engine: Engine | null = null;
  #boots = 0;
  #bars = 0;
  #fromTs: number | null = null;
  #toTs: number | null = null;
  /** Groups that lie behind, and steps of the one that is being taken. */
  #groups = 0;
  #steps = 0;
  #difference: Difference | null = null;
  #stopped: string | null = null;
  /** Bars that the page's state had seen. */
  #before = { session: 0, exposed: 0 };

  constructor(options: JournalReplayOptions) {
    this.#options = options;
    const { snapshot } = options.recorded;
    if (snapshot === null) return;
    const { code, boot, state } = readPage(snapshot);
    this.#begin(boot, code === options.code ? state : this.#recovered(boot));
    this.#before = this.#exposure();
  }

  run(): JournalRun {
    for (const group of this.#options.recorded.since()) {
      this.#takeGroup(group);
      this.#groups++;
      this.#steps = 0;
    }
    const { session, exposed } = this.#exposure();
    addBars(this.#metrics, session - this.#before.session, exposed - this.#before.exposed);
    return {
      symbols: [...this.#symbols],
      bars: this.#bars,
      fromTs: this.#fromTs,
      toTs: this.#toTs,
      boots: this.#boots,
      facts: this.#writer.count,
      sha256: this.#writer.sha256,
      recordedSha256: this.#recordedWriter.sha256,
      difference: this.#difference,
      stopped: this.#stopped,
      metrics: metricsOf(this.#metrics),
    };
  }

  #takeGroup(group: Group): void {
    const orders: OrderCommand[] = [];
    for (const step of group.steps) {
      if (this.#stopped === null) this.#takeStep(step, orders);
      this.#recordedWriter.write([...step.facts]);
      this.#steps++;
    }
    if (this.#difference !== null) return;
    const [now, recorded] = [toPlain(orders), toPlain(group.orders)];
    if (now === recorded) return;
    const { seq } = this.#running().state.ledger;
    this.#difference = { seq, field: "orders", recorded: group.orders, now: orders };
  }

  #takeStep({ event, facts }: Step, orders: OrderCommand[]): void {
    if (event.type === "boot") this.#boot(event);
    else if (event.type === "bar" && event.phase === "close") this.#note(event.ts);
    const out = this.#out;
    try {
      this.#running().step(event, out);
    } catch (error) {
      this.#stop(error, facts);
    }
    this.#difference ??= differenceOf(facts, out.facts);
    for (const fact of out.facts) addFact(this.#metrics, fact);
    orders.push(...out.orders);
    out.orders.length = 0;
    this.#writer.write(out.facts);
  }

  /** It cannot go on: where nothing differed before, this is the difference. */
  #stop(error: unknown, facts: readonly Fact[]): void {
    const said = error instanceof Error ? error.message : String(error);
    this.#stopped = said;
    const done = this.#out.facts.length;
    this.#difference ??= differenceOf(facts.slice(0, done), this.#out.facts);
    const recorded = facts[done];
    const seq = recorded?.seq ?? this.#running().state.ledger.seq + 1;
    this.#difference ??= { seq, field: "fact", recorded: recorded ?? null, now: said };
  }

  #note(ts: number): void {
    this.#bars++;
    this.#fromTs ??= ts;
    this.#toTs = ts;
  }

  #running(): Engine {
    if (this.#engine !== null) return this.#engine;
    throw new UserError("the journal does not begin with a boot; it cannot be run again", 1);
  }

  /** Begins, or begins again as a restart does. */
  #boot(boot: BootEvent): void {
    this.#boots++;
    const before = this.#engine;
    if (before === null) this.#begin(boot, null);
    else if (isSameMarket(before.core.boot, boot)) {
      // A copy: what hangs on the old one's shadows is the old engine's.
      const state = reordered(structuredClone(before.state), before.core.boot, boot);
      takeOver(state.ledger, boot);
      this.#begin(boot, state);
    } else this.#begin(boot, this.#recovered(boot));
  }

  #begin(boot: BootEvent, state: EngineState | null): void {
    for (const { instrument } of boot.symbols) this.#symbols.add(instrument.symbol);
    const strategies = this.#options.strategiesOf(boot).map(({ strategy }) => strategy);
    this.#engine =
      state === null ? createEngine(boot, strategies) : createEngine(boot, strategies, state);
  }

  /** The state as a restart found it at this place of the record. */
  #recovered(boot: BootEvent): EngineState | null {
    const { recorded, strategiesOf, code } = this.#options;
    const before = count(recorded.all()) - count(recorded.since());
    const [groups, steps] = [this.#groups, this.#steps];
    const part: Recorded = {
      epoch: recorded.epoch,
      lastSeq: recorded.lastSeq,
      snapshot: recorded.snapshot,
      torn: recorded.torn,
      since: () => firstOf(recorded.since(), groups, steps),
      all: () => firstOf(recorded.all(), before + groups, steps),
    };
    return recoverState(part, boot, strategiesOf(boot), code)?.state ?? null;
  }

  /** Session bars since the journal began, and those with a position. */
  #exposure(): { session: number; exposed: number } {
    let [session, exposed] = [0, 0];
    for (const { excursion } of this.#engine?.state.views ?? []) {
      session += excursion.sessionBars;
      exposed += excursion.exposedBars;
    }
    return { session, exposed };
  }
}

function count(groups: Iterable<Group>): number {
  let found = 0;
  for (const _ of groups) found++;
  return found;
}

/** So many groups, and so many steps of the next one. */
function* firstOf(groups: Iterable<Group>, most: number, steps: number): Iterable<Group> {
  let at = 0;
  for (const group of groups) {
    if (at++ < most) yield group;
    else {
      // Its orders left once all of it was durable.
      if (steps > 0) yield { ...group, steps: group.steps.slice(0, steps), orders: [] };
      return;
    }
  }
}

/** The first fact in which two lists differ, and its field. */
function differenceOf(recorded: readonly Fact[], now: readonly Fact[]): Difference | null {
  for (let i = 0; i < Math.max(recorded.length, now.length); i++) {
    const [then, here] = [recorded[i], now[i]];
    const [thenLine, hereLine] = [then, here].map((fact) =>
      fact === undefined ? "null" : encodeFact(fact),
    ) as [string, string];
    if (thenLine === hereLine) continue;
    const seq = then?.seq ?? here?.seq ?? 0;
    return { seq, ...fieldOf(JSON.parse(thenLine), JSON.parse(hereLine), "") };
  }
  return null;
}

/** The first field in which two values differ, by the steps that lead to it. */
function fieldOf(recorded: unknown, now: unknown, path: string): Omit<Difference, "seq"> {
  const whole = { field: path === "" ? "fact" : path, recorded, now };
  if (!isObject(recorded) || !isObject(now)) return whole;
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
    const [then, here] = [recorded[key], now[key]];
    if (JSON.stringify(then) === JSON.stringify(here)) continue;
    return fieldOf(then ?? null, here ?? null, path === "" ? key : `${path}.${key}`);
  }
  return whole;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
