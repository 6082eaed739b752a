// `metrics export` of trades written by hand, with exchange time reckoned by hand.

import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { metricsToCsv, metricsToPrometheus } from "../../src/analytics/format.js";
import { addTrade, createMetrics, type Metrics, metricsOf } from "../../src/analytics/metrics.js";
import { tradesCsvHeader, tradeToCsvRow } from "../../src/analytics/trades-csv.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { trade } from "../analytics/journal.js";
import { called } from "./called.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

const utc = (text: string): number => Date.parse(`2025-11-${text}Z`);

/*
 * 2025-11-17 is a Monday. Chicago is six hours behind UTC then, New York five.
 *   a  in at 09:00 in Chicago, out that day
 *   b  in at 17:10 on Monday in Chicago, which is Tuesday's trading day
 *   c  in at 10:00 on Tuesday in New York
 *   d  nothing is known of its symbol: days are UTC's
 */
const TRADES: readonly TradeRecord[] = [
  trade({
    ...{ trade_id: "a", strategy: "orb_retest", net_pnl: 100, result_R: 2 },
    ...{ entry_ts: utc("17T15:00"), exit_ts: utc("17T16:00") },
    ...{ entry_hour: 9, entry_weekday: 0, exit_day: "2025-11-17" },
  }),
  trade({
    ...{ trade_id: "b", strategy: "vwap_pullback", net_pnl: -50, result_R: -1 },
    ...{ side: "short", exit_reason: "stop" },
    ...{ entry_ts: utc("17T23:10"), exit_ts: utc("17T23:30") },
    ...{ entry_hour: 17, entry_weekday: 0, exit_day: "2025-11-18" },
  }),
  trade({
    ...{ trade_id: "c", symbol: "AAPL", strategy: "orb_retest", net_pnl: 30, result_R: 0.5 },
    regime: "RANGE",
    ...{ entry_ts: utc("18T15:00"), exit_ts: utc("18T20:00") },
    ...{ entry_hour: 10, entry_weekday: 1, exit_day: "2025-11-18" },
  }),
  trade({
    ...{ trade_id: "d", symbol: "QQZZ17", strategy: "signals", net_pnl: 0, result_R: 0 },
    ...{ side: "short", regime: "RANGE" },
    ...{ entry_ts: utc("19T05:00"), exit_ts: utc("19T06:00") },
    ...{ entry_hour: 5, entry_weekday: 2, exit_day: "2025-11-19" },
  }),
];

function metricsOfTrades(ids: string): Metrics {
  const state = createMetrics();
  for (const one of TRADES) if (ids.includes(one.trade_id)) addTrade(state, one);
  return metricsOf(state);
}

