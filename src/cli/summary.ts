// The result of a replay as one page that a person likes to read: R first, money second.

import { Chalk, type ChalkInstance } from "chalk";
import { counted } from "../analytics/count.js";
import { duration, inR, moment, percent, plain, signed } from "../analytics/figures.js";
import type { GuardWorth } from "../analytics/guard-worth.js";
import type { Metrics } from "../analytics/metrics.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { cellsOf, clip } from "../tui/line.js";
import { curveLines } from "./curve.js";
import { guardLines } from "./guards-table.js";
import { padded, shownName } from "./text-table.js";
import { toned } from "./tone.js";

/** Results of some of the trades. */
export interface SummaryGroup {
  readonly name: string;
  readonly trades: number;
  readonly win_rate: number | null;
  readonly profit_factor: number | null;
  readonly expected_R: number | null;
  readonly total_R: number;
}

/** Everything the page shows. */
export interface SummaryData {
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** Open time of the first and last bar, ISO-8601 UTC; null without bars. */
  readonly from: string | null;
  readonly to: string | null;
  readonly bars: number;
  readonly unguarded: boolean;
  readonly currency: string;
  readonly metrics: Metrics;
  readonly strategies: readonly SummaryGroup[];
  readonly exits: readonly SummaryGroup[];
  readonly best: TradeRecord | null;
  readonly worst: TradeRecord | null;
  readonly signals: number;
  /** How often each guard was the reason of a refusal. */
  readonly refusals: readonly { readonly reason: string; readonly count: number }[];
  /** What each guard was worth. */
  readonly guards: readonly GuardWorth[];
  /** Entries that were cancelled before anything of them had filled. */
  readonly unfilled: number;
  readonly barsPerSecond: number | null;
  readonly elapsedMs: number;
}

/** How it is laid out; no line is longer than `columns`, which is 80 at least. */
export interface SummaryLayout {
  readonly columns: number;
  readonly color: boolean;
}

const INDENT = "  ";

/** The page, with a line end behind each line. */
export function renderSummary(data: SummaryData, layout: SummaryLayout): string {
  const paint = new Chalk({ level: layout.color ? 1 : 0 });
  const sections = [heading(data, layout, paint)];
  if (data.metrics.trades === 0) {
    sections.push([`${INDENT}No trades.`]);
  } else {
    sections.push(
      figures(data, layout, paint),
      curve(data, layout, paint),
      groups("strategy", data.strategies, paint),
      groups("exit", data.exits, paint),
      extremes(data, layout, paint),
    );
  }
  const room = layout.columns - INDENT.length;
  sections.push(
    refusals(data, layout, paint),
    guardLines(data.guards, room, paint).map((line) => INDENT + line),
    footing(data, paint),
  );
  const lines = sections.filter((section) => section.length > 0);
  return `${lines.map((section) => section.join("\n")).join("\n\n")}\n`;
}

function heading(data: SummaryData, { columns }: SummaryLayout, paint: ChalkInstance): string[] {
  const span =
    data.from === null || data.to === null
      ? "no bars"
      : `${moment(Date.parse(data.from))} to ${moment(Date.parse(data.to))} UTC`;
  const rest = ` · ${data.timeframe} · ${span} · ${counted(data.bars, "bar")}`;
  const symbols = clip(shownName(data.symbols.join(", ")), Math.max(8, columns - rest.length));
  return [paint.bold(symbols) + clip(rest, columns - cellsOf(symbols)), rule(columns, paint)];
}

function rule(columns: number, paint: ChalkInstance): string {
  return paint.dim("─".repeat(columns));
}

type Pair = readonly [label: string, value: string, tone?: number | null];

/** A label and its value any farther apart are hard to read as one. */
const FIGURE_COLUMNS = 44;

