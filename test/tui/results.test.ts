// The account's day on the dash: its title, its two charts, its words.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import { DayLog } from "../../src/tui/account-day.js";
import { asciiLine } from "../../src/tui/ascii.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { widthOf } from "../../src/tui/line.js";
import { resultsLines, resultsTitle } from "../../src/tui/panels/results.js";
import type { Line } from "../../src/tui/theme.js";
import { live, POSITION, snapshot, state } from "./states.js";

const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

const textOf = (line: Line): string =>
  line
    .map(({ text }) => text)
    .join("")
    .trimEnd();

/** Sums 1.44, 0.42, −0.62, 1.40: at most 2.06 below 1.44, at the end 0.04 below it. */
const RESULTS = [1.44, -1.02, -1.04, 2.02];

/** What the run came to before and with that day. */
const RUN: CockpitState["results"] = {
  ...{ since: "2025-11-17T15:14:00.000Z", total: 12.3, trades: 40, wins: 19 },
  ...{ deepest: 4.2, grossWin: 298, grossLoss: 200 },
};

/** The day as the cockpit shows it; of a tape unless it is told otherwise. */
function dayOf(
  results: readonly number[],
  {
    of = snapshot,
    day_R = results.reduce((sum, R) => sum + R, 0),
    open = null as number | null,
  } = {},
): CockpitState {
  const log = new DayLog();
  for (const [at, R] of results.entries()) {
    const ts = `2025-11-18T18:${10 + at}:00.000Z`;
    log.take({ seq: at + 1, day: 20_410, ts, R, isWon: R > 0 });
  }
  const shown = of({
    ...{ day_R: day_R + (open ?? 0), current_R: open ?? 0 },
    positions: open === null ? [] : [{ ...POSITION, R: open }],
  });
  const today = log.at(shown, "2025-11-18T18:05:00.000Z");
  return state({ snapshot: shown, today, results: RUN });
}

const linesOf = (shown: CockpitState, width: number, rows: number): string[] =>
  resultsLines(shown, plot, width, rows).map(textOf);

describe("the title of the day", () => {
  it("is what the tile of the day says while nothing is open", () => {
    expect(textOf(resultsTitle(dayOf(RESULTS)))).toBe("TODAY +1.40 R");
    expect(textOf(resultsTitle(dayOf([])))).toBe("TODAY 0.00 R");
  });

  it("is what is closed while something is open, which the tiles add to it", () => {
    const shown = dayOf(RESULTS, { open: -0.25 });
    expect(textOf(resultsTitle(shown))).toBe("TODAY +1.40 R closed");
    const rows = frameLines({ ...shown, columns: 80, rows: 24 }, plot).map(textOf);
    expect(rows.join("\n")).toMatch(/▼ −0\.25 R +▲ \+1\.15 R/);
  });
});

describe("counts of a long run", () => {
  const many = { ...RUN, trades: 38_020, wins: 19_010 };
  const busy = (): CockpitState => {
    const { today, ...rest } = dayOf(RESULTS);
    return { ...rest, today: { ...today, trades: 1_250, wins: 1_001 }, results: many };
  };

  it("have their thousands apart in the words below the charts", () => {
    const words = linesOf(busy(), 100, 14).slice(-2).join("\n");
    expect(words).toContain("; 1,250 trades, 1,001 won");
    expect(words).toContain("RUN +12.30 R, 38,020 trades, 50.0 % won");
  });

  it("have them in the title of the last trades and the tile too", () => {
    const snapshotOf = { ...busy().snapshot, trades_limit: null, trades_today: 1_250 };
    const shown = { ...busy(), snapshot: snapshotOf, columns: 120, rows: 40 };
    const text = frameLines(shown, plot).map(textOf).join("\n");
    expect(text).toContain("─ TRADES 38,020 ─");
    expect(text).toContain("yes · 1,250 today");
  });
});

