import { describe, expect, it } from "vitest";
import { duration, inR, percent, plain, signed } from "../../src/analytics/figures.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { progressLine } from "../../src/cli/progress.js";
import { renderSummary, type SummaryData } from "../../src/cli/summary.js";
import { summaryDataOf, Tally } from "../../src/cli/summary-data.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { HOUR, MINUTE, MONDAY, trade } from "../analytics/journal.js";

const ESCAPE = "\u001b";

/**
 * Four trades by hand: +2 R (+200), −1 R (−100), +0.5 R (+50), −1 R (−100), commission 1 each.
 * Total 0.5 R, mean 0.125, cumulative 2, 1, 1.5, 0.5, deepest drawdown 2 − 0.5 = 1.5; net 50;
 * profit factor 250 / 200 = 1.25; holds 10, 20, 30 and 60 minutes, mean 30.
 */
const RESULTS = [
  { r: 2, pnl: 200, strategy: "orb_retest", exit: "target", hold: 10 },
  { r: -1, pnl: -100, strategy: "vwap_pullback", exit: "stop", hold: 20 },
  { r: 0.5, pnl: 50, strategy: "vwap_pullback", exit: "trail", hold: 30 },
  { r: -1, pnl: -100, strategy: "vwap_pullback", exit: "stop", hold: 60 },
] as const;

function tradesByHand(): TradeRecord[] {
  return RESULTS.map(({ r, pnl, strategy, exit, hold }, place) =>
    trade({
      trade_id: `t${place + 1}`,
      strategy,
      exit_reason: exit,
      entry_ts: MONDAY + place * 2 * HOUR,
      exit_ts: MONDAY + place * 2 * HOUR + hold * MINUTE,
      gross_pnl: pnl + 1,
      commission: 1,
      net_pnl: pnl,
      result_R: r,
    }),
  );
}

function dataOf(trades: readonly TradeRecord[], changes: Partial<SummaryData> = {}): SummaryData {
  const state = createMetrics();
  for (const one of trades) addTrade(state, one);
  const tally = new Tally();
  const base = summaryDataOf({
    sources: [],
    run: {
      bars: 4140,
      from: "2025-11-17T23:00:00.000Z",
      to: "2025-11-20T21:59:00.000Z",
      elapsed_ms: 207.4,
      bars_per_second: 19_986,
      latency_us: { p50: 1, p99: 1, p999: 1, p9999: 1, max: 1 },
      facts: 9,
      facts_sha256: "00",
      signals_without_bar: 0,
    },
    metrics: metricsOf(state),
    trades,
    guards: [],
    tally,
    unguarded: false,
    currency: "USD",
  });
  return { ...base, symbols: ["MNQ"], timeframe: "1m", currency: "USD", ...changes };
}

function linesOf(data: SummaryData, columns: number): string[] {
  return renderSummary(data, { columns, color: false }).split("\n");
}

