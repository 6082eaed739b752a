// One writer per dialect: bars to the text that program would have written, in words of our own.

import type { Row } from "./open.js";

/** How bars are written, and what must be known to read them back. */
export interface Writer {
  /** Name of the file. */
  readonly name: string;
  readonly write: (rows: readonly Row[]) => string;
  readonly hasVolume?: false;
}

const MINUTE = 60_000;

/** A stamp in UTC. */
export const iso = (ts: number) => new Date(ts).toISOString();

/** The wall clock of a zone as `[yyyy, MM, dd, HH, mm, ss]`. */
function wall(ts: number, zone: string): [string, string, string, string, string, string] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(format.formatToParts(ts).map(({ type, value }) => [type, value]));
  const of = (type: string) => parts.get(type as Intl.DateTimeFormatPartTypes) ?? "";
  return [of("year"), of("month"), of("day"), of("hour"), of("minute"), of("second")];
}

/** Lines with their ends. */
export const lines = (all: readonly string[]) => `${all.join("\n")}\n`;

/** A file of one line of header (or none) and one line a bar. */
function table(
  name: string,
  header: string | null,
  line: (row: Row) => readonly (string | number)[],
  separator = ",",
): Writer {
  const write = (rows: readonly Row[]) => {
    const body = rows.map((row) => line(row).join(separator));
    return lines(header === null ? body : [header, ...body]);
  };
  return { name, write };
}

const NY = "America/New_York";
const UTC = "UTC";

