// Files of trades as other programs write them (made by ourselves, from knowledge of their
// layouts), what they come to by hand, and what of them cannot be true.

import { readdirSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TRADE_DIALECTS } from "../../src/feeds/trades/dialects.js";
import { called } from "./called.js";
import { fixture, imported, listed, type Row } from "./import-run.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

const CHICAGO = ["--tz", "America/Chicago"] as const;

/** What is reckoned by hand of a trade. */
function told(row: Row): unknown[] {
  const { symbol, side, qty, entry_ts, exit_ts, gross_pnl, commission, net_pnl, result_R } = row;
  const near = (value: number): number => Number(value.toFixed(9));
  return [
    ...[symbol, side, near(qty), entry_ts.slice(11, 19), exit_ts.slice(11, 19)],
    ...[near(gross_pnl), near(commission), near(net_pnl), near(result_R)],
  ];
}

/** Flags, format, trades by hand, and lines that are left out, of each file. */
const FILES: readonly [
  string,
  readonly string[],
  string,
  readonly unknown[][],
  readonly number[],
][] = [
  [
    "tradovate-fills.csv",
    ["--risk", "100"],
    "Tradovate fills",
    [
      // (24810.25 − 24800.25) × 2 + (24815 − 24800.25) × 2; 1.24 + 0.62 + a third of 1.86.
      ["MNQ", "long", 2, "15:30:05", "15:55:40", 49.5, 2.48, 47.02, 0.4702],
      // The rest of the sale of three goes short: (24815 − 24820) × 2 × 2.
      ["MNQ", "short", 2, "15:55:40", "16:10:00", -20, 2.48, -22.48, -0.2248],
    ],
    [],
  ],
  [
    "tradovate-performance.csv",
    [...CHICAGO, "--risk", "100"],
    "Tradovate performance",
    [
      ["MNQ", "long", 2, "15:30:05", "15:55:40", 49.5, 0, 49.5, 0.495],
      ["MNQ", "short", 2, "15:55:40", "16:10:00", -20, 0, -20, -0.2],
      // 33.05 × 20 × 2; the report writes `$1,322.00` without quotes.
      ["MNQ", "long", 20, "17:00:00", "17:10:00", 1322, 0, 1322, 13.22],
    ],
    [],
  ],
  [
    "tradovate-positions.csv",
    [...CHICAGO, "--risk", "100"],
    "Tradovate performance",
    [["MNQ", "long", 2, "15:30:00", "15:40:00", 20, 0, 20, 0.2]],
    [],
  ],
  [
    "tradovate-orders.csv",
    [...CHICAGO, "--stop-ticks", "20"],
    "Tradovate orders",
    // (6705.125 − 6700.5) × 2 × 5; twenty ticks are 20 × 1.25 × 2 = 50.
    [["MES", "long", 2, "15:30:05", "15:45:00", 46.25, 0, 46.25, 0.925]],
    [],
  ],
  [
    "ib-flex.csv",
    ["--risk", "100"],
    "Interactive Brokers Flex trades",
    // 27,130 − 16,206 − 10,804.20; a rebate of 0.10.
    [["AAPL", "long", 100, "14:31:05", "15:15:00", 119.8, 0.9, 118.9, 1.189]],
    [],
  ],
  [
    "ib-flex.xml",
    ["--stop-ticks", "20"],
    "Interactive Brokers Flex trades",
    // −2 × 5; twenty ticks are 25.
    [["MES", "long", 1, "14:31:05", "14:45:00", -10, 1.24, -11.24, -0.4496]],
    [9],
  ],
  [
    "ib-statement.csv",
    ["--risk", "100"],
    "Interactive Brokers activity statement",
    [
      // 400 × 1 − 600 × 1.
      ["MSFT", "long", 1000, "14:35:00", "16:00:00", -200, 10.3, -210.3, -2.103],
      // The statement's own multiplier of 5.
      ["XYZZ5", "long", 1, "17:00:00", "17:30:00", 10, 4, 6, 0.06],
      // 20,000 × 0.00125 of EUR.USD.
      ["EURUSD", "long", 20_000, "21:40:00", "22:30:00", 25, 4, 21, 0.21],
    ],
    [],
  ],
  [
    "ninjatrader-executions.csv",
    [...CHICAGO, "--risk", "50"],
    "NinjaTrader executions",
    [["MNQ", "long", 2, "15:31:05", "15:45:10", -40, 2.48, -42.48, -0.8496]],
    [],
  ],
  [
    "ninjatrader-trades.csv",
    [...CHICAGO, "--stop-ticks", "8"],
    "NinjaTrader trades",
    [
      // Eight ticks of 12.50 are 100.
      ["ES", "long", 1, "15:31:05", "15:50:00", 250, 4.5, 245.5, 2.455],
      ["ES", "short", 2, "16:00:00", "16:03:30", -200, 9, -209, -1.045],
    ],
    [4],
  ],
  [
    "metatrader5.txt",
    ["--risk", "50"],
    "MetaTrader 5 positions",
    [
      // Its stop was 10 pips of 5: 50.
      ["EURUSD", "long", 50_000, "10:00:00", "12:30:00", 75, 3.5, 71.5, 1.43],
      ["GER40", "short", 1, "13:00:00", "14:00:00", -23.16, 1.2, -24.36, -0.4872],
    ],
    [],
  ],
  [
    "metatrader5.html",
    [],
    "MetaTrader 5 positions",
    // The file's own money counts, whatever a lot is worth: 15 pips made 1,075, ten were risked.
    [["EURUSD", "long", 50_000, "10:00:00", "12:30:00", 1075, 3.5, 1071.5, 1.495116279]],
    [],
  ],
  [
    "metatrader4.csv",
    [],
    "MetaTrader 4 account history",
    [["XAUUSD", "long", 10, "12:00:00", "13:00:00", -100, 0.8, -100.8, -1.008]],
    // A stop in profit is a trailed one, and then nobody knows the first.
    [3],
  ],
  [
    "strategy_List_of_Trades_CME_MINI_MNQ1!_2025-11-18_a1b2c.csv",
    [...CHICAGO, "--stop-ticks", "40"],
    "TradingView list of trades",
    [
      ["MNQ", "long", 2, "15:45:00", "16:15:00", -40, 1.24, -41.24, -1.031],
      ["MNQ", "short", 1, "17:00:00", "17:30:00", 60, 1.24, 58.76, 2.938],
    ],
    [7],
  ],
  [
    "tradingview-orders.csv",
    [...CHICAGO, "--risk", "41"],
    "TradingView orders",
    [["MNQ", "long", 1, "22:03:26", "22:20:03", 20.5, 0, 20.5, 0.5]],
    [],
  ],
  [
    "topstepx.csv",
    ["--stop-ticks", "20"],
    "TopstepX trades",
    [
      // Twenty ticks of 0.50 on three contracts are 30, on two 20.
      ["MNQ", "long", 3, "14:26:13", "14:36:46", 12, 2.22, 9.78, 0.326],
      ["MNQ", "short", 2, "15:29:08", "15:39:39", -17, 1.98, -18.98, -0.949],
    ],
    [],
  ],
  [
    "plain-fills.csv",
    ["--risk", "1000"],
    "fills",
    // Two fills that look the same are two.
    [["BTCUSDT", "long", 1, "15:00:00", "15:20:00", 499.5, 18.05, 481.45, 0.48145]],
    [5, 6, 7, 8],
  ],
];