describe("the summary", () => {
  it("says what it is of", () => {
    const [first, second] = linesOf(dataOf(tradesByHand()), 80);
    expect(first).toBe("MNQ · 1m · 2025-11-17 23:00 to 2025-11-20 21:59 UTC · 4,140 bars");
    expect(second).toBe("─".repeat(80));
  });

  it("shows R before money, with the sign of every result", () => {
    const text = linesOf(dataOf(tradesByHand()), 80).join("\n");
    expect(text).toMatch(/^ {2}total +\+0\.50 R {4}trades +4$/m);
    expect(text).toMatch(/^ {2}per trade +\+0\.13 R {4}won +50\.0 %$/m);
    expect(text).toMatch(/^ {2}average win +\+1\.25 R /m);
    expect(text).toMatch(/^ {2}average loss +−1\.00 R {4}profit factor +1\.25$/m);
    expect(text).toMatch(/^ {2}deepest drawdown +1\.50 R {4}in the market +–$/m);
    expect(text).toMatch(/^ {2}net +\+50\.00 USD {4}average hold +30 min$/m);
    expect(text).toMatch(/^ {2}commission +4\.00 USD /m);
  });

  it("holds the win rate against chance", () => {
    // Wilson's bound by hand for 2 of 4, z = 1.96: z² = 3.8415;
    // centre 0.5 + 3.8415/8 = 0.98019; spread 1.96·√(0.25/4 + 3.8415/64) = 1.96·√0.122523
    // = 0.68606; (0.98019 − 0.68606) / (1 + 0.96036) = 0.29413 / 1.96036 = 0.15004.
    expect(linesOf(dataOf(tradesByHand()), 80).join("\n")).toMatch(/won, at least +15\.0 %$/m);
  });

  it("splits by strategy and by exit, most trades first", () => {
    const lines = linesOf(dataOf(tradesByHand()), 80);
    const at = lines.findIndex((line) => line.startsWith("  strategy"));
    expect(lines.slice(at, at + 3).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["strategy", "trades", "won", "PF", "per trade", "total"],
      // −1 + 0.5 − 1 = −1.5; profit factor 50 / 200.
      ["vwap_pullback", "3", "33.3 %", "0.25", "−0.50 R", "−1.50 R"],
      ["orb_retest", "1", "100.0 %", "–", "+2.00 R", "+2.00 R"],
    ]);
    const exits = lines.findIndex((line) => line.startsWith("  exit"));
    expect(lines.slice(exits + 1, exits + 4).map((line) => line.trim().split(/ +/)[0])).toEqual([
      "stop",
      "target",
      "trail",
    ]);
    const widths = new Set(lines.slice(at, at + 3).map((line) => line.length));
    expect(widths.size).toBe(1);
  });

  it("stands in line by cells where names are wide or have no width of their own", () => {
    // Each of these takes two cells; the accent and the emoji are not of a known width.
    const names = ["日本語タグ", "非常に長い日本語の戦略名前テスト", "e\u0301🔥f", "a\u001b[2Jb"];
    const [first] = tradesByHand();
    const trades = names.map((strategy, n) => ({
      ...(first as TradeRecord),
      strategy,
      qty: n + 1,
    }));
    const symbols = Array.from({ length: 40 }, () => "日経");
    const lines = linesOf(dataOf(trades, { symbols }), 80);
    const cells = (line: string): number => line.length + (line.match(/[぀-ヿ一-鿿]/g)?.length ?? 0);
    const at = lines.findIndex((line) => line.startsWith("  strategy"));
    expect(lines.slice(at, at + 5).map(cells)).toEqual(Array(5).fill(cells(lines[at] ?? "")));
    expect(lines.slice(at + 1, at + 5).map((line) => line.trim().split(/ +/)[0])).toEqual([
      ...["a·[2Jb", "éf", "日本語タグ", "非常に長い日本語の戦略名前…"],
    ]);
    expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(80);
  });

  it("names the best and the worst trade", () => {
    const text = linesOf(dataOf(tradesByHand()), 80).join("\n");
    expect(text).toContain("  best   +2.00 R  2025-11-17 00:00 UTC  long MNQ  orb_retest  target");
    expect(text).toContain("  worst  −1.00 R  2025-11-17 02:00 UTC  long MNQ  vwap_pullback  stop");
  });

  it("draws cumulative R from 0 to the total between its extremes", () => {
    const lines = linesOf(dataOf(tradesByHand()), 80);
    const chart = lines.filter((line) => /^ +[+−]?\d+\.\d [┤┼]/.test(line));
    expect(chart[0]?.trim().startsWith("+2.0")).toBe(true);
    expect(chart.at(-1)?.trim().startsWith("0.0 ┼")).toBe(true);
    // The last column is the end: 0.5 of 2 over seven steps is row 2 above 0.
    const ends = chart.map((line) => line.length);
    expect(chart.length - 1 - ends.indexOf(Math.max(...ends))).toBe(2);
  });

  it("says so when there were no trades, and why", () => {
    const refusals = [
      { reason: "htf_gate", count: 1200 },
      { reason: "regime", count: 3 },
    ];
    const lines = linesOf(dataOf([], { signals: 1203, refusals }), 80);
    expect(lines).toContain("  No trades.");
    expect(lines).toContain("  signals 1,203  refused 1,203");
    expect(lines).toContain("  htf_gate 1,200 · regime 3");
  });

  it("says when it ran without guards", () => {
    const lines = linesOf(dataOf(tradesByHand(), { unguarded: true, signals: 4 }), 80);
    expect(lines).toContain("  signals 4  without any guard");
  });
});

