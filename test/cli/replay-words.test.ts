// What `replay` says, and on what kind of stream.

import { existsSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { called } from "./called.js";
import {
  BARE,
  barsFile,
  DAYS,
  giveFolders,
  path,
  reportOf,
  rowsOf,
  signalsFile,
} from "./replay-run.js";

giveFolders();

describe("what replay says", () => {
  const args = ["replay", DAYS, "--to", "2025-11-18", "--headless"];
  const streams = [process.stdout, process.stderr] as const;
  const before = streams.map((stream) => stream.isTTY);
  const onTerminal = (): void => {
    for (const stream of streams) Object.assign(stream, { isTTY: true, columns: 100 });
  };
  afterEach(() => {
    for (const [place, stream] of streams.entries()) stream.isTTY = before[place] ?? false;
  });

  it("is coloured on a terminal, and not where NO_COLOR is set", async () => {
    const plain = await called(...args);
    expect(plain.stdout).not.toContain("\u001b");
    onTerminal();
    vi.stubEnv("NO_COLOR", "");
    const colored = await called(...args);
    expect(colored.stdout).toContain("\u001b[");
    vi.stubEnv("NO_COLOR", "1");
    const refused = await called(...args);
    expect(refused.stdout).not.toContain("\u001b");
    expect(refused.stderr).not.toContain("\u001b");
  });

  it("has no control characters on a terminal that takes none", async () => {
    onTerminal();
    vi.stubEnv("NO_COLOR", "");
    vi.stubEnv("TERM", "dumb");
    // Without --headless as well: a dumb terminal has no screen.
    const { stdout, stderr } = await called("replay", DAYS, "--to", "2025-11-18");
    expect(stdout).not.toContain("\u001b");
    expect(stderr).not.toContain("\u001b");
  });

  it("counts one as one", async () => {
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    const signals = signalsFile(["5,long,96,,1,"]);
    const { stdout, stderr } = await called("replay", bars, "--signals", signals);
    expect(stdout.split("\n")[0]).toContain(" · 1 bar");
    expect(stdout.split("\n")[0]).not.toContain("bars");
    expect(stderr).toContain("1 signal falls on no bar of the data and was passed over");
  });

  it("shows on a terminal how far it is, and wipes that away", async () => {
    onTerminal();
    vi.stubEnv("NO_COLOR", "");
    const range = ["--from", "2025-11-18T14:30Z", "--to", "2025-11-18T21:00Z"];
    // 390 minutes at 30,000 times real time are 0.78 s.
    const { stderr } = await called("replay", DAYS, ...range, "--headless", "--speed", "30000");
    const drawn = stderr.split("\r\u001b[K");
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.at(-2)).toMatch(/^2025-11-18 \d\d:\d\d · \d+ % · /);
    expect(drawn.at(-1)).toBe("");
  });

  it("names what was lowered to its ceiling", async () => {
    const { stderr } = await called(...args, "--set", "constraints.max_contracts=500");
    expect(stderr).toContain("max_contracts: 500 is above the ceiling; 50 is in force\n");
  });

  it("names timeframes that the bars are too long for, and refuses them by name", async () => {
    const bars = barsFile(
      "MNQ.csv",
      [
        [100, 101, 99, 100],
        [100, 101, 99, 100],
      ],
      60,
    );
    const { stderr, code } = await called("replay", bars);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "MNQ: 15m and 1h can't be built from 1h bars and are left out of the timeframe gate\n",
    );
    const refused = await called("replay", bars, "--set", 'fusion.timeframes=["15m"]');
    expect(refused.code).toBe(2);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toContain("15m");
  });

  it("asks for the rate of a currency that is not the account's", async () => {
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    const args = ["replay", bars, "--set", "account.currency=EUR"];
    const { stderr, code } = await called(...args);
    expect(code).toBe(2);
    expect(stderr).toContain("MNQ pays in USD, the account is in EUR: give the rate");
    expect((await called(...args, "--set", "account.fx.USD=0.92")).code).toBe(0);
  });

  it("multiplies money by the rate", async () => {
    // 1 contract from 100.25, a tick worse than the open, to the last close at 101: 1.5 dollars, in
    // euros 1.5 x 0.5 = 0.75; the commission is the account's own: 1.24.
    const bars = barsFile("MNQ.csv", [
      [100, 101, 99, 100],
      [100, 101, 99, 101],
    ]);
    const rate = ["--set", "account.currency=EUR", "--set", "account.fx.USD=0.5"];
    const trades = path("t.csv");
    const signals = signalsFile(["0,long,96,,1,"]);
    await reportOf(bars, "--signals", signals, "--trades", trades, ...BARE, ...rate);
    expect(rowsOf(trades)).toMatchObject([{ exit_reason: "end_of_data", gross_pnl: "0.75" }]);
  });

  it("names rows that were dropped, and refuses the file with --strict", async () => {
    const bars = barsFile("MNQ.csv", [
      [100, 101, 99, 100],
      [100, 98, 99, 100],
      [100, 101, 99, 100],
    ]);
    const { bars: counted, bad_rows } = await reportOf(bars);
    expect([counted, bad_rows]).toEqual([2, 1]);
    const { stderr, code } = await called("replay", bars, "--strict", "--trades", path("t.csv"));
    expect(code).toBe(2);
    expect(stderr).toContain("3");
    expect(existsSync(path("t.csv"))).toBe(false);
  });
});
