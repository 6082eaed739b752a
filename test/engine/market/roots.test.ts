import { describe, expect, it } from "vitest";
import {
  type InstrumentSpec,
  matchInFileName,
  matchInstrument,
  unknownInstrument,
} from "../../../src/engine/market/roots.js";

const symbolOf = (text: string) => matchInstrument(text)?.symbol ?? null;
const fileSymbolOf = (name: string) => matchInFileName(name)?.symbol ?? null;

function mine(symbol: string, change: Partial<InstrumentSpec> = {}): InstrumentSpec {
  return { ...unknownInstrument(symbol, { unscaled: 1, scale: 1 }), unknown: false, ...change };
}

describe("matchInstrument", () => {
  it.each([
    ...["MNQ", "mnq", "MNQZ5", "MNQZ25", "MNQZ2025", "MNQ 12-25", "MNQ 12-2025", "MNQ1!", "MNQ2!"],
    ...["MNQ=F", "/MNQ", "/MNQZ25", "/MNQZ25:XCME", "CME_MINI:MNQ1!", "CME:MNQH6", "@MNQ"],
    ...["MNQ.c.0", "MNQZ5-CME", "MNQZ25_FUT_CME", " MNQ "],
  ])("reads %s as the root MNQ", (text) => {
    expect(symbolOf(text)).toBe("MNQ");
  });

  it.each([
    ["6EZ5", "6E"],
    ["M6EZ5", "M6E"],
    ["MESM5", "MES"],
    ["ESM5", "ES"],
    ["M2K1!", "M2K"],
    ["GCJ2025", "GC"],
    ["COMEX:GC1!", "GC"],
    ["ZNH6", "ZN"],
  ])("reads %s as the root %s", (text, root) => {
    expect(symbolOf(text)).toBe(root);
  });

  it.each([
    ["EURUSD", "EURUSD"],
    ["EUR/USD", "EURUSD"],
    ["eur_usd", "EURUSD"],
    ["EUR.USD", "EURUSD"],
    ["usd.jpy", "USDJPY"],
    ["IDEALPRO:EUR.USD", "EURUSD"],
    ["EURUSD.PRO", "EURUSD"],
    ["BTC.USD", "BTCUSD"],
    ["EURUSDm", "EURUSD"],
    ["XAUUSDm.", "XAUUSD"],
    ["EURUSD_i", "EURUSD"],
    ["EURUSD-ECN", "EURUSD"],
    ["EURUSDpro", "EURUSD"],
    // In small letters a cent account's mark, in capitals a dollar coin.
    ["GBPUSDc", "GBPUSD"],
    ["GBPUSDC", "GBPUSDC"],
    ["EURUSD=X", "EURUSD"],
    ["OANDA:EURUSD", "EURUSD"],
    ["USDJPY", "USDJPY"],
    ["XAUUSD", "XAUUSD"],
    ["BTCUSDT", "BTCUSDT"],
    ["BINANCE:BTCUSDT", "BTCUSDT"],
    ["BINANCE:BTCUSDT.P", "BTCUSDT"],
    ["BTC-USD", "BTCUSD"],
    ["XBTUSD", "XBTUSD"],
    ["XXBTZUSD", "XBTUSD"],
    ["ADABTC", "ADABTC"],
    ["1000PEPEUSDT", "1000PEPEUSDT"],
    ["KRAKEN:FOOUSD", "FOOUSD"],
    ["BTC", "BTCUSD"],
    ["AAPL", "AAPL"],
    ["AAPL.US", "AAPL"],
    ["NASDAQ:NVDA", "NVDA"],
    ["NYSE:XYZ", "XYZ"],
    ["NYSE:CL", "CL"],
    ["BRK-B", "BRK.B"],
  ])("reads %s as %s", (text, symbol) => {
    expect(symbolOf(text)).toBe(symbol);
  });

  it.each([
    ...["", "  ", "data", "MNQX", "MNQ13-25", "ESS5", "XYZ", "FOOUSD", "USDUSD", "EURXXX"],
    ...["EUR.XXX", "EUREX:ES1!", "LSE:AAPL", "^GSPC", "DAX"],
  ])("does not know %j", (text) => {
    expect(matchInstrument(text)).toBeNull();
  });

  it("takes BTC as a future only with a contract or its exchange", () => {
    expect(matchInstrument("BTC1!")?.assetClass).toBe("future");
    expect(matchInstrument("CME:BTC")?.assetClass).toBe("future");
    expect(matchInstrument("BTC")?.assetClass).toBe("crypto");
  });

  it("lets the user's own instruments win, by root too", () => {
    const own = { NQ: mine("NQ"), FDAX: mine("FDAX"), "DE.40": mine("DE.40") };
    expect(matchInstrument("NQH6", own)).toBe(own.NQ);
    expect(matchInstrument("EUREX:FDAX1!", own)).toBe(own.FDAX);
    expect(matchInstrument("de.40", own)).toBe(own["DE.40"]);
    expect(matchInstrument("ES", own)?.symbol).toBe("ES");
  });
});

