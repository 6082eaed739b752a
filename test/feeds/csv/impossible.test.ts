// What a file, or a flag, says that cannot be.

import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { openBars } from "../../../src/feeds/csv/read.js";
import { fileOf } from "./open.js";

const HEAD = "timestamp,open,high,low,close,volume";
const row = (stamp: string): string => `${stamp},100,101,99,100,5`;

describe("a time that the clock skips", () => {
  it("is a bad row, and the real rows after it stay", async () => {
    // New York, 2025-03-09: 02:00 becomes 03:00 EDT, which is 07:00Z.
    const times = ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"];
    const text = [HEAD, ...times.map((time) => row(`2025-03-09 ${time}`))].join("\n");
    const source = await openBars(fileOf(text, "BTCUSD.csv"), { tz: "America/New_York" });
    const { bad, badRows, bars, from, to } = source.description;
    const reason = "its time does not exist in America/New_York";
    expect(bad).toEqual([
      { line: 4, reason },
      { line: 5, reason },
    ]);
    expect({ badRows, bars }).toEqual({ badRows: 2, bars: 4 });
    expect(new Date(from).toISOString()).toBe("2025-03-09T06:00:00.000Z");
    expect(new Date(to).toISOString()).toBe("2025-03-09T07:30:00.000Z");
  });
});

describe("--timeframe", () => {
  const text = [HEAD, ...[0, 1, 2, 3].map((i) => row(`2025-11-18T15:0${i}:00Z`))].join("\n");

  it("longer than the step between rows is refused", async () => {
    const opening = openBars(fileOf(text, "MNQ.csv"), { timeframe: "5m" });
    await expect(opening).rejects.toThrow(UserError);
    const again = openBars(fileOf(text, "MNQ.csv"), { timeframe: "5m" });
    await expect(again).rejects.toThrow("its rows are 1m apart, --timeframe says 5m");
  });

  it("shorter than it is believed: bars are missing", async () => {
    const source = await openBars(fileOf(text, "MNQ.csv"), { timeframe: "30s" });
    expect(source.description).toMatchObject({ interval: 30_000, bars: 4, gaps: 3 });
  });
});
