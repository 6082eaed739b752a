// From the command line to a live run: feed, journal, broker and engine, put together once.

import { dirname, join } from "node:path";
import type { LiveBroker } from "../brokers/broker.js";
import { MischievousBroker } from "../brokers/paper/mischief.js";
import { parseMischief } from "../brokers/paper/mischief-plan.js";
import { openPaperBroker } from "../brokers/paper/open.js";
import { engineConfigOf } from "../config/schema.js";
import { type FlattenHold, readFlattenHolds, removeFlattenHolds } from "../control/flatten-hold.js";
import type { TcpAddress } from "../control/tcp-address.js";
import { nodeDisk } from "../disk/node-disk.js";
import { UserError } from "../engine/errors.js";
import type { BootEvent, BootSymbol } from "../engine/event.js";
import { nearestSteps } from "../engine/market/instrument.js";
import { nanoOf } from "../engine/orders/money.js";
import type { SourceDescription } from "../feeds/feed.js";
import { readSignalsFile } from "../feeds/signals.js";
import { createTradingCalendar } from "../feeds/trading-days.js";
import type { Clock } from "../runtime/clock.js";
import { FactViews } from "../runtime/fact-views.js";
import { pageOf, recallRun } from "../runtime/journal-pages.js";
import { LiveRun } from "../runtime/live.js";
import type { OutsideFlatten } from "../runtime/live-options.js";
import { RecentCloses } from "../runtime/recent-closes.js";
import { knownBars, snapshotOf } from "../runtime/recover.js";
import { bootSymbolOf, type NamedStrategy, signalOf } from "../runtime/replay-setup.js";
import type { SourceFlags } from "./bars.js";
import { openLiveCalendars } from "./live-calendars.js";
import { type OpenedFeed, openLiveFeed } from "./live-feed.js";
import { openPages, PAPER_ACCOUNT, type Pages } from "./live-journal.js";
import { strategiesOf } from "./named-strategies.js";
import { KEPT_CLOSES } from "./replay-screen.js";
import type { Setup } from "./setup.js";
import { symbolNames } from "./symbol-list.js";
import { type GeneralFlags, say } from "./terminal.js";
import { decisionCode } from "./version.js";

/** Flags of `run`. */
export interface RunFlags extends GeneralFlags, SourceFlags {
  readonly feed?: readonly string[];
  readonly history?: readonly string[];
  /** Times real time. */
  readonly speed?: number;
  /** `paper`, or `paper:` with what goes wrong there. */
  readonly broker?: string;
  readonly strategy?: string;
  readonly signals?: string;
  /** The symbols that may be traded, separated by commas; left out, those that are configured. */
  readonly symbols?: string;
  readonly calendar?: readonly string[];
  readonly set?: readonly string[];
  readonly headless?: true;
  readonly ascii?: true;
  /** Where the control surface is also listened for on TCP. */
  readonly api?: TcpAddress;
}

/** A run that is put together, and what is shown of it. */
export interface OpenedRun {
  readonly run: LiveRun;
  readonly setup: Setup;
  readonly sources: readonly SourceDescription[];
  readonly account: string;
  readonly startedTs: number;
  /** What is to be done once it runs. */
  readonly onStarted: () => void;
  /** Calls back just before the account's day rolls, with the name of the day that ends. */
  readonly onDayEnd: (take: (day: string) => void) => void;
  /** Reads the calendars again now; answers in a line what keeps it from that, or null. */
  readonly reloadCalendars: () => string | null;
  /** What is to be done once it has ended. */
  readonly onEnded: () => Promise<void>;
}

/** What a run is put together with. */
export interface LiveTools {
  readonly clock: Clock;
  readonly setup: Setup;
  /** Told how long each line of the journal took to be durable, ms; must not throw. */
  readonly onSync: (ms: number) => void;
}

