import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analysisOf } from "../../src/analytics/analysis.js";
import { bareTrade } from "../../src/analytics/entry-context.js";
import {
  metricsToCsv,
  metricsToPrometheus,
  performanceToPrometheus,
} from "../../src/analytics/format.js";
import type { Metrics } from "../../src/analytics/metrics.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { arbitraryJournal, trade } from "./journal.js";

function metricsFrom(trades: readonly TradeRecord[]): Metrics {
  const state = createMetrics();
  for (const one of trades) addTrade(state, one);
  return metricsOf(state);
}

/** Follows a dotted name into an object. */
function lookUp(value: unknown, name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value);
}

describe("metrics as CSV", () => {
  it("are a metric and its value a row, null empty", () => {
    const lines = metricsToCsv(metricsFrom([trade({ net_pnl: 2, result_R: 0.1 })])).split("\n");
    expect(lines.slice(0, 3)).toEqual(["metric,value", "profit_factor,", "win_rate,1"]);
    expect(lines).toContain("pnls_by_day.0.day,2025-11-17");
    expect(lines).toContain("heatmap_weekday_hour.r.0.0,0.1");
    expect(lines).toContain("equity_curve.0.ts,2025-11-17T00:01:00.000Z");
    expect(lines.at(-1)).toBe("");
  });

  it("hold every value of the object under its name", () => {
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const metrics = metricsFrom(journal);
        const rows: Record<string, string>[] = parse(metricsToCsv(metrics), { columns: true });
        for (const { metric = "", value } of rows) {
          const expected = lookUp(metrics, metric);
          expect(value).toBe(expected === null ? "" : String(expected));
        }
        const counted = (part: unknown): number =>
          typeof part === "object" && part !== null
            ? Object.values(part).reduce((sum: number, child) => sum + counted(child), 0)
            : 1;
        expect(rows.length).toBe(counted(metrics));
      }),
      { numRuns: 30 },
    );
  });
});

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const PAIR = String.raw`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"`;

/** The exposition format's line grammar: HELP, TYPE, then that family's samples, once each. */
function parseExposition(text: string): Sample[] {
  expect(text.endsWith("\n")).toBe(true);
  const samples: Sample[] = [];
  const families = new Set<string>();
  let helped = "";
  let family = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const help = new RegExp(`^# HELP (${NAME}) (.+)$`).exec(line);
    const type = new RegExp(`^# TYPE (${NAME}) gauge$`).exec(line);
    const sample = new RegExp(`^(${NAME})(?:\\{(${PAIR}(?:,${PAIR})*)\\})? (\\S+)$`).exec(line);
    if (help) {
      helped = help[1] ?? "";
      expect(families.has(helped), line).toBe(false);
      families.add(helped);
    } else if (type) {
      family = type[1] ?? "";
      expect(family, line).toBe(helped);
    } else {
      expect(sample, line).not.toBeNull();
      expect(sample?.[1], line).toBe(family);
      const labels: Record<string, string> = {};
      for (const [, label = "", raw = ""] of (sample?.[2] ?? "").matchAll(new RegExp(PAIR, "g"))) {
        labels[label] = raw.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c));
      }
      const value = Number(sample?.at(-1));
      expect(Number.isFinite(value), line).toBe(true);
      samples.push({ name: family, labels, value });
    }
  }
  return samples;
}

describe("metrics for Prometheus", () => {
  it("follow the exposition format and carry the values, whatever the tags", () => {
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const metrics = metricsFrom(journal);
        const samples = parseExposition(metricsToPrometheus(metrics));
        const one = (name: string): number | undefined =>
          samples.find((sample) => sample.name === `transmission_${name}`)?.value;
        expect(one("trades")).toBe(metrics.trades);
        expect(one("net_pnl")).toBe(metrics.net_pnl);
        expect(one("profit_factor")).toBe(metrics.profit_factor ?? undefined);
        const heat = samples.filter((s) => s.name === "transmission_heatmap_weekday_hour_r");
        expect(heat.length).toBe(168);
        const totals = samples.filter(
          (s) => s.name === "transmission_regime_strategy_symbol_matrix_total_R",
        );
        expect(totals.map(({ labels, value }) => ({ ...labels, total_R: value }))).toEqual(
          metrics.regime_strategy_symbol_matrix.map(({ regime, strategy, symbol, total_R }) => ({
            regime,
            strategy,
            symbol,
            total_R,
          })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("escape quotes, backslashes and line ends in labels", () => {
    const text = metricsToPrometheus(metricsFrom([trade({ strategy: 'a"b\\c\nd' })]));
    expect(text).toContain(
      'matrix_trades{regime="TREND",strategy="a\\"b\\\\c\\nd",symbol="MNQ"} 1',
    );
  });

  it("leave out what is null, with its HELP and TYPE", () => {
    const text = metricsToPrometheus(metricsFrom([]));
    expect(text).not.toMatch(/win_rate|profit_factor|null/);
    expect(text).toContain("\ntransmission_trades 0\n");
  });

  it("give a guard its gauges", () => {
    const row = {
      guard: "window_late",
      refused: 3,
      cut: 1,
      shadow_closed: 2,
      shadow_R: -1.5,
      saved_R: 1.5,
    };
    const samples = parseExposition(metricsToPrometheus({ ...metricsFrom([]), guards: [row] }));
    expect(samples).toContainEqual({
      name: "transmission_guards_saved_R",
      labels: { guard: "window_late" },
      value: 1.5,
    });
  });

  it("go on with performance and attribution under names of their own", () => {
    const tagged = { ...bareTrade(trade({ exit_reason: "stop", result_R: -1 })), tags: ['a"b'] };
    const analysis = analysisOf([tagged, bareTrade(trade({ result_R: 2, mfe_R: 4 }))]);
    const both = metricsToPrometheus(metricsFrom([tagged])) + performanceToPrometheus(analysis);
    const samples = parseExposition(both);
    const found = (name: string) =>
      samples
        .filter((sample) => sample.name === `transmission_${name}`)
        .map(({ labels, value }) => [labels, value]);
    expect(found("by_exit_reason_total_R")).toEqual([
      [{ exit_reason: "signal" }, 2],
      [{ exit_reason: "stop" }, -1],
    ]);
    expect(found("by_governor_trades")).toEqual([
      [{ governor: "unknown", multiplier: "unknown" }, 2],
    ]);
    expect(found("by_tag_expected_R")).toEqual([[{ tag: 'a"b' }, -1]]);
    // 1 of 4; too few days for a ratio
    expect(found("mfe_kept")).toEqual([[{}, 0.25]]);
    expect(found("sharpe")).toEqual([]);
  });
});
