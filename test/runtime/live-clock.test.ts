import { describe, expect, it } from "vitest";
import type { FeedTimer } from "../../src/feeds/live-feed.js";
import { PlayedClock, systemTimer, wallClock } from "../../src/runtime/live-clock.js";
import { MINUTE } from "../fixtures.js";

/** Real time by hand: a timer that is waited for is due at once, a little late. */
class Hand implements FeedTimer {
  passed = 5000;
  readonly waits: number[] = [];
  onWait: () => void = () => undefined;

  nowMs(): number {
    return 0;
  }

  monotonicMs(): number {
    return this.passed;
  }

  after(ms: number, callback: () => void): () => void {
    this.waits.push(ms);
    this.onWait();
    this.passed += ms;
    queueMicrotask(callback);
    return () => undefined;
  }
}

const T0 = 1_763_476_200_000;
const never = new AbortController().signal;

/** Waits for the bar that closes so many minutes after T0. */
function minute(clock: PlayedClock, close: number, length = 1): Promise<void> {
  return clock.reach(T0 + (close - length) * MINUTE, T0 + close * MINUTE, never);
}

describe("the clock of a file that is played", () => {
  it("stands until a bar is waited for, then runs at its speed", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    hand.passed += 10_000;
    expect(clock.now()).toBe(T0);
    const seen: number[] = [];
    hand.onWait = () => {
      hand.passed += 250;
      seen.push(clock.now() - T0);
      hand.passed -= 250;
    };
    await minute(clock, 1);
    expect(hand.waits).toEqual([1000]);
    // A quarter of a second of sixty times real time.
    expect(seen).toEqual([15_000]);
    expect(clock.now()).toBe(T0 + MINUTE);
  });

  it("does not wait for the bar it starts at", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(1, T0, hand);
    await minute(clock, 0);
    expect(hand.waits).toEqual([]);
    await minute(clock, 1);
    expect(hand.waits).toEqual([MINUTE]);
  });

  it("keeps its pace though taking a bar takes time", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    await minute(clock, 1);
    hand.passed += 400;
    // No bar has been waited for yet, so the clock stands at the close of the last.
    expect(clock.now()).toBe(T0 + MINUTE);
    await minute(clock, 2);
    expect(hand.waits).toEqual([1000, 600]);
  });

  it("passes over more than half an hour without a bar in the making, and no less", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    await minute(clock, 1);
    await minute(clock, 1 + 30 + 1);
    expect(hand.waits).toEqual([1000, 31_000]);
    await minute(clock, 32 + 31 + 1);
    expect(hand.waits).toHaveLength(2);
    expect(clock.now()).toBe(T0 + 64 * MINUTE);
    await minute(clock, 65);
    expect(hand.waits).toEqual([1000, 31_000, 1000]);
  });

  it("does not take bars of an hour for silence", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    await minute(clock, 60, 60);
    expect(hand.waits).toEqual([60_000]);
  });

  it("does not catch up what one that is slow has lost", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    await minute(clock, 1);
    hand.passed += 60_000;
    await minute(clock, 2);
    await minute(clock, 3);
    // Its bar comes at once, after a turn for others; the next one a second later.
    expect(hand.waits).toEqual([1000, 0, 1000]);
  });

  it("never waits when it runs fast enough, and never passes the bar", async () => {
    for (const speed of [1e9, Infinity]) {
      const hand = new Hand();
      const clock = new PlayedClock(speed, T0, hand);
      for (let at = 1; at <= 100; at++) {
        hand.passed += 0.1;
        await minute(clock, at);
        expect(clock.now()).toBe(T0 + at * MINUTE);
      }
      expect(hand.waits.length).toBeLessThanOrEqual(1);
    }
  });

  it("lets others have their turn though it never waits", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(Infinity, T0, hand);
    for (let at = 1; at <= 100; at++) {
      hand.passed += 1;
      await minute(clock, at);
    }
    // Every 25 ms of 100.
    expect(hand.waits).toEqual([0, 0, 0, 0]);
  });

  it("never runs backwards, whatever closes are asked for", async () => {
    const hand = new Hand();
    const clock = new PlayedClock(60, T0, hand);
    await minute(clock, 3);
    await minute(clock, 2);
    expect(clock.now()).toBe(T0 + 3 * MINUTE);
  });

  it("stops waiting when it is told to", async () => {
    const clock = new PlayedClock(1e-6, T0, systemTimer);
    const stopping = new AbortController();
    const waiting = clock.reach(T0, T0 + MINUTE, stopping.signal);
    stopping.abort();
    await waiting;
    expect(clock.now() - T0).toBeLessThan(MINUTE);
  });
});

describe("the machine's own", () => {
  it("tells the time and wakes", async () => {
    const before = systemTimer.monotonicMs();
    await new Promise<void>((resolve) => {
      systemTimer.after(20, resolve);
    });
    expect(systemTimer.monotonicMs() - before).toBeGreaterThanOrEqual(19);
    expect(Math.abs(systemTimer.nowMs() - wallClock.now())).toBeLessThan(1000);
  });

  it("takes a call back", async () => {
    let isCalled = false;
    const cancel = systemTimer.after(5, () => {
      isCalled = true;
    });
    cancel();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(isCalled).toBe(false);
  });
});
