import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DIALECTS } from "../../../src/feeds/csv/detect.js";
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

const AAPL_ROWS = [
  [FIRST, 200.29, 200.63, 200.25, 200.5, 4930],
  [FIRST + 60_000, 200.5, 200.55, 200.3, 200.41, 3120],
  [FIRST + 180_000, 200.41, 200.6, 200.4, 200.58, 2875],
];

const BTC_ROWS = [
  [FIRST, 91000.1, 91020, 90990, 91010.5, 12.5],
  [FIRST + 60_000, 91010.5, 91015.2, 91001, 91002.3, 8.25],
  [FIRST + 180_000, 91002.3, 91040, 91002.3, 91039.9, 20],
];

function euro(volumes: readonly [number, number, number]) {
  return [
    [FIRST, 1.1581, 1.1583, 1.158, 1.1582, volumes[0]],
    [FIRST + 60_000, 1.1582, 1.15825, 1.1581, 1.15815, volumes[1]],
    [FIRST + 180_000, 1.15815, 1.15816, 1.15805, 1.15806, volumes[2]],
  ];
}

const TICKS = euro([52, 41, 37]);
const NONE = euro([0, 0, 0]);
const MILLIONS = euro([52.4, 41.25, 37]);

/** File, format, zone, symbol, rows; what the stamps name is the open unless it is said. */
const CASES = [
  ["tradingview-unix.csv", "TradingView export", "UTC", "MNQ", MNQ_ROWS],
  ["tradingview-iso.csv", "TradingView export", "America/New_York", "MNQ", MNQ_ROWS],
  ["MNQ 12-25.Last.txt", "NinjaTrader export", "UTC", "MNQ", MNQ_ROWS],
  ["MNQ_plain.csv", "plain CSV", "UTC", "MNQ", MNQ_ROWS],
  ["DAT_NT_EURUSD_M1_2025.csv", "histdata.com (NinjaTrader layout)", "-05:00", "EURUSD", NONE],
  ["DAT_ASCII_EURUSD_M1_202511.csv", "histdata.com (ASCII layout)", "-05:00", "EURUSD", NONE],
  ["DAT_MT_EURUSD_M1_202511.csv", "histdata.com (MetaTrader layout)", "-05:00", "EURUSD", NONE],
  ["EURUSD1.csv", "MetaTrader 4 export", "UTC", "EURUSD", TICKS],
  ["EURUSD_M1_mt5.csv", "MetaTrader 5 export", "UTC", "EURUSD", TICKS],
  ["MNQZ25_FUT_CME-BarData.txt", "Sierra Chart export", "UTC", "MNQ", MNQ_ROWS],
  ["MNQ_ib.csv", "Interactive Brokers bars", "US/Eastern", "MNQ", MNQ_ROWS],
  ["MNQ_ib.jsonl", "Interactive Brokers bars (JSON lines)", "UTC", "MNQ", MNQ_ROWS],
  ["BTCUSDT-1m-2025-11-18.csv", "Binance klines", "UTC", "BTCUSDT", BTC_ROWS],
  ["BTCUSDT-klines.json", "Binance klines (JSON)", "UTC", "BTCUSDT", BTC_ROWS],
  ["XBTUSD_1.csv", "Kraken OHLCVT", "UTC", "XBTUSD", BTC_ROWS],
  ["XBTUSD-kraken.json", "candles (JSON)", "UTC", "XBTUSD", BTC_ROWS],
  ["BTCUSD-ccxt.json", "candles (JSON)", "UTC", "BTCUSD", BTC_ROWS],
  // Coinbase: low, high, open, close, the newest first.
  ["BTCUSD-coinbase.json", "candles (JSON)", "UTC", "BTCUSD", BTC_ROWS],
  // Whole numbers of 1e-9, and decimals.
  ["glbx-mdp3-20251118.ohlcv-1m.csv", "Databento OHLCV", "UTC", "MNQ", MNQ_ROWS],
  ["glbx-mdp3-pretty.ohlcv-1m.csv", "Databento OHLCV", "UTC", "MNQ", MNQ_ROWS],
  ["glbx-mdp3.ohlcv-1m.json", "Databento OHLCV (JSON lines)", "UTC", "MNQ", MNQ_ROWS],
  ["alpaca-bars.csv", "Alpaca bars", "UTC", "AAPL", AAPL_ROWS],
  ["alpaca-bars.json", "Alpaca bars (JSON)", "UTC", "AAPL", AAPL_ROWS],
  ["polygon-flat.csv", "Polygon aggregates", "UTC", "AAPL", AAPL_ROWS],
  ["polygon-aggs.json", "Polygon aggregates (JSON)", "UTC", "AAPL", AAPL_ROWS],
  ["AAPL.txt", "Kibot data", "America/New_York", "AAPL", AAPL_ROWS],
  ["AAPL_full_1min_adjsplit.txt", "FirstRate Data", "America/New_York", "AAPL", AAPL_ROWS],
  // New York opens at 15:30 in Warsaw.
  ["aapl.us.txt", "Stooq data", "Europe/Warsaw", "AAPL", AAPL_ROWS],
  [
    "EURUSD_Candlestick_1_M_BID_18.11.2025.csv",
    "Dukascopy export (bid)",
    "America/New_York",
    "EURUSD",
    MILLIONS,
  ],
  ["EURUSD_dukascopy_gmt.csv", "Dukascopy export", "UTC", "EURUSD", MILLIONS],
  // Eastern European Time is two hours ahead in November.
  ["EURUSD_1 Min_Bid_jforex.csv", "Dukascopy export (bid)", "EET", "EURUSD", MILLIONS],
] as const;

