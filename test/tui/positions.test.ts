// Whether each position is protected is seen whole, whatever else there is, at every size.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { anyState } from "./any-state.js";
import { market, POSITION, snapshot, state } from "./states.js";

type Position = Snapshot["positions"][number];

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
];
const SCENES = SIZES.flatMap((size) => VIEWS.map((view) => ({ view, ...size })));

/** Three markets whose prices and quantities are long, each with another protection. */
const LONG: readonly Position[] = [
  {
    ...{ ...POSITION, symbol: "SHIBUSDT", side: "long", qty: 7_568_567.3, trade_qty: 9_000_000.25 },
    ...{ entry: 0.000_012_44, last: 0.000_012_46, stop: 0.000_012, R: 0.03, pnl: 151.37 },
    protection: "PROTECTED",
  },
  {
    ...{ ...POSITION, symbol: "EURUSD", side: "long", qty: 120_000, trade_qty: 120_000 },
    ...{ entry: 1.084_31, last: 1.085_02, stop: 1.082_5, R: 0.39, pnl: 85.2 },
    ...{ protection: "NAKED", naked_s: 12.7 },
  },
  {
    ...{ ...POSITION, symbol: "MNQ", strategy: "a_strategy_whose_name_goes_on_and_on_and_on_50" },
    ...{ protection: "UNKNOWN", naked_s: 3 },
  },
];
const SYMBOLS = [
  { ...market("SHIBUSDT"), decimals: 8, tick: 0.000_000_01 },
  { ...market("EURUSD"), decimals: 5, tick: 0.000_01 },
  market("MNQ"),
  market("S0"),
];

const rowsOf = (shown: CockpitState): string[] =>
  frameLines(shown, (_, __, rows) => Array<string>(rows).fill("")).map((line) =>
    line.map(({ text }) => text).join(""),
  );
const held = (positions: readonly Position[], change: Partial<CockpitState> = {}): CockpitState => {
  const named = snapshot({ positions: [...positions], symbols: SYMBOLS });
  return state({ snapshot: named, ...change });
};
const rowOf = (rows: readonly string[], symbol: string): string =>
  rows.find((row) => row.startsWith(` ${symbol} `)) ?? "";

describe("of three positions with long numbers", () => {
  it.each(SCENES)("$view at $columns × $rows shows protection whole", (scene) => {
    const rows = rowsOf(held(LONG, scene));
    expect(rowOf(rows, "SHIBUSDT")).toContain("■ PROTECTED");
    expect(rowOf(rows, "EURUSD")).toContain("□ NAKED 12s");
    expect(rowOf(rows, "MNQ")).toContain("? UNKNOWN 3s");
  });

  it.each(LONG)("the dash shows $symbol alone with its stop, R and protection", (position) => {
    const row = rowOf(rowsOf(held([position])), position.symbol);
    const [stop, R] = { SHIBUSDT: ["0.00001200", "+0.03"], EURUSD: ["1.08250", "+0.39"] }[
      position.symbol
    ] ?? ["24,853.75", "+1.18"];
    expect(row).toContain(stop);
    expect(row).toContain(R);
    expect(row).toMatch(/■ PROTECTED|□ NAKED 12s|\? UNKNOWN 3s/);
  });

  it("the dash gives up the last price and how much there once was before the money", () => {
    const row = rowOf(rowsOf(held(LONG.slice(1))), "EURUSD");
    expect(row).toMatch(/^ EURUSD +▲ LONG +120,000 +1\.08431 +1\.08250 +\+0\.39 +\+85\.20 /);
  });
});

describe("of many positions", () => {
  const many = (count: number, bad: Readonly<Record<number, Partial<Position>>>): Position[] =>
    Array.from({ length: count }, (_, at) => ({ ...POSITION, symbol: `S${at}`, ...bad[at] }));
  const naked = { protection: "NAKED", naked_s: 4 } as const;
  const lost = { protection: "UNKNOWN", naked_s: 9 } as const;

  it.each(VIEWS)("%s shows six at 80 × 24, what is not protected first", (view) => {
    const rows = rowsOf(held(many(6, { 3: lost, 4: naked }), { view }));
    const shown = rows.filter((row) => /PROTECTED|NAKED|UNKNOWN/.test(row));
    expect(shown.map((row) => row.trim().slice(0, 2))).toEqual([
      "S4",
      "S3",
      "S0",
      "S1",
      "S2",
      "S5",
    ]);
    expect(shown[0]).toContain("□ NAKED 4s");
    expect(rows.join("\n")).not.toContain(" more: ");
  });

  it("those without room are summed up by the worst, beside the time to be flat by", () => {
    // Head, tiles and strip take 7 rows, foot 1 and the view 6; of the ten left the rule, the head
    // and what works take three.
    const bad = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [at, naked]));
    const rows = rowsOf(held(many(20, { ...bad, 19: lost })));
    expect(rows[7]).toMatch(
      /POSITIONS 20 ─+ 13 more: 1 NAKED, 1 UNKNOWN {2}flat by 15:55, in 3h13 ─/,
    );
    expect(rows[9]).toMatch(/^ S0 .*□ NAKED 4s/);
    expect(rowsOf(held(many(20, {})))[7]).toContain("13 more: all PROTECTED");
  });

  it("a small terminal has a line for each, and the others in one", () => {
    const small = { columns: 40, rows: 10 };
    const rows = rowsOf(held(many(3, { 2: naked }), small));
    expect(rows.filter((row) => /■ PROTECTED|□ NAKED 4s/.test(row))).toHaveLength(3);
    const more = rowsOf(held(many(9, { 1: naked, 2: lost, 3: lost, 4: lost, 5: lost }), small));
    expect(more.join("\n")).toMatch(/S1 +▼ SHORT 3 □ NAKED 4s[\s\S]* \d more: \d UNKNOWN/);
  });
});

describe("whatever else is on the screen", () => {
  it("each position's protection is whole, or counted among those without room", () => {
    const property = fc.property(anyState, fc.boolean(), (any, isFull) => {
      const size = isFull ? { columns: 80, rows: 24 } : {};
      const shown = { ...any, ...size };
      fc.pre(shown.columns >= 80 && shown.rows >= 24);
      const rows = rowsOf(shown);
      const from = rows.findIndex((row) => row.startsWith("─ POSITIONS"));
      const { positions } = shown.snapshot;
      const below = rows.slice(from + 1);
      const band = below.slice(
        0,
        below.findIndex((row) => row.startsWith("─")),
      );
      const whole = (row: string): boolean =>
        positions.some(({ protection, naked_s }) => {
          const s = naked_s == null ? "" : ` ${Math.floor(naked_s).toLocaleString("en-US")}s`;
          const bad = `${protection === "NAKED" ? "□ NAKED" : "? UNKNOWN"}${s}`;
          return row.includes(protection === "PROTECTED" ? "■ PROTECTED" : bad);
        });
      const more = Number(/ (\d+) more: /.exec(rows[from] ?? "")?.[1] ?? 0);
      expect(band.filter(whole).length + more).toBe(positions.length);
    });
    fc.assert(property, { numRuns: 100 });
  });
});