/** Puts a run together in a data folder whose lock is held. Throws UserErrors. */
export async function openLiveRun(
  folder: string,
  flags: RunFlags,
  { clock, setup, onSync }: LiveTools,
): Promise<OpenedRun> {
  for (const { rule, asked, effective } of setup.clamped) {
    say(`${rule}: ${asked} is above the ceiling; ${effective} is in force`);
  }
  const mischief = mischiefOf(flags.broker);
  const strategies = await strategiesOf(flags, setup);
  // What cannot be read is said before anything is written.
  readFlattenHolds(nodeDisk, folder);
  const pages = openPages(folder, PAPER_ACCOUNT, clock, onSync);
  const { recorded } = pages;
  if (recorded?.torn) say(`the journal's last line was torn; it was saved as ${recorded.torn}`);
  const known = recorded === null ? null : knownBars(recorded);
  const opened = await openLiveFeed(flags, setup, known);
  try {
    return await assemble(folder, flags, {
      clock,
      setup,
      mischief,
      strategies,
      pages,
      opened,
    });
  } catch (error) {
    // A feed that is left open would keep the program waiting for bars.
    await opened.feed.close();
    throw error;
  }
}

/** What is set for this run: which symbols may be traded is a setting like any other. */
export function settingsOf({ set = [], symbols }: RunFlags): readonly string[] {
  if (symbols === undefined) return set;
  return [...set, `constraints.allowed_symbols=${JSON.stringify(symbolNames(symbols))}`];
}

/** One that the feed lacks would be waited for in vain. */
function checkSymbols(allowed: readonly string[] | null, names: readonly string[]): void {
  const missing = allowed?.find((symbol) => !names.includes(symbol));
  if (missing === undefined) return;
  const has = names.join(", ");
  throw new UserError(`--symbols has '${missing}', but the feed has ${has}; name some of these`);
}

/** What is known of a run before its engine is built. */
interface Parts {
  readonly clock: Clock;
  readonly setup: Setup;
  readonly mischief: ReturnType<typeof mischiefOf>;
  readonly strategies: readonly NamedStrategy[];
  readonly pages: Pages;
  readonly opened: OpenedFeed;
}

async function assemble(folder: string, flags: RunFlags, parts: Parts): Promise<OpenedRun> {
  const { clock, setup, mischief, strategies, pages } = parts;
  const { recorded } = pages;
  const { feed, engineClock, isPaced } = parts.opened;
  const sources = feed.descriptions;
  const notes: string[] = [];
  const config = engineConfigOf(setup.config);
  const symbols = sources.map((description) =>
    bootSymbolOf(
      description,
      { config, timeframesAsked: setup.explicit("fusion.timeframes") },
      notes,
    ),
  );
  for (const note of notes) say(note);
  const tradingDays = sources.map(({ instrument }) =>
    createTradingCalendar(instrument, {
      sessions: config.constraints.sessions,
      earlyCloses: setup.config.early_closes,
    }),
  );
  const dayAt = tradingDays.map((days) => (ts: number) => days.dayAt(ts));
  const names = symbols.map(({ instrument }) => instrument.symbol);
  if (flags.symbols !== undefined) checkSymbols(config.constraints.allowed_symbols, names);
  // What can be wrong is looked at before anything is written.
  const signals =
    flags.signals === undefined ? [] : await readSignalsFile(flags.signals, { symbols: names });
  const startedTs = clock.nowMs();
  const now = engineClock.now();
  const journal = pages.begin(dayAt[0]?.(now).name ?? "");
  const boot: BootEvent = {
    ...{ type: "boot", ts: now, mode: "PAPER", epoch: journal.header.epoch, config },
    ...{ clamped: setup.clamped, unguarded: false, without: [], symbols },
    strategies: strategies.map(({ strategy, source }) => {
      return { name: strategy.name, source, params: strategy.params };
    }),
  };
  const code = strategies.map(({ strategy }) => strategy);
  const views = new FactViews(recorded?.memory ?? null);
  const closes = new RecentCloses(symbols.length, KEPT_CLOSES);
  const decides = { strategies, code: decisionCode() };
  const found = recorded === null ? null : recallRun(recorded, boot, decides, views, closes);
  const broker = brokerOf(folder, symbols, setup, mischief);
  // Only now: a flatten writes its hold before it takes the account, so that one whose account is
  // taken from it here is found, and one that comes later takes it from us.
  const held = readFlattenHolds(nodeDisk, folder);
  const news = join(dirname(folder), "calendars");
  const specs = sources.map(({ instrument }) => instrument);
  let tellDay: (day: string) => void = () => {};
  const calendars = openLiveCalendars(flags.calendar, news, specs, setup, found !== null);
  const run = new LiveRun({
    ...{ boot, found, journal, broker, feed, dayAt, views, closes, clock, engineClock, isPaced },
    strategies: code,
    signals: signals.map((signal) => signalOf(signal, symbols)),
    calendars: calendars.first,
    flattened: held.holds.flatMap((hold) => outsideFlattenOf(hold, symbols) ?? []),
    patience: {
      ackMs: setup.config.broker.ack_timeout_s * 1_000,
      lostMs: setup.config.broker.lost_after_s * 1_000,
      reconcileMs: setup.config.broker.reconcile_s * 1_000,
    },
    // Asked for where the journal turns its page, which is where the account's day rolls.
    snapshotOf: (state) => {
      tellDay(journal.header.day);
      return pageOf(snapshotOf(state, boot, decides.code), views);
    },
    onNotice: say,
  });
  return {
    ...{ run, setup, sources, startedTs },
    account: PAPER_ACCOUNT,
    onStarted: () => {
      removeFlattenHolds(nodeDisk, folder, held.paths);
      calendars.onChange((content) => run.tell({ type: "calendar", ...content }));
    },
    onDayEnd: (take) => {
      tellDay = take;
    },
    reloadCalendars: () => calendars.reload(),
    onEnded: () => calendars.close(),
  };
}

