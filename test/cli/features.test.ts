// `features` in this process.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import { at, barsFile, DAYS, giveFolders } from "./replay-run.js";

giveFolders();

const COLUMNS =
  "ts,open,high,low,close,volume,atr,adx,plus_di,minus_di,rsi,ema,vwap,vwap_slope,regime";
const four = (name: string): string => `,${name}_adx,${name}_atr,${name}_vwap,${name}_trend`;

async function features(...args: string[]): Promise<{ lines: string[]; stderr: string }> {
  const { stdout, stderr, code } = await called("features", ...args);
  expect(code, stderr).toBe(0);
  return { lines: stdout.trimEnd().split("\n"), stderr };
}

describe("features", () => {
  it("prints a header and one row for each bar of the file, with its prices", async () => {
    const { lines } = await features(DAYS);
    const rows = readFileSync(DAYS, "utf8").trimEnd().split("\n").slice(1);
    expect(lines[0]).toBe(COLUMNS + four("15m") + four("1h"));
    expect(lines).toHaveLength(rows.length + 1);
    for (const [place, row] of rows.entries()) {
      const [stamp = "", ...numbers] = row.split(",");
      const expected = [new Date(stamp).toISOString(), ...numbers.map((text) => String(+text))];
      expect(lines[place + 1]?.split(",").slice(0, 6)).toEqual(expected);
    }
  });

  it.each([
    [["--timeframes", "5m, 30m"], COLUMNS + four("5m") + four("30m")],
    [["--timeframes", ""], COLUMNS],
    [["--set", 'fusion.timeframes=["1h"]'], COLUMNS + four("1h")],
    [["--set", 'fusion.timeframes=["1h"]', "--timeframes", "15m"], COLUMNS + four("15m")],
  ])("has with %j the columns of those timeframes", async (flags, header) => {
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    expect((await features(bars, ...flags)).lines[0]).toBe(header);
  });

  it("leaves out timeframes that cannot be built, and refuses them by name", async () => {
    const bars = barsFile(
      "MNQ.csv",
      [
        [100, 101, 99, 100],
        [100, 101, 99, 100],
      ],
      30,
    );
    const { lines, stderr } = await features(bars);
    expect(lines[0]).toBe(COLUMNS + four("1h"));
    expect(stderr).toContain("15m cannot be built from 30m bars and has no columns\n");
    const asked = await called("features", bars, "--timeframes", "15m");
    expect(asked.code).toBe(2);
    expect(asked.stdout).toBe("");
    expect(asked.stderr).toContain("15m");
  });

  it("prints a JSON object a line, numbers as numbers and null where not warm", async () => {
    const bars = barsFile("MNQ.csv", [
      [100, 101, 99, 100],
      [100, 103, 100, 102.5],
    ]);
    const { lines } = await features(bars, "--timeframes", "", "--json");
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(lines).toHaveLength(2);
    expect(Object.keys(first)).toEqual(COLUMNS.split(","));
    // (101 + 99 + 100) / 3 = 100; (103 + 100 + 102.5) / 3 = 101.8333…; equal volumes.
    expect(first).toMatchObject({ ts: at(0), close: 100, volume: 1000, atr: null, vwap: 100 });
    expect(second).toMatchObject({ ts: at(1), close: 102.5, regime: "VOLATILE" });
    expect(second.vwap).toBeCloseTo((100 + 305.5 / 3) / 2, 12);
  });

  it("refuses a file of no bars in one line", async () => {
    const { stdout, stderr, code } = await called("features", "README.md");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.startsWith("transmission: README.md: ")).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
  });
});
