// How results are spread, what runs there were, and what excursions say.

import type { ChalkInstance } from "chalk";
import { counted } from "../analytics/count.js";
import { inR, percent, plain, signed } from "../analytics/figures.js";
import type { Performance } from "../analytics/performance.js";
import type { Streak } from "../analytics/streaks.js";
import { padded } from "./text-table.js";

/** Cells of a bar at most. */
const WIDEST_BAR = 60;
/** `−10.0 to  −9.0 R  ` before it and `  1,234` behind it. */
const LABEL_COLUMNS = 26;
/** Eighths of a cell: none, one, and so on. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Bars lying down, one a bin. */
export function histogramLines(
  { distribution, trades }: Performance,
  columns: number,
  paint: ChalkInstance,
): string[] {
  const { bins, bin_R } = distribution;
  const most = Math.max(...bins.map((bin) => bin.trades));
  const room = Math.min(WIDEST_BAR, columns - LABEL_COLUMNS);
  const places = bin_R < 0.25 ? 1 : bin_R < 0.5 ? 2 : bin_R < 1 ? 1 : 0;
  const edges = bins.map(({ from, to }) => [signed(from, places), signed(to, places)] as const);
  const width = Math.max(...edges.flat().map((edge) => edge.length));
  const lines = bins.map((bin, place) => {
    const [from, to] = edges[place] ?? ["", ""];
    const label = paint.dim(`${from.padStart(width)} to ${to.padStart(width)} R`);
    if (bin.trades === 0) return label;
    const bar = barOf((bin.trades / most) * room);
    const painted = bin.from >= 0 ? paint.cyan(bar) : paint.yellow(bar);
    return `${label}  ${painted} ${plain(bin.trades, 0)}`;
  });
  return [paint.bold(`results of ${counted(trades, "trade")}`), ...lines];
}

function barOf(length: number): string {
  const eighths = Math.max(length > 0 ? 1 : 0, Math.round(length * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

/** Figures with their names, a line each. */
export function figureLines(performance: Performance, paint: ChalkInstance): string[] {
  const { streaks, excursions, distribution, exposure } = performance;
  const { edge_ratio, mfe_kept, mfe_kept_by_wins, given_back_R } = excursions;
  const rows: [string, string][] = [
    ["longest run of wins", streakText(streaks.longest_win)],
    ["longest run of losses", streakText(streaks.longest_loss)],
    ["now in a row", streakText(streaks.current)],
    ["half of them between", `${inR(distribution.p25_R)} and ${inR(distribution.p75_R)}`],
    ["nine of ten between", `${inR(distribution.p05_R)} and ${inR(distribution.p95_R)}`],
    ["MFE over MAE", plain(edge_ratio, 2)],
    ["kept of MFE", `${percent(mfe_kept)}, by wins ${percent(mfe_kept_by_wins)}`],
    ["given back", `${plain(given_back_R, 2)} R a trade`],
    ["wins were against by", inR(excursions.wins_mae_R)],
    ["losses were ahead by", inR(excursions.losses_mfe_R)],
    ["long", sideText(exposure.long)],
    ["short", sideText(exposure.short)],
    ["positions at a time", `up to ${exposure.most_open}`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = padded(rows).split("\n");
  return [
    paint.bold("runs, excursions, exposure"),
    ...lines.map((line) => paint.dim(line.slice(0, width)) + line.slice(width)),
  ];
}

function sideText({ trades, total_R }: Performance["exposure"]["long"]): string {
  return `${counted(trades, "trade")}, ${inR(total_R)}`;
}

function streakText(streak: Streak | null): string {
  if (streak === null) return "–";
  const what = streak.kind === "win" ? ["win", "wins"] : ["loss", "losses"];
  return `${counted(streak.trades, what[0] ?? "", what[1])}, ${inR(streak.total_R)}`;
}
