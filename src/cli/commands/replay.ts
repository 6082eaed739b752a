// `replay`: opens the files, runs them, shows what came of it.

import type { GuardWorth } from "../../analytics/guard-worth.js";
import type { Metrics } from "../../analytics/metrics.js";
import { createReplayVenue } from "../../brokers/replay/venue.js";
import { engineConfigOf } from "../../config/schema.js";
import type { Fact } from "../../engine/effect.js";
import { UserError } from "../../engine/errors.js";
import type { InstrumentSpec } from "../../engine/market/roots.js";
import { GUARD_NAMES } from "../../engine/risk/guards.js";
import type { TradeRecord } from "../../engine/trade/record.js";
import type { BarSource } from "../../feeds/feed.js";
import { readSignalsFile } from "../../feeds/signals.js";
import { createTradingCalendar } from "../../feeds/trading-days.js";
import { systemClock } from "../../runtime/clock.js";
import { openReplaySession, type ReplaySession } from "../../runtime/replay-session.js";
import { prepareReplay } from "../../runtime/replay-setup.js";
import type { RunReport } from "../../runtime/session.js";
import { openDetail, openHistory, openSources, type SourceFlags } from "../bars.js";
import { hintOf } from "../choice.js";
import { type Named, refuseOverwrite, refuseTwice } from "../clash.js";
import { counted } from "../count.js";
import { strategiesOf } from "../named-strategies.js";
import { watchProgress } from "../progress.js";
import { checkData, checkRange, type Moment, momentOf } from "../range.js";
import { outputsOf, ReplayOutputs } from "../replay-outputs.js";
import type { ReplayReport } from "../replay-report.js";
import { isOnScreen, KEPT_CLOSES, showReplay } from "../replay-screen.js";
import { type Setup, setUp } from "../setup.js";
import { renderSummary } from "../summary.js";
import { summaryDataOf, Tally } from "../summary-data.js";
import { columnsOf, type GeneralFlags, isColorful, print, printJson, say } from "../terminal.js";
import { journalAt, replayRecorded } from "./journal-replay.js";

/** Flags of `replay`. */
export interface ReplayFlags extends GeneralFlags, SourceFlags {
  readonly from?: string;
  readonly to?: string;
  /** Times real time. */
  readonly speed?: number | "max";
  /** Files of bars that warm up and never trade. */
  readonly history?: readonly string[];
  readonly detail?: string;
  readonly strategy?: string;
  readonly signals?: string;
  /** Files or folders of news. */
  readonly calendar?: readonly string[];
  readonly set?: readonly string[];
  readonly unguarded?: true;
  /** Guards that are switched off, by name. */
  readonly without?: string;
  readonly headless?: true;
  readonly trades?: string;
  readonly out?: string;
  readonly report?: string;
}

function symbolsOf(sources: readonly BarSource[]): string[] {
  return sources.map(({ description }) => description.instrument.symbol);
}

/** Refuses what names nothing of the data: a time without bars, the day of a symbol not there. */
function checkAgainst(
  sources: readonly BarSource[],
  { config }: Setup,
  { from, to }: { readonly from: Moment | null; readonly to: Moment | null },
): void {
  const symbols = symbolsOf(sources);
  const { day } = config.account;
  if (day !== null && !symbols.includes(day)) {
    throw new UserError(
      `account.day is '${day}', of which there are no bars; give ${symbols.join(" or ")}`,
    );
  }
  const { sessions } = config.constraints;
  const dated = sources.map(({ description }) => {
    const earlyCloses = config.early_closes;
    const calendar = createTradingCalendar(description.instrument, { sessions, earlyCloses });
    return { description, dayOf: (ts: number) => calendar.dayAt(ts).name };
  });
  checkData(from, to, dated);
}

