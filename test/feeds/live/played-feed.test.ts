import { describe, expect, it } from "vitest";
import { playFeed, playStart } from "../../../src/feeds/live/played-feed.js";
import type { FeedPace, LiveFeed } from "../../../src/feeds/live-feed.js";
import { openText, rowsOf } from "../csv/open.js";
import { at, HEADER, MINUTE, row, rowsFrom } from "./by-hand.js";

const never = new AbortController().signal;

/** Notes what is waited for, in minutes after the first bar. */
function notedPace(): FeedPace & { readonly asked: (readonly number[])[] } {
  const asked: (readonly number[])[] = [];
  return {
    asked,
    reach: (openTs, closeTs) => {
      asked.push([openTs, closeTs].map((ts) => (ts - at(0)) / MINUTE));
      return Promise.resolve();
    },
  };
}

async function allOf(feed: LiveFeed) {
  const all = [];
  for (let bars = await feed.next(never); bars !== null; bars = await feed.next(never)) {
    all.push(bars.map(({ symbol, bar, missed }) => [symbol, (bar.ts - at(0)) / MINUTE, missed]));
  }
  return all;
}

const mnq = () => openText(HEADER + rowsFrom(0, 3));

describe("a file that is played", () => {
  it("waits for the close of each bar", async () => {
    const pace = notedPace();
    const feed = playFeed([await mnq()], null, pace);
    expect(await allOf(feed)).toEqual([[[0, 0, false]], [[0, 1, false]], [[0, 2, false]]]);
    expect(pace.asked).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(feed.hasEnded).toBe(true);
    expect(feed.lastCloseTs).toBe(at(3));
  });

  it("has ended as soon as its last bar was handed out", async () => {
    const feed = playFeed([await mnq()], new Map([["MNQ", at(1)]]), notedPace());
    expect(feed.hasEnded).toBe(false);
    await feed.next(never);
    expect(feed.hasEnded).toBe(true);
  });

  it("goes on with the first bar that is not known, as no missed one", async () => {
    const pace = notedPace();
    const feed = playFeed([await mnq()], new Map([["MNQ", at(0)]]), pace);
    expect(await allOf(feed)).toEqual([[[0, 1, false]], [[0, 2, false]]]);
    expect(pace.asked[0]).toEqual([1, 2]);
  });

  it("plays several symbols by their closes, those of one time together", async () => {
    const es = await openText(HEADER + row(1) + row(2) + row(4), {}, "ES.csv");
    const fives = await openText(HEADER + row(-4) + row(1) + row(6), {}, "GC.csv");
    const feed = playFeed([await mnq(), es, fives], null, notedPace());
    expect(await allOf(feed)).toEqual([
      [
        [0, 0, false],
        [2, -4, false],
      ],
      [
        [0, 1, false],
        [1, 1, false],
      ],
      [
        [0, 2, false],
        [1, 2, false],
      ],
      [[1, 4, false]],
      [[2, 1, false]],
      [[2, 6, false]],
    ]);
  });

  it("has no history of its own", async () => {
    const feed = playFeed([await mnq()], null, notedPace());
    expect(await Promise.all(feed.history.map(rowsOf))).toEqual([[]]);
  });

  it("stops waiting when it is broken off or closed", async () => {
    const pace: FeedPace = {
      reach: (_open, _close, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve());
        }),
    };
    const feed = playFeed([await mnq()], null, pace);
    const stopping = new AbortController();
    const waiting = feed.next(stopping.signal);
    setTimeout(() => stopping.abort(), 5);
    expect(await waiting).toBeNull();
    expect(feed.hasEnded).toBe(false);
    const again = feed.next(never);
    setTimeout(() => void feed.close(), 5);
    expect(await again).toBeNull();
  });
});

describe("where its clock starts", () => {
  it("at the close of the first bar of all, later at that of the last that is known", async () => {
    const es = await openText(HEADER + rowsFrom(1, 4), {}, "ES.csv");
    const descriptions = [es.description, (await mnq()).description];
    expect(playStart(descriptions, null)).toBe(at(1));
    const known = new Map([
      ["MNQ", at(1)],
      ["ES", at(2)],
    ]);
    expect(playStart(descriptions, known)).toBe(at(3));
  });
});
