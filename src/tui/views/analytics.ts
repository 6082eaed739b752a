// Why we win and lose: the figures with how sure they are, the curve and its drawdown, when and in
// what it was won and lost, and what the guards were worth. One column on a narrow screen, two on a
// wide one; what does not fit is scrolled to.

import { inR, percent, plain, signed } from "../../analytics/figures.js";
import type { CockpitState, CurvePlotter } from "../cockpit-state.js";
import { beside, rule, span, toWidth, wrap } from "../line.js";
import { type Cell, cellLines, guardLines, heatLines } from "../panels/attribution.js";
import { scrolled } from "../scroll.js";
import { type Line, toneOf } from "../theme.js";
import type { View } from "./view.js";

type Analysis = NonNullable<CockpitState["data"]["analysis"]>;
type Metrics = NonNullable<CockpitState["data"]["metrics"]>;

/** From here on two columns have room beside each other. */
const WIDE_COLUMNS = 150;
const CURVE_ROWS = 6;
const DRAWDOWN_ROWS = 4;
/** Rows of the terminal beyond these are shared out to the charts, where two columns stand. */
const TALL_ROWS = 40;

const or = (value: number | null, text: (value: number) => string): string =>
  value === null ? "–" : text(value);
const two = (value: number): string => plain(value, 2);

interface Section {
  readonly title: string;
  readonly lines: (width: number) => readonly Line[];
}

/** A name and its figure, as many of them in a row as fit. */
function figureRows(
  figures: readonly (readonly [name: string, value: string, tone?: number])[],
  width: number,
): Line[] {
  const cells = 26;
  const columns = Math.max(1, Math.floor(width / cells));
  const lines: Line[] = [];
  for (let at = 0; at < figures.length; at += columns) {
    const line = figures
      .slice(at, at + columns)
      .flatMap(([name, value, tone]) =>
        toWidth(
          [span(` ${name} `, "dim"), span(value, tone === undefined ? "strong" : toneOf(tone))],
          cells,
        ),
      );
    lines.push(toWidth(line, width));
  }
  return lines;
}

function headline(metrics: Metrics, { performance }: Analysis, width: number): Line[] {
  const { expected_R, win_rate, win_rate_wilson_lb, profit_factor } = metrics;
  const { daily, streaks, expected_R_interval: sure } = performance;
  const between = sure === null ? "too few" : `${signed(sure.low, 2)} to ${signed(sure.high, 2)}`;
  return figureRows(
    [
      ["trades", plain(metrics.trades, 0)],
      ["total", inR(metrics.total_R), metrics.total_R],
      ["profit factor", or(profit_factor, two)],
      ["expected", or(expected_R, inR), expected_R ?? 0],
      ["95 %", between],
      ["won", or(win_rate, percent)],
      ["won at least", or(win_rate_wilson_lb, percent)],
      ["average win", or(metrics.avg_win_R, inR)],
      ["average loss", or(metrics.avg_loss_R, inR)],
      ["deepest drawdown", `${two(metrics.max_drawdown_R)} R`],
      ["now below peak", `${two(metrics.current_drawdown_R)} R`],
      ["wins in a row", plain(streaks.longest_win?.trades ?? 0, 0)],
      ["losses in a row", plain(streaks.longest_loss?.trades ?? 0, 0)],
      ["Sharpe", or(daily.sharpe, two)],
      ["Sortino", or(daily.sortino, two)],
      ["Calmar", or(daily.calmar, two)],
    ],
    width,
  );
}

function plotted(
  values: readonly number[],
  plot: CurvePlotter,
  width: number,
  rows: number,
): Line[] {
  return plot(values, width - 1, rows).map((text) => toWidth([span(text)], width));
}

const named = (...parts: readonly (string | number | null)[]): string =>
  parts.map((part) => (part === null ? "unknown" : String(part).replaceAll("_", " "))).join("  ");

