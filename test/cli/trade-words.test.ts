// A trade in words, in a chart and in a table, from facts and bars made by hand.

import { describe, expect, it } from "vitest";
import { tradeChart } from "../../src/cli/trade-chart.js";
import { tradeTable } from "../../src/cli/trade-table.js";
import { storyLines } from "../../src/cli/trade-words.js";
import type { Fact } from "../../src/engine/effect.js";
import type { ListedTrade } from "../../src/projection/trades.js";
import { cellsOf } from "../../src/tui/line.js";

const TS = Date.UTC(2025, 10, 18, 15, 30);
const head = { seq: 1, ts: TS, symbol: "MNQ", trace_id: "t-1" };

describe("the story", () => {
  it("names every guard that objected and what each saw", () => {
    const refusal = {
      ...{ ...head, type: "guard_reject", strategy: "mine", reason: "regime" },
      guards: ["regime", "htf_gate"],
      inputs: { regime: { current: "RANGE" }, htf_gate: { adx_15m: 14.2, threshold: 20 } },
    } as unknown as Fact;
    expect(storyLines([refusal], 2)).toEqual([
      "2025-11-18",
      "15:30:00  × mine refused: not its regime",
      "            regime: not its regime (current RANGE)",
      "            htf gate: higher timeframes do not agree (adx 15m 14.2, threshold 20)",
    ]);
  });

  it("begins a new day with its date", () => {
    const exit = { ...head, type: "time_exit", trade_id: "1", bars: 9 } as unknown as Fact;
    const later = { ...exit, ts: TS + 86_400_000 };
    const lines = storyLines([exit, exit, later], 2).filter((line) => line.length === 10);
    expect(lines).toEqual(["2025-11-18", "2025-11-19"]);
  });
});

describe("the chart", () => {
  const bars = [10, 10, 12, 14, 13, 11, 10, 10].map((close, at) => ({
    ...{ ts: TS + at * 60_000, open: close, high: close, low: close, close },
  }));
  const trade = {
    side: "long" as const,
    entry: 12,
    exit: 11,
    stops: [
      { ts: TS, price: 10 },
      { ts: TS + 4 * 60_000, price: 11 },
    ],
  };
  const drawn = (columns: number) =>
    tradeChart({ bars, entryAt: 2, exitAt: 5 }, trade, { columns, decimals: 2 });

  it("has entry, exit and the last stop at their heights, named", () => {
    const lines = drawn(80);
    expect(lines).toHaveLength(10);
    const rowOf = (text: string): number => lines.findIndex((line) => line.includes(text));
    // 10 to 14 over ten rows: 12 lies in the middle, 11 in the lower half.
    expect(rowOf("entry 12.00")).toBe(rowOf("▲"));
    expect(rowOf("exit 11.00")).toBe(rowOf("●"));
    expect(rowOf("▲")).toBeGreaterThanOrEqual(4);
    expect(rowOf("▲")).toBeLessThanOrEqual(5);
    expect(rowOf("●")).toBe(7);
    expect(Math.abs(rowOf("stop 11.00") - 7)).toBe(1);
    const [entry = "", exit = ""] = [lines[rowOf("▲")], lines[rowOf("●")]];
    expect(entry.indexOf("▲")).toBeLessThan(exit.indexOf("●"));
    // The first stop, at the bottom, stands before the second.
    expect(lines[9]).toContain("╴");
  });

  it("is no wider than it may be, and there is none without bars", () => {
    for (const columns of [30, 40, 80]) {
      expect(Math.max(...drawn(columns).map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
    const empty = { bars: [], entryAt: -1, exitAt: -1 };
    expect(tradeChart(empty, trade, { columns: 80, decimals: 2 })).toEqual([]);
  });
});

describe("the table", () => {
  const trade = (more: Partial<ListedTrade>): ListedTrade => ({
    ...{ trade_id: "1", symbol: "MNQ", side: "long", strategy: "orb_retest", regime: "TREND" },
    ...{ entry_ts: TS, exit_ts: TS + 600_000, qty: 2, entry_price: 21000.25, exit_price: 21010 },
    ...{ initial_stop: 20990, exit_reason: "target", gross_pnl: 39, commission: 2.48 },
    ...{ net_pnl: 36.52, result_R: 0.89, bars_held: 10, mae_R: -0.2, mfe_R: 1, trace_id: "t-1" },
    ...{ slippage_ticks: 1, entry_hour: 9, entry_weekday: 1, exit_day: "2025-11-18" },
    ...{ account: "paper", source: "journal", risk: "stop", tags: [] },
    ...more,
  });
  const trades = [
    trade({ tags: ["日本語", "late"], strategy: "戦略" }),
    trade({ trade_id: "22", result_R: -1.25, net_pnl: -51.2, tags: ["b"] }),
    trade({ trade_id: "i3f09", account: "U1", source: "tradovate", risk: "assumed" }),
  ];
  const cells = (line: string, from: number, to: number): string => {
    let at = 0;
    return [...line]
      .filter((letter) => {
        const place = at;
        at += cellsOf(letter);
        return place >= from && place < to;
      })
      .join("");
  };

  it.each([80, 100, 140, 220])("fits %i columns and keeps what matters", (width) => {
    const lines = tradeTable(trades, width, {}).split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(width);
    for (const word of ["id", "closed (UTC)", "symbol", "R"]) {
      expect(lines[0]?.split(/ {1,}/).join(" ")).toContain(word);
    }
    expect(lines[3]).toContain("~+0.89 R");
    expect(lines[1]).not.toContain("~");
  });

  it("has every column where there is room, wide letters in line", () => {
    const lines = tradeTable(trades, 220, {}).split("\n");
    const names = ["account", "qty", "entry", "exit", "strategy", "regime", "why", "held", "mae"];
    for (const name of [...names, "mfe", "slip", "net", "tags"]) expect(lines[0]).toContain(name);
    const at = (lines[0] ?? "").indexOf("regime");
    for (const line of lines.slice(1)) expect(cells(line, at, at + 5)).toBe("TREND");
    // By the grid of the symbol: a quarter has two places, an unknown one those that it shows.
    const unknown = trade({ symbol: "XYZZ5", entry_price: 50, exit_price: 52, initial_stop: 49.5 });
    const priced = tradeTable([...trades, unknown], 220, {}).split("\n");
    expect(priced[1]).toContain(" 21,000.25  21,010.00 ");
    expect(priced[4]).toContain(" 50.0       52.0 ");
    const narrow = tradeTable(trades, 80, {}).split("\n")[0] ?? "";
    expect(narrow).not.toContain("mfe");
    expect(narrow).toContain("net");
  });
});
