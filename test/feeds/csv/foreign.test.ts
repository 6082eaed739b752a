// Files that traders bring from elsewhere: not dialects of their own, yet they must open.

import { describe, expect, it } from "vitest";
import { openText, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const DAY = Date.UTC(2025, 10, 18);

/** Name, text, the first bar. */
const FILES = [
  [
    "an index in a table's margin",
    ",timestamp,open,high,low,close,volume\n0,2025-11-18 14:30:00+00:00,10,11,9,10.5,5\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "a clock called a timestamp",
    "Date,Timestamp,Open,High,Low,Close,Volume\n20251118,14:30:00,10,11,9,10.5,5\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "a date and a clock far apart",
    "Time,Open,High,Low,Close,Volume,Date\n2:30 PM,10,11,9,10.5,5,11/18/2025\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "a header in angle brackets",
    "<TICKER>;<PER>;<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>\n" +
      "MNQ;1;20251118;143000;10;11;9;10.5;5\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "a date in capitals",
    "<TICKER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n" +
      "MNQ,20251118,143000,10,11,9,10.5,5\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "German",
    "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n" +
      "2025-11-18;1.000,5;1.100;900,25;1.050;5;5.250\n",
    [DAY, 1000.5, 1100, 900.25, 1050, 5],
  ],
  [
    "Polish",
    "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2025-11-18,10,11,9,10.5,5\n",
    [DAY, 10, 11, 9, 10.5, 5],
  ],
  [
    "dollars, the close first",
    'Date,Close/Last,Volume,Open,High,Low\n11/18/2025,$10.50,"1,500",$10.00,$11.00,$9.00\n',
    [DAY, 10, 11, 9, 10.5, 1500],
  ],
  [
    "a day of India",
    '"Date ","OPEN ","HIGH ","LOW ","close ","VOLUME "\n' +
      '"18-Nov-2025","1,000.50","1,100.00","900.00","1,050.00","1,234"\n',
    [DAY, 1000.5, 1100, 900, 1050, 1234],
  ],
  [
    "a footer in words",
    "Time,Open,High,Low,Latest,Change,%Change,Volume\n" +
      '"11/18/2025 14:30",10,11,9,10.5,0.5,5%,5\n' +
      '"Downloaded on 11-18-2025"\n',
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "klines with a header",
    "open_time,open,high,low,close,volume,close_time,quote_volume,count," +
      "taker_buy_volume,taker_buy_quote_volume,ignore\n" +
      "1763476200000,10,11,9,10.5,5,1763476259999,52,3,1,2,0\n",
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
  [
    "MetaTrader's days",
    "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n" +
      "2025.11.18\t10\t11\t9\t10.5\t5\t0\t2\n",
    [DAY, 10, 11, 9, 10.5, 5],
  ],
  // Volume of rising and of falling ticks; stamped a minute after the open.
  [
    "TradeStation",
    '"Date","Time","Open","High","Low","Close","Up","Down"\n11/18/2025,14:31,10,11,9,10.5,2,3\n',
    [FIRST, 10, 11, 9, 10.5, 5],
  ],
] as const;

describe("thousands that come late in a file", () => {
  const stamp = (minute: number) => new Date(FIRST + minute * 60_000).toISOString();
  /** Beyond the rows by which a file is recognised. */
  const late = ([early = "", later = ""]: readonly string[]) =>
    Array.from({ length: 60 }, (_, at) => (at < 50 ? early : later).replace("#", stamp(at))).join(
      "\n",
    );

  it.each([
    ["commas", ["#,990.5,999,990,995,5", '#,"1,000.5","1,100","1,000","1,050.25",5']],
    ["dots", ["#;990,5;999;990;995;5", "#;1.000,5;1.100;1.000;1.050,25;5"]],
  ])("are read as such: %s", async (_, rows) => {
    const source = await openText(late(rows), { symbol: "MNQ" });
    expect(source.description).toMatchObject({ bars: 60, badRows: 0 });
    const last = (await rowsOf(source)).at(-1);
    expect(last?.slice(1)).toEqual([1000.5, 1100, 1000, 1050.25, 5]);
  });
});

describe("a file from elsewhere", () => {
  it.each(FILES)("opens: %s", async (_, text, first) => {
    const source = await openText(text, { symbol: "MNQ", timeframe: "1m" }, "bars.txt");
    expect(await rowsOf(source)).toEqual([first]);
  });
});
