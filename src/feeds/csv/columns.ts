// Which column is which, by the names that programs give them.

import type { Columns, FileHead, Layout } from "./dialect.js";

/** Names as `nameKey` makes them, the surest first, then those of other languages. */
const NAMES = {
  time: words(
    "tsevent windowstart timeperiodstart periodstart opentime openingtime timeopen starttime",
    "timestamp start unix unixtime unixtimestamp datetime dateandtime datetimeutc timeutc dateutc",
    "dateet timeet ts t date dtyyyymmdd time gmttime localtime day begin ticks data datum fecha",
    "zeit",
  ),
  /** When a bar ends; asked for only where nothing says when it begins. */
  end: words("timeperiodend periodend closetime closingtime timeclose endtime timeend barend end"),
  open: words(
    "open o openprice priceopen first openingprice",
    "eroffnung eroffnungskurs erster apertura abertura ouverture otwarcie",
  ),
  high: words(
    "high h highprice pricehigh max highest hoch tageshoch maximo maxima plushaut haut massimo",
    "najwyzszy",
  ),
  low: words(
    "low l lowprice pricelow min lowest tief tagestief minimo minima plusbas bas najnizszy",
  ),
  close: words(
    "close last c closeprice priceclose closelast closingprice latest price",
    "schluss schlusskurs cierre fechamento cloture chiusura zamkniecie ultimo dernier zuletzt",
  ),
  volume: words(
    "volume vol v tickvol tickvolume totalvolume basevolume stuecke stucke volumen wolumen",
  ),
  symbol: words("symbol ticker instrument tickersymbol contract pair tic s"),
} as const;

/** A time of day without a date. */
const CLOCK = /^\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?$/i;

/** A date without a time of day; an epoch has more digits. */
const DATE_ALONE = /^(?:\d{8}|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|[^:T]*\p{L}{3}[^:T]*)$/u;

/** Names of a clock beside a date, which may be written as a number: `930`, `93000`. */
const CLOCKS = words("time clock hour timestamp uhrzeit zeit hora heure ora czas");

/** A time of day as a number. */
const CLOCK_NUMBER = /^\d{1,6}$/;

/** A cell that says the time of day, be it by a clock or by an epoch. */
const TIMED = /\d:\d\d|^\d{9,19}(?:\.\d+)?$/;

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}

/** What a column may be. */
export type ColumnName = keyof typeof NAMES;

/** A name in lower case, letters and digits alone; a number before it (`1. open`) is left out. */
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

/** What a header says. */
interface NamedColumns {
  readonly columns: Columns;
  /** What was said of the prices. */
  readonly quotes: Quotes | null;
  /** What the stamps name. */
  readonly label: "open" | "close";
}

/** The columns of a file with a header; null without prices or a time. */
export function namedColumns(head: FileHead): NamedColumns | null {
  const { names } = head;
  const { time, clock, label } = timeColumns(head);
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
  return { columns: { time, clock, ...prices, volume }, quotes, label };
}

/** The stamp, and the clock where it stands apart from the date. */
function timeColumns(
  head: FileHead,
): Pick<Columns, "time" | "clock"> & Pick<NamedColumns, "label"> {
  const keys = head.names.map(nameKey);
  const samples = (column: number) => head.rows.slice(1).map((row) => row[column] ?? "");
  const isClock = (column: number) => samples(column).some((cell) => CLOCK.test(cell));
  const isTimed = (column: number) => samples(column).some((cell) => TIMED.test(cell));
  const called = (names: readonly string[]) =>
    names.map((name) => keys.indexOf(name)).filter((column) => column >= 0 && !isClock(column));
  const starts = called(NAMES.time);
  // A table's index has no name, or this one.
  if (/^(?:|unnamed: 0|index)$/.test(head.names[0] ?? "-") && !isClock(0)) starts.push(0);
  const [end] = called(NAMES.end);
  if (starts.length === 0 && end !== undefined) return { time: end, clock: -1, label: "close" };
  // A day and an instant beside it: the instant says more.
  const time = starts.find(isTimed) ?? starts[0] ?? -1;
  const isDate = samples(time).some((cell) => DATE_ALONE.test(cell));
  return { time, clock: isDate ? clockColumn(keys, time, samples) : -1, label: "open" };
}

/** The time of day beside a date: by its name, or right behind the date by its look. */
function clockColumn(
  keys: readonly string[],
  time: number,
  samples: (column: number) => readonly string[],
): number {
  const some = (column: number, look: RegExp) => samples(column).some((cell) => look.test(cell));
  const named = keys.findIndex((key, column) => {
    if (column === time || !CLOCKS.includes(key)) return false;
    return some(column, CLOCK) || some(column, CLOCK_NUMBER);
  });
  if (named >= 0) return named;
  return some(time + 1, CLOCK) ? time + 1 : -1;
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

/**
 * The layout of a file whose header names a time, four prices and perhaps a symbol, stamped at the
 * open in the file's own zone; null where a name is missing.
 */
export function namedLayout(format: string, head: FileHead): Layout | null {
  const found = namedColumns(head);
  if (found === null) return null;
  const symbolColumn = columnOf(head.names, "symbol");
  return {
    format,
    hasHeader: true,
    columns: found.columns,
    symbol: head.rows[1]?.[symbolColumn] ?? null,
    ...(symbolColumn < 0 ? {} : { symbolColumn }),
    zone: null,
    label: "open",
  };
}
