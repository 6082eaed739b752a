// Metrics as text for other programs. JSON needs nothing here: it is the object itself.

import type { Analysis } from "./analysis.js";
import { csvField } from "./csv-field.js";
import type { Metrics } from "./metrics.js";

/**
 * Two columns, `metric,value`, with a header and `\n` line ends. What is nested is flattened to
 * dotted names with places counted from 0 (`pnls_by_day.0.pnl`,
 * `heatmap_weekday_hour.r.6.23`). Null is an empty value.
 */
export function metricsToCsv(metrics: Metrics | (Metrics & Analysis)): string {
  const lines = ["metric,value"];
  flatten("", metrics, lines);
  return `${lines.join("\n")}\n`;
}

function flatten(name: string, value: unknown, lines: string[]): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      flatten(name === "" ? key : `${name}.${key}`, part, lines);
    }
  } else {
    lines.push(`${name},${value === null ? "" : csvField(String(value))}`);
  }
}

/** Single numbers and what they say. */
const SCALARS = {
  profit_factor: "Net wins over net losses",
  win_rate: "Share of trades with a net profit",
  win_rate_wilson_lb: "Wilson lower bound of the win rate, 95 % two-sided",
  expected_R: "Mean result per trade in R",
  avg_win_R: "Mean result of the wins in R",
  avg_loss_R: "Mean result of the losses in R",
  total_R: "Sum of results in R",
  max_drawdown_R: "Largest fall of cumulative R from its peak",
  current_drawdown_R: "Fall of cumulative R from its peak now",
  time_in_market: "Share of session bars with an open position",
  avg_hold_minutes: "Mean time from entry to exit in minutes",
  trades: "Closed trades",
  wins: "Trades with a net profit",
  losses: "Trades with a net loss",
  scratches: "Trades with a net result of 0",
  gross_profit: "Sum of the net wins",
  gross_loss: "Sum of the net losses, positive",
  net_pnl: "Net profit and loss",
  commission: "Commission paid",
  avg_mae_R: "Mean worst excursion in R",
  avg_mfe_R: "Mean best excursion in R",
} as const;

type Sample = Readonly<Record<string, string | number | null>>;

/**
 * Prometheus text exposition format 0.0.4: gauges named `transmission_<field>`. Tables become
 * one gauge a number, told apart by labels. Null is left out, as are gauges without a sample and
 * the equity curve, whose points have times of their own.
 */
export function metricsToPrometheus(metrics: Metrics): string {
  const lines: string[] = [];
  for (const [field, help] of Object.entries(SCALARS)) {
    const value = metrics[field as keyof typeof SCALARS];
    gauge(lines, field, help, [], "value", [{ value }]);
  }
  table(lines, "pnls_by_day", "By trading day of the exit", ["day"], metrics.pnls_by_day);
  table(lines, "pnls_by_hour", "By exchange hour of the entry", ["hour"], metrics.pnls_by_hour);
  const { r, trades } = metrics.heatmap_weekday_hour;
  const cells = r.flatMap((row, weekday) =>
    row.map((cell, hour) => ({ weekday, hour, r: cell, trades: trades[weekday]?.[hour] ?? 0 })),
  );
  const week = "By exchange weekday (0 is Monday) and hour of the entry";
  table(lines, "heatmap_weekday_hour", week, ["weekday", "hour"], cells);
  const names = ["regime", "strategy", "symbol"];
  const matrix = metrics.regime_strategy_symbol_matrix;
  const title = "By regime, strategy and symbol";
  table(lines, "regime_strategy_symbol_matrix", title, names, matrix);
  table(lines, "guards", "By guard", ["guard"], metrics.guards);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Single numbers of the performance and what they say. */
const RATIOS = {
  sharpe: "Sharpe ratio of daily R, annualised by 252 days",
  sortino: "Sortino ratio of daily R, annualised by 252 days",
  calmar: "Mean daily R of a year over the largest drawdown in R",
} as const;

const EXCURSIONS = {
  edge_ratio: "Sum of best over sum of worst excursions",
  mfe_kept: "Share of the best excursions that was kept",
} as const;

/**
 * The same of performance and attribution: tables as `transmission_by_<what>_…`, without the
 * trades behind a cell. What nobody knows of a trade is labelled `unknown`.
 */
export function performanceToPrometheus({ performance, attribution }: Analysis): string {
  const lines: string[] = [];
  for (const [field, help] of Object.entries(RATIOS)) {
    const value = performance.daily[field as keyof typeof RATIOS];
    gauge(lines, field, help, [], "value", [{ value }]);
  }
  for (const [field, help] of Object.entries(EXCURSIONS)) {
    const value = performance.excursions[field as keyof typeof EXCURSIONS];
    gauge(lines, field, help, [], "value", [{ value }]);
  }
  const { exit_reason, side, gear, governor, self_report, tag } = attribution;
  const tables = { exit_reason, side, gear, governor, self_report, tag };
  for (const [name, cells] of Object.entries(tables)) {
    const rows = cells.map((cell) => {
      const { trades, win_rate, total_R, expected_R } = cell;
      const { [name]: key = null } = cell as unknown as Sample;
      return {
        [name]: key ?? "unknown",
        ...multiplierOf(cell),
        trades,
        win_rate,
        total_R,
        expected_R,
      };
    });
    const labels = name === "governor" ? [name, "multiplier"] : [name];
    table(lines, `by_${name}`, `By ${name} of the trade`, labels, rows);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function multiplierOf(cell: object): { multiplier?: number | "unknown" } {
  if (!("multiplier" in cell)) return {};
  return { multiplier: (cell.multiplier as number | null) ?? "unknown" };
}

function table(
  lines: string[],
  field: string,
  help: string,
  labels: readonly string[],
  rows: readonly object[],
): void {
  const samples = rows.map((row): Sample => ({ ...row }));
  for (const column of Object.keys(samples[0] ?? {})) {
    if (labels.includes(column)) continue;
    gauge(lines, `${field}_${column}`, `${help}: ${column}`, labels, column, samples);
  }
}

function gauge(
  lines: string[],
  field: string,
  help: string,
  labels: readonly string[],
  column: string,
  samples: readonly Sample[],
): void {
  const name = `transmission_${field}`;
  const known = samples.filter((sample) => sample[column] !== null);
  if (known.length === 0) return;
  lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
  for (const sample of known) {
    const pairs = labels.map((label) => `${label}="${labelValue(String(sample[label]))}"`);
    lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${sample[column]}`);
  }
}

function labelValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
