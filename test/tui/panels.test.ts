// The parts of the screen that are computed: lines, tables, charts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brailleRows } from "../../src/tui/braille.js";
import { cellsOf, clip, ends, pad, rule, span, table, tame, widthOf } from "../../src/tui/line.js";
import { priceLines } from "../../src/tui/panels/price.js";
import type { Line } from "../../src/tui/theme.js";
import { ORDERS, POSITION, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");

describe("text in cells", () => {
  it("counts wide characters twice", () => {
    expect([cellsOf("abc"), cellsOf("日経"), cellsOf("▲ ╭─╮ ⣿")]).toEqual([3, 4, 7]);
  });

  it("is cut so that it shows, and never through a wide character", () => {
    expect(clip("abcdef", 4)).toBe("abc…");
    expect(clip("日経平均", 4)).toBe("日…");
    expect(pad("日経平均", 4)).toBe("日… ");
    expect(pad("7", 3, "right")).toBe("  7");
  });

  it("from outside moves no cursor and joins nothing", () => {
    expect(tame("a\u001b[2J\tb\u0007")).toBe("a[2Jb");
    expect(tame("e\u0301")).toBe("é");
  });

  it("has two ends, of which the right one stays", () => {
    const line = ends([span("a long beginning")], [span("end")], 10);
    expect(textOf(line)).toBe("a long…end");
  });

  it("is ruled off with titles that fit", () => {
    expect(textOf(rule(20, [span("A")], [span("B")]))).toBe("─ A ──────────── B ─");
    expect(textOf(rule(8, [span("A")], [span("too long")]))).toBe("─ A ────");
  });
});

describe("a table", () => {
  const column = (title: string, spare: number, ...cells: string[]) => ({
    title,
    align: "right" as const,
    spare,
    cells: cells.map((text) => span(text)),
  });

  it("leaves out whole columns, the sparest first", () => {
    const columns = [
      column("A", 0, "1", "22"),
      column("BB", 2, "3", "4"),
      column("C", 1, "5", "6"),
    ];
    const at = (width: number): string[] => table(columns, width).map(textOf);
    expect(at(20)).toEqual(["  A  BB  C", "  1   3  5", " 22   4  6"]);
    expect(at(8)).toEqual(["  A BB C", "  1  3 5", " 22  4 6"]);
    expect(at(7)).toEqual(["  A  C", "  1  5", " 22  6"]);
    expect(at(4)).toEqual(["  A", "  1", " 22"]);
  });

  it("cuts what may be cut before it leaves anything out, and only as far as there is need", () => {
    const columns = [
      { ...column("A", 0, "a long symbol"), align: "left" as const, least: 4 },
      column("B", 1, "22"),
      { ...column("C", 2, "names"), align: "left" as const, least: 3 },
    ];
    const at = (width: number): string => table(columns, width).map(textOf)[1] ?? "";
    expect(at(23)).toBe(" a long symbol 22 names");
    expect(at(19)).toBe(" a long s… 22 names");
    expect(at(12)).toBe(" a l… 22 na…");
    // Without the last column there is room again for more of the first.
    expect(at(11)).toBe(" a long… 22");
    expect(at(7)).toBe(" a lon…");
  });

  it("writes shorter what may be, at its turn among those that are left out", () => {
    const qty = { ...column("Q", 0, "3/6"), short: { spare: 2, cells: [span("3")] } };
    const columns = [qty, column("B", 1, "22"), column("C", 3, "333")];
    const at = (width: number): string => table(columns, width).map(textOf)[1] ?? "";
    expect([at(11), at(10), at(6), at(4)]).toEqual([" 3/6 22 333", " 3/6  22", " 3  22", " 3"]);
  });

  it("cuts what it cannot leave out", () => {
    const columns = [column("SYMBOL", 0, "MNQ"), column("B", 1, "2"), column("STOP", 0, "100.25")];
    expect(table(columns, 12).map(textOf)).toEqual([" SYMBOL   S…", "    MNQ 100…"]);
  });
});

describe("a line of dots", () => {
  it("puts each value in its place", () => {
    // One cell high and wide: four rows of dots and two columns. Low is the lowest dot of the
    // left column (0x40), high the uppermost of the right one (0x08), and what lies between
    // joins them there (0x10, 0x20).
    const range = { low: 0, high: 3 };
    expect(brailleRows([0, 3], range, 1, 1)).toEqual([
      [String.fromCodePoint(0x2800 + 0x40 + 0x08 + 0x10 + 0x20)],
    ]);
    // Level in the middle: dots of the second row of both columns.
    expect(brailleRows([2, 2], range, 1, 1)).toEqual([
      [String.fromCodePoint(0x2800 + 0x02 + 0x10)],
    ]);
  });

  it("begins at the left edge and leaves the right blank while there is little to show", () => {
    const [cells] = brailleRows([1, 1], { low: 0, high: 2 }, 4, 1);
    expect(cells?.slice(1)).toEqual([" ", " ", " "]);
    expect(cells?.[0]).not.toBe(" ");
  });

  it("has a dot in every column and no gap from one to the next", () => {
    const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(values, (series) => {
        const rows = brailleRows(series, { low: 0, high: 100 }, 10, 5);
        // Every dot back as [column, row from the top].
        const DOTS = [
          [0x01, 0x08],
          [0x02, 0x10],
          [0x04, 0x20],
          [0x40, 0x80],
        ];
        const columns = Array.from({ length: 20 }, () => [] as number[]);
        for (const [r, row] of rows.entries()) {
          for (const [c, cell] of row.entries()) {
            const bits = cell === " " ? 0 : (cell.codePointAt(0) ?? 0) - 0x2800;
            for (const [d, pair] of DOTS.entries()) {
              for (const side of [0, 1]) {
                if (bits & (pair[side] ?? 0)) columns[c * 2 + side]?.push(r * 4 + d);
              }
            }
          }
        }
        for (const [at, dots] of columns.entries()) {
          expect(dots.length).toBeGreaterThan(0);
          // Of 20 rows of dots, 0 is at the top; the value's own dot is one of the column's.
          const own = Math.round(((100 - (series[at] ?? 0)) / 100) * 19);
          expect(dots).toContain(own);
          expect(Math.max(...dots) - Math.min(...dots)).toBe(dots.length - 1);
          const before = columns[at - 1];
          if (before === undefined) continue;
          const apart = Math.min(
            ...dots.flatMap((dot) => before.map((other) => Math.abs(dot - other))),
          );
          expect(apart).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("the price chart", () => {
  const closes = Array.from({ length: 40 }, (_, at) => 24_830 + (at % 15));
  const recent = { count: closes.length, closes };
  const shown = state({
    recent,
    snapshot: snapshot({ positions: [{ ...POSITION, stop_why: "initial" }], orders: [...ORDERS] }),
  });

  it("draws stop, entry and target across and names them with their prices", () => {
    const lines = priceLines(shown, 60, 12).map(textOf);
    expect(lines.filter((line) => line.includes("╌╌╌"))).toHaveLength(2);
    expect(lines.join("\n")).toMatch(/24,853\.75 stop/);
    expect(lines.join("\n")).toMatch(/24,853\.75 entry/);
    expect(lines.join("\n")).toMatch(/24,820\.75 target/);
    expect(lines.every((line) => line.length === 60)).toBe(true);
  });

  it("names prices from the highest down, however close they are", () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 5, maxLength: 40 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 4, max: 14 }),
      (series, [stop = 0, entry = 0, target = 0], rows) => {
        const position = { ...POSITION, stop, entry };
        const orders = [{ ...ORDERS[1], price: target } as (typeof ORDERS)[number]];
        const lines = priceLines(
          state({
            recent: { count: series.length, closes: series },
            snapshot: snapshot({ positions: [position], orders }),
          }),
          60,
          rows,
        ).map(textOf);
        const named = lines.flatMap((line) => /[╌◂┤↑↓] *(-?[\d,.]+)(?: |$)/.exec(line)?.[1] ?? []);
        expect(lines.filter((line) => /stop|entry|target/.test(line))).toHaveLength(3);
        expect(named.length).toBeGreaterThanOrEqual(4);
        const prices = named.map((text) => Number(text.replace(",", "")));
        expect(prices).toEqual([...prices].sort((a, b) => b - a));
      },
    );
    fc.assert(property);
  });

  it("points to a level that would flatten the price", () => {
    const far = { ...POSITION, stop: 30_000, stop_why: "initial" as const };
    const lines = priceLines(
      state({ recent, snapshot: snapshot({ positions: [far] }) }),
      60,
      12,
    ).map(textOf);
    expect(lines.join("\n")).toMatch(/↑30,000\.00 stop/);
  });

  it("stands still while it fills, and then jumps back to go on", () => {
    // Without levels the axis takes eight cells and the margin one: 31 are left, 62 bars wide. It
    // jumps by a sixth of that, ten bars.
    const series = Array.from({ length: 200 }, (_, at) => 100 + (at % 5));
    const at = (count: number): string[] => {
      const closes = series.slice(0, count);
      return priceLines(state({ recent: { count, closes } }), 40, 6).map(textOf);
    };
    const filled = (lines: string[]): number =>
      Math.max(...lines.map((line) => line.slice(1, 32).trimEnd().length));
    // After a jump 53 bars are left, which take 27 cells.
    expect([62, 63, 72, 73].map((count) => filled(at(count)))).toEqual([31, 27, 31, 27]);
    // Between two jumps what was drawn stays where it is.
    const left = (lines: string[]): string[] => lines.map((line) => line.slice(0, 22));
    expect(left(at(63))).toEqual(left(at(70)));
  });

  it("shows the last price, once, and says when there is none", () => {
    const flat = priceLines(state({ recent: { count: 3, closes: [100, 100, 100] } }), 40, 6).map(
      textOf,
    );
    expect(flat.join("\n").match(/100\.00/g)).toHaveLength(1);
    expect(
      textOf(priceLines(state({ recent: { count: 0, closes: [] } }), 40, 6)[0] ?? []),
    ).toContain("no bar yet");
  });

  it("keeps its size whatever comes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { maxLength: 200 }),
        fc.integer({ min: 30, max: 120 }),
        fc.integer({ min: 3, max: 30 }),
        (series, width, rows) => {
          const lines = priceLines(
            { ...shown, recent: { count: series.length + 77, closes: series } },
            width,
            rows,
          );
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