describe("the charts of the day", () => {
  it("stand below each other on the smallest screen, of the same trades", () => {
    // 31 columns less a label of 6, the axis and one to spare are 22 points: of the five values
    // the first has 3, since 3 × 4 ÷ 21 is nearer to 1, the next ones 5, 6, 5 and the last 3. In
    // steps of 1.03 from −0.62, where 0 and 0.42 are nearest to 0.41; and from −2.06 up to 0.
    expect(linesOf(dayOf(RESULTS), 32, 7)).toEqual([
      " +1.44 ┤  ╭────╮          ╭──",
      " +0.41 ┼──╯    ╰─────╮    │",
      " −0.62 ┤             ╰────╯",
      "  0.00 ┼───────╮          ╭──",
      " −1.03 ┤       ╰─────╮    │",
      " −2.06 ┤             ╰────╯",
      " drawdown 0.04 R · RUN +12.30 R",
    ]);
  });

  it("give the upper one what there is more, and part them", () => {
    const lines = linesOf(dayOf(RESULTS), 48, 20);
    const zero = lines.findLastIndex((line) => line.startsWith("  0.00 ┼"));
    expect(lines[zero - 1]).toBe("");
    expect(lines[zero - 2]).toMatch(/^ −0\.62 [┤┼]/);
    // 20 less the gap and three lines of words are 16, of which 0.3 is 5.
    expect(lines[zero + 4]).toMatch(/^ −2\.06 [┤┼]/);
    expect(zero - 1).toBe(11);
    expect(lines.slice(17)).toEqual([
      " drawdown 0.04 R, deepest 2.06 R",
      " 4 trades, 2 won",
      " RUN +12.30 R, 40 trades, 47.5 % won, PF 1.49",
    ]);
  });

  it("leave the lower one out where it has no room, and say what it would show", () => {
    const lines = linesOf(dayOf(RESULTS), 32, 6);
    expect(lines.filter((line) => line.includes("0.00"))).toEqual([]);
    expect(lines[5]).toBe(" drawdown 0.04 R · RUN +12.30 R");
  });

  it("have one cross each: where the line begins", () => {
    for (const rows of [7, 9, 14, 20, 30]) {
      const lines = linesOf(dayOf(RESULTS), 48, rows);
      expect(lines.filter((line) => line.includes("┼"))).toHaveLength(2);
    }
  });

  it("never take more room than there is", () => {
    for (let rows = 1; rows <= 40; rows++) {
      for (const width of [32, 40, 48, 80]) {
        for (const shown of [dayOf(RESULTS), dayOf(RESULTS, { day_R: 3 }), dayOf([])]) {
          const lines = resultsLines(shown, plot, width, rows);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(widthOf(line)).toBe(width);
        }
      }
    }
  });

  it("are drawn in ASCII where nothing else can be", () => {
    const lines = resultsLines(dayOf(RESULTS), plot, 32, 7).map(asciiLine).map(textOf);
    expect(lines[2]).toBe(" -0.62 |             '----'");
    expect(lines[3]).toBe("  0.00 +-------.          .--");
  });
});

describe("what is said of the day", () => {
  it("is that nothing closed yet, while the run goes on being told", () => {
    const lines = linesOf(dayOf([]), 80, 12);
    expect(lines[0]).toBe(" no trade closed yet today");
    expect(lines[11]).toBe(
      " RUN +12.30 R, 40 trades, 47.5 % won, PF 1.49, deepest drawdown 4.20 R",
    );
    expect(linesOf(dayOf([]), 32, 7)[6]).toBe(" RUN +12.30 R, 40 trades");
    const first = { ...dayOf([]), results: { ...RUN, trades: 0 } };
    expect(linesOf(first, 80, 12).join("")).toBe(" no trade closed yet today");
  });

  it("stands in one line where there is room", () => {
    const [day, run] = linesOf(dayOf(RESULTS), 80, 20).slice(-2);
    expect(day).toBe(" drawdown 0.04 R, deepest 2.06 R; 4 trades, 2 won");
    expect(run).toMatch(/^ RUN \+12\.30 R, 40 trades, 47\.5 % won, PF 1\.49, deepest/);
    // Of two lines the day has one, without what there is no room for.
    expect(linesOf(dayOf(RESULTS), 48, 8).slice(-2)).toEqual([
      " drawdown 0.04 R, deepest 2.06 R; 4 trades",
      " RUN +12.30 R, 40 trades, 47.5 % won, PF 1.49",
    ]);
  });

  it("has no drawdown at the highest, however deep it was", () => {
    const words = (results: readonly number[]) => linesOf(dayOf(results), 80, 20).at(-2);
    expect(words([1, -0.5, 2])).toBe(" no drawdown, deepest 0.50 R; 3 trades, 2 won");
    expect(words([0.5])).toBe(" no drawdown; 1 trade, 1 won");
    // A loss of less than half a hundredth is not read, and not told.
    expect(words([0.5, -0.004])).toBe(" no drawdown; 2 trades, 1 won");
  });

  it("says since when a live run is known", () => {
    const shown = dayOf(RESULTS, { of: live });
    expect(linesOf(shown, 48, 20).at(-1)).toBe(" SINCE Mon 17 09:14 +12.30 R, 40 trades, PF 1.49");
    expect(linesOf(shown, 32, 7).at(-1)).toBe(" drawdown 0.04 R, deepest 2.06 R");
  });

  it("says before anything else what of the day is not shown", () => {
    // Of 2.25 R that are booked 1.40 R are known, from 12:10 in Chicago on.
    const shown = dayOf(RESULTS, { day_R: 2.25 });
    expect(linesOf(shown, 48, 20).slice(-4)).toEqual([
      " +0.85 R before 12:10 not shown",
      // Sums 0.85, 2.29, 1.27, 0.23, 2.25.
      " drawdown at least 0.04 R",
      " 4 trades shown, 2 won",
      " RUN +12.30 R, 40 trades, 47.5 % won, PF 1.49",
    ]);
    expect(linesOf(shown, 32, 7).at(-1)).toBe(" +0.85 R before 12:10 not shown");
    expect(textOf(resultsTitle(shown))).toBe("TODAY +2.25 R");
    const none = dayOf([], { day_R: -1 });
    expect(linesOf(none, 48, 20).join("\n")).not.toContain("no trade closed");
    expect(linesOf(none, 48, 20).at(-2)).toBe(" −1.00 R before 12:05 not shown");
  });
});
