import { appendFileSync, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { SourceOptions } from "../../../src/feeds/feed.js";
import { withHistory } from "../../../src/feeds/history.js";
import { followFeed } from "../../../src/feeds/live/follow.js";
import type { FeedTimer, KnownBars, LiveFeed } from "../../../src/feeds/live-feed.js";
import { openText, rowsOf } from "../csv/open.js";
import { at, HandTimer, HEADER, LATER, MINUTE, pathOf, reader, row, rowsFrom } from "./by-hand.js";

const open: LiveFeed[] = [];
const stopping = new AbortController();
const { signal } = stopping;

afterEach(async () => {
  for (const feed of open.splice(0)) await feed.close();
});

interface Asked {
  readonly timer?: FeedTimer;
  readonly stdin?: NodeJS.ReadableStream;
  readonly known?: KnownBars;
  readonly interval?: number | null;
  readonly mayWait?: boolean;
  readonly onWaiting?: (line: string) => void;
  readonly options?: SourceOptions;
}

async function followed(files: readonly string[], asked: Asked = {}): Promise<LiveFeed> {
  const { stdin = new PassThrough(), known = null, interval = null, mayWait = false } = asked;
  const { timer = new HandTimer(LATER), onWaiting = () => undefined, options } = asked;
  const request = { open: reader(options), stdin, known, interval, mayWait, onWaiting, signal };
  const feed = await followFeed(files, request, timer);
  open.push(feed);
  return feed;
}

/** Symbol, minutes after the first, and whether it was missed. */
async function nextOf(feed: LiveFeed) {
  const bars = await feed.next(signal);
  return bars?.map(({ symbol, bar, missed }) => [symbol, (bar.ts - at(0)) / MINUTE, missed]);
}

function fileOf(name: string, content: string): string {
  const path = pathOf(name);
  writeFileSync(path, content);
  return path;
}

describe("files that are followed", () => {
  it("wake whoever waits when a row is added", async () => {
    const path = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const feed = await followed([path]);
    const waiting = nextOf(feed);
    appendFileSync(path, row(3));
    expect(await waiting).toEqual([[0, 3, false]]);
    expect(feed.lastCloseTs).toBe(at(4));
    expect(feed.hasEnded).toBe(false);
  });

  it("are noticed by their events, long before anybody looks by himself", async () => {
    const path = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const timer = new HandTimer(LATER);
    const late: FeedTimer = {
      nowMs: () => timer.nowMs(),
      monotonicMs: () => timer.monotonicMs(),
      after: () => () => undefined,
    };
    const feed = await followed([path], { timer: late });
    const waiting = nextOf(feed);
    let isThere = false;
    void waiting.then(() => {
      isThere = true;
    });
    // The watch may not stand yet when the first row is added.
    for (let minute = 3; !isThere && minute < 100; minute++) {
      appendFileSync(path, row(minute));
      await sleep(100);
    }
    expect((await waiting)?.[0]).toEqual([0, 3, false]);
  });

  it("come in order of their closes, ties as they were named", async () => {
    const mnq = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const es = fileOf("ES.csv", HEADER + rowsFrom(0, 3));
    const known = new Map([
      ["MNQ", at(0)],
      ["ES", at(-1)],
    ]);
    const feed = await followed([mnq, es], { known });
    expect(feed.descriptions.map(({ instrument }) => instrument.symbol)).toEqual(["MNQ", "ES"]);
    expect(await nextOf(feed)).toEqual([
      [1, 0, true],
      [0, 1, true],
      [1, 1, true],
      [0, 2, true],
      [1, 2, true],
    ]);
    appendFileSync(es, row(3));
    expect(await nextOf(feed)).toEqual([[1, 3, false]]);
    appendFileSync(mnq, row(3));
    expect(await nextOf(feed)).toEqual([[0, 3, false]]);
  });

  it("of one symbol are refused", async () => {
    const files = [fileOf("MNQ.csv", HEADER + rowsFrom(0, 3)), fileOf("MNQ.txt", HEADER + row(5))];
    await expect(followed(files, { interval: MINUTE })).rejects.toThrow(
      /MNQ.txt: bars of MNQ, as .*MNQ.csv has; follow one/,
    );
  });

  it("hand out what others have before one says what is wrong with it", async () => {
    const mnq = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const es = fileOf("ES.csv", HEADER + rowsFrom(0, 3));
    const feed = await followed([mnq, es], { options: { strict: true } });
    appendFileSync(mnq, `nonsense\n${row(3)}`);
    appendFileSync(es, row(3));
    expect(await nextOf(feed)).toEqual([[1, 3, false]]);
    await expect(feed.next(signal)).rejects.toThrow(/MNQ.csv, line 5/);
  });

  it("let go when they are closed or the wait is broken off", async () => {
    const path = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const feed = await followed([path]);
    const breaking = new AbortController();
    const broken = feed.next(breaking.signal);
    breaking.abort();
    expect(await broken).toBeNull();
    const waiting = feed.next(signal);
    await feed.close();
    expect(await waiting).toBeNull();
  });

  it("say what a person should know, also what came before anybody listened", async () => {
    const path = fileOf("MNQ.csv", HEADER + rowsFrom(0, 3));
    const feed = await followed([path]);
    appendFileSync(path, `nonsense\n${row(3)}`);
    await feed.next(signal);
    const lines: string[] = [];
    feed.onNotice((line) => lines.push(line));
    expect(lines).toEqual([`${path}, line 5: 1 column instead of 6; dropped`]);
  });

  it("warm on what a history has from before them", async () => {
    const path = fileOf("MNQ.csv", HEADER + rowsFrom(2, 5));
    const feed = await followed([path]);
    const history = await openText(HEADER + row(0, 50) + row(1, 51) + row(2, 52));
    const warmed = withHistory(feed, [history]);
    const [warm] = warmed.history;
    if (warm === undefined) throw new Error("no bars");
    const bars = await rowsOf(warm);
    expect(bars.map(([ts, , , , close]) => [(ts - at(0)) / MINUTE, close])).toEqual([
      [0, 50],
      [1, 51],
      [2, 102],
      [3, 103],
      [4, 104],
    ]);
    appendFileSync(path, row(5));
    expect(await nextOf(warmed)).toEqual([[0, 5, false]]);
    expect([warmed.lastCloseTs, warmed.hasEnded]).toEqual([at(6), false]);
    expect(withHistory(feed, [])).toBe(feed);
  });
});

describe("a file that is not there yet", () => {
  it("is waited for where symbol and timeframe are said", async () => {
    const path = pathOf("bars.csv");
    const said: string[] = [];
    const opening = followed([path], {
      mayWait: true,
      interval: MINUTE,
      options: { symbol: "MNQ" },
      onWaiting: (line) => said.push(line.replace(path, "file")),
    });
    await sleep(50);
    writeFileSync(path, HEADER);
    await sleep(50);
    appendFileSync(path, row(0));
    const feed = await opening;
    expect(said).toEqual(["file: no such file; check the path (waiting for its first bars)"]);
    expect(feed.descriptions[0]).toMatchObject({ interval: MINUTE, bars: 1 });
  });

  it("is refused where they are not, and where it holds something else", async () => {
    await expect(followed([pathOf()])).rejects.toThrow(/no such file/);
    const other = fileOf("MNQ.csv", "this\nis\nno file of bars\n");
    await expect(followed([other], { mayWait: true })).rejects.toThrow(/no format of bars/);
  });
});

describe("standard input", () => {
  /** Writes what comes next and lets it arrive. */
  async function send(stdin: PassThrough, text: string): Promise<void> {
    stdin.write(text);
    await sleep(20);
  }

  it("is recognised by its first rows, all of which happen", async () => {
    const stdin = new PassThrough();
    const said: string[] = [];
    const opening = followed(["-"], {
      stdin,
      options: { symbol: "MNQ" },
      onWaiting: (line) => said.push(line),
    });
    await send(stdin, HEADER + row(0));
    await send(stdin, row(1) + row(2).slice(0, 30));
    await send(stdin, row(2).slice(30));
    const feed = await opening;
    expect(said).toEqual(["standard input: waiting for its first rows"]);
    expect(feed.descriptions[0]).toMatchObject({ file: "-", interval: MINUTE });
    expect(await rowsOf(feed.history[0] as never)).toEqual([]);
    expect(await nextOf(feed)).toEqual([
      [0, 0, false],
      [0, 1, false],
      [0, 2, false],
    ]);
    await send(stdin, row(3));
    expect(await nextOf(feed)).toEqual([[0, 3, false]]);
  });

  it("needs one row where the interval is said, and ends with the pipe", async () => {
    const stdin = new PassThrough();
    const opening = followed(["-"], { stdin, interval: MINUTE, options: { symbol: "MNQ" } });
    await send(stdin, HEADER + row(0));
    const feed = await opening;
    expect(await nextOf(feed)).toEqual([[0, 0, false]]);
    stdin.end(row(1).trimEnd());
    expect(await nextOf(feed)).toEqual([[0, 1, false]]);
    expect(await feed.next(signal)).toBeNull();
    expect(feed.hasEnded).toBe(true);
  });

  it("hands out a bar once its interval has ended or the next one is there", async () => {
    const stdin = new PassThrough();
    const timer = new HandTimer(at(2.5));
    const opening = followed(["-"], { stdin, timer, options: { symbol: "MNQ" } });
    await send(stdin, HEADER + rowsFrom(0, 3));
    const feed = await opening;
    expect(await nextOf(feed)).toHaveLength(2);
    const third = nextOf(feed);
    await sleep(30);
    timer.pass(MINUTE / 2);
    expect(await third).toEqual([[0, 2, false]]);
    timer.pass(1.5 * MINUTE);
    await send(stdin, row(3) + row(4));
    expect(await nextOf(feed)).toEqual([[0, 3, false]]);
    // The pipe ends within the minute: the last bar is complete when that is over.
    stdin.end();
    const last = nextOf(feed);
    await sleep(30);
    expect(feed.hasEnded).toBe(false);
    timer.pass(MINUTE / 2);
    expect(await last).toEqual([[0, 4, false]]);
    expect(await feed.next(signal)).toBeNull();
  });

  it("passes over what is known already", async () => {
    const stdin = new PassThrough();
    stdin.end(HEADER + rowsFrom(0, 5));
    const known = new Map([["MNQ", at(2)]]);
    const feed = await followed(["-"], { stdin, known, options: { symbol: "MNQ" } });
    expect(await nextOf(feed)).toEqual([
      [0, 3, false],
      [0, 4, false],
    ]);
  });

  it("takes rows in any number, as fast as they are taken from it", async () => {
    const stdin = new PassThrough();
    const all = HEADER + rowsFrom(0, 120_000);
    const opening = followed(["-"], { stdin, options: { symbol: "MNQ" } });
    stdin.end(all);
    const feed = await opening;
    let count = 0;
    for (let bars = await feed.next(signal); bars !== null; bars = await feed.next(signal)) {
      count += bars.length;
    }
    expect(count).toBe(120_000);
  });

  it.each([
    ["", /empty/],
    ["hello\nworld\n", /no format of bars/],
    [HEADER + row(0), /one bar, which does not show how long/],
  ])("refuses %j", async (text, message) => {
    const stdin = new PassThrough();
    stdin.end(text);
    await expect(followed(["-"], { stdin })).rejects.toThrow(message);
  });
});
