// Files whose bars could come out wrong without a word: what is read is what is meant, and what
// cannot be known is refused or said.

import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { plainNumber, plainPrice } from "../../../src/feeds/csv/numbers.js";
import { sayDescription } from "../../../src/feeds/csv/read.js";
import { openText, type Row, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const MINUTE = 60_000;
const HEADER = "timestamp,open,high,low,close,volume\n";

const rows = async (text: string, name?: string, options = {}): Promise<Row[]> =>
  rowsOf(await openText(text, options, name));

async function refusalOf(text: string, name?: string, options = {}): Promise<string> {
  const error: unknown = await openText(text, options, name).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  const { message, exitCode } = error as UserError;
  expect([exitCode, message.includes("\n")]).toEqual([2, false]);
  return message;
}

describe("a number", () => {
  it.each(["1 2", "12 34", "1'2", "110'16", "1 2345"])(
    "%s has no thousands, so it is none",
    (text) => {
      expect(plainNumber(text, ".")).toBeNull();
    },
  );

  it.each([
    ["1 234 567.5", ".", 1_234_567.5],
    ["1.234,56 €", ",", 1234.56],
    ["8,98 M", ",", 8_980_000],
    ["12'345.6", ".", 12345.6],
  ] as const)("%s with %s is %d", (text, decimal, expected) => {
    expect(Number(plainNumber(text, decimal))).toBe(expected);
  });

  it.each(["110'16", "110'165", "110’16"])("%s may be 32nds, so it is no price", async (text) => {
    expect(plainPrice(text, ".")).toBeNull();
    const row = `2025-11-18T14:30:00Z,${[text, text, text, text].join()},5\n`;
    expect(await refusalOf(HEADER + row, "ZN.csv")).toContain(`open '${text}' is not a number`);
  });
});

describe("the tick of an unknown symbol", () => {
  // 2.853e-5 is near nothing, but it is not nothing.
  it.each([
    ["0.00002853", "0.00002854", 1, 8],
    ["0.00102853", "0.00102854", 1, 8],
    ["0.285", "0.290", 5, 3],
    ["21000.25", "21000.50", 25, 2],
  ])("of %s and %s is their step", async (low, high, unscaled, scale) => {
    const text = `${HEADER}2025-11-18T14:30:00Z,${low},${high},${low},${high},1\n`;
    const { instrument } = (await openText(text, {}, "thing.csv")).description;
    expect(instrument.tick).toEqual({ unscaled, scale });
  });
});

describe("a file without a header that is known", () => {
  const good = ["10,12,9,11,5", "11,13,10,12,5", "12,14,11,13,5"];
  const timed = (cells: readonly string[]) =>
    cells.map((row, at) => `2025-11-18T14:3${at}:00Z,${row}\n`).join("");

  it("counts the bad rows it begins with", async () => {
    const text = timed(["NaN,NaN,NaN,NaN,0", "x,1,1,1,0", ...good]);
    const { description } = await openText(text);
    expect(description).toMatchObject({
      bars: 3,
      badRows: 2,
      bad: [{ line: 1, reason: "open 'NaN' is not a number" }, { line: 2 }],
    });
    expect(await refusalOf(text, "MNQ.csv", { strict: true })).toContain(", line 1: open 'NaN'");
  });

  it("says that the names of its columns were not understood", async () => {
    const { description } = await openText(`tid,a,b,c,d,e\n${timed(good)}`);
    expect(description).toMatchObject({ bars: 3, badRows: 0 });
    expect(description.format).toBe("plain CSV (columns taken as time, open, high, low, close)");
    expect((await openText(`words\n${timed(good)}`)).description.format).toBe("plain CSV");
  });

  // akshare: 开盘, 收盘, 最高, 最低; of its bars only those that close at the high would fit.
  it.each(["时间,开盘,收盘,最高,最低,成交量\n", ""])(
    "in which the close comes second is refused (%s)",
    async (header) => {
      const rows = ["10,11,12,9,5", "11,13,13,11,5", "12,11,14,10,5", "11,12,13,10,5"];
      expect(await refusalOf(header + timed(rows))).toContain("no format of bars known here");
    },
  );

  it.each([
    ["20251118,143000", "20251118,143100"],
    ["20251118,1430", "20251118,1431"],
    ["11/18/2025,1430", "11/18/2025,1431"],
  ])("may have its clock as a number: %s", async (...stamps) => {
    const text = stamps.map((stamp, at) => `${stamp},${good[at]}\n`).join("");
    expect(await rows(text)).toEqual([
      [FIRST, 10, 12, 9, 11, 5],
      [FIRST + MINUTE, 11, 13, 10, 12, 5],
    ]);
    // Days whose prices could be clocks stay days.
    const days = "20251118,1430,1435,1428,1432,50\n20251119,1432,1440,1431,1439,60\n";
    expect((await openText(days)).description).toMatchObject({ bars: 2, timeframe: "1d" });
  });

  it("may come behind twenty lines of words", async () => {
    const words = Array.from({ length: 20 }, (_, at) => `# line ${at}\n`).join("");
    const named = await openText(`${words}${HEADER}${timed(good)}`);
    expect(named.description).toMatchObject({ bars: 3, badRows: 0 });
    expect((await openText(words + timed(good))).description).toMatchObject({
      bars: 3,
      badRows: 0,
    });
  });
});

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

describe("volume", () => {
  // Interactive Brokers' bars of FX have -1, others words for nothing.
  it.each(["-1", "-1.0", "NaN", "null", "N/A", "-"])(
    "of %s in every row is none, and that is said",
    async (volume) => {
      const bars = [0, 1, 2].map((at) => `20251118 14:3${at}:00,10,12,9,11,${volume},-1,-1\n`);
      const text = `date,open,high,low,close,volume,average,barCount\n${bars.join("")}`;
      const { description } = await openText(text, {}, "EURUSD.csv");
      expect(description).toMatchObject({ bars: 3, badRows: 0, hasVolume: false });
      expect(sayDescription(description)).toMatch(/no volume$/);
      expect((await rows(text))[0]).toEqual([FIRST, 10, 12, 9, 11, 0]);
    },
  );

  it("of one row alone makes that a bad row", async () => {
    const row = "2025-11-18T14:31:00Z,10,12,9,11,5\n";
    const text = `${HEADER}2025-11-18T14:30:00Z,10,12,9,11,NaN\n${row}`;
    const { description } = await openText(text);
    expect(description).toMatchObject({
      bars: 1,
      bad: [{ reason: "volume 'NaN' is not a number" }],
    });
  });

  it("of MetaTrader's Python package is the real one where there is one", async () => {
    const header = "time,open,high,low,close,tick_volume,spread,real_volume\n";
    const bars = ["2025-11-18 14:30:00,10,12,9,11,5,1,0", "2025-11-18 14:31:00,10,12,9,11,6,1,7"];
    const text = `${header}${bars.join("\n")}\n`;
    expect((await rows(text)).map((row) => row[5])).toEqual([0, 7]);
  });
});

describe("the zone", () => {
  it("of MetaStock's text is not that of Stooq's, whose columns it has", async () => {
    const header =
      "<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n";
    const { description } = await openText(`${header}AAPL,I,20251118,143000,10,12,9,11,5,0\n`);
    expect(description).toMatchObject({ format: "plain CSV", zone: "UTC", zoneSource: "default" });
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
    expect(new Date(description.from).toISOString()).toContain("2025-11-18");
    expect((await openText(text, { label: "close" }, name)).description.label).toBe("close");
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

it("two tickers side by side are refused, as their columns have one name", async () => {
  const text =
    "Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume\n" +
    "Ticker,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT\nDate,,,,,,,,,,\n" +
    "2025-11-18,11,21,12,22,9,19,10,20,5,6\n";
  expect(await refusalOf(text)).toContain("has 2 tickers side by side (AAPL, MSFT)");
});