describe("a file", () => {
  it.each(FILES)("%s is known, and comes to what it comes to by hand", async (...row) => {
    const [name, flags, format, trades, lines] = row;
    const report = await imported(fixture(name), ...flags);
    const [file] = report.files;
    expect(file?.format).toBe(format);
    expect(report.new_trades.map(told)).toEqual(trades);
    expect(file?.bad_rows.map(({ line }) => line)).toEqual(lines);
    const kept = await listed("--source", "import", "--sort", "exit_ts");
    expect(kept.map(told)).toEqual(trades);
    // Again, nothing is new.
    const again = await imported(fixture(name), ...flags);
    expect([again.fills.new, again.trades.new, again.new_trades]).toEqual([0, 0, []]);
    expect(readdirSync(path("home/data/imports"))).toHaveLength(1);
  });

  it("may call a contract as NinjaTrader does", async () => {
    const head = "Instrument,Action,Quantity,Price,Time,ID,E/X,Account display name";
    const rows = [
      "MNQ DEC25,SellShort,1,24800,11/18/2025 9:31:05 AM,a,Entry,Sim1",
      "MNQ DEC25,BuyToCover,1,24790,11/18/2025 9:41:05 AM,b,Exit,Sim1",
    ];
    writeFileSync(path("n.csv"), [head, ...rows].join("\n"));
    const { new_trades } = await imported(path("n.csv"), "--risk", "10");
    expect(new_trades.map((row) => [...told(row).slice(0, 2), row.gross_pnl, row.account])).toEqual(
      [["MNQ", "short", 20, "Sim1"]],
    );
  });

  it("of a Flex query may have date and time apart", async () => {
    const head = "Symbol,TradeDate,TradeTime,Quantity,TradePrice,IBCommission,Buy/Sell,IBExecID";
    const rows = [
      "MNQZ5,20251118,093105,1,24800,-0.62,BUY,a",
      "MNQZ5,20251118,094105,-1,24810,-0.62,SELL,b",
    ];
    writeFileSync(path("f.csv"), [head, ...rows].join("\n"));
    const { new_trades } = await imported(path("f.csv"), "--risk", "10");
    expect(new_trades.map(({ entry_ts, net_pnl }) => [entry_ts, net_pnl])).toEqual([
      ["2025-11-18T14:31:05.000Z", 18.76],
    ]);
  });

  it("stands for each dialect that there is", () => {
    const formats = new Set(FILES.map(([, , format]) => format));
    // MetaTrader's one knows two programs.
    expect(formats.size).toBe(TRADE_DIALECTS.length + 1);
  });

  it("names rows that cannot be true by their lines, with the reason", async () => {
    const { stderr, code } = await called(
      ...["trades", "import", fixture("plain-fills.csv"), "--risk", "1000"],
    );
    expect(code).toBe(0);
    for (const words of [
      "line 5: left out: the quantity is 0",
      'line 6: left out: price "free" is no number',
      'line 7: left out: side "hold" is neither bought nor sold',
      'line 8: left out: time "2025-02-30T15:33:00Z" is no moment',
    ]) {
      expect(stderr).toContain(words);
    }
    expect(stderr).toContain("a fill that is left out shifts every later trade of its contract");
    expect(stderr).toContain("assumed risk of 1000 a trade");
    expect(stderr).toContain("imported 1 trade from 3 fills");
  });

  it("is refused whole with --strict, and nothing is kept", async () => {
    const { stderr, code } = await called(
      ...["trades", "import", fixture("plain-fills.csv"), "--risk", "1000", "--strict"],
    );
    expect(code).toBe(2);
    expect(stderr).toContain("4 rows cannot be used (line 5: the quantity is 0)");
    expect(() => statSync(path("home/data/imports"))).toThrow("ENOENT");
  });

  it("is only shown with --dry-run", async () => {
    const args = ["trades", "import", fixture("tradovate-fills.csv"), "--risk", "100"];
    const { stdout, stderr } = await called(...args, "--dry-run");
    expect(stdout.split("\n")[0]).toMatch(/^ *id +closed \(UTC\) +account +symbol/);
    expect(stdout).toContain("~+0.47 R");
    expect(stderr).toContain("would import 2 trades from 4 fills");
    expect(() => statSync(path("home/data/imports"))).toThrow("ENOENT");
  });

  it.each([
    [
      ["plain-fills.csv"],
      "plain-fills.csv has no stops (fills), so that no trade's R can be known",
    ],
    [["plain-fills.csv", "--risk", "5", "--stop-ticks", "2"], "give one"],
    [["plain-fills.csv", "--risk", "0"], "Give an amount above 0"],
    [["tradovate-orders.csv", "--risk", "5", "--tz", "Chikago"], "unknown time zone"],
    [["nothing.csv"], "no such file"],
    [["../bars/MNQ_plain.csv", "--risk", "5"], "no known export of trades"],
  ])("%j is refused in one line", async ([name = "", ...flags], why) => {
    const { stdout, stderr, code } = await called("trades", "import", fixture(name), ...flags);
    expect([stdout, code]).toEqual(["", 2]);
    expect(stderr).toContain(why);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("says where its zone is a guess", async () => {
    const args = ["trades", "import", fixture("tradovate-orders.csv"), "--risk", "5"];
    const { stderr } = await called(...args, "--dry-run");
    expect(stderr).toContain("Tradovate orders, UTC (the file does not say; --tz does)");
    expect(stderr).toContain("no commission in it: results are before commission");
    expect((await called(...args, "--dry-run", ...CHICAGO)).stderr).not.toContain("does not say");
  });
});
