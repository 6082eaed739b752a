// A live run in memory: its disk, its feed and its time are the test's, its journal, its paper
// broker and everything between are the program's own. It can die and be started again.

import { dirname } from "node:path";
import type { LiveBroker } from "../src/brokers/broker.js";
import type { PaperBroker } from "../src/brokers/paper/broker.js";
import { openPaperBroker } from "../src/brokers/paper/open.js";
import type { Disk } from "../src/disk/disk.js";
import type { EngineConfig } from "../src/engine/config.js";
import type { OrderCommand } from "../src/engine/effect.js";
import type { BootEvent, BootSymbol, EngineCommand } from "../src/engine/event.js";
import type { Bar } from "../src/engine/market/bar.js";
import type { Instrument } from "../src/engine/market/instrument.js";
import type { TradingDay } from "../src/engine/market/trading-day.js";
import { nanoOf } from "../src/engine/orders/money.js";
import type { Strategy } from "../src/engine/strategy.js";
import { findSegments, openJournal } from "../src/journal/open.js";
import { FactViews } from "../src/runtime/fact-views.js";
import { pagedOf, pageOf, recallRun } from "../src/runtime/journal-pages.js";
import { LiveRun } from "../src/runtime/live.js";
import type { LiveOptions, Patience } from "../src/runtime/live-options.js";
import { RecentCloses } from "../src/runtime/recent-closes.js";
import { knownBars, snapshotOf } from "../src/runtime/recover.js";
import type { ReplaySignal } from "../src/runtime/replay-options.js";
import { Deaths } from "./chaos/sim/deaths.js";
import { lineWords } from "./chaos/sim/line-words.js";
import { MortalBroker } from "./chaos/sim/mortal-broker.js";
import { MortalDisk } from "./chaos/sim/mortal-disk.js";
import { readBook, readJournal, type ToldBook, type ToldJournal } from "./chaos/sim/records.js";
import { FIRST_TS, MINUTE } from "./fixtures.js";
import { utcDayAt } from "./harness.js";
import { ScriptedFeed } from "./scripted-feed.js";
import { SimDisk } from "./sim-disk.js";
import { quiet, VirtualTime } from "./virtual-time.js";

/** Where the world's account lies on its disk. */
export const FOLDER = "/data";
const JOURNAL = `${FOLDER}/journal`;
/** Worth of a point of every instrument of these worlds. */
const POINT_VALUE = 2;
/** Time of the world without an end is a run that hangs, ms. */
const MOST_MS = 40 * 60_000;
/** A run goes on so long after its last bar, ms. */
const AFTER_MS = 3_000;

/** What happens in a world. */
export interface WorldScript {
  readonly config: EngineConfig;
  readonly instruments: readonly Instrument[];
  /** By symbol, a minute each. */
  readonly bars: readonly (readonly Bar[])[];
  readonly signals: readonly ReplaySignal[];
  /** What a person asks once the bar of this time has been taken, in order. */
  readonly commands?: readonly { readonly afterTs: number; readonly command: EngineCommand }[];
  readonly strategies?: readonly Strategy[];
  readonly dayAt?: (ts: number) => TradingDay;
  /** From bar to bar, ms of the machine's time. */
  readonly gapMs?: number;
  readonly patience?: Partial<Patience>;
  /** Puts something between the paper broker and its caller. */
  readonly brokerOf?: (paper: PaperBroker, time: VirtualTime) => LiveBroker;
  /** How the disk is seen. */
  readonly diskOf?: (disk: Disk) => Disk;
  readonly without?: readonly string[];
}

/** How one process fared. */
export interface Life {
  readonly isDead: boolean;
  /** Its points. */
  readonly deaths: Deaths;
  /** The bars that were handed out when it died, by the last one's open. */
  readonly lastBarTs: number;
  /** Points before it had started. */
  readonly bootPoints: number;
}

