import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { barsFile } from "./bars.js";

const folder = mkdtempSync(join(tmpdir(), "bars-"));
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (seed: number, count: number): string[] =>
  readFileSync(barsFile(folder, seed, count), "utf8")
    .trimEnd()
    .split("\n");

/** Three weeks and a bit that hold 14 March 2010, when Chicago put its clocks forward. */
const COUNT = 75_000;
const [header, ...rows] = linesOf(42, COUNT);
const bars = rows.map((row) => {
  const [stamp = "", ...numbers] = row.split(",");
  const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers.map(Number);
  return { stamp, ts: Date.parse(stamp), open, high, low, close, volume };
});

describe("the bench's bars", () => {
  it("are as many as were asked for, and fewer are the beginning of more", () => {
    expect(header).toBe("timestamp,open,high,low,close,volume");
    expect(rows).toHaveLength(COUNT);
    expect(linesOf(42, 3000).slice(1)).toEqual(rows.slice(0, 3000));
    expect(linesOf(43, 3000).slice(1)).not.toEqual(rows.slice(0, 3000));
  });

  it("lie on the quarter-point grid with open and close inside", () => {
    const odd = bars.filter(
      ({ open, high, low, close, volume }) =>
        [open, high, low, close].some((price) => (price * 4) % 1 !== 0) ||
        Math.max(open, close) > high ||
        Math.min(open, close) < low ||
        !(volume >= 1 && Number.isInteger(volume)),
    );
    expect(odd).toEqual([]);
  });

  it("open at 17:00 in Chicago from Sunday to Thursday, for 23 hours", () => {
    const opens = bars.filter(({ ts }, at) => ts !== (bars[at - 1]?.ts ?? 0) + 60_000);
    const chicago = new Intl.DateTimeFormat("en-US", {
      timeZone: "America/Chicago",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    const moments = new Set(opens.map(({ ts }) => chicago.format(ts)));
    expect([...moments].sort()).toEqual([
      "Mon 17:00",
      "Sun 17:00",
      "Thu 17:00",
      "Tue 17:00",
      "Wed 17:00",
    ]);
    // Each session but the last is whole: 75,000 / 1,380 = 54.3.
    expect(opens).toHaveLength(55);
    expect(opens[1]?.ts).toBe((bars[1379]?.ts ?? 0) + 61 * 60_000);
  });
});
