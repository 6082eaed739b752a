// A finished replay as the page that `--report` writes.

import type { Analysis } from "../analytics/analysis.js";
import { counted } from "../analytics/count.js";
import type { JournalTrade } from "../analytics/entry-context.js";
import { moment, plain } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import type { Fact } from "../engine/effect.js";
import type { BarEvent, BootEvent } from "../engine/event.js";
import type { SourceDescription } from "../feeds/feed.js";
import { type Particulars, type ReportData, reportHtml } from "../report/document.js";
import { TraceBook } from "../report/trace-book.js";
import type { RunReport } from "../runtime/session.js";
import { reportAssets } from "./report-assets.js";
import { decisionCode, version } from "./version.js";

/** How a replay went. */
interface FinishedRun {
  readonly run: RunReport;
  readonly metrics: Metrics;
  readonly trades: readonly JournalTrade[];
  readonly analysis: Analysis;
}

const spanOf = (from: number, to: number): string => `${moment(from)} to ${moment(to)} UTC`;

function sourceOf(source: SourceDescription): Particulars {
  const { file, format, instrument, timeframe, zone, bars, gaps, badRows, from, to } = source;
  const bad = badRows === 0 ? "" : `, ${counted(badRows, "bad row")} left out`;
  return [
    ["File", file === "-" ? "standard input" : file],
    ["Format", `${format}, times in ${zone}`],
    ["Instrument", `${instrument.symbol}, ${timeframe}`],
    ["Bars", `${plain(bars, 0)}, ${counted(gaps, "gap")}${bad}`],
    ["From, to", spanOf(from, to)],
  ];
}

function guardWords({ unguarded, without }: BootEvent): string[] {
  if (unguarded) return ["without any guard"];
  return without.length === 0 ? [] : [`without ${without.join(", ")}`];
}

/** What made a run, in the words of every report. */
export function makingOf(strategies: BootEvent["strategies"]): Particulars {
  const named = strategies.map(({ name, source }) =>
    source === "built-in" ? name : `${name} (${source.slice(0, 12)}…)`,
  );
  return [
    ["Strategies", named.length === 0 ? "none, signals from a file" : named.join(", ")],
    ["Transmission", `${version()}, deciding code ${decisionCode()}`],
  ];
}

/** Keeps what only a report has a use for while a replay goes on, and makes its page. */
export class ReplayReport {
  readonly #traces: TraceBook;
  readonly #symbols: readonly string[];

  constructor(
    private readonly boot: BootEvent,
    private readonly sources: readonly SourceDescription[],
    private readonly currency: string,
  ) {
    this.#symbols = sources.map(({ instrument }) => instrument.symbol);
    this.#traces = new TraceBook(this.#symbols);
  }

  /** Takes each bar before the facts that it leads to. */
  takeBar(bar: Readonly<BarEvent>): void {
    this.#traces.takeBar(bar);
  }

  takeFact(fact: Fact): void {
    this.#traces.takeFact(fact);
  }

  /** The page. */
  html(finished: FinishedRun): string {
    return reportHtml(this.#data(finished), reportAssets());
  }

  #data({ run, metrics, trades, analysis }: FinishedRun): ReportData {
    const { boot, sources, currency } = this;
    const timeframes = [...new Set(sources.map(({ timeframe }) => timeframe))];
    const isEmpty = run.from === null || run.to === null;
    const span = isEmpty ? "no bars" : spanOf(Date.parse(run.from), Date.parse(run.to));
    return {
      title: `${this.#symbols.join(", ")} ${timeframes.join(", ")}`,
      kind: "Replay",
      scope: [span, counted(run.bars, "bar"), counted(trades.length, "trade"), ...guardWords(boot)],
      // Where nothing is known of an instrument, its money is in points.
      currency: sources.every(({ instrument }) => instrument.unknown) ? "pt" : currency,
      ...{ metrics, trades, analysis },
      // Nobody has written on a trade that has only just been made.
      notesOf: () => [],
      traceOf: (trade) => this.#traces.traceOf(trade),
      sources: sources.map(sourceOf),
      made: [
        ["Facts", plain(run.facts, 0)],
        ["SHA-256 of the facts", run.facts_sha256],
        ...makingOf(boot.strategies),
      ],
      config: boot.config,
    };
  }
}
