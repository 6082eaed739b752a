// Stamps that could come out wrong without a word: the time that is read is the one that is meant,
// and what has to be assumed is said.

import { describe, expect, it } from "vitest";
import { sayDescription } from "../../../src/feeds/csv/read.js";
import { openText, type Row, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const MINUTE = 60_000;
const HEADER = "timestamp,open,high,low,close,volume\n";

const rows = async (text: string, name?: string, options = {}): Promise<Row[]> =>
  rowsOf(await openText(text, options, name));

describe("the time of a row", () => {
  const day = 20_410 * 86_400_000;
  const bars = ["10,12,9,11,5", "11,13,10,12,6", "12,14,11,13,7"];
  const table = (header: string, stamps: readonly string[]) =>
    [header, ...stamps.map((stamp, at) => `${stamp},${bars[at]}`), ""].join("\n");
  const times = async (text: string) => (await rows(text)).map(([ts]) => (ts - day) / MINUTE);

  it.each([
    ["Datum,Zeit", ["18.11.2025,14:30:00", "18.11.2025,14:31:00", "18.11.2025,14:32:00"]],
    ["Dato,Klokkeslett", ["2025-11-18,14:30", "2025-11-18,14:31", "2025-11-18,14:32"]],
    ["date,time", ["2025-11-18,1763476200", "2025-11-18,1763476260", "2025-11-18,1763476320"]],
    ["Date,Time", ["11/18/2025,1430", "11/18/2025,1431", "11/18/2025,1432"]],
  ])("under %s is day and clock", async (names, stamps) => {
    const text = table(`${names.replace("Dato", "Date")},open,high,low,close,volume`, stamps);
    expect(await times(text)).toEqual([870, 871, 872]);
  });

  // As numbers, clocks lose the zeros in front; which digits are which the other rows show.
  it.each([
    [
      ["0", "1", "930"],
      [0, 1, 570],
    ],
    [
      ["859", "900", "2359"],
      [539, 540, 1439],
    ],
    [
      ["0", "100", "93000"],
      [0, 1, 570],
    ],
    [
      ["5900", "10000", "235900"],
      [59, 60, 1439],
    ],
  ])("may be a number: %s", async (clocks, minutes) => {
    const stamps = clocks.map((clock) => `20251118,${clock}`);
    expect(await times(table("Date,Time,Open,High,Low,Close,Volume", stamps))).toEqual(minutes);
  });

  // Hour 9 is no minute 9: then the day would have 24 minutes, each of them an hour's bar.
  it.each([
    ["Date,Hour", ["20251118,8", "20251118,9", "20251118,10"], [480, 540, 600]],
    ["Date,Hora", ["18.11.2025,9", "18.11.2025,10", "18.11.2025,11"], [540, 600, 660]],
    ["Date,Time", ["2025-11-18,22", "2025-11-18,23", "2025-11-19,0"], [1320, 1380, 1440]],
    // Nothing says that these are hours: a file of minutes begins so.
    ["Date,Time", ["20251118,0", "20251118,1", "20251118,2"], [0, 1, 2]],
  ])("may be an hour alone: %s %s", async (names, stamps, minutes) => {
    expect(await times(table(`${names},Open,High,Low,Close,Volume`, stamps))).toEqual(minutes);
  });

  it.each([
    ["its last millisecond", 59_999],
    ["its last second", 59_000],
    ["the next one's beginning", 60_000],
  ])("is a whole minute where the end is %s", async (_, last) => {
    const row = (minute: number) => `${FIRST + minute * MINUTE + last},10,12,9,11,5\n`;
    const text = `close_time,open,high,low,close,volume\n${[0, 1, 2].map(row).join("")}`;
    expect((await rows(text)).map(([ts]) => ts - FIRST)).toEqual([0, MINUTE, 2 * MINUTE]);
  });

  it("is when it began where that is named, whatever stands beside it", async () => {
    // CoinMarketCap: timestamp is when the day ended; CoinAPI: time_open is of the first trade.
    const cmc = "timeOpen;timeClose;timeHigh;open;high;low;close;volume;timestamp\n";
    const end = "2025-11-18T14:30:59.999Z";
    const row = `2025-11-18T14:30:00.000Z;${end};${end};10;12;9;11;5;${end}\n`;
    expect(await rows(cmc + row)).toEqual([[FIRST, 10, 12, 9, 11, 5]]);
    const api =
      "time_period_start,time_period_end,time_open,time_close,price_open,price_high,price_low," +
      "price_close,volume_traded,trades_count\n";
    const bar = `2025-11-18T14:30:00.0000000Z,2025-11-18T14:31:00Z,2025-11-18T14:30:02Z,${end}`;
    expect(await rows(`${api}${bar},10,12,9,11,5,3\n`)).toEqual([[FIRST, 10, 12, 9, 11, 5]]);
  });

  it.each(["close_time", "End", "time_period_end"])(
    "under %s alone is when it ended, and that is said",
    async (name) => {
      const text = table(`${name},open,high,low,close,volume`, [
        "2025-11-18T14:31:00Z",
        "2025-11-18T14:32:00Z",
        "2025-11-18T14:33:00Z",
      ]);
      const { description } = await openText(text);
      expect(sayDescription(description)).toContain("stamped at the close");
      expect(description.label).toBe("close");
      expect(await times(text)).toEqual([870, 871, 872]);
    },
  );
});

describe("the zone", () => {
  it("of MetaStock's text is not that of Stooq's, whose columns it has", async () => {
    const header =
      "<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n";
    const { description } = await openText(`${header}AAPL,I,20251118,143000,10,12,9,11,5,0\n`);
    expect(description).toMatchObject({ format: "plain CSV", zone: "UTC", zoneSource: "default" });
  });
});

describe("the double hour of autumn", () => {
  // Clocks in New York go back at 06:00 UTC on 2025-11-02; five hours before, it is UTC − 4 h.
  const hours = (at: number) => (at < 6 ? 4 : 5);
  const stamp = (at: number) =>
    new Date(Date.UTC(2025, 10, 2) + (at - hours(at)) * 60 * MINUTE).toISOString().slice(0, 16);

  it.each([
    [0.5, false],
    [0.5, true],
    [1, false],
    [1, true],
  ])("has all its bars of %s hours, newest first: %s", async (step, isNewestFirst) => {
    const times = Array.from({ length: 9 / step }, (_, row) => row * step);
    const lines = times.map((at) => `${stamp(at)},10,12,9,11,5\n`);
    const text = HEADER + (isNewestFirst ? lines.toReversed() : lines).join("");
    const read = await rows(text, "BTCUSD.csv", { tz: "America/New_York" });
    expect(read.map(([ts]) => (ts - Date.UTC(2025, 10, 2)) / (60 * MINUTE))).toEqual(times);
  });
});

describe("a bar of a day", () => {
  it.each([
    ["MNQ 12-25.Last.txt", "", (date: number) => `202511${date} 000000;10;12;9;11;5\n`],
    [
      "MNQ_tradestation.txt",
      '"Date","Time","Open","High","Low","Close","Up","Down"\n',
      (date: number) => `11/${date}/2025,16:00,10,12,9,11,3,2\n`,
    ],
  ] as const)("of %s is of its date, as it would be without a clock", async (name, header, row) => {
    const text = header + [18, 19, 20].map(row).join("");
    const { description } = await openText(text, {}, name);
    expect(description).toMatchObject({ timeframe: "1d", label: "open" });
    expect(description.from).toBe(Date.UTC(2025, 10, 18));
    expect((await openText(text, { label: "close" }, name)).description.label).toBe("close");
  });

  // 16:00 is when a day closes, 17:00 when the next one opens; an instant is what it is.
  it.each([
    ["2025-11-18 16:00:00", {}, "2025-11-18T00:00"],
    ["2025-11-18 13:15:00", {}, "2025-11-18T00:00"],
    ["2025-11-18 16:00:00", { tz: "America/New_York" }, "2025-11-18T05:00"],
    ["2025-11-18 00:00:00", { tz: "America/New_York" }, "2025-11-18T05:00"],
    ["2025-11-18 17:00:00", { tz: "America/Chicago" }, "2025-11-18T23:00"],
    ["2025-11-18 16:00:00", { label: "open" }, "2025-11-18T16:00"],
    ["2025-11-18T16:00:00Z", {}, "2025-11-18T16:00"],
    // The last moment of a day is its end, by a clock and as an instant.
    ["2025-11-18 23:59:59", {}, "2025-11-18T00:00"],
    ["2025-11-18T23:59:59.999Z", {}, "2025-11-18T00:00"],
    ["2025-11-18T23:59:59.999Z", { label: "close" }, "2025-11-18T00:00"],
  ] as const)("stamped %s %o starts at %s", async (stamp, options, from) => {
    const row = (date: number) => `${stamp.replace("-18", `-${date}`)},10,12,9,11,5\n`;
    const source = await openText(HEADER + [18, 19, 20].map(row).join(""), options, "AAPL.csv");
    expect(new Date(source.description.from).toISOString().slice(0, 16)).toBe(from);
    expect((await rowsOf(source))[0]?.[0]).toBe(source.description.from);
  });
});

describe("the order of day and month", () => {
  const row = (stamp: string) => `${stamp},10,12,9,11,5\n`;
  const first = async (stamps: readonly string[]) => {
    const source = await openText(HEADER + stamps.map(row).join(""));
    const [order] = /dates taken as [\w/-]+/.exec(source.description.format) ?? [];
    return [order, new Date((await rowsOf(source))[0]?.[0] ?? 0).toISOString().slice(0, 10)];
  };

  it.each([
    // Minutes of three days: what changes is the day.
    [["03/11/2025 09:30", "03/11/2025 09:31", "04/11/2025 09:30"], "dd/MM/yyyy", "2025-11-03"],
    [["11/03/2025 09:30", "11/03/2025 09:31", "11/04/2025 09:30"], "MM/dd/yyyy", "2025-11-03"],
    [["03-11-2025", "04-11-2025", "05-11-2025"], "dd-MM-yyyy", "2025-11-03"],
    // Days of January, or months: nothing shows it.
    [["01/01/2025", "02/01/2025", "03/01/2025"], "MM/dd/yyyy", "2025-01-01"],
    [["01/02/2025", "01/03/2025", "01/04/2025"], "MM/dd/yyyy", "2025-01-02"],
    [["03/11/2025 09:30", "03/11/2025 09:31"], "MM/dd/yyyy", "2025-03-11"],
  ])("of %s is the likelier one, and is said", async (stamps, order, day) => {
    expect(await first(stamps)).toEqual([`dates taken as ${order}`, day]);
  });
});

describe("the stamps", () => {
  it("of Yahoo's page as it is copied are dates in words", async () => {
    const header = "Date\tOpen\tHigh\tLow\tClose\tAdj Close\tVolume\n";
    const line = "Nov 18, 2025\t1,010.5\t1,012.0\t1,009.0\t1,011.0\t505\t1,234,567\n";
    const midnight = FIRST - 870 * MINUTE;
    expect(await rows(header + line)).toEqual([[midnight, 1010.5, 1012, 1009, 1011, 1_234_567]]);
  });

  it("of CryptoDataDownload's hours have no minutes", async () => {
    const header = "Date,Symbol,Open,High,Low,Close,Volume BTC\n";
    const bars = ["2025-11-18 12-PM,BTCUSD,10,12,9,11,5", "2025-11-18 11-AM,BTCUSD,9,11,8,10,4"];
    const text = `https://www.CryptoDataDownload.com\n${header}${bars.join("\n")}\n`;
    expect((await rows(text)).map(([ts]) => (ts - FIRST) / MINUTE)).toEqual([-210, -150]);
  });

  it("of Finam are not those of MetaTrader, whose header it has", async () => {
    const header = "<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>\n";
    const text = `${header}18/11/25;14:30;10;12;9;11;5\n`;
    expect((await openText(text)).description.format).toBe("plain CSV");
    expect(await rows(text)).toEqual([[FIRST, 10, 12, 9, 11, 5]]);
  });
});
