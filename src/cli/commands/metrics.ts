// `metrics` for people, and `metrics export` for other programs: of the journal, or of a trades
// CSV.

import { basename } from "node:path";
import { analysisOf } from "../../analytics/analysis.js";
import {
  metricsToCsv,
  metricsToPrometheus,
  performanceToPrometheus,
} from "../../analytics/format.js";
import { metricsOf } from "../../analytics/metrics.js";
import { refuseOverwrite } from "../clash.js";
import { renderMetrics } from "../metrics-page.js";
import { metricsFrom, resultsFrom, type TradesSource } from "../metrics-source.js";
import { OutputFile } from "../output-file.js";
import { setUp } from "../setup.js";
import {
  columnsOf,
  type GeneralFlags,
  isColorful,
  jsonText,
  print,
  printJson,
} from "../terminal.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `metrics`. */
export interface MetricsFlags extends GeneralFlags, TradeFlags, TradesSource {}

/** Flags of `metrics export`. */
export interface MetricsExportFlags extends MetricsFlags {
  readonly format: "json" | "csv" | "prometheus";
  /** With performance and attribution beside the pinned metrics. */
  readonly all?: true;
  readonly out?: string;
}

/** What was asked for, in words. */
function asked(flags: MetricsFlags): string {
  const { trades, from, to, symbol, strategy, regime, side, exitReason, tag = [] } = flags;
  const parts = [symbol, strategy, regime, side, exitReason, ...tag];
  const given = parts.filter((part) => part !== undefined);
  if (from !== undefined) given.push(`from ${from}`);
  if (to !== undefined) given.push(`to ${to}`);
  return [trades === undefined ? "journal" : basename(trades), ...given].join(" · ");
}

/** Shows what the trades of our own journal, or of a trades CSV, add up to. */
export async function showMetrics(flags: MetricsFlags): Promise<void> {
  const { trades, metrics: state, guards } = await resultsFrom(flags, wantedOf(flags));
  const metrics = metricsOf(state);
  const analysis = analysisOf(trades, guards);
  if (flags.json) return printJson({ metrics, ...analysis });
  const { config } = await setUp({ file: flags.config });
  const page = {
    source: asked(flags),
    currency: config.account.currency,
    metrics,
    analysis,
    guards: guards.worths,
  };
  const { stdout } = process;
  await print(renderMetrics(page, { columns: columnsOf(stdout), color: isColorful(stdout) }));
}

/** The metrics alone, or all there is to say. */
async function exported(flags: MetricsExportFlags): Promise<string> {
  const format = flags.json ? "json" : flags.format;
  const wanted = wantedOf(flags);
  if (flags.all === undefined) {
    const metrics = metricsOf(await metricsFrom(flags, wanted));
    if (format === "csv") return metricsToCsv(metrics);
    return format === "prometheus" ? metricsToPrometheus(metrics) : jsonText(metrics);
  }
  const { trades, metrics: state, guards } = await resultsFrom(flags, wanted);
  const metrics = metricsOf(state);
  const analysis = analysisOf(trades, guards);
  if (format === "csv") return metricsToCsv({ ...metrics, ...analysis });
  if (format === "json") return jsonText({ ...metrics, ...analysis });
  return metricsToPrometheus(metrics) + performanceToPrometheus(analysis);
}

/** Writes the metrics of our own journal, or of a trades CSV. */
export async function exportMetrics(flags: MetricsExportFlags): Promise<void> {
  const { trades, config, out } = flags;
  if (out === undefined) return print(await exported(flags));
  const inputs = [
    ...(trades === undefined ? [] : [{ name: "--trades", path: trades }]),
    ...(config === undefined ? [] : [{ name: "--config", path: config }]),
  ];
  refuseOverwrite([{ name: "--out", path: out }], inputs);
  const text = await exported(flags);
  const file = new OutputFile(out);
  file.write(text);
  file.finish();
}
