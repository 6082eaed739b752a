import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analysisOf } from "../../src/analytics/analysis.js";
import { bareTrade, type JournalTrade } from "../../src/analytics/entry-context.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { curveLines } from "../../src/cli/curve.js";
import { heatmapLines } from "../../src/cli/metrics-heatmap.js";
import { renderMetrics } from "../../src/cli/metrics-page.js";
import { HOUR, MONDAY, trade } from "../analytics/journal.js";

const PLAIN = new Chalk({ level: 0 });
const DAY = 24 * HOUR;

function pageOf(trades: readonly JournalTrade[], columns: number, color = false): string {
  const state = createMetrics();
  for (const one of trades) addTrade(state, one);
  const guards = [{ guard: "regime", refused: 3, cut: 1, shadow_closed: 0 }].map((row) => ({
    ...{ ...row, shadow_R: 0, saved_R: -0.5, interval_R: null },
  }));
  const page = { source: "journal", currency: "USD", metrics: metricsOf(state), guards };
  const analysis = analysisOf(trades, { worths: guards, shadows: [] });
  return renderMetrics({ ...page, analysis }, { columns, color });
}

/** Four trades: +2, −1, +0.5, −1 R, of 100 a R, on Monday to Thursday at noon. */
const FOUR = [2, -1, 0.5, -1].map(
  (result_R, day): JournalTrade => ({
    ...trade({
      ...{ trade_id: String(day), result_R, net_pnl: result_R * 100, mfe_R: 2, mae_R: -1 },
      entry_ts: MONDAY + day * DAY + 12 * HOUR,
      exit_ts: MONDAY + day * DAY + 13 * HOUR,
    }),
    context: {
      ...{ gear: day === 0 ? "D" : "L", governor: day === 0 ? "CALM" : "CAUTION" },
      ...{ governor_multiplier: day === 0 ? 1 : 0.75, regime_size: 1, self_report: null },
    },
    tags: day === 1 ? ["revenge"] : [],
  }),
);

/** Many trades of many kinds with long names. */
const MANY = Array.from({ length: 300 }, (_, n) =>
  bareTrade(
    trade({
      ...{ trade_id: String(n), strategy: `a_strategy_with_a_long_name_${n % 17}` },
      ...{ symbol: n % 3 ? "MNQ" : "A-RATHER-LONG-SYMBOL", side: n % 2 ? "long" : "short" },
      ...{ result_R: ((n * 7) % 11) - 4.5, net_pnl: (((n * 7) % 11) - 4.5) * 123_456.78 },
      ...{ mae_R: -1, mfe_R: 3, commission: 2 },
      entry_ts: MONDAY + n * 5 * HOUR,
      exit_ts: MONDAY + n * 5 * HOUR + (n % 9) * HOUR,
    }),
  ),
);