/** The guards that `--without` names. */
function guardsNamed(text: string | undefined): string[] {
  if (text === undefined) return [];
  const names = text.split(",").map((name) => name.trim());
  for (const name of names) {
    if (GUARD_NAMES.includes(name)) continue;
    const hint = hintOf(name, GUARD_NAMES);
    throw new UserError(
      `--without: there is no guard '${name}'${hint}; known are ${GUARD_NAMES.join(", ")}`,
    );
  }
  return names;
}

/** Calendars come in many forms, whose readers are loaded only for them. */
async function calendarOf(
  paths: readonly string[] | undefined,
  specs: readonly InstrumentSpec[],
  setup: Setup,
) {
  if (paths === undefined) return null;
  const { replayCalendar } = await import("../calendars.js");
  return replayCalendar(paths, specs, setup);
}

async function prepare(files: readonly string[], flags: ReplayFlags) {
  const setup = await setUp({ file: flags.config, set: flags.set });
  for (const { rule, asked, effective } of setup.clamped) {
    say(`${rule}: ${asked} is above the ceiling; ${effective} is in force`);
  }
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  checkRange(from, to);
  const strategies = await strategiesOf(flags, setup);
  const sources = await openSources(files, flags, setup.instruments);
  const symbols = symbolsOf(sources);
  checkAgainst(sources, setup, { from, to });
  const history = await openHistory(flags.history ?? [], sources, flags, setup.instruments);
  const detail = await openDetail(flags.detail, sources, flags, setup.instruments);
  const signals =
    flags.signals === undefined ? [] : await readSignalsFile(flags.signals, { symbols });
  const specs = sources.map(({ description }) => description.instrument);
  const calendar = await calendarOf(flags.calendar, specs, setup);
  const { options, notes } = await prepareReplay({
    sources,
    history,
    config: engineConfigOf(setup.config),
    clamped: setup.clamped,
    earlyCloses: setup.config.early_closes,
    timeframesAsked: setup.explicit("fusion.timeframes"),
    strategies,
    signals,
    unguarded: flags.unguarded === true,
    without: guardsNamed(flags.without),
    detail,
    calendar,
    from,
    to,
    clock: systemClock,
    createVenue: createReplayVenue,
  });
  for (const note of notes) say(note);
  return { setup, sources, options };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** What a run came to. */
interface Outcome {
  readonly run: RunReport;
  readonly metrics: Metrics;
  readonly trades: readonly TradeRecord[];
  readonly guards: readonly GuardWorth[];
  /** Of `--report`. */
  readonly page: string | null;
  /** Says what had to wait for the screen. */
  readonly sayRest: () => void;
}

/** To its end, with a line on the terminal that says how far it is. */
async function playUnseen(session: ReplaySession, asked: number | "max"): Promise<void> {
  const endProgress = watchProgress(session, systemClock);
  const speed = asked === "max" ? null : asked;
  try {
    await session.submit({ command_id: "replay", command: "resume", speed });
    await session.finished;
  } finally {
    endProgress();
  }
}

/** Keeps what a report needs; null where none is asked for. */
async function reportFor(
  { setup, sources, options }: Prepared,
  { report }: ReplayFlags,
): Promise<ReplayReport | null> {
  if (report === undefined) return null;
  const { ReplayReport } = await import("../replay-report.js");
  const descriptions = sources.map(({ description }) => description);
  return new ReplayReport(options.boot, descriptions, setup.config.account.currency);
}

async function play(
  prepared: Prepared,
  files: readonly string[],
  flags: ReplayFlags,
  onFact: (fact: Fact, line: () => string) => void,
): Promise<Outcome> {
  const isShown = isOnScreen(files, flags);
  const report = await reportFor(prepared, flags);
  const session = openReplaySession({
    ...prepared.options,
    keptCloses: isShown ? KEPT_CLOSES : 0,
    onFact: (fact, line) => {
      onFact(fact, line);
      report?.takeFact(fact);
    },
    ...(report === null ? {} : { onBar: (bar) => report.takeBar(bar) }),
  });
  const sayRest = isShown ? await showReplay(session, files, flags, systemClock) : null;
  if (sayRest === null) await playUnseen(session, flags.speed ?? "max");
  const run = await session.query("run", {});
  const metrics = await session.query("metrics", {});
  const trades = await session.query("trades", {});
  const guards = await session.query("guards", {});
  const page =
    report?.html({ run, metrics, trades, analysis: await session.query("analysis", {}) }) ?? null;
  return { run, metrics, trades, guards, page, sayRest: sayRest ?? (() => {}) };
}

function reportOf(sources: readonly BarSource[], files: readonly string[], outcome: Outcome) {
  const { run, metrics } = outcome;
  const descriptions = sources.map(({ description }) => description);
  const one = <Value>(values: readonly Value[]): Value | readonly Value[] => {
    const [first] = values;
    return first !== undefined && values.every((value) => value === first) ? first : values;
  };
  const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);
  const symbols = symbolsOf(sources);
  return {
    files,
    ...(symbols.length === 1 ? { symbol: symbols[0] } : { symbols }),
    timeframe: one(descriptions.map(({ timeframe }) => timeframe)),
    format: one(descriptions.map(({ format }) => format)),
    bars: run.bars,
    bad_rows: sum(descriptions.map(({ badRows }) => badRows)),
    gaps: sum(descriptions.map(({ gaps }) => gaps)),
    from: run.from,
    to: run.to,
    elapsed_ms: run.elapsed_ms,
    bars_per_second: run.bars_per_second,
    latency_us: run.latency_us,
    facts: run.facts,
    facts_sha256: run.facts_sha256,
    metrics,
  };
}