/** All of it, in the order in which it is read. */
function sectionsOf(
  metrics: Metrics,
  analysis: Analysis,
  plot: CurvePlotter,
  spareRows: number,
): Section[] {
  const { attribution } = analysis;
  const curve = metrics.equity_curve;
  const of = (title: string, cells: readonly Cell[]): Section => ({
    title: title.toUpperCase(),
    lines: (width) => cellLines(cells, "", width),
  });
  return [
    { title: "ALL TRADES", lines: (width) => headline(metrics, analysis, width) },
    {
      title: "R, CUMULATIVE",
      lines: (width) =>
        plotted(
          curve.map(({ r }) => r),
          plot,
          width,
          CURVE_ROWS + Math.floor(spareRows * 0.6),
        ),
    },
    {
      title: "DRAWDOWN, R",
      lines: (width) =>
        plotted(
          curve.map(({ drawdown_r }) => -drawdown_r),
          plot,
          width,
          DRAWDOWN_ROWS + Math.floor(spareRows * 0.3),
        ),
    },
    {
      title: "WHEN IT WAS ENTERED, exchange time",
      lines: (width) => heatLines(metrics.heatmap_weekday_hour, width),
    },
    of(
      "regime and strategy",
      attribution.regime_strategy_symbol.map(({ regime, strategy, symbol, ...cell }) => ({
        ...cell,
        name: named(regime, strategy, symbol),
      })),
    ),
    { title: "GUARDS", lines: (width) => guardLines(analysis, width) },
    of(
      "how it ended",
      attribution.exit_reason.map(({ exit_reason, ...cell }) => ({
        ...cell,
        name: named(exit_reason),
      })),
    ),
    of(
      "gear",
      attribution.gear.map(({ gear, ...cell }) => ({ ...cell, name: named(gear) })),
    ),
    of(
      "governor",
      attribution.governor.map(({ governor, multiplier, ...cell }) => ({
        ...cell,
        name: multiplier === null ? named(governor) : `${named(governor)} ×${two(multiplier)}`,
      })),
    ),
    of(
      "self-report",
      attribution.self_report.map(({ self_report, ...cell }) => ({
        ...cell,
        name: named(self_report),
      })),
    ),
  ];
}

/** Sections below each other. */
function stacked(sections: readonly Section[], width: number): Line[] {
  return sections.flatMap(({ title, lines }) => [
    rule(width, [span(title, "title")]),
    ...lines(width),
  ]);
}

function allLines(state: CockpitState, plot: CurvePlotter, width: number): Line[] {
  const { metrics, analysis } = state.data;
  if (metrics === null || analysis === null) return [rule(width), [span(" …", "dim")]];
  if (metrics.trades === 0) {
    const words = wrap("no trade closed yet: this view says why they are won and lost", width - 2);
    return [
      rule(width, [span("ANALYTICS", "title")]),
      ...words.map((text): Line => [span(` ${text}`, "dim")]),
      rule(width, [span("GUARDS", "title")]),
      ...guardLines(analysis, width),
    ];
  }
  const isWide = width >= WIDE_COLUMNS;
  const spareRows = isWide ? Math.max(0, state.rows - TALL_ROWS) : 0;
  const sections = sectionsOf(metrics, analysis, plot, spareRows);
  if (!isWide) return stacked(sections, width);
  const left = Math.floor(width / 2);
  const middle = 4;
  return beside([
    { lines: stacked(sections.slice(0, middle), left), width: left },
    { lines: stacked(sections.slice(middle), width - left), width: width - left },
  ]);
}

/** Nothing is drawn to count: a chart is as high whatever it shows. */
const BLANK: CurvePlotter = (_, __, rows) => Array.from({ length: rows }, () => "");

/** Analytics. */
export const analytics: View = {
  title: "Analytics",
  load: async (session) => ({
    metrics: await session.query("metrics", {}),
    analysis: await session.query("analysis", {}),
  }),
  count: (state) => allLines(state, BLANK, state.columns).length,
  isPage: true,
  lines: (state, plot, width, rows) =>
    scrolled(allLines(state, plot, width), state.places.analytics.cursor, rows),
};
