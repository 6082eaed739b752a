import { appendFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GrowingFile } from "../../../src/feeds/live/growing-file.js";
import {
  at,
  closesOf,
  follow,
  HandTimer,
  HEADER,
  LATER,
  MINUTE,
  minutesOf,
  reader,
  row,
  rowsFrom,
} from "./by-hand.js";

describe("rows that are there at the very first start", () => {
  it("are history, and only what comes later is handed out", async () => {
    const { path, feed } = await follow(HEADER + rowsFrom(0, 3));
    expect(await closesOf(feed)).toEqual([100, 101, 102]);
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, row(3));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
    expect(await feed.look()).toEqual([]);
  });

  it("are described as the whole file", async () => {
    const { feed } = await follow(HEADER + rowsFrom(0, 3));
    expect(feed.description).toMatchObject({ bars: 3, from: at(0), to: at(2), interval: MINUTE });
    expect(feed.description.instrument.symbol).toBe("MNQ");
  });

  it("are history too where the last lacks its line end", async () => {
    const { path, feed } = await follow((HEADER + rowsFrom(0, 3)).trimEnd());
    expect(await closesOf(feed)).toEqual([100, 101, 102]);
    appendFileSync(path, `\n${row(3)}`);
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
  });

  it("leave the bar in the making to come first", async () => {
    const { path, feed, timer } = await follow(HEADER + rowsFrom(0, 4), { now: at(3.5) });
    expect(await closesOf(feed)).toEqual([100, 101, 102]);
    expect(await feed.look()).toEqual([]);
    writeFileSync(path, HEADER + rowsFrom(0, 3) + row(3, 77));
    expect(await feed.look()).toEqual([]);
    timer.pass(MINUTE);
    expect(minutesOf(await feed.look())).toEqual([[3, 77]]);
  });
});

describe("after a restart", () => {
  it("rows behind the last bar that is known come first, the others never again", async () => {
    const { path, feed } = await follow(HEADER + rowsFrom(0, 5), { known: at(1) });
    expect(feed.isFirstMissed).toBe(true);
    expect(await closesOf(feed)).toEqual([]);
    expect(minutesOf(await feed.look())).toEqual([
      [2, 102],
      [3, 103],
      [4, 104],
    ]);
    appendFileSync(path, row(5));
    expect(minutesOf(await feed.look())).toEqual([[5, 105]]);
  });
});

describe("when a bar is complete", () => {
  it("a row that comes after its close is taken at once", async () => {
    const { path, feed, timer } = await follow(HEADER + rowsFrom(0, 3), { now: at(3) });
    timer.pass(MINUTE + 300);
    appendFileSync(path, row(3));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
  });

  it("one in the making waits, and its last version counts once it stands still", async () => {
    const { path, feed, timer } = await follow(HEADER + rowsFrom(0, 3), { now: at(3) });
    const whole = HEADER + rowsFrom(0, 3);
    for (const close of [101, 108, 99]) {
      timer.pass(15_000);
      writeFileSync(path, whole + row(3, close));
      expect(await feed.look()).toEqual([]);
    }
    timer.pass(14_000);
    writeFileSync(path, whole + row(3, 111));
    expect(await feed.look()).toEqual([]);
    // The minute is over after 60 s; the row changed after 59 s and settles 2 s later.
    expect(feed.dueInMs()).toBe(2000);
    timer.pass(1500);
    expect(await feed.look()).toEqual([]);
    timer.pass(500);
    expect(minutesOf(await feed.look())).toEqual([[3, 111]]);
  });

  it("a later bar completes the one before it", async () => {
    const { path, feed } = await follow(HEADER + rowsFrom(0, 3), { now: at(3) });
    appendFileSync(path, row(3));
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, row(4));
    expect(minutesOf(await feed.look())).toEqual([[3, 103]]);
  });

  it("a line without its end waits until it has stood still for two seconds", async () => {
    const { path, feed, timer } = await follow(HEADER + rowsFrom(0, 3));
    appendFileSync(path, row(3, 103.25).trimEnd().slice(0, -4));
    expect(await feed.look()).toEqual([]);
    timer.pass(1999);
    expect(await feed.look()).toEqual([]);
    appendFileSync(path, row(3, 103.25).trimEnd().slice(-4));
    expect(await feed.look()).toEqual([]);
    expect(feed.dueInMs()).toBe(2000);
    timer.pass(2000);
    expect(minutesOf(await feed.look())).toEqual([[3, 103.25]]);
    appendFileSync(path, `\n${row(4)}`);
    expect(minutesOf(await feed.look())).toEqual([[4, 104]]);
  });

  it("bars stamped ahead of the clock wait for the next, and that is said", async () => {
    const { path, feed, notices } = await follow(HEADER + rowsFrom(0, 3), { now: at(-120) });
    appendFileSync(path, row(3));
    expect(minutesOf(await feed.look())).toEqual([[2, 102]]);
    expect(notices).toEqual([
      "file: its last bar begins 122 min from now by this machine's clock, so each bar waits for " +
        "the next; say the stamps' zone with --tz",
    ]);
  });
});

describe("what can't be followed", () => {
  it.each([
    ["", /empty/],
    [HEADER, /only a header/],
    [HEADER + row(0), /one bar, which does not show how long its bars are; say --timeframe/],
    ["hello\nworld\n", /no format of bars known here/],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), /packed, so it can't be followed; unpack it, or add --speed/],
  ])("%j", async (content, message) => {
    await expect(follow(content)).rejects.toThrow(message);
  });

  it("no such file", async () => {
    const timer = new HandTimer(LATER);
    const options = { open: reader(), timer, interval: null, notice: () => undefined };
    const open = GrowingFile.open("/nowhere/MNQ.csv", () => null, options);
    await expect(open).rejects.toThrow(/no such file; check the path/);
  });

  it("one bar is enough where its length is said", async () => {
    const { path, feed } = await follow(HEADER + row(0), { interval: MINUTE });
    appendFileSync(path, row(1));
    expect(minutesOf(await feed.look())).toEqual([[1, 101]]);
  });
});