function tradesFile(extra: readonly string[] = []): string {
  const file = path("trades.csv");
  const rows = [tradesCsvHeader, ...TRADES.map(tradeToCsvRow), ...extra];
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

async function exported(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("metrics", "export", ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

describe("metrics export", () => {
  it("says of a file what its trades add up to, by their own exchange's clock", async () => {
    const metrics: Metrics = JSON.parse(await exported("--trades", tradesFile()));
    // 100 - 50 + 30 + 0 = 80, won 130, lost 50; 2 - 1 + 0.5 = 1.5 R; deepest 2 to 1.
    expect(metrics).toMatchObject({ trades: 4, wins: 2, losses: 1, scratches: 1, net_pnl: 80 });
    expect(metrics).toMatchObject({ profit_factor: 2.6, total_R: 1.5, max_drawdown_R: 1 });
    expect(metrics.pnls_by_day).toEqual([
      { day: "2025-11-17", pnl: 100, r: 2, trades: 1 },
      { day: "2025-11-18", pnl: -20, r: -0.5, trades: 2 },
      { day: "2025-11-19", pnl: 0, r: 0, trades: 1 },
    ]);
    expect(metrics.heatmap_weekday_hour.r[0]?.[9]).toBe(2);
    expect(metrics.heatmap_weekday_hour.r[0]?.[17]).toBe(-1);
    expect(metrics.heatmap_weekday_hour.r[1]?.[10]).toBe(0.5);
    expect(metrics).toEqual(metricsOfTrades("abcd"));
  });

  it("writes the same numbers in each form", async () => {
    const trades = ["--trades", tradesFile()];
    const metrics = metricsOfTrades("abcd");
    expect(await exported(...trades, "--format", "csv")).toBe(metricsToCsv(metrics));
    const prometheus = await exported(...trades, "--format", "prometheus");
    expect(prometheus).toBe(metricsToPrometheus(metrics));
    expect(JSON.parse(await exported(...trades, "--format", "csv", "--json"))).toEqual(metrics);
  });

  it.each([
    ["a", ["--to", "2025-11-17"]],
    ["bcd", ["--from", "2025-11-18"]],
    ["bc", ["--from", "2025-11-18", "--to", "2025-11-18"]],
    // Moments are half-open on the exit.
    ["a", ["--to", "2025-11-17T23:30Z"]],
    ["ab", ["--to", "2025-11-17T23:30:00.001Z"]],
    ["bcd", ["--from", "2025-11-17T17:30-06:00"]],
    ["c", ["--symbol", "AAPL"]],
    ["c", ["--symbol", "NASDAQ:AAPL"]],
    ["ab", ["--symbol", "/mnqz5"]],
    // Nobody describes it: its name alone.
    ["d", ["--symbol", "qqzz17"]],
    ["", ["--symbol", "QQZZ18"]],
    ["ac", ["--strategy", "orb_retest"]],
    ["", ["--strategy", "orb_retest", "--from", "2025-11-19"]],
    ["bd", ["--side", "short"]],
    ["cd", ["--regime", "RANGE"]],
    ["d", ["--regime", "RANGE", "--side", "short"]],
    ["b", ["--exit-reason", "stop"]],
  ])("counts only '%s' with %j", async (ids, flags) => {
    const metrics = JSON.parse(await exported("--trades", tradesFile(), ...flags));
    expect(metrics).toEqual(metricsOfTrades(ids));
  });

  it("has performance and attribution beside the metrics with --all, in each form", async () => {
    const all = ["--trades", tradesFile(), "--all"];
    const json = JSON.parse(await exported(...all));
    const { performance, attribution, ...metrics } = json;
    expect(metrics).toEqual(metricsOfTrades("abcd"));
    expect(performance.trades).toBe(4);
    const byExit = attribution.exit_reason.map((cell: Record<string, unknown>) => [
      ...[cell.exit_reason, cell.trades, cell.total_R, cell.trade_ids],
    ]);
    expect(byExit).toEqual([
      ["signal", 3, 2.5, ["a", "c", "d"]],
      ["stop", 1, -1, ["b"]],
    ]);
    // A file says nothing of how things stood.
    expect(attribution.gear).toMatchObject([{ gear: null, trades: 4 }]);
    const csv = await exported(...all, "--format", "csv");
    expect(csv.startsWith(metricsToCsv(metricsOfTrades("abcd")))).toBe(true);
    expect(csv).toContain("\nattribution.exit_reason.1.total_R,-1\n");
    const prometheus = await exported(...all, "--format", "prometheus");
    expect(prometheus.startsWith(metricsToPrometheus(metricsOfTrades("abcd")))).toBe(true);
    expect(prometheus).toContain('\ntransmission_by_exit_reason_total_R{exit_reason="stop"} -1\n');
    expect(prometheus).toContain('\ntransmission_by_gear_trades{gear="unknown"} 4\n');
  });

  it("refuses to ask of a file what it does not say", async () => {
    const tagged = await called("metrics", "export", "--trades", tradesFile(), "--tag", "plan");
    expect([tagged.stdout, tagged.code]).toEqual(["", 2]);
    expect(tagged.stderr).toBe(
      "transmission: --tag asks for what a trades CSV does not say; leave it or --trades out\n",
    );
  });

  it("writes a file whole, and leaves standard output alone", async () => {
    const args = ["--trades", tradesFile(), "--format", "csv", "--out", path("m.csv")];
    expect(await exported(...args)).toBe("");
    expect(readFileSync(path("m.csv"), "utf8")).toBe(metricsToCsv(metricsOfTrades("abcd")));
  });

  it("does not write over the trades that it reads", async () => {
    const trades = tradesFile();
    const before = readFileSync(trades, "utf8");
    const { stderr, code } = await called("metrics", "export", "--trades", trades, "--out", trades);
    expect(stderr).toContain("--out would overwrite what --trades reads");
    expect(code).toBe(2);
    expect(readFileSync(trades, "utf8")).toBe(before);
  });

  it("names rows that are no trades, the first few by line", async () => {
    const wrong = Array.from({ length: 7 }, () => "x,y");
    const { stdout, stderr, code } = await called(
      ...["metrics", "export", "--trades", tradesFile(wrong)],
    );
    expect(code).toBe(0);
    const words = stderr.trimEnd().split("\n");
    // A header, four trades: the wrong rows begin on line 6.
    expect(words.slice(0, 5).map((word) => /line (\d+): left out: /.exec(word)?.[1])).toEqual([
      ...["6", "7", "8", "9", "10"],
    ]);
    expect(words[5]).toBe(`${path("trades.csv")}: 7 rows left out in all`);
    expect(words).toHaveLength(6);
    expect(JSON.parse(stdout)).toEqual(metricsOfTrades("abcd"));
  });

  it("takes an instrument's clock from the configuration", async () => {
    // In Tokyo, nine hours ahead, 05:00 UTC is 14:00.
    const spec = { tick: 0.01, point_value: 1 };
    const file = path("config.json");
    writeFileSync(
      file,
      JSON.stringify({ instruments: { QQZZ17: { ...spec, zone: "Asia/Tokyo" } } }),
    );
    const args = ["--trades", tradesFile(), "--config", file];
    const metrics: Metrics = JSON.parse(await exported(...args));
    expect(metrics.heatmap_weekday_hour.trades[2]?.[14]).toBe(1);
    expect(metrics.heatmap_weekday_hour.trades[2]?.[5]).toBe(0);
  });

  it("refuses a range that ends before it begins, and a file that is none", async () => {
    const trades = ["metrics", "export", "--trades", tradesFile()];
    const turned = await called(
      ...trades,
      "--from",
      "2025-11-18T10:00Z",
      "--to",
      "2025-11-18T09:00Z",
    );
    expect(turned).toEqual({
      stdout: "",
      stderr: "transmission: --from is not before --to; give them the other way round\n",
      code: 2,
    });
    const none = await called("metrics", "export", "--trades", path("none.csv"));
    expect(none.stderr).toBe(
      `transmission: ${path("none.csv")}: no such file; ` +
        "give a trades CSV as `replay --trades` writes it\n",
    );
    expect(none.code).toBe(2);
  });
});

describe("metrics", () => {
  it("shows people a page of the trades that are asked for", async () => {
    const args = ["metrics", "--trades", tradesFile(), "--symbol", "MNQ"];
    const { stdout, stderr, code } = await called(...args);
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toMatch(/^metrics · trades\.csv · MNQ · 2025-11-17 · 2 trades\n/);
    // 2 − 1; not a terminal: no colour
    expect(stdout).toContain("+1.00 R");
    expect(stdout).not.toContain("\u001b");
  });

  it("prints all of it as one object with --json", async () => {
    const { stdout } = await called("metrics", "--json", "--trades", tradesFile());
    const { metrics, performance, attribution } = JSON.parse(stdout);
    expect(metrics).toEqual(metricsOfTrades("abcd"));
    expect([performance.trades, attribution.side.length]).toEqual([4, 2]);
  });
});
