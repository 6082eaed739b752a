// `report`: what our own journal holds, as one HTML file.

import { analysisOf } from "../../analytics/analysis.js";
import { counted } from "../../analytics/count.js";
import type { JournalTrade } from "../../analytics/entry-context.js";
import { moment, plain } from "../../analytics/figures.js";
import { metricsOf } from "../../analytics/metrics.js";
import { dataFolder } from "../../config/store.js";
import { nodeDisk } from "../../disk/node-disk.js";
import type { BootEvent } from "../../engine/event.js";
import { findSegments } from "../../journal/open.js";
import { groupOf } from "../../journal/reader.js";
import { readSegment, type Segment } from "../../journal/segments.js";
import type { Projection } from "../../projection/projection.js";
import { resultsIn } from "../../projection/results.js";
import { notesOf, seqSpan } from "../../projection/trade-lookup.js";
import { type Particulars, type ReportData, reportHtml } from "../../report/document.js";
import { type TradeTrace, traceOf } from "../../report/trace.js";
import { AROUND } from "../../report/trace-book.js";
import { TradeStories } from "../../runtime/trade-story.js";
import { refuseOverwrite } from "../clash.js";
import { journalFolder, openView } from "../journal-view.js";
import { OutputFile } from "../output-file.js";
import { makingOf } from "../replay-report.js";
import { reportAssets } from "../report-assets.js";
import { setUp } from "../setup.js";
import { type GeneralFlags, printJson, say } from "../terminal.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `report`. */
export interface ReportFlags extends GeneralFlags, TradeFlags {
  readonly out: string;
}

/** The last start that the segments tell of: what has decided since. */
function lastBoot(segments: readonly Segment[]): BootEvent | null {
  for (const { path } of [...segments].reverse()) {
    const { lines } = readSegment(nodeDisk, path);
    const boots = lines
      .slice(1)
      .flatMap((line) =>
        groupOf(path, line).steps.flatMap(({ event }) => (event.type === "boot" ? [event] : [])),
      );
    const last = boots.at(-1);
    if (last !== undefined) return last;
  }
  return null;
}

/** Reads the paths of trades from the journal; null for one that it knows nothing of. */
function tracesFrom(view: Projection, folder: string): ReportData["traceOf"] {
  if (view.place === null) return () => null;
  const stories = new TradeStories(nodeDisk, folder);
  return (trade: JournalTrade): TradeTrace | null => {
    const span = seqSpan(view, trade);
    if (span.lastSeq === 0) return null;
    const { facts, path } = stories.story({ ...trade, ...span }, AROUND);
    return path.bars.length === 0 ? null : traceOf(trade, facts, path.bars);
  };
}

/** Which trades were asked for, as the flags say it. */
function askedOf(flags: ReportFlags): string[] {
  const { from, to, symbol, strategy, regime, side, exitReason, tag, account, source } = flags;
  const asked = { from, to, symbol, strategy, regime, side, exit: exitReason, account, source };
  const words = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return [...words, ...(tag ?? []).map((one) => `tag ${one}`)];
}

function spanOf(trades: readonly JournalTrade[]): string {
  if (trades.length === 0) return "no trades";
  const entries = trades.map(({ entry_ts }) => entry_ts);
  const first = entries.reduce((least, ts) => Math.min(least, ts));
  const last = trades.reduce((most, { exit_ts }) => Math.max(most, exit_ts), 0);
  return `${moment(first)} to ${moment(last)} UTC`;
}

function sourceOf(view: Projection, segments: readonly Segment[]): Particulars {
  const { place } = view;
  const [first, last] = [segments[0], segments.at(-1)];
  if (place === null || first === undefined || last === undefined) return [["Journal", "none"]];
  return [
    ["Journal", `of ${place.account}, ${counted(segments.length, "segment")}`],
    ["Trading days", `${first.header.day} to ${last.header.day}`],
    ["Read up to", `segment ${place.segment}, line ${place.line}, fact ${plain(place.lastSeq, 0)}`],
    ["Hash of that line", `${place.hash}, which stands for all lines before it`],
    ["Written by", `deciding code ${last.header.code}, zone data ${last.header.zones}`],
  ];
}

async function dataOf(view: Projection, flags: ReportFlags): Promise<ReportData> {
  const folder = journalFolder(await dataFolder());
  const segments = view.place === null ? [] : findSegments(nodeDisk, folder).segments;
  const boot = lastBoot(segments);
  const { trades, metrics, guards } = resultsIn(view, await wantedOf(flags));
  const symbols = [...new Set(trades.map(({ symbol }) => symbol))].sort();
  const setup = await setUp({ file: flags.config });
  return {
    title: symbols.length === 0 ? "No trades" : symbols.join(", "),
    kind: "Journal",
    scope: [spanOf(trades), counted(trades.length, "trade"), ...askedOf(flags)],
    currency: boot?.config.account.currency ?? setup.config.account.currency,
    metrics: metricsOf(metrics),
    trades,
    analysis: analysisOf(trades, guards),
    notesOf: ({ trade_id }) => notesOf(view, trade_id).map(({ note }) => note),
    traceOf: tracesFrom(view, folder),
    sources: [sourceOf(view, segments)],
    made: boot === null ? [] : makingOf(boot.strategies),
    config: boot?.config ?? null,
  };
}

/** Writes the report. Throws UserErrors as `openView` does, and where it cannot be written. */
export async function report(flags: ReportFlags): Promise<void> {
  const { out, config } = flags;
  const inputs = config === undefined ? [] : [{ name: "--config", path: config }];
  refuseOverwrite([{ name: "--out", path: out }], inputs);
  const file = new OutputFile(out);
  try {
    const view = await openView();
    try {
      const data = await dataOf(view, flags);
      const text = reportHtml(data, reportAssets());
      file.write(text);
      file.finish();
      const [trades, bytes] = [data.trades.length, Buffer.byteLength(text)];
      if (flags.json) await printJson({ path: out, trades, bytes });
      else say(`${out}: ${counted(trades, "trade")}, ${plain(Math.ceil(bytes / 1_000), 0)} kB`);
    } finally {
      view.close();
    }
  } catch (error) {
    file.discard();
    throw error;
  }
}
