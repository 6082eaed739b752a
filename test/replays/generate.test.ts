import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generate, xoshiro128 } from "../../replays/generate.js";

const committed = readFileSync(new URL("../../replays/mnq-3day.csv", import.meta.url), "utf8");
const [header, ...rows] = committed.trimEnd().split("\n");

interface Row {
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

const bars: Row[] = rows.map((row) => {
  const [stamp = "", ...numbers] = row.split(",");
  const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = numbers.map(Number);
  return { ts: Date.parse(stamp), open, high, low, close, volume };
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Chicago keeps winter time in these three days: 17:00 there is 23:00 UTC. */
const OPENS = ["2025-11-17T23:00Z", "2025-11-18T23:00Z", "2025-11-19T23:00Z"].map(Date.parse);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Bars whose minute of the session, counted from 17:00 Chicago, lies in [from, to). */
function between(from: number, to: number): Row[] {
  return bars.filter(({ ts }) => {
    const minute = ((ts - (OPENS[0] ?? 0)) / MINUTE) % 1440;
    return minute >= from && minute < to;
  });
}

describe("the bundled three days", () => {
  it("are what the generator makes, byte for byte", () => {
    expect(generate()).toBe(committed);
  });

  it("are another walk from another seed", () => {
    expect(generate(7)).not.toBe(committed);
  });

  it("have every minute of three CME sessions, 17:00 to 16:00 Chicago, and no other", () => {
    const expected = OPENS.flatMap((open) =>
      Array.from({ length: 23 * 60 }, (_, minute) => open + minute * MINUTE),
    );
    expect(header).toBe("timestamp,open,high,low,close,volume");
    expect(bars.map(({ ts }) => ts)).toEqual(expected);
    expect(rows.every((row) => /^2025-11-\d\dT\d\d:\d\d:00Z,/.test(row))).toBe(true);
  });

  it("lie on the tick grid, with every open and close inside its bar", () => {
    for (const { open, high, low, close, volume } of bars) {
      for (const price of [open, high, low, close]) expect(price * 4).toBe(Math.round(price * 4));
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(Number.isInteger(volume) && volume > 0).toBe(true);
    }
  });

  it("look like an index future: near 24,800, busy at the open, thin at night", () => {
    expect(Math.max(...bars.map(({ high }) => high))).toBeLessThan(26_000);
    expect(Math.min(...bars.map(({ low }) => low))).toBeGreaterThan(23_800);
    const night = between(300, 480); // 22:00 to 01:00
    const open = between(930, 960); // 08:30 to 09:00
    const lunch = between(1110, 1200); // 11:30 to 13:00
    const close = between(1300, 1320); // 14:40 to 15:00
    const volume = (part: Row[]): number => mean(part.map((bar) => bar.volume));
    const range = (part: Row[]): number => mean(part.map((bar) => bar.high - bar.low));
    expect(volume(open)).toBeGreaterThan(20 * volume(night));
    expect(volume(open)).toBeGreaterThan(2 * volume(lunch));
    expect(volume(close)).toBeGreaterThan(1.5 * volume(lunch));
    expect(range(open)).toBeGreaterThan(1.5 * range(lunch));
    expect(range(lunch)).toBeGreaterThan(range(night));
  });

  it("are shaken for a quarter of an hour by each release that the script names", () => {
    // 07:30 Chicago on Wednesday and Thursday, 13:00 on Wednesday; hours since that day's open.
    const releases = [
      (OPENS[1] ?? 0) + 14.5 * HOUR,
      (OPENS[2] ?? 0) + 14.5 * HOUR,
      (OPENS[1] ?? 0) + 20 * HOUR,
    ];
    for (const release of releases) {
      const before = bars.filter(({ ts }) => ts >= release - HOUR && ts < release);
      const after = bars.filter(({ ts }) => ts >= release && ts < release + 15 * MINUTE);
      const range = (part: Row[]): number => mean(part.map(({ high, low }) => high - low));
      // By the clock alone the quarter hour would be livelier by a third at most (26 over 19).
      expect(range(after)).toBeGreaterThan(1.6 * range(before));
    }
  });
});

describe("xoshiro128", () => {
  it("is xoshiro128** 1.1", () => {
    // By hand from the state 1, 2, 3, 4. Output = rotl(s1 × 5, 7) × 9.
    // s1 = 2: 10, rotated 1280, 11520. Next state: s2 = 3 ^ 1 = 2, s3 = 4 ^ 2 = 6, s1 = 2 ^ 2 = 0,
    // s0 = 1 ^ 6 = 7, s2 ^= 2 << 9 → 1026, s3 = rotl(6, 11) = 12288.
    // s1 = 0: 0. Next: s2 = 1026 ^ 7 = 1029, s3 = 12288, s1 = 0 ^ 1029 = 1029.
    // s1 = 1029: 5145, rotated 658560, 5927040.
    const random = xoshiro128([1, 2, 3, 4]);
    expect([random(), random(), random()]).toEqual([11520, 0, 5927040]);
  });
});
