// The bench's figures as Markdown, for the terminal and for the README.

import type { PairFigures, ReplayFigures, ShareFigures } from "./measure.js";

/** All that was measured. */
export interface BenchFigures {
  readonly replays: readonly ReplayFigures[];
  readonly start: PairFigures;
  readonly features: PairFigures & { readonly peakMb: number };
  readonly shares: ShareFigures;
  /** What shadows add to a warm replay of the bundled file, as a share of it without them. */
  readonly shadows: number;
  /** What it ran on, e.g. `2 cores, Node 20.20.2`. */
  readonly machine: string;
  readonly seed: number;
}

/** The README with the figures between the marks of that name. Throws where they are missing. */
export function withFigures(readme: string, name: string, figures: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = readme.indexOf(open);
  const to = readme.indexOf(close);
  if (from < 0 || to < from) throw new Error(`README.md lacks ${open} and ${close}`);
  return `${readme.slice(0, from + open.length)}\n${figures}\n${readme.slice(to)}`;
}

/** Tables and sentences. */
export function renderFigures(figures: BenchFigures): string {
  const { start, features, shares } = figures;
  return [
    `Made-up MNQ minutes, seed ${figures.seed}; ${figures.machine}; medians of runs by turns.`,
    table(
      [
        "`replay --json --headless`, bars",
        "whole process",
        "baseline",
        "ratio",
        "bars/s inside",
        "p50 µs",
        "p99",
        "p99.9",
        "p99.99",
        "peak MB",
        "baseline MB",
      ],
      figures.replays.map(replayRow),
    ),
    growth(figures.replays),
    table(
      ["where the time of a bar goes", "ns", "share"],
      [...shares.parts.map((part) => partRow(part, totalNs(shares))), totalRow(shares)],
    ),
    `Of ${count(shares.bars)} bars, with ${count(shares.facts)} facts. The higher timeframes add ` +
      `${shares.fusionUs.toFixed(3)} µs to a bar (median of batches), and ` +
      `${shares.gateUs.toFixed(3)} µs where their gate is asked on every bar (aim: 2 µs).`,
    pauses(shares),
    table(
      ["", "time", "beside", "ratio"],
      [
        ["`--version`, beside `node -e 0`", ms(start.firstMs), ms(start.secondMs), x(start.ratio)],
        [
          `\`features\` of ${count(shares.bars)} bars, beside the baseline`,
          ms(features.firstMs),
          ms(features.secondMs),
          x(features.ratio),
        ],
      ],
    ),
    `\`features\` holds ${features.peakMb.toFixed(0)} MB at most.`,
    aims(figures),
  ].join("\n\n");
}

/** What is aimed at, for the largest number of bars that every bench has, and what came out. */
function aims({ replays, start, shadows }: BenchFigures): string {
  const at = (bars: number): ReplayFigures | undefined => replays.find((row) => row.bars === bars);
  const [million, most] = [at(1_000_000), at(10_000_000)];
  if (million === undefined) return "";
  const { ratio, barsPerSecond, p999, p9999, peakMb } = million;
  const rows: readonly (readonly [aim: string, measured: string, isHeld: boolean])[] = [
    ["1 M bars within 2.5 × the baseline", x(ratio), ratio <= 2.5],
    ["`--version` within 1.5 × `node -e 0`", x(start.ratio), start.ratio <= 1.5],
    ["1.5 M bars/s inside", count(roundTo(barsPerSecond, 1000)), barsPerSecond >= 1_500_000],
    ["p99.9 of a bar at most 50 µs", `${micros(p999)} µs`, p999 <= 50],
    ["p99.99 at most 5 ms", `${micros(p9999)} µs`, p9999 <= 5000],
    ["at most 200 MB", `${peakMb.toFixed(0)} MB`, peakMb <= 200],
    [
      "shadows at most 10 % of the bundled file's replay, warm",
      `${(100 * shadows).toFixed(1)} %`,
      shadows <= 0.1,
    ],
  ];
  const grown = (most?.peakMb ?? peakMb) / peakMb;
  const memory = ["10 M bars in the memory of 1 M", x(grown), grown <= 1.1] as const;
  return table(
    ["aim", "measured", ""],
    (most === undefined ? rows : [...rows, memory]).map(([aim, measured, isHeld]) => [
      aim,
      measured,
      isHeld ? "held" : "missed",
    ]),
  );
}

function replayRow(row: ReplayFigures): string[] {
  return [
    count(row.bars),
    ms(row.wholeMs),
    ms(row.baselineMs),
    x(row.ratio),
    count(roundTo(row.barsPerSecond, 1000)),
    ...[row.p50, row.p99, row.p999, row.p9999].map(micros),
    row.peakMb.toFixed(0),
    row.baselineMb.toFixed(0),
  ];
}

/** What a further bar costs, from one size to the next: start and warming-up drop out. */
function growth(rows: readonly ReplayFigures[]): string {
  const steps = rows.slice(1).map((row, index) => {
    const before = rows[index] as ReplayFigures;
    const us = ((row.wholeMs - before.wholeMs) * 1000) / (row.bars - before.bars);
    return `${us.toFixed(2)} µs from ${count(before.bars)} to ${count(row.bars)} bars`;
  });
  return `Each further bar costs the whole process ${steps.join(", ")}.`;
}

function pauses({ pauses: seen }: ShareFigures): string {
  return (
    `Bars over 50 µs: ${count(seen.barsOver50Us)}, over 1 ms: ${count(seen.barsOver1Ms)} ` +
    `(${count(seen.inPause)} of them while the garbage collector paused), over 5 ms: ` +
    `${count(seen.barsOver5Ms)}; the slowest took ${seen.slowestMs.toFixed(1)} ms. Pauses of the ` +
    `collector over 1 ms: ${count(seen.pausesOver1Ms)}, the longest ` +
    `${seen.longestMs.toFixed(1)} ms.`
  );
}

const totalNs = ({ parts }: ShareFigures): number =>
  parts.reduce((sum, { nsPerBar }) => sum + nsPerBar, 0);

function partRow({ name, nsPerBar }: ShareFigures["parts"][number], total: number): string[] {
  return [name, nsPerBar.toFixed(0), `${((100 * nsPerBar) / total).toFixed(0)} %`];
}

const totalRow = (shares: ShareFigures): string[] => [
  "whole process",
  totalNs(shares).toFixed(0),
  "100 %",
];

/** A table whose first column is words. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
  return [head, rule, ...rows].map(line).join("\n");
}

function ms(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

function roundTo(value: number, unit: number): number {
  return Math.round(value / unit) * unit;
}

function micros(us: number): string {
  return us < 10 ? us.toFixed(2) : count(Math.round(us));
}

function x(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