describe("the page of metrics", () => {
  it("says the headline, what qualifies it, and where it came from", () => {
    const lines = pageOf(FOUR, 80).split("\n");
    expect(lines[0]).toBe("metrics · journal · 2025-11-17 to 2025-11-20 · 4 trades");
    const at = (label: string): number => lines.findIndex((line) => line.includes(label));
    // 0.5 in all, 0.125 each; 250 won, 200 lost; from 2 down to 0.5
    expect(lines[at("TOTAL") + 1]).toMatch(/^ {2}\+0\.50 R +\+0\.13 R +50\.0 % +1\.25 +1\.50 R$/);
    expect(lines[at("TOTAL") + 2]).toMatch(
      /\+50\.00 USD +too few trades .*250 \/ 200 +now 1\.50 R/,
    );
    // Four days are no year.
    expect(lines[at("SHARPE") + 1]).toMatch(/^ {2}– +– +– +1 h 00 min +1\.0 trades$/);
    expect(lines[at("longest run of wins")]).toMatch(/ 1 win, \+2\.00 R$/);
    expect(lines[at("kept of MFE")]).toMatch(/ 6\.3 %, by wins 62\.5 %$/);
    expect(lines[at("gear at the entry") + 1]).toMatch(
      /^ {2}L low +3\* +33\.3 % +−0\.50 +−1\.50 R$/,
    );
    expect(lines[at("CAUTION × 0.75")]).toMatch(/ 3\* +33\.3 % /);
    expect(lines[at("  tag ") + 1]).toMatch(/^ {2}revenge +1\* +0\.0 % +−1\.00 +−1\.00 R$/);
    // Nobody said how they felt: that would tell no trades apart.
    expect(at("self-report")).toBe(-1);
    expect(lines[at("  regime  ")]).toMatch(/^ {2}regime +3 +1 +0 +−0\.50 R {2}too few to say$/);
  });

  it.each([80, 100, 140])("keeps to %i columns with nothing behind a line's end", (columns) => {
    for (const trades of [[], FOUR, MANY]) {
      const lines = pageOf(trades, columns).split("\n");
      for (const line of lines) {
        expect(line.length, line).toBeLessThanOrEqual(columns);
        expect(line).toBe(line.trimEnd());
      }
    }
  });

  it("stands in two columns where there is room", () => {
    const lines = pageOf(MANY, 140).split("\n");
    const row = lines.find((line) => line.includes("results of 300 trades"));
    expect(row).toContain("runs, excursions, exposure");
    expect(pageOf(MANY, 100)).not.toMatch(/results of 300 trades .*runs/);
  });

  it("says the same with colour as without", () => {
    expect(pageOf(MANY, 140, true)).toContain("\u001b[");
    const words = (text: string): string => text.replace(/ +$/gm, "");
    expect(words(stripVTControlCharacters(pageOf(MANY, 140, true)))).toBe(pageOf(MANY, 140));
  });

  it("shows names from files as words, whatever is in them", () => {
    const strategy = "a\u001b[2Jb\nc";
    const text = pageOf([bareTrade(trade({ strategy, result_R: 1, net_pnl: 1 }))], 80);
    expect(text).not.toContain("\u001b");
    expect(text).toMatch(/^ {2}TREND a·\[2Jb·c MNQ +1\* /m);
  });

  it.each([80, 140])("stands in line by cells on %i columns where names are wide", (columns) => {
    const tags = ["fomo", "日本", "非常に長い日本語の札の名前はここで切られるはずである"];
    const trades = tags.map((tag) => ({ ...(FOUR[0] as JournalTrade), tags: [tag] }));
    const lines = pageOf(trades, columns).split("\n");
    const cells = (line: string): number => line.length + (line.match(/[぀-ヿ一-鿿]/g)?.length ?? 0);
    // What stands beside it on the right ends a line elsewhere.
    const ends = tags.map((tag) => {
      const line = lines.find((one) => one.includes(tag.slice(0, 8))) ?? "";
      return cells(line.slice(0, line.indexOf("+2.00 R") + 7));
    });
    expect(new Set(ends).size).toBe(1);
    expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(columns);
  });

  it("cuts no unit off a tile", () => {
    const much = { net_pnl: -3_703_704_123.4, result_R: -1, mae_R: -1, mfe_R: 0 };
    const whole = { entry_ts: MONDAY, exit_ts: MONDAY + HOUR };
    const text = pageOf([bareTrade(trade({ ...much, ...whole }))], 80);
    expect(text).toContain("−3,703.70M USD");
    expect(text).toContain("100 % of ");
  });

  it("says that there is no trade, and what guards did all the same", () => {
    const text = pageOf([], 80);
    expect(text).toContain("No closed trade to show.");
    expect(text).toContain("regime");
    expect(text).not.toContain("SHARPE");
  });
});

describe("the heatmap", () => {
  const empty = (): number[][] => Array.from({ length: 7 }, () => Array<number>(24).fill(0));
  const [r, trades] = [empty(), empty()];
  const put = (day: number, hour: number, result: number, count: number): void => {
    (r[day] as number[])[hour] = result;
    (trades[day] as number[])[hour] = count;
  };
  // The largest is 4: quarters begin at 1, 2 and 3.
  put(0, 9, 4, 3);
  put(0, 10, -3, 1);
  put(0, 11, 2.9, 2);
  put(1, 9, -1, 1);
  put(1, 10, 0.99, 1);
  put(4, 11, 0, 2);

  it("says sign and size without colour, and sums up the days", () => {
    expect(heatmapLines({ r, trades }, 76, PLAIN)).toEqual([
      "     09    10    11",
      "Mon  +████ −████ +▓▓▓▓     +3.90 R     6",
      "Tue  −▒▒▒▒ +░░░░           −0.01 R     2",
      "Wed",
      "Thu",
      "Fri              ·          0.00 R     2",
      "+ won, − lost, ░▒▓█ by quarters of 4.00 R, · came to nothing",
    ]);
  });

  it("has a Saturday or a Sunday only where there is a trade", () => {
    const more = { r: r.map((day) => [...day]), trades: trades.map((day) => [...day]) };
    (more.trades[6] as number[])[9] = 1;
    const days = heatmapLines(more, 76, PLAIN).map((line) => line.slice(0, 3));
    expect(days).toContain("Sun");
    expect(days).not.toContain("Sat");
    expect(heatmapLines({ r, trades }, 76, PLAIN).join("")).not.toContain("S");
  });

  it("fits a whole day of hours into 76 columns", () => {
    const hours = Array.from({ length: 24 }, () => 1);
    const full = empty().map(() => hours);
    const lines = heatmapLines({ r: full, trades: full }, 76, PLAIN);
    // 5 for the day, 3 for each hour but the last one's gap.
    expect(lines[1]).toBe(`Mon  ${"+█ ".repeat(24).trimEnd()}`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
  });
});

describe("a curve", () => {
  const layout = { rows: 9, label: 6, places: 1 };
  const axis = (lines: readonly string[]): string[] =>
    [lines[0], lines.at(-1)].map((line) => (line ?? "").slice(0, 6).trim());

  it("loses neither its highest nor its lowest to the columns that there are", () => {
    // Up and down by 1 around 0, with one spike each way inside a stretch, on few columns.
    for (const [count, high, low] of [
      [100, 42, 43],
      [2_335, 1_000, 7],
      [200_000, 3, 199_990],
    ] as const) {
      const sums = Array.from({ length: count }, (_, n) =>
        n === high ? 37.4 : n === low ? -41.5 : (n % 3) - 1,
      );
      for (const columns of [20, 41, 67, 140]) {
        const lines = curveLines(sums, columns, layout);
        expect(axis(lines), `${count} on ${columns}`).toEqual(["+37.4", "−41.5"]);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      }
    }
  });

  it("has a label of its own for each line where it is nearly flat", () => {
    const labels = curveLines([-0.05, 0.1, -0.2], 60, layout).map((line) => line.slice(0, 6));
    expect(labels).toHaveLength(9);
    expect(new Set(labels).size).toBe(9);
    expect([labels[0], labels.at(-1)]).toEqual([" +0.10", " −0.20"]);
  });

  it("has as many lines as it may, and each value on the one whose label is nearest", () => {
    const sums = fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sums, fc.integer({ min: 3, max: 20 }), (hundredths, rows) => {
        const values = hundredths.map((one) => one / 100);
        const range = Math.max(0, ...values) - Math.min(0, ...values);
        // Less is written in three places.
        fc.pre(range > rows / 100);
        const lines = curveLines(values, 80, { ...layout, rows, places: 2 });
        expect(lines).toHaveLength(rows);
        const labelOf = (line = ""): number => Number(line.slice(0, 6).replace("−", "-"));
        const nearest = range / (rows - 1) / 2 + 0.005 + 1e-9;
        const crossed = lines.filter((line) => line.includes("┼"));
        expect(crossed).toHaveLength(1);
        expect(Math.abs(labelOf(crossed[0]))).toBeLessThanOrEqual(nearest);
        const widest = Math.max(...lines.map((line) => line.length));
        const ends = lines.filter((line) => line.length === widest && /[─╭╰]$/.test(line));
        expect(ends).toHaveLength(1);
        const end = values.at(-1) ?? 0;
        expect(Math.abs(labelOf(ends[0]) - end)).toBeLessThanOrEqual(nearest);
      }),
    );
  });

  it("ends with its end, whatever came before", () => {
    // A thousand steps down, then one leap above all of them.
    const sums = Array.from({ length: 1_001 }, (_, n) => (n === 1_000 ? 50 : -n / 10));
    const lines = curveLines(sums, 40, layout);
    const widest = Math.max(...lines.map((line) => line.length));
    expect(lines[0]).toHaveLength(widest);
    expect(lines.findIndex((line) => line.includes("┼"))).toBeGreaterThan(0);
  });

  it("of means begins with the first of them, not with nothing", () => {
    const means = [-0.33, -0.82, 0.74, 0.1];
    const lines = curveLines(
      means.map((mean) => mean - 2),
      40,
      { ...layout, start: null },
    );
    // −1.26 at the most: 0 is no part of it.
    expect(axis(lines)).toEqual(["−1.3", "−2.8"]);
    expect(
      axis(
        curveLines(
          means.map((mean) => mean - 2),
          40,
          layout,
        ),
      )[0],
    ).toBe("0.0");
  });
});

