// `replay`: opens the files, runs them, shows what came of it.

import { counted } from "../../analytics/count.js";
import type { GuardWorth } from "../../analytics/guard-worth.js";
import type { Metrics } from "../../analytics/metrics.js";
import { isFolder } from "../../config/folder.js";
import type { Fact } from "../../engine/effect.js";
import type { TradeRecord } from "../../engine/trade/record.js";
import type { BarSource } from "../../feeds/feed.js";
import { systemClock } from "../../runtime/clock.js";
import { openReplaySession, type ReplaySession } from "../../runtime/replay-session.js";
import type { RunReport } from "../../runtime/session.js";
import { type Named, refuseOverwrite, refuseTwice } from "../clash.js";
import { watchProgress } from "../progress.js";
import { type Prepared, prepare, type ReplayFlags, symbolsOf } from "../replay-input.js";
import { outputsOf, ReplayOutputs } from "../replay-outputs.js";
import type { ReplayReport } from "../replay-report.js";
import { isOnScreen, KEPT_CLOSES, showReplay } from "../replay-screen.js";
import { renderSummary } from "../summary.js";
import { summaryDataOf, Tally } from "../summary-data.js";
import { columnsOf, isColorful, print, printJson, say } from "../terminal.js";

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

/** What becomes of facts beside what is shown of them. */
interface FactTaker {
  take(fact: Fact, line: () => string): void;
  /** The replay begins anew. */
  restart(): void;
}

/** Whether the same bars can be had once more, and nothing is being written from them. */
function canRunAgain(files: readonly string[], flags: ReplayFlags): boolean {
  const inputs = [...files, ...(flags.history ?? []), flags.detail, flags.signals];
  return !inputs.includes("-") && outputsOf(flags).length === 0;
}

async function play(
  prepared: Prepared,
  files: readonly string[],
  flags: ReplayFlags,
  taker: FactTaker,
): Promise<Outcome> {
  const isShown = isOnScreen(files, flags);
  const report = await reportFor(prepared, flags);
  const openSession = ({ options }: Prepared): ReplaySession =>
    openReplaySession({
      ...options,
      ...(isShown ? { keptCloses: KEPT_CLOSES } : { keptFacts: 0 }),
      onFact: (fact, line) => {
        taker.take(fact, line);
        report?.takeFact(fact);
      },
      ...(report === null ? {} : { onBar: (bar) => report.takeBar(bar) }),
    });
  const again = async (): Promise<ReplaySession> => {
    taker.restart();
    return openSession(await prepare(files, flags));
  };
  const first = openSession(prepared);
  const shown = isShown
    ? await showReplay({
        ...{ session: first, files, flags, clock: systemClock },
        cockpit: prepared.setup.config.cockpit,
        again: canRunAgain(files, flags) ? again : null,
      })
    : null;
  if (shown === null) await playUnseen(first, flags.speed ?? "max");
  const { session, sayRest } = shown ?? { session: first, sayRest: () => {} };
  const run = await session.query("run", {});
  const metrics = await session.query("metrics", {});
  const trades = await session.query("trades", {});
  const guards = await session.query("guards", {});
  const page =
    report?.html({ run, metrics, trades, analysis: await session.query("analysis", {}) }) ?? null;
  return { run, metrics, trades, guards, page, sayRest };
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

/** Whether a path has to be looked into, for which more is loaded. */
function mayBeJournal(path: string): boolean {
  return path.endsWith(".jsonl") || isFolder(path);
}

/** Runs a replay and prints its result. Throws UserErrors; leaves no half-written file. */
export async function replay(files: readonly string[], flags: ReplayFlags): Promise<void> {
  for (const file of files) {
    if (!mayBeJournal(file)) continue;
    const { journalAt, replayRecorded } = await import("./journal-replay.js");
    const journal = journalAt(file);
    if (journal !== null) return await replayRecorded(files, journal, flags);
  }
  checkPaths(files, flags);
  const prepared = await prepare(files, flags);
  const outputs = new ReplayOutputs(flags);
  let tally = new Tally();
  let outcome: Outcome;
  try {
    outcome = await play(prepared, files, flags, {
      take: (fact, line) => {
        tally.take(fact);
        outputs.take(fact, line);
      },
      restart: () => {
        tally = new Tally();
      },
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
