// The instruments built in. Tick sizes and point values as CME's contract specifications have
// them; where a tick has changed over the years, or sources differ (PA), the finest holds, so that
// old and new data are both on the grid.

/** `[root, tick, money per 1.0 of price]`, decimals as text so that they stay exact. */
type FutureRow = readonly [root: string, tick: string, pointValue: string];

/** CME index futures; their regular session is that of stocks. */
export const INDEX_FUTURES: readonly FutureRow[] = [
  ["ES", "0.25", "50"],
  ["MES", "0.25", "5"],
  ["NQ", "0.25", "20"],
  ["MNQ", "0.25", "2"],
  ["YM", "1", "5"],
  ["MYM", "1", "0.5"],
  ["RTY", "0.1", "50"],
  ["M2K", "0.1", "5"],
  ["EMD", "0.1", "100"],
  ["NKD", "5", "5"],
];

/** Energy futures, whose prices can be below zero. */
export const ENERGY_FUTURES: readonly FutureRow[] = [
  ["CL", "0.01", "1000"],
  ["MCL", "0.01", "100"],
  ["QM", "0.025", "500"],
  ["NG", "0.001", "10000"],
  ["MNG", "0.001", "1000"],
  ["QG", "0.005", "2500"],
  ["RB", "0.0001", "42000"],
  ["HO", "0.0001", "42000"],
];

/** Metals, currencies, rates and coins: around the clock, never below zero. */
export const OTHER_FUTURES: readonly FutureRow[] = [
  ["GC", "0.1", "100"],
  ["MGC", "0.1", "10"],
  ["SI", "0.005", "5000"],
  ["SIL", "0.005", "1000"],
  ["HG", "0.0005", "25000"],
  ["MHG", "0.0005", "2500"],
  ["PL", "0.1", "50"],
  ["PA", "0.05", "100"],
  ["6E", "0.00005", "125000"],
  ["6B", "0.0001", "62500"],
  ["6J", "0.0000005", "12500000"],
  ["6A", "0.00005", "100000"],
  ["6C", "0.00005", "100000"],
  ["6S", "0.00005", "125000"],
  ["6N", "0.00005", "100000"],
  ["6M", "0.00001", "500000"],
  ["M6E", "0.0001", "12500"],
  ["M6B", "0.0001", "6250"],
  ["M6A", "0.0001", "10000"],
  ["MCD", "0.0001", "10000"],
  ["MSF", "0.0001", "12500"],
  ["MJY", "0.000001", "1250000"],
  ["ZB", "0.03125", "1000"],
  ["UB", "0.03125", "1000"],
  ["ZN", "0.015625", "1000"],
  ["TN", "0.015625", "1000"],
  ["ZF", "0.0078125", "1000"],
  ["ZT", "0.00390625", "2000"],
  ["BTC", "5", "5"],
  ["MBT", "5", "0.1"],
  ["ETH", "0.5", "50"],
  ["MET", "0.5", "0.1"],
];

/** Roots that alone mean the coin, and the future only with a contract or its exchange. */
export const COIN_ROOTS: readonly string[] = ["BTC", "ETH"];

/** Stocks and ETFs whose ticker is no word, so that a file name may give it. */
export const TICKERS: readonly string[] = (
  "SPY QQQ IWM DIA VOO VTI IVV RSP MDY EFA EEM VEA VWO TLT IEF SHY LQD HYG AGG BND GLD SLV GDX " +
  "GDXJ USO UNG XLE XLF XLK XLV XLY XLP XLI XLU XLB XLC XLRE XOP XBI XRT KRE SMH SOXX SOXL SOXS " +
  "TQQQ SQQQ SPXL SPXS UPRO SPXU TNA TZA UVXY VXX SVXY ARKK FXI KWEB EWZ EWJ INDA IBIT ETHA JNK " +
  "AAPL MSFT NVDA AMZN GOOG GOOGL TSLA AVGO AMD INTC QCOM TXN MRVL ASML TSM AMAT LRCX KLAC " +
  "CSCO ORCL CRM ADBE NFLX IBM PYPL UBER ABNB PLTR SMCI DELL PANW CRWD DDOG MDB ZS BABA JD PDD " +
  "NIO RIVN LCID JPM BAC WFC GS MS BLK SCHW AXP BRK.A BRK.B XOM CVX COP OXY SLB JNJ PFE MRK ABBV " +
  "LLY UNH BMY AMGN GILD MRNA BNTX WMT HD TGT SBUX MCD NKE KO PEP PG DIS CMCSA VZ TMUS BA GE GM " +
  "LMT RTX HON UPS FDX CSX UNP DAL AAL UAL LUV MSTR HIMS GME AMC BBBY RKLB ROKU SOFI AFRM UPST " +
  "RBLX DKNG CVNA PTON ENPH FSLR NEE MMM NOC ADP INTU ISRG TMO ABT DHR CVS ELV MO PM LIN FCX NEM"
).split(" ");