describe("a dialect", () => {
  it.each(CASES)("reads %s as %s, stamps in %s", async (name, format, zone, symbol, rows) => {
    const options = name.startsWith("tradingview") ? { symbol: "MNQ" } : {};
    const source = await openBars(`${FIXTURES}/${name}`, options);
    const { description } = source;
    expect(await rowsOf(source)).toEqual(rows);
    // 14:32 is missing while all these markets are open.
    expect(description).toMatchObject({ format, zone, timeframe: "1m", bars: 3, gaps: 1 });
    const sortedRows = name.includes("coinbase") ? 2 : 0;
    expect(description).toMatchObject({ badRows: 0, sortedRows, from: FIRST });
    expect(description.label).toBe(format.startsWith("Ninja") ? "close" : "open");
    expect(description.instrument.symbol).toBe(symbol);
    expect(description.hasVolume).toBe(rows !== NONE);
  });

  it("is said in one line", async () => {
    const source = await openBars(`${FIXTURES}/tradingview-iso.csv`, { symbol: "MNQ" });
    expect(sayDescription(source.description)).toBe(
      "TradingView export, 1m, America/New_York (offset in file), MNQ tick 0.25 $2/pt, " +
        "3 bars, 1 gap",
    );
  });

  it("says of each what help and the documents need", () => {
    for (const { name, recognisedBy, zone, example } of DIALECTS) {
      expect([name, recognisedBy, zone, example].every((text) => text.length > 2)).toBe(true);
    }
    expect(new Set(DIALECTS.map(({ name }) => name)).size).toBe(DIALECTS.length);
  });
});