describe("matchInFileName", () => {
  it.each([
    ["ninjatrader_NQ_03-25.Last_tail.txt", "NQ"],
    ["NQ 03-25.Last.txt", "NQ"],
    ["tradingview_nq_5m_iso_offset.csv", "NQ"],
    ["DAT_NT_EURUSD_M1_201502.csv", "EURUSD"],
    ["CME_MINI_MNQ1!, 1.csv", "MNQ"],
    ["CME_MINI_DL_MNQ1!, 5_a1b2c.csv", "MNQ"],
    ["ESZ18.dly_BarData.txt", "ES"],
    ["sierra_ESZ18.dly_BarData", "ES"],
    ["firstrate_SPY_1min", "SPY"],
    ["XBTUSD", "XBTUSD"],
    ["kraken_OHLCVT_XBTUSD_60_no_header_tail.csv", "XBTUSD"],
    ["BTCUSDT", "BTCUSDT"],
    ["ADABTC", "ADABTC"],
    ["binance_ADABTC-1m-2021-11-27_no_header_ms.csv", "ADABTC"],
    ["BINANCE_BTCUSDT, 60.csv", "BTCUSDT"],
    ["mnq-3day.csv", "MNQ"],
    ["/srv/es/data/mnq-3day.csv.gz", "MNQ"],
    ["metatrader4_EURUSD60_no_header.csv", "EURUSD"],
    ["XAUUSDM5.csv", "XAUUSD"],
    ["dukascopy_EURUSD_5m_BID_local_dst_fallback_2006-10-29.csv", "EURUSD"],
    ["eur-usd-1h.csv", "EURUSD"],
    ["BTC-USD.csv", "BTCUSD"],
    ["btc_1h.csv", "BTCUSD"],
    ["yahoo_nvda_2014_adjclose.csv", "NVDA"],
    ["NASDAQ_NVDA, 1D.csv", "NVDA"],
    ["NYSE_XYZ, 1D.csv", "XYZ"],
    ["SPY_6M.csv", "SPY"],
    ["META_5m.csv", "META"],
    ["aapl.us.txt", "AAPL"],
    ["si_5m.csv", "SI"],
  ])("finds in %s the root %s", (name, root) => {
    expect(fileSymbolOf(name)).toBe(root);
  });

  it.each([
    ...["data.csv", "bars.csv", "sample.csv", "export.csv", "test.csv", "minute.csv", "last.csv"],
    ...["local.csv", "all.csv", "my data 2024-03-25.csv", "sim1.csv", "export-pl.csv", "a.csv"],
    ...["low.csv", "cost_2024.csv", "meta.json", "team_data.csv", "ib_historical_bars.jsonl"],
    ...["investing_pt_bitcoin.csv", "nyse_data.csv", "NYSE_DATA.csv", "data_6m.csv", "open.csv"],
    ...["data_usdt.csv", "f.csv", "v2.csv", "t_1.csv", "-", "ohlcv_1m.csv", "RUN_1.csv"],
  ])("finds nothing in %s", (name) => {
    expect(fileSymbolOf(name)).toBeNull();
  });

  it.each([
    ["EURUSDm.csv", "EURUSD"],
    ["EURUSDm_M1_202501020000_202512312359.csv", "EURUSD"],
    ["GBPUSDc1.csv", "GBPUSD"],
    ["XAUUSDm60.csv", "XAUUSD"],
    ["BTCUSDT-1m.csv", "BTCUSDT"],
  ])("reads a pair with a broker's mark in %s", (name, symbol) => {
    expect(fileSymbolOf(name)).toBe(symbol);
  });

  it("lets the user's own instruments win, as words and as contracts", () => {
    const own = { FDAX: mine("FDAX"), "DE.40": mine("DE.40"), NQ: mine("NQ") };
    expect(matchInFileName("fdax_5m.csv", own)).toBe(own.FDAX);
    expect(matchInFileName("FDAXH6-1m.csv", own)).toBe(own.FDAX);
    expect(matchInFileName("export DE.40.csv", own)).toBe(own["DE.40"]);
    expect(matchInFileName("MNQ vs nq.csv", own)).toBe(own.NQ);
    expect(matchInFileName("defdaxes.csv", own)).toBeNull();
  });
});