describe("the width", () => {
  const wide = dataOf(
    Array.from({ length: 300 }, (_, place) =>
      trade({
        trade_id: `t${place}`,
        strategy: "a_strategy_whose_name_is_longer_than_any_column_should_be_at_all",
        result_R: (place % 7) * 1000 - 2500.123,
        net_pnl: (place % 7) * 1e9 - 2.5e9,
        exit_ts: MONDAY + place * HOUR + MINUTE,
        entry_ts: MONDAY + place * HOUR,
      }),
    ),
    {
      symbols: ["MNQ", "MES", "M2K", "MYM", "MGC", "MCL", "EURUSD", "BTCUSD"],
      unguarded: true,
      signals: 5_000_000,
      refusals: Array.from({ length: 20 }, (_, place) => ({
        reason: `constraint:max_number_${place}`,
        count: 100_000,
      })),
    },
  );

  it.each([80, 100, 120, 140])("of %d columns is never passed", (columns) => {
    for (const data of [wide, dataOf(tradesByHand()), dataOf([])]) {
      const longest = Math.max(...linesOf(data, columns).map((line) => line.length));
      expect(longest).toBe(columns);
    }
  });

  it("leaves nothing behind a line", () => {
    for (const line of linesOf(wide, 100)) expect(line).toBe(line.trimEnd());
  });
});

describe("colour", () => {
  it("is off unless wanted", () => {
    const data = dataOf(tradesByHand());
    expect(renderSummary(data, { columns: 80, color: false })).not.toContain(ESCAPE);
    expect(renderSummary(data, { columns: 80, color: true })).toContain(ESCAPE);
  });

  it("changes no character that is seen", () => {
    const data = dataOf(tradesByHand());
    const colored = renderSummary(data, { columns: 80, color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken out.
    const bare = colored.replace(/\u001b\[\d+m/g, "");
    expect(bare).toBe(renderSummary(data, { columns: 80, color: false }));
  });
});

describe("figures", () => {
  it("have thousands apart and a real minus sign", () => {
    expect(plain(1234567.891, 2)).toBe("1,234,567.89");
    expect(plain(-1234.5, 0)).toBe("−1,235");
    expect(plain(999, 0)).toBe("999");
    expect(plain(null, 2)).toBe("–");
  });

  it("show no sign at what rounds to nothing", () => {
    expect(signed(0.004, 2)).toBe("0.00");
    expect(signed(-0.004, 2)).toBe("0.00");
    expect(signed(0.005, 2)).toBe("+0.01");
    expect(inR(-0.25)).toBe("−0.25 R");
    expect(inR(null)).toBe("–");
  });

  it("say shares, spans and long names in few columns", () => {
    expect(percent(0.5625)).toBe("56.3 %");
    expect(percent(null)).toBe("–");
    expect([12.4, 60, 185, 1440, 3125, null].map(duration)).toEqual([
      "12 min",
      "1 h 00 min",
      "3 h 05 min",
      "1 d 0 h",
      "2 d 4 h",
      "–",
    ]);
  });

  it("say how far a replay is", () => {
    // 500 bars of 2,000 in a quarter of a second: 2,000 a second, 1,500 left: 0.75 s.
    const position = { bars: 500, totalBars: 2000, ts: "2025-11-18T14:30:00.000Z" };
    expect(progressLine(position, 250)).toBe("2025-11-18 14:30 · 25 % · 2,000 bars/s · 1 s left");
    expect(progressLine({ bars: 0, totalBars: 5, ts: null }, 1)).toBe("starting");
    // 10 bars a second, 1,000 left: 100 s.
    expect(progressLine({ ...position, bars: 1000 }, 100_000)).toContain("1 min 40 s left");
  });
});