function figures(data: SummaryData, { columns }: SummaryLayout, paint: ChalkInstance): string[] {
  const { metrics, currency } = data;
  const left: Pair[] = [
    ["total", inR(metrics.total_R), metrics.total_R],
    ["per trade", inR(metrics.expected_R), metrics.expected_R],
    ["average win", inR(metrics.avg_win_R), metrics.avg_win_R],
    ["average loss", inR(metrics.avg_loss_R), metrics.avg_loss_R],
    ["deepest drawdown", `${plain(metrics.max_drawdown_R, 2)} R`],
    ["net", `${signed(metrics.net_pnl, 2)} ${currency}`, metrics.net_pnl],
    ["commission", `${plain(metrics.commission, 2)} ${currency}`],
  ];
  const right: Pair[] = [
    ["trades", plain(metrics.trades, 0)],
    ["won", percent(metrics.win_rate)],
    ["won, at least", percent(metrics.win_rate_wilson_lb)],
    ["profit factor", plain(metrics.profit_factor, 2)],
    ["in the market", percent(metrics.time_in_market)],
    ["average hold", duration(metrics.avg_hold_minutes)],
    ["average MAE, MFE", `${inR(metrics.avg_mae_R)}, ${inR(metrics.avg_mfe_R)}`],
  ];
  const half = Math.min(FIGURE_COLUMNS, Math.floor((columns - 2 * INDENT.length) / 2));
  return left.map((pair, row) => {
    const other = right[row];
    const line = `${INDENT}${pairText(pair, half - 4, paint)}`;
    return other === undefined ? line : `${line}    ${pairText(other, half, paint)}`;
  });
}

function pairText([label, value, tone]: Pair, columns: number, paint: ChalkInstance): string {
  const gap = " ".repeat(Math.max(0, columns - label.length - value.length));
  return paint.dim(label) + gap + toned(value, tone, paint);
}

function curve(data: SummaryData, { columns }: SummaryLayout, paint: ChalkInstance): string[] {
  const results = data.metrics.equity_curve.map(({ r }) => r);
  return [INDENT + paint.bold("cumulative R"), ...curveLines(results, columns)];
}

const NAME_COLUMNS = 28;

function groups(title: string, rows: readonly SummaryGroup[], paint: ChalkInstance): string[] {
  const head = [title.padEnd(NAME_COLUMNS), "trades", "won", "PF", "per trade", "total"];
  const body = rows.map((row) => [
    clip(shownName(row.name), NAME_COLUMNS),
    plain(row.trades, 0),
    percent(row.win_rate),
    plain(row.profit_factor, 2),
    inR(row.expected_R),
    inR(row.total_R),
  ]);
  const [first = "", ...lines] = padded(
    [head, ...body],
    ["left", "right", "right", "right", "right", "right"],
  ).split("\n");
  const painted = lines.map((line, place) => {
    const total = body[place]?.[5] ?? "";
    return line.slice(0, line.length - total.length) + toned(total, rows[place]?.total_R, paint);
  });
  return [paint.bold(first), ...painted].map((line) => INDENT + line);
}

function extremes(data: SummaryData, { columns }: SummaryLayout, paint: ChalkInstance): string[] {
  const line = (label: string, trade: TradeRecord): string => {
    const result = inR(trade.result_R).padStart(9);
    const what = `${trade.side} ${trade.symbol}`;
    const parts = [`${moment(trade.entry_ts)} UTC`, what, trade.strategy, trade.exit_reason];
    const text = `  ${parts.join("  ")}`;
    const room = columns - INDENT.length - label.length - result.length;
    return (
      INDENT + paint.dim(label) + toned(result, trade.result_R, paint) + clip(shownName(text), room)
    );
  };
  const lines: string[] = [];
  if (data.best !== null) lines.push(line("best ", data.best));
  if (data.worst !== null && data.worst !== data.best) lines.push(line("worst", data.worst));
  return lines;
}

function refusals(data: SummaryData, { columns }: SummaryLayout, paint: ChalkInstance): string[] {
  const refused = data.refusals.reduce((sum, { count }) => sum + count, 0);
  const counts = data.refusals.map(({ reason, count }) => `${reason} ${plain(count, 0)}`);
  const signals = `${paint.dim("signals")} ${plain(data.signals, 0)}`;
  const lines = data.unguarded
    ? [`${signals}  without any guard`]
    : [`${signals}  ${paint.dim("refused")} ${plain(refused, 0)}`];
  let line = "";
  for (const count of counts) {
    const longer = line === "" ? count : `${line} · ${count}`;
    if (longer.length > columns - INDENT.length && line !== "") {
      lines.push(line);
      line = count;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  if (data.unfilled > 0) lines.push(`${counted(data.unfilled, "entry", "entries")} never filled`);
  return lines.map((text) => INDENT + text);
}

function footing(data: SummaryData, paint: ChalkInstance): string[] {
  const speed = data.barsPerSecond === null ? "" : `, ${plain(data.barsPerSecond, 0)} bars/s`;
  return [INDENT + paint.dim(`${plain(data.elapsedMs / 1000, 2)} s${speed}`)];
}