/** How a process is to begin, beside the script. */
export interface LifeOptions {
  readonly deaths?: Deaths;
  /** Bars up to here came while nobody was there, UTC epoch ms of their open. */
  readonly missedTo?: number;
  /** What flattens without an engine have left for it. */
  readonly flattened?: LiveOptions["flattened"];
  /** The wall clock has jumped by so much, ms. */
  readonly jumpMs?: number;
}

/** What is looked at while nothing is under way. */
export type Look = (run: LiveRun, paper: PaperBroker) => Promise<void> | void;

/** A world that goes on from process to process. */
export class LiveWorld {
  disk = new SimDisk();
  readonly script: WorldScript;
  /** Every command that left, over all processes. */
  readonly requests: OrderCommand[] = [];
  /** Ids of entries that were sent by another process than the one that decided on them. */
  readonly resent: string[] = [];
  readonly notices: string[] = [];
  /** Called once a process has started, and before each bar. */
  look: Look = () => {};
  readonly #roles = new Map<string, string>();
  #wallMs = FIRST_TS;
  #journals = 0;

  constructor(script: WorldScript) {
    this.script = script;
  }

  /** The machine lost its power, or the process alone was killed. */
  afterDeath(how: "killed" | { readonly random: () => number }): void {
    this.disk = how === "killed" ? this.disk.killed() : this.disk.crashed(how.random);
  }