function offsetStamp(ts: number): string {
  const [year, month, day, hour, minute, second] = wall(ts, NY);
  const local = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const hours = Math.round((ts - local) / 3_600_000);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}-0${hours}:00`;
}

function compact(ts: number, zone: string, between = " "): string {
  const [year, month, day, hour, minute, second] = wall(ts, zone);
  return `${year}${month}${day}${between}${hour}${minute}${second}`;
}

function dotted(ts: number): string {
  return iso(ts).slice(0, 10).replaceAll("-", ".");
}

const fixed = (price: number) => String(BigInt(price * 4) * 250_000_000n);

/** Bars of one minute. */
export const MINUTE_WRITERS: readonly Writer[] = [
  table("MNQ.csv", "time,open,high,low,close,Plot,Volume", ([ts, o, h, l, c, v]) => {
    return [offsetStamp(ts), o, h, l, c, "", v];
  }),
  table("MNQ.csv", "time,open,high,low,close,Volume", ([ts, ...rest]) => [ts / 1000, ...rest]),
  table("MNQ 12-25.Last.txt", null, ([ts, ...rest]) => [compact(ts + MINUTE, UTC), ...rest], ";"),
  {
    ...table(
      "DAT_ASCII_MNQ_M1_2025.csv",
      null,
      ([ts, o, h, l, c]) => [compact(ts - 5 * 60 * MINUTE, UTC), o, h, l, c, 0],
      ";",
    ),
    hasVolume: false,
  },
  table("MNQ.csv", null, ([ts, ...rest]) => [dotted(ts), iso(ts).slice(11, 16), ...rest]),
  table(
    "MNQ_M1.csv",
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>",
    ([ts, ...rest]) => [dotted(ts), iso(ts).slice(11, 19), ...rest, 0, 2],
    "\t",
  ),
  table(
    "MNQZ25.txt",
    "Date, Time, Open, High, Low, Last, Volume, NumberOfTrades, BidVolume, AskVolume",
    ([ts, ...rest]) => {
      const [year, month, day] = wall(ts, UTC);
      return [`${year}/${+month}/${+day}`, iso(ts).slice(11, 19), ...rest, 3, 1, 2];
    },
    ", ",
  ),
  table("MNQ.csv", "date,open,high,low,close,volume,average,barCount", ([ts, o, h, l, c, v]) => {
    const [year, month, day, hour, minute, second] = wall(ts, NY);
    const stamp = `${year}${month}${day} ${hour}:${minute}:${second} US/Eastern`;
    return [stamp, o, h, l, c, v, c, 7];
  }),
  table("MNQ.csv", null, ([ts, ...rest]) => [ts, ...rest, ts + MINUTE - 1, 1, 2, 3, 4, 0]),
  table("MNQ.csv", null, ([ts, ...rest]) => {
    return [`${ts}000`, ...rest, `${ts + MINUTE - 1}999`, 1, 2, 3, 4, 0];
  }),
  table("MNQ.csv", null, ([ts, ...rest]) => [ts / 1000, ...rest, 9]),
  table(
    "bars.csv",
    "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol",
    ([ts, o, h, l, c, v]) => {
      return [`${ts}000000`, 33, 1, 42, fixed(o), fixed(h), fixed(l), fixed(c), v, "MNQZ5"];
    },
  ),
  table(
    "bars.csv",
    "symbol,timestamp,open,high,low,close,volume,trade_count,vwap",
    ([ts, o, h, l, c, v]) => {
      const stamp = iso(ts).replace("T", " ").replace(".000Z", "+00:00");
      return ["MNQ", stamp, o, h, l, c, `${v}.0`, 3, c];
    },
  ),
  table(
    "bars.csv",
    "ticker,volume,open,close,high,low,window_start,transactions",
    ([ts, o, h, l, c, v]) => ["MNQ", v, o, c, h, l, `${ts}000000`, 5],
  ),
  table("MNQ.txt", null, ([ts, ...rest]) => {
    const [year, month, day, hour, minute] = wall(ts, NY);
    return [`${month}/${day}/${year}`, `${hour}:${minute}`, ...rest];
  }),
  table("MNQ_full_1min.txt", null, ([ts, ...rest]) => {
    const [year, month, day, hour, minute, second] = wall(ts, NY);
    return [`${year}-${month}-${day} ${hour}:${minute}:${second}`, ...rest];
  }),
  table(
    "mnq.us.txt",
    "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>",
    ([ts, ...rest]) => ["MNQ", 1, compact(ts, "Europe/Warsaw", ","), ...rest, 0],
  ),
  table("MNQ_BID.csv", "Local time,Open,High,Low,Close,Volume", ([ts, ...rest]) => {
    const [year, month, day, hour, minute, second] = wall(ts, NY);
    const offset = offsetStamp(ts).slice(-6).replace(":", "");
    return [`${day}.${month}.${year} ${hour}:${minute}:${second}.000 GMT${offset}`, ...rest];
  }),
  table("MNQ.csv", "timestamp,open,high,low,close,volume", ([ts, ...rest]) => [iso(ts), ...rest]),
  table(
    "MNQ.csv",
    "Volume;Low;High;Close;Open;Comment;Datetime",
    ([ts, o, h, l, c, v]) => {
      const comma = (value: number) => String(value).replace(".", ",");
      return [v, comma(l), comma(h), comma(c), comma(o), "", iso(ts).slice(0, 19)];
    },
    ";",
  ),
  // Every row quoted whole.
  table("MNQ.csv", '"timestamp,open,high,low,close,volume"', ([ts, ...rest]) => [
    `"${[iso(ts), ...rest].join()}"`,
  ]),
];

const grouped = (price: number, thousands: string, decimal: string) =>
  price
    .toFixed(2)
    .replace(".", decimal)
    .replace(/\B(?=(?:\d{3})+(?!\d))(?<!,\d*)/g, thousands);

/** The table of investing.com: newest first, the close before the open, volumes in thousands. */
function investing(
  header: string,
  dateOf: (day: string, month: string, year: string) => string,
  thousands: string,
  decimal: string,
): Writer {
  const line = ([ts, o, h, l, c, v]: Row) => {
    const [year, month, day] = wall(ts, UTC);
    const prices = [c, o, h, l].map((price) => grouped(price, thousands, decimal));
    const volume = `${(v / 1000).toFixed(3).replace(".", decimal)}K`;
    return [dateOf(day, month, year), ...prices, volume, `0${decimal}12%`]
      .map((cell) => `"${cell}"`)
      .join();
  };
  return { name: "MNQ.csv", write: (rows) => lines([header, ...[...rows].reverse().map(line)]) };
}

const FRENCH = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(" ");

/** Bars of one day, stamped with their date. */
export const DAY_WRITERS: readonly Writer[] = [
  table("MNQ.csv", "Date,Open,High,Low,Close,Adj Close,Volume", ([ts, o, h, l, c, v]) => {
    return [iso(ts).slice(0, 10), o, h, l, c, c / 2, v];
  }),
  {
    name: "MNQ.csv",
    write: (rows) =>
      lines([
        "Price,Close,High,Low,Open,Volume",
        "Ticker,MNQ,MNQ,MNQ,MNQ,MNQ",
        "Date,,,,,",
        ...rows.map(([ts, o, h, l, c, v]) => [iso(ts).slice(0, 10), c, h, l, o, v].join()),
      ]),
  },
  table("MNQ.csv", "Date,Open,High,Low,Close,Volume", ([ts, ...rest]) => {
    return [iso(ts).slice(0, 10), ...rest];
  }),
  table(
    "MNQ.Last.txt",
    null,
    ([ts, ...rest]) => [iso(ts).slice(0, 10).replaceAll("-", ""), ...rest],
    ";",
  ),
  investing(
    '"Date","Price","Open","High","Low","Vol.","Change %"',
    (d, m, y) => `${m}/${d}/${y}`,
    ",",
    ".",
  ),
  investing(
    '"Datum","Zuletzt","Eröffn.","Hoch","Tief","Vol.","+/- %"',
    (d, m, y) => `${d}.${m}.${y}`,
    ".",
    ",",
  ),
  investing(
    '"Data","Último","Abertura","Máxima","Mínima","Vol.","Var%"',
    (d, m, y) => `${d}.${m}.${y}`,
    ".",
    ",",
  ),
  investing(
    '"Fecha","Último","Apertura","Máximo","Mínimo","Vol.","% var."',
    (d, m, y) => `${d}.${m}.${y}`,
    ".",
    ",",
  ),
  investing(
    '"Date","Dernier","Ouv."," Plus Haut","Plus Bas","Vol.","Variation %"',
    (d, m, y) => `${d} ${FRENCH[+m - 1]} ${y}`,
    ".",
    ",",
  ),
];
