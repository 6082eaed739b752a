// What the guards of a run were worth, as a table for people.

import type { ChalkInstance } from "chalk";
import { inR, plain, signed } from "../analytics/figures.js";
import type { GuardWorth } from "../analytics/guard-worth.js";
import { clip } from "../tui/line.js";
import { padded } from "./text-table.js";

const NAME_COLUMNS = 22;

/** Says what the table cannot: at most 78 columns a line. */
const NOTES = [
  "saved: what was refused or cut would have lost that much; below 0 it cost.",
  "The interval is Student's, 95 %, from 20 shadows and cuts up.",
  "Rows overlap (one trade, two guards): they do not add up.",
];

/** The table's lines without their indent; none where no guard did anything. */
export function guardLines(
  worths: readonly GuardWorth[],
  columns: number,
  paint: ChalkInstance,
): string[] {
  if (worths.length === 0) return [];
  const head = ["guard", "refused", "cut", "shadows", "saved", "interval"];
  const rows = worths.map((worth) => [
    clip(worth.guard.replace("constraint:", ""), NAME_COLUMNS),
    plain(worth.refused, 0),
    plain(worth.cut, 0),
    plain(worth.shadow_closed, 0),
    hasWorth(worth) ? inR(worth.saved_R) : "–",
    intervalText(worth),
  ]);
  const [first = "", ...lines] = padded(
    [head, ...rows],
    ["left", "right", "right", "right", "right", "left"],
  ).split("\n");
  return [
    paint.bold(clip(first, columns)),
    ...lines.map((line) => clip(line, columns)),
    ...NOTES.map((note) => paint.dim(note)),
  ];
}

/** Whether anything was ever booked to it; some guards only count. */
function hasWorth({ shadow_closed, cut }: GuardWorth): boolean {
  return shadow_closed + cut > 0;
}

function intervalText(worth: GuardWorth): string {
  if (!hasWorth(worth)) return "";
  if (worth.interval_R === null) return "too few to say";
  const { low, high } = worth.interval_R;
  return `${signed(low, 1)} to ${signed(high, 1)} R`;
}
