import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openBars, sayDescription } from "../../../src/feeds/csv/read.js";
import { rowsOf } from "./open.js";

const FIXTURES = "test/fixtures/bars";
const REAL = "../shared/data/bars";

/**
 * 2025-11-18 is day 20,410 (20,089 for 2025-01-01, then 304 days to November and 17 more), so
 * 14:30 UTC is 20,410 * 86,400 + 52,200 seconds. New York and EST are five hours behind.
 */
const FIRST = 1_763_476_200_000;

const MNQ_ROWS = [
  [FIRST, 21000.25, 21004, 20998.5, 21002.75, 812],
  [FIRST + 60_000, 21002.75, 21003, 21000, 21000.5, 640],
  [FIRST + 180_000, 21000.5, 21001.25, 20999, 21001, 455],
];

function euro(volumes: readonly [number, number, number]) {
  return [
    [FIRST, 1.1581, 1.1583, 1.158, 1.1582, volumes[0]],
    [FIRST + 60_000, 1.1582, 1.15825, 1.1581, 1.15815, volumes[1]],
    [FIRST + 180_000, 1.15815, 1.15816, 1.15805, 1.15806, volumes[2]],
  ];
}

const CASES = [
  ["tradingview-unix.csv", "TradingView export", "open", MNQ_ROWS],
  ["tradingview-iso.csv", "TradingView export", "open", MNQ_ROWS],
  ["MNQ 12-25.Last.txt", "NinjaTrader export", "close", MNQ_ROWS],
  ["MNQ_plain.csv", "plain CSV", "open", MNQ_ROWS],
  ["DAT_NT_EURUSD_M1_2025.csv", "histdata.com (NinjaTrader layout)", "open", euro([0, 0, 0])],
  ["EURUSD1.csv", "MetaTrader 4 export", "open", euro([52, 41, 37])],
  ["EURUSD_M1_mt5.csv", "MetaTrader 5 export", "open", euro([52, 41, 37])],
] as const;

describe("a dialect", () => {
  it.each(CASES)("reads %s as a %s", async (name, format, label, rows) => {
    const options = name.startsWith("tradingview") ? { symbol: "MNQ" } : {};
    const source = await openBars(`${FIXTURES}/${name}`, options);
    const { description } = source;
    expect(await rowsOf(source)).toEqual(rows);
    // 14:32 is missing while both markets are open.
    expect(description).toMatchObject({ format, label, timeframe: "1m", bars: 3, gaps: 1 });
    expect(description).toMatchObject({ badRows: 0, sortedRows: 0, from: FIRST });
    expect(description.instrument.symbol).toBe(name.includes("EURUSD") ? "EURUSD" : "MNQ");
    expect(description.hasVolume).toBe(!name.startsWith("DAT"));
  });

  it("is said in one line", async () => {
    const source = await openBars(`${FIXTURES}/tradingview-iso.csv`, { symbol: "MNQ" });
    expect(sayDescription(source.description)).toBe(
      "TradingView export, 1m, America/New_York (offset in file), MNQ tick 0.25 $2/pt, " +
        "3 bars, 1 gap",
    );
  });
});

describe.skipIf(!existsSync(REAL))("a real file (skipped without ../shared/data)", () => {
  const minute = 60_000;
  it.each([
    // 19:35 at -04:00 is 23:35 UTC.
    ["tradingview_nq_5m_iso_offset.csv", "TradingView export", "NQ", 5, "2026-04-07T23:35", 1],
    // Stamped 03:06 at the close.
    ["ninjatrader_NQ_03-25.Last_tail.txt", "NinjaTrader export", "NQ", 1, "2025-03-17T03:05", 0],
    // 17:00 EST is 22:00 UTC.
    [
      "ninjatrader_histdata_DAT_NT_EURUSD_M1_201502.csv",
      "histdata.com (NinjaTrader layout)",
      "EURUSD",
      1,
      "2015-02-01T22:00",
      0,
    ],
    [
      "metatrader4_EURUSD60_no_header.csv",
      "MetaTrader 4 export",
      "EURUSD",
      60,
      "2003-05-12T16:00",
      0,
    ],
    [
      "metatrader5_EURUSD_H1_export_bars_tab_dst.csv",
      "MetaTrader 5 export",
      "EURUSD",
      60,
      "2024-03-08T13:00",
      1,
    ],
    // 04:00 in New York, in winter.
    ["firstrate_SPY_1min.csv", "FirstRate Data", "SPY", 1, "2026-01-26T09:00", 1],
  ])("%s opens as it is", async (name, format, symbol, minutes, first, headers) => {
    const { description } = await openBars(`${REAL}/${name}`, {});
    const lines = readFileSync(`${REAL}/${name}`, "utf8").split("\n");
    const filled = lines.filter((line) => line.trim() !== "").length;
    expect(description).toMatchObject({ format, interval: minutes * minute, badRows: 0 });
    expect(description.bars).toBe(filled - headers);
    expect(description.instrument.symbol).toBe(symbol);
    expect(new Date(description.from).toISOString()).toBe(`${first}:00.000Z`);
  });
});
