// What the numbers of a candle are that comes as a list. Exchanges order them differently; which
// order it is, the numbers show: a high is never below, a low never above the other three.

/** Orders in use, the commonest first. */
const ORDERS = [
  // ccxt, Binance, Bybit, OKX, CoinGecko.
  ["open", "high", "low", "close"],
  // Coinbase.
  ["low", "high", "open", "close"],
  // Bitfinex, KuCoin.
  ["open", "close", "high", "low"],
] as const;

/** Rows of Kraken's public OHLC: time, o, h, l, c, average, volume, trades. */
const KRAKEN_WIDTH = 8;

/** Binance's klines. */
const BINANCE: readonly string[] = [
  "open_time",
  ...ORDERS[0],
  "volume",
  "close_time",
  "quote_volume",
  "count",
  "taker_buy_volume",
  "taker_buy_quote_volume",
  "ignore",
];

/** The names of the cells, by the first of the rows. */
export function arrayNames(rows: readonly (readonly unknown[])[]): readonly string[] {
  const width = rows[0]?.length ?? 0;
  if (width === BINANCE.length) return BINANCE;
  const numbers = rows.slice(0, 200).map((row) => row.map(Number));
  const order = ORDERS.find((names) => numbers.every((row) => fits(row, names))) ?? ORDERS[0];
  const hasAverage = numbers.some((row) => (row[5] ?? 0) > 0);
  const isAverage = hasAverage && numbers.every((row) => fits(row, ORDERS[0], 5));
  const isKraken = width === KRAKEN_WIDTH && isAverage;
  const rest = isKraken ? ["average", "volume", "trades"] : ["volume"];
  const names = ["timestamp", ...order, ...rest].slice(0, width);
  while (names.length < width) names.push(`cell ${names.length + 1}`);
  return names;
}

/** Whether the row is a bar in this order, and the number at `between` lies inside it. */
function fits(row: readonly number[], order: readonly string[], between = 1): boolean {
  const cells = row.slice(1, 5);
  const high = row[1 + order.indexOf("high")] ?? Number.NaN;
  const low = row[1 + order.indexOf("low")] ?? Number.NaN;
  const inside = row[between] ?? Number.NaN;
  const isBar = cells.every((cell) => cell <= high && cell >= low);
  return isBar && ((inside <= high && inside >= low) || inside === 0);
}
