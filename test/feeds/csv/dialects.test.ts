import { describe, expect, it } from "vitest";
import { DIALECTS } from "../../../src/feeds/csv/detect.js";
import { openBars, sayDescription } from "../../../src/feeds/csv/read.js";
import { rowsOf } from "./open.js";

const FIXTURES = "test/fixtures/bars";

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
  ["EURUSD_M1_python.csv", "MetaTrader 5 bars", "UTC", "EURUSD", TICKS],
  ["MNQZ25_FUT_CME-BarData.txt", "Sierra Chart export", "UTC", "MNQ", MNQ_ROWS],
  ["MNQ_tradestation.txt", "TradeStation export", "UTC", "MNQ", MNQ_ROWS],
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

/** 2025-11-17 to 19. */
const DAILY_ROWS = [
  [Date.UTC(2025, 10, 17), 21000.25, 21100.5, 20900, 21050.75, 1_234_000],
  [Date.UTC(2025, 10, 18), 21050.75, 21200, 21000, 21150.25, 987_650],
  [Date.UTC(2025, 10, 19), 21150.25, 21175, 20950.5, 20999.5, 2_000_000],
];

/** File, format, rows that come before an older one. */
const DAILY = [
  ["MNQ_yahoo.csv", "Yahoo Finance history", 0],
  ["MNQ_yfinance.csv", "Yahoo Finance history", 0],
  ["MNQ_investing_en.csv", "investing.com history", 2],
  ["MNQ_investing_de.csv", "investing.com history", 2],
  ["MNQ_investing_pt.csv", "investing.com history", 2],
  ["MNQ_investing_es.csv", "investing.com history", 2],
  ["MNQ_investing_fr.csv", "investing.com history", 2],
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
    expect(description.label).toBe(/Ninja.*export|TradeS/.test(format) ? "close" : "open");
    expect(description.instrument.symbol).toBe(symbol);
    expect(description.hasVolume).toBe(rows !== NONE);
  });

  it.each(DAILY)("reads %s as %s, days by their date", async (name, format, sortedRows) => {
    const source = await openBars(`${FIXTURES}/${name}`, {});
    expect(await rowsOf(source)).toEqual(DAILY_ROWS);
    expect(source.description).toMatchObject({ format, timeframe: "1d", badRows: 0, sortedRows });
    expect(source.description.instrument.symbol).toBe("MNQ");
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