  /** One process, to the end of its bars or to its death. Throws where it failed otherwise. */
  async live(options: LifeOptions = {}): Promise<Life> {
    const deaths = options.deaths ?? new Deaths();
    const time = new VirtualTime(this.#wallMs + (options.jumpMs ?? 0));
    time.install();
    const [decided, sentBefore] = [this.journal.intents, this.requests.length];
    let lastBarTs = Number.NEGATIVE_INFINITY;
    let bootPoints = 0;
    try {
      await this.#guarded(deaths, async () => {
        const { run, paper, feed } = this.#open(time, deaths, options);
        let hasStarted = false;
        let failure: unknown = null;
        const note = (error: unknown): void => {
          failure ??= error;
        };
        run.finished.catch(note);
        feed.beforeBar = async (ts) => {
          await this.look(run, paper);
          await this.#command(run, ts);
          lastBarTs = ts;
        };
        run.start().then(() => {
          hasStarted = true;
        }, note);
        const isOver = (): boolean => deaths.isDead || failure !== null;
        await time.pass(() => hasStarted || isOver(), MOST_MS);
        bootPoints = deaths.count;
        await time.pass(() => feed.hasEnded || isOver(), MOST_MS);
        const until = time.monotonicMs() + AFTER_MS;
        await time.pass(() => time.monotonicMs() >= until || isOver(), MOST_MS);
        if (failure === null && !deaths.isDead) {
          await this.look(run, paper);
          let isStopped = false;
          run.stop().then(() => {
            isStopped = true;
          }, note);
          await time.pass(() => isStopped || isOver(), MOST_MS);
        }
        if (failure !== null && !deaths.isDead) throw failure;
      });
      await quiet();
    } finally {
      this.#wallMs += time.monotonicMs();
      time.uninstall();
    }
    for (const command of this.requests.slice(sentBefore)) {
      if (command.kind !== "place" || command.order.role !== "entry") continue;
      const { clientOrderId } = command.order;
      if (decided.has(clientOrderId)) this.resent.push(clientOrderId);
    }
    return { isDead: deaths.isDead, deaths, lastBarTs, bootPoints };
  }

  async #guarded(deaths: Deaths, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!deaths.isDead) throw error;
    }
  }

  /** As the command line puts a run together. */
  #open(time: VirtualTime, deaths: Deaths, { missedTo, flattened = [] }: LifeOptions) {
    const { script } = this;
    const mortal = new MortalDisk(this.disk, deaths, lineWords);
    const disk = script.diskOf?.(mortal) ?? mortal;
    const dayAt = script.instruments.map(() => script.dayAt ?? utcDayAt);
    const { journal, recorded } = this.#openPages(disk, time, dayAt[0]);
    const known = recorded === null ? null : knownBars(recorded);
    const feed = new ScriptedFeed(script, known, { time, deaths, missedTo });
    const symbols = script.instruments.map(
      (instrument): BootSymbol => ({
        ...{ instrument, interval: MINUTE, hasVolume: true, timeframes: [] },
      }),
    );
    const strategies = (script.strategies ?? []).map((strategy) => {
      return { strategy, source: "test" };
    });
    const boot: BootEvent = {
      ...{ type: "boot", ts: feed.now(), mode: "PAPER", epoch: journal.header.epoch },
      ...{ config: script.config, clamped: [], unguarded: false, symbols },
      without: script.without ?? [],
      strategies: strategies.map(({ strategy, source }) => ({ name: strategy.name, source })),
    };
    const views = new FactViews(recorded?.memory ?? null);
    const closes = new RecentCloses(symbols.length, 100);
    const decides = { strategies, code: "source" };
    const found = recorded === null ? null : recallRun(recorded, boot, decides, views, closes);
    const paper = openPaperBroker({
      ...{ disk, folder: FOLDER, equityNano: nanoOf(script.config.account.equity) },
      symbols: symbols.map(({ instrument, interval, hasVolume }) => {
        return { instrument, interval, hasVolume, fills: script.config.fills };
      }),
    });
    const between = script.brokerOf?.(paper, time) ?? paper;
    const options: LiveOptions = {
      ...{ boot, found, journal, feed, dayAt, views, closes, clock: time, isPaced: true },
      strategies: script.strategies ?? [],
      broker: new MortalBroker(between, deaths, this.requests, this.#roles),
      signals: script.signals,
      calendars: [],
      flattened,
      engineClock: feed,
      patience: { ackMs: 300, lostMs: 1_000, reconcileMs: 30_000, ...script.patience },
      snapshotOf: (state) => pageOf(snapshotOf(state, boot, decides.code), views),
      onNotice: (line) => this.notices.push(line),
    };
    return { run: new LiveRun(options), paper, feed };
  }

  /** A person asks again for what the journal does not have. */
  async #command(run: LiveRun, nextTs: number): Promise<void> {
    for (const { afterTs, command } of this.script.commands ?? []) {
      if (nextTs <= afterTs || this.isRecorded(command)) continue;
      const ts = run.options.engineClock.now();
      await run.take({ type: "command", ts, by: "cli", command });
    }
  }

  /** Whether the journal has a command. */
  isRecorded(command: EngineCommand): boolean {
    const words = `"command":${JSON.stringify(command)}`;
    return this.texts(JOURNAL).some((text) => text.includes(words));
  }

  /** Texts of the line files of a folder, as they are now, by name. */
  texts(folder: string): string[] {
    return [...this.disk.image()]
      .filter(([path]) => dirname(path) === folder && path.endsWith(".jsonl"))
      .map(([, text]) => text);
  }

  /** What the journal says now. */
  get journal(): ToldJournal {
    return readJournal(this.texts(JOURNAL));
  }

  /** What the paper book says now. */
  get book(): ToldBook {
    return readBook(this.texts(FOLDER), POINT_VALUE);
  }

  #openPages(disk: Disk, time: VirtualTime, dayAt: WorldScript["dayAt"]) {
    const isNew = findSegments(disk, JOURNAL).segments.length === 0;
    const { journal, recorded } = openJournal({
      ...{ disk, folder: JOURNAL, account: "paper", code: "source", zones: "test" },
      day: dayAt?.(this.script.bars[0]?.[0]?.ts ?? 0).name ?? "",
      createEpoch: () => `w${String(++this.#journals).padStart(4, "0")}`,
      ballastBytes: 64,
      monotonicMs: () => time.monotonicMs(),
    });
    return { journal, recorded: isNew ? null : pagedOf(recorded) };
  }
}
