// `metrics export`: numbers for other programs.

import { analysisOf } from "../../analytics/analysis.js";
import {
  metricsToCsv,
  metricsToPrometheus,
  performanceToPrometheus,
} from "../../analytics/format.js";
import { metricsOf } from "../../analytics/metrics.js";
import { refuseOverwrite } from "../clash.js";
import { metricsFrom, resultsFrom } from "../metrics-source.js";
import { OutputFile } from "../output-file.js";
import { jsonText, print } from "../terminal.js";
import { wantedOf } from "../wanted-trades.js";
import type { MetricsFlags } from "./metrics.js";

/** Flags of `metrics export`. */
export interface MetricsExportFlags extends MetricsFlags {
  readonly format: "json" | "csv" | "prometheus";
  /** With performance and attribution beside the pinned metrics. */
  readonly all?: true;
  readonly out?: string;
}

/** The metrics alone, or all there is to say. */
async function exported(flags: MetricsExportFlags): Promise<string> {
  const format = flags.json ? "json" : flags.format;
  const wanted = await wantedOf(flags);
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
