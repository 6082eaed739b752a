import { describe, expect, it } from "vitest";
import { joinSources } from "../../src/feeds/join.js";
import { openText, rowsOf } from "./csv/open.js";

function lines(minutes: readonly number[], close = 10): string {
  return minutes
    .map((minute) => `2025-11-18 14:${String(minute).padStart(2, "0")},10,11,9,${close},5\n`)
    .join("");
}

describe("files of one symbol", () => {
  it("follow one another in order of time, with the gap between them", async () => {
    const late = await openText(lines([10, 11, 12]));
    const early = await openText(lines([1, 2, 3]));
    const other = await openText(lines([1, 2, 3]), {}, "ES.csv");
    const [mnq, es, ...rest] = joinSources([late, other, early]);
    expect(rest).toEqual([]);
    expect(es?.description.instrument.symbol).toBe("ES");
    expect(mnq?.description).toMatchObject({ bars: 6, gaps: 1, badRows: 0 });
    const rows = mnq === undefined ? [] : await rowsOf(mnq);
    const minutes = rows.map(([ts]) => new Date(ts).getUTCMinutes());
    expect(minutes).toEqual([1, 2, 3, 10, 11, 12]);
  });

  it("that overlap keep the bar of the file named first and count the other", async () => {
    const first = await openText(lines([3, 4, 5], 10));
    const second = await openText(lines([1, 2, 3, 4], 11));
    const [joined] = joinSources([first, second]);
    expect(joined?.description).toMatchObject({ bars: 5, gaps: 0, badRows: 2 });
    const rows = joined === undefined ? [] : await rowsOf(joined);
    expect(rows.map(([, , , , close]) => close)).toEqual([11, 11, 10, 10, 10]);
  });

  it("have one interval", async () => {
    const minute = await openText(lines([1, 2, 3]));
    const five = await openText(lines([10, 15, 20]));
    expect(() => joinSources([minute, five])).toThrow(/MNQ bars of 5m, but .* has 1m/);
  });
});
