// Which column is which, by the names that programs give them.

import type { Columns, FileHead } from "./dialect.js";

/** Names as `nameKey` makes them, the surest first. */
const NAMES = {
  time: [
    "timestamp",
    "tsevent",
    "windowstart",
    "opentime",
    "openingtime",
    "starttime",
    "start",
    "unix",
    "unixtime",
    "unixtimestamp",
    "datetime",
    "dateandtime",
    "datetimeutc",
    "timeutc",
    "dateutc",
    "ts",
    "t",
    "date",
    "time",
    "gmttime",
    "localtime",
    "day",
    "begin",
  ],
  open: ["open", "o", "openprice", "priceopen", "first", "openingprice"],
  high: ["high", "h", "highprice", "pricehigh", "max", "highest"],
  low: ["low", "l", "lowprice", "pricelow", "min", "lowest"],
  close: ["close", "last", "c", "closeprice", "priceclose", "closelast", "closingprice", "price"],
  volume: ["volume", "vol", "v", "tickvol", "tickvolume", "totalvolume", "basevolume"],
  symbol: ["symbol", "ticker", "instrument", "tickersymbol", "contract", "pair", "tic", "s"],
} as const;

/** What a column may be. */
export type ColumnName = keyof typeof NAMES;

/** A name in lower case, its letters and digits alone; a number before it (`1. open`) is left out. */
export function nameKey(name: string): string {
  return name
    .normalize("NFD")
    .replace(/^\s*\d+[.:]\s*/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

/** The first of `names` that is any name of `what`, surest first; -1 when none is. */
export function columnOf(names: readonly string[], what: ColumnName): number {
  const keys = names.map(nameKey);
  for (const name of NAMES[what]) if (keys.includes(name)) return keys.indexOf(name);
  // `Volume BTC`, `Volume (USD)`: the first is the instrument's own.
  return what === "volume" ? keys.findIndex((key) => key.startsWith("volume")) : -1;
}

/** The columns of a file with a header, and what was said of their prices; null without prices. */
export function namedColumns(head: FileHead): { columns: Columns; quotes: Quotes | null } | null {
  const { names } = head;
  const time = timeColumn(head);
  if (time < 0) return null;
  const quotes = columnOf(names, "open") < 0 ? quoteColumns(names) : null;
  const find = (what: "open" | "high" | "low" | "close") => columnOf(names, what);
  const prices = quotes?.first ?? {
    open: find("open"),
    high: find("high"),
    low: find("low"),
    close: find("close"),
  };
  if (Math.min(prices.open, prices.high, prices.low, prices.close) < 0) return null;
  const volume = columnOf(names, "volume");
  return { columns: { time, clock: clockColumn(head, time), ...prices, volume }, quotes };
}

function timeColumn(head: FileHead): number {
  const known = columnOf(head.names, "time");
  if (known >= 0) return known;
  // A table's index has no name, or this one.
  return /^(?:|unnamed: 0|index)$/.test(head.names[0] ?? "-") ? 0 : -1;
}

/** A clock beside the date, where the date has none of its own. */
function clockColumn(head: FileHead, time: number): number {
  const keys = head.names.map(nameKey);
  const isDate = /^(?:date|day|dtyyyymmdd)$/.test(keys[time] ?? "");
  const clock = keys.findIndex((key, at) => at !== time && /^(?:time|clock|hour)$/.test(key));
  if (!isDate || clock < 0) return -1;
  const isClock = head.rows.slice(1).some((row) => {
    const cell = row[clock] ?? "";
    return /^\d\d?:\d\d/.test(cell) || /^\d{4}(?:\d\d)?$/.test(cell);
  });
  return isClock ? clock : -1;
}

type Prices = Pick<Columns, "open" | "high" | "low" | "close">;

/** Bid and ask bars instead of trades. */
export interface Quotes {
  /** In words: what is used. */
  readonly words: string;
  readonly first: Prices;
  /** The other side, to take the middle with. */
  readonly ask?: Prices;
}

/** Columns of bid, ask or middle prices, or null. */
export function quoteColumns(names: readonly string[]): Quotes | null {
  const keys = names.map(nameKey);
  const side = (word: "bid" | "ask" | "mid"): Prices | null => {
    const find = (name: string) =>
      keys.findIndex((key) => key === `${word}${name}` || key === `${name}${word}`);
    const short = (name: string) => keys.indexOf(`${word}${name}`);
    const pick = (name: string) => Math.max(find(name), short(name.charAt(0)));
    const prices = {
      open: pick("open"),
      high: pick("high"),
      low: pick("low"),
      close: pick("close"),
    };
    return Math.min(...Object.values(prices)) < 0 ? null : prices;
  };
  const mid = side("mid");
  if (mid !== null) return { words: "mid prices", first: mid };
  const bid = side("bid");
  const ask = side("ask");
  if (bid !== null && ask !== null) return { words: "mid of bid and ask", first: bid, ask };
  if (bid !== null) return { words: "bid prices", first: bid };
  return ask === null ? null : { words: "ask prices", first: ask };
}