/** Rows of data: filled lines without the header. */
function rowsIn(name: string, headers: number): number {
  const lines = readFileSync(`${REAL}/${name}`, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").length - headers;
}

/** Lines of the table from investing.com on which all four prices still have their decimals. */
function wholeRowsIn(name: string): number {
  const lines = readFileSync(`${REAL}/${name}`, "utf8").split("\n");
  return lines.filter((line) => /^[A-Z][a-z]+ \d\d,(?:"[\d.]+,\d",){4}/.test(line)).length;
}

/** File, format, zone, symbol, minutes, first and last open, lines of header. */
const REAL_FILES = [
  // 1637971200 is 18,958 days of 86,400 s.
  [
    "binance_ADABTC-1m-2021-11-27_no_header_ms.csv",
    "Binance klines",
    "UTC",
    "ADABTC",
    1,
    "2021-11-27T00:00",
    "2021-11-27T00:09",
    0,
  ],
  // 20:40 at -07:00; after the clocks went back, 01:35 at -08:00.
  [
    "dukascopy_EURUSD_5m_BID_local_dst_fallback_2006-10-29.csv",
    "Dukascopy export (bid)",
    "America/Los_Angeles",
    "EURUSD",
    5,
    "2006-10-26T03:40",
    "2006-11-01T09:35",
    1,
  ],
  // 04:00 and 08:34 in New York, in winter.
  [
    "firstrate_SPY_1min.csv",
    "FirstRate Data",
    "America/New_York",
    "SPY",
    1,
    "2026-01-26T09:00",
    "2026-01-29T13:34",
    1,
  ],
  [
    "ib_historical_bars.jsonl",
    "Interactive Brokers bars (JSON lines)",
    "UTC",
    "IB_HISTORICAL_BARS",
    1,
    "2021-01-05T09:28",
    "2021-01-05T21:42",
    0,
  ],
  // 1672992000 is 19,363 days and 8 h; 1673082000 is 25 h later.
  [
    "kraken_OHLCVT_XBTUSD_60_no_header_tail.csv",
    "Kraken OHLCVT",
    "UTC",
    "XBTUSD",
    60,
    "2023-01-06T08:00",
    "2023-01-07T09:00",
    0,
  ],
  [
    "metatrader4_EURUSD60_no_header.csv",
    "MetaTrader 4 export",
    "UTC",
    "EURUSD",
    60,
    "2003-05-12T16:00",
    "2003-05-22T03:00",
    0,
  ],
  [
    "metatrader5_EURUSD_H1_export_bars_tab_dst.csv",
    "MetaTrader 5 export",
    "UTC",
    "EURUSD",
    60,
    "2024-03-08T13:00",
    "2024-03-12T23:00",
    1,
  ],
  // Stamped 03:06 and 04:00 at the close.
  [
    "ninjatrader_NQ_03-25.Last_tail.txt",
    "NinjaTrader export",
    "UTC",
    "NQ",
    1,
    "2025-03-17T03:05",
    "2025-03-17T03:59",
    0,
  ],
  // 17:00 and 19:01 EST.
  [
    "ninjatrader_histdata_DAT_NT_EURUSD_M1_201502.csv",
    "histdata.com (NinjaTrader layout)",
    "-05:00",
    "EURUSD",
    1,
    "2015-02-01T22:00",
    "2015-02-04T00:01",
    0,
  ],
  [
    "sierra_ESZ18.dly_BarData.txt",
    "Sierra Chart export",
    "UTC",
    "ES",
    1440,
    "2015-12-09T00:00",
    "2018-12-07T00:00",
    1,
  ],
  // 19:35 and 15:30 at -04:00.
  [
    "tradingview_nq_5m_iso_offset.csv",
    "TradingView export",
    "America/New_York",
    "NQ",
    5,
    "2026-04-07T23:35",
    "2026-04-22T19:30",
    1,
  ],
  [
    "yahoo_nvda_2014_adjclose.csv",
    "Yahoo Finance history",
    "UTC",
    "NVDA",
    1440,
    "2014-01-02T00:00",
    "2014-12-31T00:00",
    1,
  ],
] as const;

describe.skipIf(!existsSync(REAL))("a real file (skipped without ../shared/data)", () => {
  it.each(REAL_FILES)("%s opens as it is", async (...row) => {
    const [name, format, zone, symbol, minutes, first, last, headers] = row;
    const { description } = await openBars(`${REAL}/${name}`, {});
    expect(description).toMatchObject({ format, zone, interval: minutes * 60_000, badRows: 0 });
    expect(description).toMatchObject({ bars: rowsIn(name, headers), sortedRows: 0 });
    expect(description.instrument.symbol).toBe(symbol);
    expect(new Date(description.from).toISOString()).toBe(`${first}:00.000Z`);
    expect(new Date(description.to).toISOString()).toBe(`${last}:00.000Z`);
  });

  it("of investing.com keeps the months whose prices still have their decimal mark", async () => {
    // Somebody's program wrote 965,5 as 9655 and 0,2 as 02: ten times too much, and no way back.
    const name = "investing_pt_bitcoin.csv";
    const source = await openBars(`${REAL}/${name}`, { symbol: "BTCUSD" });
    const { description } = source;
    const bars = wholeRowsIn(name);
    expect(bars).toBeGreaterThan(60);
    expect(description).toMatchObject({ format: "investing.com history", bars, label: "open" });
    expect(description.badRows).toBe(rowsIn(name, 1) - bars);
    expect(description.bad[0]).toEqual({
      line: 71,
      reason: "low '8415' has lost its decimal mark",
    });
    // Janeiro 2023 is the first line, maio 2017 the last that is whole.
    expect(new Date(description.from).toISOString()).toBe("2017-05-01T00:00:00.000Z");
    expect((await rowsOf(source)).at(-1)).toEqual([
      Date.UTC(2023, 0, 1),
      16_537.5,
      23_952.9,
      16_499.7,
      23_125.1,
      8_980_000,
    ]);
  });
});
