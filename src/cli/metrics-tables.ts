// Where results come from, as tables for people.

import type { ChalkInstance } from "chalk";
import type { Attribution, CellFigures } from "../analytics/attribution.js";
import { inR, percent, plain, signed } from "../analytics/figures.js";
import { clip, pad } from "../tui/line.js";
import { padded, shownName } from "./text-table.js";
import { toned } from "./tone.js";

/** A group of trades by its name. */
interface NamedCell {
  readonly name: string;
  readonly figures: CellFigures;
}

/** Cells of a name at most. */
const NAME_COLUMNS = 34;
/** Heads of the figures and least cells of each, so that tables stand in line. */
const HEADS = [
  ["trades", 6],
  ["won", 7],
  ["per trade", 9],
  ["total", 9],
] as const;
/** Cells of the figures, with the two spaces before each. */
const FIGURE_COLUMNS = HEADS.reduce((sum, [, width]) => sum + width + 2, 0);
/** Rows of a table; the rest is counted. */
const MOST_ROWS = 12;
/** What nobody knows of a trade that was imported. */
const UNKNOWN = "not known";

/** A table's lines each, those alone that tell groups apart. */
export function attributionTables(
  attribution: Attribution,
  columns: number,
  paint: ChalkInstance,
): string[][] {
  const width = Math.min(NAME_COLUMNS, columns - FIGURE_COLUMNS);
  const named = <Own extends CellFigures>(
    cells: readonly Own[],
    nameOf: (cell: Own) => string,
  ): NamedCell[] => cells.map((figures) => ({ name: shownName(nameOf(figures)), figures }));
  const tables: readonly (readonly [title: string, cells: readonly NamedCell[]])[] = [
    [
      "regime · strategy · symbol",
      named(attribution.regime_strategy_symbol, ({ regime, strategy, symbol }) =>
        [regime, strategy, symbol].join(" "),
      ),
    ],
    ["exit", named(attribution.exit_reason, ({ exit_reason }) => exit_reason)],
    ["side", named(attribution.side, ({ side }) => side)],
    ["gear at the entry", named(attribution.gear, ({ gear }) => gearName(gear))],
    [
      "governor at the entry",
      named(attribution.governor, ({ governor, multiplier }) =>
        governor === null ? UNKNOWN : `${governor} × ${multiplier}`,
      ),
    ],
    [
      "self-report of the day",
      named(attribution.self_report, ({ self_report }) => moodName(self_report)),
    ],
    ["tag", named(attribution.tag, ({ tag }) => tag)],
  ];
  return tables.flatMap(([title, cells]) => {
    const isKnown = cells.some(({ name }) => name !== UNKNOWN && name !== "none said");
    return isKnown ? [tableLines(pad(title, width), cells, paint)] : [];
  });
}

const GEARS: Readonly<Record<string, string>> = {
  P: "P park",
  R: "R recovering",
  N: "N neutral",
  D: "D drive",
  L: "L low",
};

function gearName(gear: string | null): string {
  return gear === null ? UNKNOWN : (GEARS[gear] ?? gear);
}

function moodName(score: number | "none" | null): string {
  if (score === null) return UNKNOWN;
  return score === "none" ? "none said" : `${score} of 5`;
}

/**
 * Largest groups first; those of too few trades are marked.
 * @param title as wide as the names are
 */
function tableLines(title: string, cells: readonly NamedCell[], paint: ChalkInstance): string[] {
  const shown = [...cells].sort((a, b) => b.figures.trades - a.figures.trades).slice(0, MOST_ROWS);
  const head = [title, ...HEADS.map(([name, width]) => pad(name, width, "right"))];
  const rows = shown.map(({ name, figures }) => [
    clip(name, title.length),
    `${plain(figures.trades, 0)}${figures.too_few ? "*" : " "}`,
    percent(figures.win_rate),
    signed(figures.expected_R, 2),
    inR(figures.total_R),
  ]);
  const [first = "", ...lines] = padded(
    [head, ...rows],
    ["left", "right", "right", "right", "right"],
  ).split("\n");
  const painted = lines.map((line, place) => {
    const total = rows[place]?.[4] ?? "";
    const value = shown[place]?.figures.total_R;
    return line.slice(0, line.length - total.length) + toned(total, value, paint);
  });
  const more = cells.length - shown.length;
  const rest = more > 0 ? [paint.dim(`and ${plain(more, 0)} more: --json`)] : [];
  return [paint.bold(first), ...painted, ...rest];
}
