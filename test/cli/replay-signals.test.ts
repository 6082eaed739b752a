// `replay --signals` on bars made by hand: results reckoned on paper.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import {
  at,
  BARE,
  barsFile,
  giveFolders,
  path,
  reportOf,
  rowsOf,
  signalsFile,
} from "./replay-run.js";

giveFolders();

describe("replay --signals", () => {
  /*
   * MNQ: tick 0.25, 2 a point, 0.62 a side and contract; a market order or stop fills a tick worse.
   * 1. Long 2 on the close of minute 0, stop 96: in at 100 + 0.25. R = 4.25 x 2 x 2 = 17. Minute 2
   *    reaches 108: gross 7.75 x 2 x 2 = 31, commission 0.62 x 4 = 2.48, net 28.52.
   * 2. Short on minute 3, no quantity: 1. In at 107 - 0.25, stop 110, R = 3.25 x 2 = 6.5. Minute 5
   *    reaches it: out at 110.25, gross -7, commission 1.24, net -8.24.
   * 3. Long on minute 6, stop 100: in at 108.25, R = 16.5. The exit on minute 7 goes at the next
   *    open, 109 - 0.25: gross 1, commission 1.24, net -0.24.
   */
  const BARS = [
    [100, 101, 99, 100],
    [100, 102, 100, 101],
    [101, 108, 101, 107],
    [107, 108, 106, 107],
    [107, 108, 106, 107],
    [107, 111, 107, 108],
    [108, 109, 107, 108],
    [108, 109, 107, 109],
    [109, 110, 108, 109],
    [109, 110, 108, 109],
  ];
  const SIGNALS = ["0,long,96,108,2,plan", "3,short,110,,,", "6,long,100,,1,", "7,exit,,,,"];

  it("trades what the file says, to the cent", async () => {
    const bars = barsFile("bars.csv", BARS);
    const signals = signalsFile(SIGNALS);
    const trades = path("trades.csv");
    const report = await reportOf(bars, "--signals", signals, "--trades", trades, ...BARE);
    const told = rowsOf(trades).map((row) => [
      ...[row.side, row.strategy, row.qty, row.entry_ts, row.entry_price, row.exit_price],
      ...[row.exit_reason, row.gross_pnl, row.commission, row.net_pnl, Number(row.result_R)],
    ]);
    expect(told).toEqual(
      [
        ...[["long", "plan", "2", at(1), "100.25", "108", "target", "31", "2.48", "28.52"]],
        ...[["short", "signals", "1", at(4), "106.75", "110.25", "stop", "-7", "1.24", "-8.24"]],
        ...[["long", "signals", "1", at(7), "108.25", "108.75", "signal", "1", "1.24", "-0.24"]],
      ].map((row, place) => [...row, [28.52 / 17, -8.24 / 6.5, -0.24 / 16.5][place]]),
    );
    expect(report).toMatchObject({ symbol: "MNQ", bars: 10, from: at(0), to: at(9) });
    // 28.52 - 8.24 - 0.24 = 20.04; 28.52 / 8.48 = 3.363…
    expect(report.metrics).toMatchObject({ trades: 3, wins: 1, losses: 2, net_pnl: 20.04 });
    expect(report.metrics.profit_factor).toBeCloseTo(28.52 / 8.48, 12);
  });

  it("says how many fall on no bar", async () => {
    const bars = barsFile("bars.csv", BARS);
    const signals = signalsFile(["0,long,96,108,2,", "500,long,96,,1,", "-9,short,200,,1,"]);
    const { stdout, stderr } = await called("replay", bars, "--signals", signals, ...BARE);
    expect(stderr).toContain(`${signals}: 2 signals fall on no bar of the data`);
    expect(stdout).toContain("signals 1  without any guard");
  });

  it("refuses a file with a row that is none", async () => {
    const bars = barsFile("bars.csv", BARS);
    const signals = signalsFile(["0,sideways,96,108,2,"]);
    const { stdout, stderr, code } = await called("replay", bars, "--signals", signals, ...BARE);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n").at(-1)).toContain("signals.csv");
  });

  /*
   * Bars of five minutes: the third reaches the target at 104 and the stop at 96. Unasked, the stop
   * comes first: out at 95.75. The minutes show that the target came first: out at 104.
   * R = 4.25 x 2 = 8.5; gross -4.5 x 2 = -9 or 3.75 x 2 = 7.5; commission 1.24.
   */
  it("lets --detail settle what came first inside a bar", async () => {
    const quiet = [100, 101, 99, 100];
    const bars = barsFile("bars.csv", [quiet, quiet, [100, 105, 95, 96], [96, 97, 95, 96]], 5);
    const minutes = Array.from({ length: 20 }, (_, minute) => {
      if (minute === 11) return [100, 105, 100, 104];
      if (minute === 13) return [104, 104, 95, 96];
      return minute < 13 ? quiet : [96, 97, 95.5, 96];
    });
    const detail = barsFile("minutes.csv", minutes);
    const signals = signalsFile(["0,long,96,104,1,"]);
    const coarse = path("coarse.csv");
    const fine = path("fine.csv");
    await reportOf(bars, "--signals", signals, "--trades", coarse, ...BARE);
    await reportOf(bars, "--signals", signals, "--trades", fine, "--detail", detail, ...BARE);
    expect(rowsOf(coarse)).toMatchObject([{ exit_reason: "stop", net_pnl: "-10.24" }]);
    expect(rowsOf(fine)).toMatchObject([{ exit_reason: "target", net_pnl: "6.26" }]);
  });

  it("trades several symbols on one account", async () => {
    // Both in at 100.25, out at the last close, 101, without slippage: 0.75 x 5 for MES, x 2 for
    // MNQ; each pays 0.62 twice. 3.75 - 1.24 = 2.51; 1.5 - 1.24 = 0.26.
    const bars = [
      [100, 101, 99, 100],
      [100, 102, 100, 101],
    ];
    const files = [barsFile("MES.csv", bars), barsFile("MNQ.csv", bars)];
    const signals = signalsFile(["0,long,96,,1,", "0,long,96,,1,"], ["MNQ", "MES"]);
    const trades = path("trades.csv");
    const bare = BARE.filter((word) => word !== "--symbol" && word !== "MNQ");
    const report = await reportOf(...files, "--signals", signals, "--trades", trades, ...bare);
    const nets = rowsOf(trades).map((row) => [row.symbol, row.exit_reason, row.net_pnl]);
    expect(nets.sort()).toEqual([
      ["MES", "end_of_data", "2.51"],
      ["MNQ", "end_of_data", "0.26"],
    ]);
    expect(report.metrics.net_pnl).toBe(2.77);
  });

  it("asks the guards unless it is told not to", async () => {
    // A stop two ticks away is nearer than the four of min_stop_ticks; the next signal is fine: its
    // quantity of 2 is a ceiling below the 15 that 125 of risk at 8 a contract would buy.
    const bars = barsFile("bars.csv", BARS);
    const signals = signalsFile(["0,long,99.5,,1,near", "1,long,97,,2,far"]);
    const args = [bars, "--symbol", "MNQ", "--signals", signals, "--set", "fusion.enabled=false"];
    const { stdout, stderr, code } = await called("replay", ...args, "--out", path("out"));
    expect(code, stderr).toBe(0);
    expect(rowsOf(path("out/trades.csv"))).toMatchObject([{ strategy: "far", qty: "2" }]);
    expect(stdout).toContain("  signals 2  refused 1\n  constraint:min_stop_ticks 1\n");
    expect(stdout).not.toContain("without any guard");
    const free = await called("replay", ...args, "--unguarded", "--trades", path("t.csv"));
    expect(rowsOf(path("t.csv")).map((row) => row.strategy)[0]).toBe("near");
    expect(free.stdout).toContain("signals 2  without any guard");
  });
});