/** Tickers that are words or too short to be taken from just any file name. */
export const WORD_TICKERS: readonly string[] = (
  "F T V C X META COST COIN HOOD SHOP SNOW NET ARM CAT MA LOW TEAM PLUG SNAP PINS SPOT LYFT " +
  "BILL ZM SQ MARA RIOT MU DE"
).split(" ");

/** ISO 4217 codes of the currencies that make spot pairs. */
export const CURRENCIES: readonly string[] =
  "USD EUR JPY GBP CHF AUD CAD NZD SEK NOK DKK SGD HKD CNH MXN ZAR TRY PLN HUF CZK ILS THB".split(
    " ",
  );

/** `[metal, tick, lot in ounces]`: a hundredth of the usual spot contract. */
export const METALS: readonly (readonly [metal: string, tick: string, lot: string])[] = [
  ["XAU", "0.01", "1"],
  ["XAG", "0.001", "50"],
  ["XPT", "0.01", "1"],
  ["XPD", "0.01", "1"],
];

/** Coins worth about ten dollars or more: a tick of a cent. */
export const DEAR_COINS: readonly string[] =
  "BTC XBT ETH BNB SOL LTC BCH BSV XMR ZEC DASH AVAX AAVE MKR YFI COMP LINK QNT TAO EGLD KSM".split(
    " ",
  );

/** Cheaper coins: a tick of a hundredth of a cent, or a millionth of one for the last ones. */
export const CHEAP_COINS: readonly string[] = (
  "ADA XRP DOGE DOT MATIC POL TRX XLM ATOM ETC EOS UNI ALGO VET FIL XTZ NEAR APT ARB OP SUI SEI " +
  "INJ ICP HBAR FTM SAND MANA AXS GALA APE CRV SNX SUSHI GRT ENJ CHZ BAT ZRX OMG IOTA NEO QTUM " +
  "ONT LRC ICX WAVES KAVA RUNE STX IMX LDO TIA WIF TON ONDO JUP PYTH ENA WLD FET RNDR ORDI CAKE"
).split(" ");

/** Coins worth a small fraction of a unit, with the finest tick. */
export const TINY_COINS: readonly string[] =
  "SHIB PEPE BONK FLOKI LUNC BTT WIN HOT DENT XEC SATS HOLO".split(" ");

/** Coins that are worth a dollar; profit in them is counted as dollars. */
export const DOLLAR_COINS: readonly string[] = ["USDT", "USDC", "BUSD", "FDUSD", "TUSD", "DAI"];

/** Other quotes of coins. */
export const COIN_QUOTES: readonly string[] = [
  ...["USD", "EUR", "GBP", "JPY", "AUD", "CAD", "CHF", "TRY", "KRW", "BRL"],
  ...["BTC", "XBT", "ETH", "BNB"],
];

/** Prefixes that vouch for a stock. */
export const STOCK_EXCHANGES: readonly string[] =
  "NASDAQ NYSE AMEX ARCA NYSEARCA NYSEAMERICAN BATS XNAS XNYS ARCX".split(" ");

/** Prefixes that vouch for a future. */
export const FUTURES_EXCHANGES: readonly string[] = (
  "CME CME_MINI CME_MINI_DL CME_DL CBOT CBOT_MINI CBOT_MINI_DL CBOT_DL NYMEX NYMEX_MINI NYMEX_DL " +
  "COMEX COMEX_MINI COMEX_DL GLOBEX ECBOT XCME XCBT XNYM XCEC"
).split(" ");

/** Prefixes that vouch for a coin. */
export const COIN_EXCHANGES: readonly string[] = (
  "BINANCE BINANCEUS COINBASE KRAKEN BITSTAMP BITFINEX BYBIT OKX KUCOIN GEMINI CRYPTO BITMEX " +
  "DERIBIT HUOBI HTX GATEIO MEXC POLONIEX BITTREX"
).split(" ");
