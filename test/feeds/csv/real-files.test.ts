import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openBars } from "../../../src/feeds/csv/read.js";
import { rowsOf } from "./open.js";

const REAL = "../shared/data/bars";

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

  it("of Dukascopy says how many bars are the weekend's", async () => {
    // Closed from Friday 17:00 to Sunday 17:00 in New York, and the clock went back: 49 hours.
    const name = "dukascopy_EURUSD_5m_BID_local_dst_fallback_2006-10-29.csv";
    const { description } = await openBars(`${REAL}/${name}`, {});
    expect(description.closedFlats).toBe(49 * 12);
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
