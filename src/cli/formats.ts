// The formats of bars as help lists them: names alone, so that help need not load the reader.

/** What `replay` and `features` read; a test holds it against the reader's own list. */
export const FORMATS = `Formats, recognised by themselves (also gzipped, quoted, with ; or tab):
  TradingView, NinjaTrader, MetaTrader 4, MetaTrader 5, Sierra Chart,
  TradeStation, Interactive Brokers, Binance klines, Kraken OHLCVT, histdata.com,
  Yahoo Finance, Databento OHLCV, Alpaca bars, Polygon aggregates, Kibot,
  FirstRate Data, Stooq, Dukascopy, investing.com, JSON and JSON lines,
  plain CSV: timestamp,open,high,low,close,volume in any order`;
