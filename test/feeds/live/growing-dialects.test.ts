import { appendFileSync, utimesSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JSON_WRITERS } from "../csv/json-writers.js";
import { openText, type Row, rowsOf } from "../csv/open.js";
import { MINUTE_WRITERS, type Writer } from "../csv/writers.js";
import { asRows, FIRST, follow, HEADER, MINUTE, writeOld } from "./by-hand.js";

/** Bars in whole ticks of 0.25, one to three minutes apart; no clock is changed among them. */
const generated = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 3 }),
      prices: fc.array(fc.integer({ min: 4, max: 20_000 }), { minLength: 4, maxLength: 4 }),
      volume: fc.integer({ min: 1, max: 10_000 }),
    }),
    { minLength: 5, maxLength: 14 },
  )
  .map((all) => {
    let ts = FIRST;
    return all.map(({ step, prices, volume }): Row => {
      ts += step * MINUTE;
      const [low = 0, a = 0, b = 0, high = 0] = prices.toSorted((x, y) => x - y);
      return [ts, a / 4, high / 4, low / 4, b / 4, volume];
    });
  });

/** All that a file gave, history and live, as it became each of these contents in turn. */
async function followed(writer: Writer, contents: readonly Buffer[]): Promise<Row[]> {
  const [first = Buffer.alloc(0), ...more] = contents;
  const { path, feed, timer, notices } = await follow(first, {
    name: writer.name,
    interval: MINUTE,
  });
  const rows = await rowsOf(feed.history);
  let before = first;
  for (const content of more) {
    const isMore = content.subarray(0, before.length).equals(before);
    if (isMore) appendFileSync(path, content.subarray(before.length));
    else writeOld(path, content);
    before = content;
    rows.push(...asRows(await feed.look()));
  }
  // What lacks its line end has stood still for long.
  utimesSync(path, FIRST / 1000, FIRST / 1000);
  rows.push(...asRows(await feed.look()));
  timer.pass(3000);
  rows.push(...asRows(await feed.look()));
  expect(notices.filter((line) => !/written anew/.test(line))).toEqual([]);
  return rows;
}

const WRITERS = [...MINUTE_WRITERS, ...JSON_WRITERS].map((writer, at) => {
  const text = writer.write([[FIRST, 21_000, 21_004, 20_998, 21_002, 812]]).replace(/\s+/g, " ");
  return [`${at} ${writer.name}: ${text.slice(0, 50)}`, writer] as const;
});

describe("a file in any dialect that grows gives the bars of the whole file", () => {
  it.each(WRITERS)("row by row: %s", async (_, writer) => {
    await fc.assert(
      fc.asyncProperty(generated, fc.integer({ min: 2, max: 5 }), async (rows, start) => {
        const contents = [];
        for (let end = start; end <= rows.length; end++) {
          contents.push(Buffer.from(writer.write(rows.slice(0, end))));
        }
        const whole = await openText(writer.write(rows), { timeframe: "1m" }, writer.name);
        expect(await followed(writer, contents)).toEqual(await rowsOf(whole));
      }),
      { numRuns: 4 },
    );
  });
});

describe("however the bytes are split into writes", () => {
  const [[, plain] = WRITERS[0] as (typeof WRITERS)[0]] = WRITERS;
  const encodings = [
    ["UTF-8", (text: string) => Buffer.from(text)],
    ["UTF-8 with a mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
    ["UTF-16", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16, big end first", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["lines of Windows", (text: string) => Buffer.from(text.replaceAll("\n", "\r\n"))],
  ] as const;
  it.each(encodings)("the bars are the same: %s", async (_, encode) => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(generated, cuts, async (rows, places) => {
        const whole = encode(plain.write(rows));
        const first = encode(plain.write(rows.slice(0, 3))).length;
        const ends = places.map((place) => first + Math.floor(place * (whole.length - first)));
        const contents = [first, ...ends.sort((a, b) => a - b), whole.length].map((end) =>
          whole.subarray(0, end),
        );
        expect(await followed(plain, contents)).toEqual(rows);
      }),
      { numRuns: 25 },
    );
  });
});

describe("an hour that comes twice, when the clocks go back", () => {
  it("is told apart while rows come one by one, also when they are looked at often", async () => {
    // 2025-11-02: at 06:00 UTC New York goes from 02:00 back to 01:00.
    const first = Date.UTC(2025, 10, 2, 4, 50);
    const stamps = Array.from({ length: 14 }, (_, at) => first + at * 10 * MINUTE);
    const local = (ts: number) => {
      const offset = ts < Date.UTC(2025, 10, 2, 6) ? -4 : -5;
      return new Date(ts + offset * 60 * MINUTE).toISOString().slice(0, 16).replace("T", " ");
    };
    const rows = stamps.map((ts) => `${local(ts)},1,1,1,1,1\n`);
    const options = { symbol: "BTCUSD", tz: "America/New_York" };
    const { path, feed } = await follow(HEADER + rows.slice(0, 3).join(""), { options });
    const seen = [];
    for (const row of rows.slice(3)) {
      appendFileSync(path, row);
      for (let looks = 0; looks < 3; looks++) seen.push(...(await feed.look()));
    }
    expect(seen.map(({ ts }) => ts)).toEqual(stamps.slice(3));
  });
});