/** Refuses what cannot be wanted of the paths, before anything is read. */
function checkPaths(files: readonly string[], flags: ReplayFlags): void {
  const histories = flags.history ?? [];
  refuseTwice([...files, ...histories]);
  const named = (["detail", "strategy", "signals", "config"] as const).flatMap((flag): Named[] => {
    const path = flags[flag];
    return path === undefined ? [] : [{ name: `--${flag}`, path }];
  });
  refuseOverwrite(outputsOf(flags), [
    ...files.map((path) => ({ name: "", path })),
    ...histories.map((path) => ({ name: "--history", path })),
    ...named,
  ]);
}

/** Runs a replay and prints its result. Throws UserErrors; leaves no half-written file. */
export async function replay(files: readonly string[], flags: ReplayFlags): Promise<void> {
  for (const file of files) {
    const journal = journalAt(file);
    if (journal !== null) return await replayRecorded(files, journal, flags);
  }
  checkPaths(files, flags);
  const prepared = await prepare(files, flags);
  const outputs = new ReplayOutputs(flags);
  const tally = new Tally();
  let outcome: Outcome;
  try {
    outcome = await play(prepared, files, flags, (fact, line) => {
      tally.take(fact);
      outputs.take(fact, line);
    });
    outputs.finish(outcome.metrics, outcome.page);
  } catch (error) {
    outputs.discard();
    throw error;
  }
  outcome.sayRest();
  const { setup, sources } = prepared;
  const unanswered = outcome.run.signals_without_bar;
  if (unanswered > 0) {
    const fall = unanswered === 1 ? "falls on no bar" : "fall on no bar";
    const passed = unanswered === 1 ? "was passed over" : "were passed over";
    say(`${flags.signals}: ${counted(unanswered, "signal")} ${fall} of the data and ${passed}`);
  }
  if (flags.json) return printJson(reportOf(sources, files, outcome));
  const data = summaryDataOf({
    sources: sources.map(({ description }) => description),
    run: outcome.run,
    metrics: outcome.metrics,
    trades: outcome.trades,
    guards: outcome.guards,
    tally,
    unguarded: flags.unguarded === true,
    currency: setup.config.account.currency,
  });
  const layout = { columns: columnsOf(process.stdout), color: isColorful(process.stdout) };
  await print(renderSummary(data, layout));
}