describe("replay --strategy", () => {
  it("trades as the file says, in place of the built-in ones", async () => {
    // Long on the close of the first bar, at 100.25 on the second's open; out on the third's close,
    // at 108 - 0.25 on the fourth's open: 7.5 x 2 = 15, less 1.24.
    const bars = barsFile("MNQ.csv", [
      [100, 101, 99, 100],
      [100, 102, 100, 101],
      [101, 103, 101, 102],
      [108, 109, 107, 108],
    ]);
    const source = `
      interface State { bars: number }
      export default {
        name: "mine", params: {}, regimes: [], trend: false,
        init: (): State => ({ bars: 0 }),
        onBar(ctx: { bar: { close: number } }, state: State) {
          state.bars += 1;
          if (state.bars === 1) return { side: "long", stop: ctx.bar.close - 4 };
          return state.bars === 3 ? { side: "exit" } : null;
        },
      };`;
    writeFileSync(path("mine.ts"), source);
    const out = path("out");
    await reportOf(bars, "--strategy", path("mine.ts"), "--out", out, ...BARE);
    expect(rowsOf(join(out, "trades.csv"))).toMatchObject([
      { strategy: "mine", entry_price: "100.25", exit_price: "107.75", net_pnl: "13.76" },
    ]);
    const [boot = ""] = readFileSync(join(out, "facts.jsonl"), "utf8").split("\n");
    expect(JSON.parse(boot)).toMatchObject({ type: "boot", strategies: ["mine"] });
  });
});
