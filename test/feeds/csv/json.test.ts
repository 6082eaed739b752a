import { describe, expect, it } from "vitest";
import { openText, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const MINUTE = 60_000;

const BARS = [
  [FIRST, 10, 11, 9, 10.5, 5],
  [FIRST + MINUTE, 10.5, 12, 10, 11, 6],
];

const read = async (value: unknown) =>
  rowsOf(await openText(typeof value === "string" ? value : JSON.stringify(value), {}, "MNQ.json"));

const iso = (ts = 0) => new Date(ts).toISOString();

describe("JSON of candles", () => {
  it("may be by stamp, with numbered names in strings", async () => {
    const series = Object.fromEntries(
      BARS.map(([ts, o, h, l, c, v]) => [
        iso(ts).slice(0, 19).replace("T", " "),
        {
          "1. open": `${o}`,
          "2. high": `${h}`,
          "3. low": `${l}`,
          "4. close": `${c}`,
          "5. volume": `${v}`,
        },
      ]),
    );
    const value = { "Meta Data": { "2. Symbol": "MNQ" }, "Time Series (1min)": series };
    expect(await read(value)).toEqual(BARS);
  });

  it("may name its symbol in what is said beside it, in any spelling", async () => {
    const bar = { open: "10", high: "11", low: "9", close: "10.5", volume: "5" };
    const series = { "Time Series (1min)": { "2025-11-18 14:30:00": bar } };
    const value = JSON.stringify({ "Meta Data": { "2. Symbol": "MNQZ5" }, ...series });
    const { description } = await openText(value, {}, "query.json");
    expect(description.instrument.symbol).toBe("MNQ");
  });

  it("may be rows beside the names of their cells", async () => {
    const names = ["open", "high", "low", "close", "volume"];
    const cells = BARS.map(([, ...rest]) => rest);
    const index = BARS.map(([ts]) => ts);
    expect(await read({ columns: names, index, data: cells })).toEqual(BARS);
    // What stands between close and volume is neither.
    const row = ([ts, o, h, l, c, v]: readonly number[]) => [iso(ts), o, h, l, c, null, c, v];
    const dataset = {
      dataset_code: "MNQ1",
      column_names: ["Date", "Open", "High", "Low", "Last", "Change", "Settle", "Volume"],
      data: BARS.map(row),
    };
    expect(await read({ dataset })).toEqual(BARS);
    const columns = ["time", ...names].map((name) => ({ name, type: "DOUBLE" }));
    expect(await read({ columns, dataset: BARS })).toEqual(BARS);
  });

  it("of eight cells has an average only where one is shown", async () => {
    const value = BARS.map(([ts, o, h, l, c, v]) => [ts, o, h, l, c, null, c, v]);
    expect((await read(value)).map((row) => row[5])).toEqual([0, 0]);
  });

  it("may name the zone of its stamps beside them", async () => {
    // 09:30 in New York is 14:30 UTC in November.
    const bar = { open: "10", high: "11", low: "9", close: "10.5", volume: "5" };
    const values = [{ datetime: "2025-11-18 09:30:00", ...bar }];
    const meta = { symbol: "AAPL", exchange_timezone: "America/New_York" };
    expect((await read({ meta, values }))[0]?.[0]).toBe(FIRST);
    const other = { "Meta Data": { "6. Time Zone": "US/Eastern" } };
    expect((await read({ ...other, "Time Series": { "2025-11-18 09:30:00": bar } }))[0]?.[0]).toBe(
      FIRST,
    );
  });

  it("may be a chart of columns beside a list of stamps", async () => {
    const column = (at: number) => BARS.map((bar) => bar[at]);
    const quote = { open: column(1), high: column(2), low: column(3), close: column(4) };
    const result = {
      meta: { symbol: "MNQ" },
      timestamp: column(0).map((ts = 0) => ts / 1000),
      indicators: { quote: [{ ...quote, volume: column(5) }] },
    };
    expect(await read({ chart: { result: [result], error: null } })).toEqual(BARS);
  });

  it("may be a table by columns and stamps", async () => {
    const column = (at: number) => Object.fromEntries(BARS.map((bar) => [`${bar[0]}`, bar[at]]));
    const value = { open: column(1), high: column(2), low: column(3), close: column(4) };
    expect(await read({ ...value, volume: column(5) })).toEqual(BARS);
  });

  it("may nest its prices: the middle of bid and ask, or the mid itself", async () => {
    const time = iso(FIRST);
    const side = (add: number) => ({
      o: `${10 + add}`,
      h: `${11 + add}`,
      l: `${9 + add}`,
      c: `${10 + add}`,
    });
    const both = { candles: [{ time, volume: 7, bid: side(0), ask: side(0.5), complete: true }] };
    expect(await read(both)).toEqual([[FIRST, 10.25, 11.25, 9.25, 10.25, 7]]);
    const mid = { candles: [{ time, volume: 7, bid: side(0), mid: side(0.5), ask: side(1) }] };
    expect(await read(mid)).toEqual([[FIRST, 10.5, 11.5, 9.5, 10.5, 7]]);
  });

  it("may lack volume, in all candles or in one", async () => {
    expect(await read([[FIRST, 10, 11, 9, 10.5]])).toEqual([[FIRST, 10, 11, 9, 10.5, 0]]);
    const t = FIRST;
    const later = { t: FIRST + MINUTE, o: 10, h: 11, l: 9, c: 10, v: null };
    expect(await read([{ t, o: 10, h: 11, l: 9, c: 10, v: 5 }, later])).toEqual([
      [FIRST, 10, 11, 9, 10, 5],
      [FIRST + MINUTE, 10, 11, 9, 10, 0],
    ]);
  });

  it("counts a candle that is none by its place, a line by its number", async () => {
    const lines =
      `\n{"t":${FIRST},"o":10,"h":11,"l":9,"c":10,"v":5}\n{"t":12\n\n` +
      `{"t":${FIRST + MINUTE},"o":10,"h":"x","l":9,"c":10,"v":5}\n`;
    const { description } = await openText(lines, {}, "MNQ.jsonl");
    expect(description).toMatchObject({ bars: 1, badRows: 2, format: "candles (JSON lines)" });
    expect(description.bad).toEqual([
      { line: 3, reason: "not a line of JSON" },
      { line: 5, reason: "high 'x' is not a number" },
    ]);
    const whole = [
      [FIRST, 10, 11, 9, 10, 5],
      [FIRST + MINUTE, 10, 8, 9, 10, 5],
      [FIRST + 2 * MINUTE, 10, 11, 9, 10, 5],
    ];
    const second = await openText(JSON.stringify(whole), {}, "MNQ.json");
    expect(second.description.bad).toEqual([{ line: 2, reason: "high is below low" }]);
  });

  it("of very many keys takes no time to be refused", async () => {
    const keys = Array.from({ length: 100_000 }, (_, at) => `"k${at}":{"a":1}`);
    await expect(openText(`{${keys.join()}}`, {}, "a.json")).rejects.toThrow("without candles");
  });

  it.each([
    ["cut off", "[[1763476200000,10,11,9,10,5],[17634", "not valid JSON"],
    ["without candles", '{"error":"limit reached"}', "JSON without candles"],
    ["empty", "[]", "JSON without candles"],
    [
      "of two lists",
      '{"a":{"data":[[1763476200,1,1,1,1]]},"rows":[[1763476200,1,1,1,1]]}',
      "2 lists of candles",
    ],
  ])("%s is refused in one line", async (_, text, reason) => {
    const error: unknown = await openText(text, {}, "MNQ.json").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(reason) });
    expect((error as Error).message).not.toContain("\n");
  });
});