/**
 * What a flatten that worked at the broker left, by symbols of this run; null where it was of a
 * symbol alone that this run does not have.
 */
function outsideFlattenOf(
  { by, symbol, fills }: FlattenHold,
  symbols: readonly BootSymbol[],
): OutsideFlatten | null {
  const indexOf = (name: string): number =>
    symbols.findIndex(({ instrument }) => instrument.symbol === name);
  const only = symbol === null ? null : indexOf(symbol);
  if (only !== null && only < 0) return null;
  return {
    ...{ by, symbol: only },
    fills: fills.flatMap((fill) => {
      const index = indexOf(fill.symbol);
      const instrument = symbols[index]?.instrument;
      if (instrument === undefined) return [];
      return {
        ...{ symbol: index, ts: Date.parse(fill.ts), side: fill.side },
        ...{ clientOrderId: fill.client_order_id, executionId: fill.execution_id },
        qtyLots: nearestSteps(fill.qty, instrument.lot),
        price: nearestSteps(fill.price, instrument.tick),
        commissionNano: Number(nanoOf(fill.commission)),
        stalePrice: fill.stale_price,
      };
    }),
  };
}

/** What `--broker` says goes wrong at the paper broker; null where nothing does. */
function mischiefOf(broker: string | undefined) {
  if (broker === undefined || broker === "paper") return null;
  const [name, plan = ""] = broker.split(/:(.*)/s);
  if (name === "paper") return parseMischief(plan);
  throw new UserError(`--broker ${broker}: there is no such broker; known is paper`);
}

function brokerOf(
  folder: string,
  symbols: readonly BootSymbol[],
  { config }: Setup,
  mischief: ReturnType<typeof mischiefOf>,
): LiveBroker {
  const paper = openPaperBroker({
    ...{ disk: nodeDisk, folder, equityNano: nanoOf(config.account.equity) },
    symbols: symbols.map(({ instrument, interval, hasVolume }) => {
      return { instrument, interval, hasVolume, fills: config.fills };
    }),
  });
  const [other] = paper.others;
  if (other !== undefined) {
    throw new UserError(
      `${other} has something open at paper, and no feed brings its bars: its stop would never ` +
        "be met; give its --feed as well, or get out of it with `transmission flatten --confirm`",
    );
  }
  if (mischief === null) return paper;
  const setTimer = (ms: number, callback: () => void): (() => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  };
  return new MischievousBroker({ broker: paper, plan: mischief, setTimer });
}
