import { appendFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { follow, HEADER, minutesOf, row, rowsFrom, writeOld } from "./by-hand.js";

describe("what is not handed out", () => {
  it("a bar of a time that has passed is dropped and counted", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    appendFileSync(path, row(3) + row(1) + row(4));
    expect(minutesOf(await feed.look())).toEqual([
      [3, 103],
      [4, 104],
    ]);
    expect(notices).toEqual(["file: a bar of a time that has passed already; dropped"]);
  });

  it("a bar that was changed after it was taken stands as it was taken", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    appendFileSync(path, row(3));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
    writeFileSync(path, HEADER + rowsFrom(0, 3) + row(3, 50));
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, row(4));
    expect(minutesOf(await feed.look())).toEqual([[4, 104]]);
    expect(notices).toEqual([
      "file: the bar of 2025-11-18T14:33:00Z was changed after it was taken; what was taken stands",
    ]);
  });

  it("bad rows are named by their line, once", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    appendFileSync(path, `${row(3)}nonsense\n${row(4)}`);
    expect((await feed.look()).length).toBe(2);
    appendFileSync(path, row(5));
    await feed.look();
    expect(notices).toEqual(["file, line 6: 1 column instead of 6; dropped"]);
  });

  it("a strict reader can't go on over a bad row", async () => {
    const { path, feed } = await follow(HEADER + rowsFrom(0, 3), { options: { strict: true } });
    appendFileSync(path, `nonsense\n${row(3)}`);
    await expect(feed.look()).rejects.toThrow(/line 5: 1 column instead of 6; mend it/);
  });

  it("bars shorter than those before are dropped, and the third in a row ends it", async () => {
    const { path, feed, notices } = await follow(HEADER + row(0) + row(5) + row(10));
    appendFileSync(path, row(15) + row(16) + row(20));
    expect(minutesOf(await feed.look()).map(([minute]) => minute)).toEqual([15, 20]);
    expect(notices.length).toBe(1);
    appendFileSync(path, row(25) + row(26) + row(27) + row(28));
    expect(minutesOf(await feed.look()).map(([minute]) => minute)).toEqual([25]);
    await expect(feed.look()).rejects.toThrow(/third in a row; say the right --timeframe/);
  });

  it("rows of another symbol are not taken for its own", async () => {
    const symbolHeader = "symbol,timestamp,open,high,low,close,volume\n";
    const of = (symbol: string, minute: number) => `${symbol},${row(minute)}`;
    const start = symbolHeader + of("MNQ", 0) + of("MNQ", 1) + of("MNQ", 2);
    const { path, feed, notices } = await follow(start);
    appendFileSync(path, of("ES", 3) + of("MNQ", 3) + of("ES", 4));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
    expect(notices).toEqual(["file, line 5: a row of ES among those of MNQ; dropped"]);
  });

  it("of a file with several symbols the one that was asked for comes", async () => {
    const symbolHeader = "symbol,timestamp,open,high,low,close,volume\n";
    const of = (symbol: string, minute: number) => `${symbol},${row(minute)}`;
    const all = [0, 1, 2].flatMap((minute) => [of("ES", minute), of("MNQ", minute)]);
    const { path, feed, notices } = await follow(symbolHeader + all.join(""), {
      options: { symbol: "MNQ" },
    });
    expect(feed.description.instrument.symbol).toBe("MNQ");
    // Only rows of the other one come: they are never renamed.
    appendFileSync(path, of("ES", 3));
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, of("ES", 4) + of("MNQ", 4));
    expect(minutesOf(await feed.look())).toEqual([[4, 104]]);
    expect(notices).toEqual([]);
  });
});

describe("a file that is not the same any more", () => {
  it("is read anew when it is replaced by renaming, and goes on where it was", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    writeOld(`${path}.new`, HEADER + rowsFrom(3, 5));
    renameSync(`${path}.new`, path);
    expect(minutesOf(await feed.look())).toEqual([
      [3, 103],
      [4, 104],
    ]);
    expect(notices).toEqual([
      "file: another file now, which begins at 2025-11-18T14:33:00Z; read anew",
    ]);
    appendFileSync(path, row(5));
    expect(minutesOf(await feed.look())).toEqual([[5, 105]]);
  });

  it("may be a window of the last bars that moves on, which is said once", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 4));
    for (let from = 1; from < 6; from++) {
      writeOld(path, HEADER + rowsFrom(from, from + 4));
      expect(minutesOf(await feed.look()).map(([minute]) => minute)).toEqual([from + 3]);
    }
    expect(notices).toEqual(["file: was written anew as a whole; bars that were taken stand"]);
  });

  it("is no news when its content goes on as before", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    const inode = statSync(path).ino;
    writeOld(`${path}.new`, HEADER + rowsFrom(0, 4));
    renameSync(`${path}.new`, path);
    expect(statSync(path).ino).not.toBe(inode);
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
    expect(notices).toEqual([]);
  });

  it("may be emptied and written again, also in parts", async () => {
    const { path, feed, timer, notices } = await follow(HEADER + rowsFrom(0, 3));
    writeFileSync(path, "");
    expect(await feed.look()).toEqual([]);
    writeFileSync(path, HEADER);
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, rowsFrom(0, 2));
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, rowsFrom(2, 5));
    expect(minutesOf(await feed.look()).map(([minute]) => minute)).toEqual([3, 4]);
    writeFileSync(path, HEADER);
    await feed.look();
    timer.pass(5000);
    await feed.look();
    await feed.look();
    expect(notices).toHaveLength(2 - 1);
    expect(notices[0]).toMatch(/only a header.*waiting until it is right again/);
  });

  it("may be gone for a while", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3));
    rmSync(path);
    expect(await feed.look()).toEqual([]);
    expect(await feed.look()).toEqual([]);
    writeOld(path, HEADER + rowsFrom(0, 4));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
    expect(notices).toEqual(["file: the file is gone; waiting for it", "file: the file is back"]);
  });

  it("of another symbol is not taken for its own", async () => {
    const symbolHeader = "symbol,timestamp,open,high,low,close,volume\n";
    const of = (symbol: string, minutes: readonly number[]) =>
      symbolHeader + minutes.map((minute) => `${symbol},${row(minute)}`).join("");
    const { path, feed, notices } = await follow(of("MNQ", [0, 1, 2]));
    writeOld(path, of("ES", [2, 3, 4]));
    expect(await feed.look()).toEqual([]);
    expect(notices).toEqual([
      "file: has bars of ES now, not of MNQ (waiting until it is right again)",
    ]);
    writeOld(path, of("MNQ", [2, 3, 4]));
    expect(minutesOf(await feed.look()).map(([minute]) => minute)).toEqual([3, 4]);
  });
});