describe("the page's curves", () => {
  it("agree with the figures: where it was deepest, and how high", () => {
    // 700 trades of ±1 R but for a fall of 20 R and a rise of 30 R in the midst of a stretch.
    const trades = Array.from({ length: 700 }, (_, n) => {
      const result_R = n === 301 ? -20.5 : n === 302 ? 30 : n % 2 ? 1 : -1;
      const at = { entry_ts: MONDAY + n * HOUR, exit_ts: MONDAY + n * HOUR };
      return bareTrade(trade({ ...at, trade_id: String(n), result_R, net_pnl: result_R }));
    });
    const lines = pageOf(trades, 80).split("\n");
    const block = (title: string): string[] => {
      const from = lines.findIndex((line) => line.includes(title)) + 1;
      return lines.slice(from, lines.indexOf("", from));
    };
    // 0 and −1 by turns; 301 makes −21.5 of −1, 302 8.5 of that, 303 9.5; then 8.5 and 9.5.
    expect(block("cumulative R")[0]).toMatch(/^ +\+9\.5 /);
    expect(block("cumulative R").at(-1)).toMatch(/^ +−21\.5 /);
    expect(block("R below the peak").at(-1)).toMatch(/^ +−21\.5 /);
    expect(lines.join("\n")).toContain("21.50 R");
  });
});
