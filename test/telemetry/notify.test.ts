// What is told, how often and in which order, on a clock that the test moves.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NoticeKind } from "../../src/telemetry/notice-kind.js";
import type { Delivery, Notice, NoticeTarget } from "../../src/telemetry/notice-target.js";
import { Notifier, startHeartbeat } from "../../src/telemetry/notify.js";

const TS = "2025-11-18T15:00:00.000Z";
const GOOD: Delivery = { ok: true, words: "" };
const EVERY: readonly NoticeKind[] = [
  ...(["naked", "tripwire", "lock", "halted", "disconnect", "mismatch", "fill"] as const),
  "day_summary",
];

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A target that answers as it is told to, and the notices it was given. */
function fakeTarget(deliver: (notice: Notice, isOver?: AbortSignal) => Promise<Delivery>) {
  const got: Notice[] = [];
  const target: NoticeTarget = {
    name: "command",
    deliver(notice, isOver) {
      got.push(notice);
      return deliver(notice, isOver);
    },
  };
  return { target, got, texts: () => got.map(({ text }) => text.replace(/^PAPER M\w+: /, "")) };
}

function notifierOf(target: NoticeTarget, on = EVERY): Notifier {
  return new Notifier({
    ...{ targets: [target], on, mode: "PAPER" },
    monotonicMs: () => Number(vi.getMockedSystemTime()),
    textOf: (fact) => String(fact.words),
    say: (line) => said.push(line),
  });
}

const fill = (words: string, symbol = "MNQ") => ({
  ...{ seq: 1, ts: TS, type: "fill", symbol, words },
});
const news = (kind: NoticeKind, text: string, symbol: string | null = "MNQ") => ({
  ...{ kind, symbol, ts: TS, text },
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a notifier", () => {
  it("tells a fact at once, but not in the call that brings it", async () => {
    const { target, got } = fakeTarget(async () => GOOD);
    const notifier = notifierOf(target);
    notifier.take(fill("bought"));
    expect(got).toEqual([]);
    await pass(1);
    const told = { kind: "fill", symbol: "MNQ", ts: TS, count: 1 };
    expect(got).toEqual([{ ...told, text: "PAPER MNQ: bought" }]);
    notifier.tell(news("day_summary", "the day", null));
    await pass(1);
    expect(got[1]?.text).toBe("PAPER: the day");
  });

  it("tells only what is asked for, a fact of two kinds as the first that is", async () => {
    const { target, got } = fakeTarget(async () => GOOD);
    const notifier = notifierOf(target, ["tripwire"]);
    notifier.take(fill("bought"));
    notifier.take({ ...fill("locked"), type: "tripwire", state: "TRIPPED", action: "LOCK" });
    await pass(10_000);
    expect(got.map(({ kind, text }) => [kind, text])).toEqual([["tripwire", "PAPER MNQ: locked"]]);
  });

  it("joins what comes within three seconds, and tells it within five", async () => {
    const { target, got, texts } = fakeTarget(async () => GOOD);
    const notifier = notifierOf(target);
    notifier.take(fill("a"));
    await pass(10);
    for (const words of ["b", "c", "d", "e", "f"]) notifier.take(fill(words));
    notifier.take(fill("z", "MES"));
    await pass(1);
    expect(texts()).toEqual(["a", "z"]);
    await pass(2_900);
    expect(texts()).toEqual(["a", "z"]);
    await pass(100);
    expect(texts()).toEqual(["a", "z", "c; d; e; f (5 in all)"]);
    expect(got.at(-1)?.count).toBe(5);
  });

  it("tells the same words of a mismatch once in ten minutes, and how often it was", async () => {
    const { target, got, texts } = fakeTarget(async () => GOOD);
    const notifier = notifierOf(target);
    for (let at = 0; at < 20; at += 1) {
      notifier.tell(news("mismatch", "differs"));
      await pass(30_000);
    }
    expect(texts()).toEqual(["differs"]);
    notifier.tell(news("mismatch", "differs"));
    await pass(1);
    // 19 were not told, and this one.
    expect(texts()).toEqual(["differs", "differs (20 in all)"]);
    expect(got.at(-1)?.count).toBe(20);
    // An alarm with the same words is another alarm.
    for (let at = 0; at < 2; at += 1) {
      notifier.tell(news("naked", "bare"));
      await pass(30_000);
    }
    expect(texts().slice(2)).toEqual(["bare", "bare"]);
  });

  it("whose target hangs holds no more than its room, and drops what weighs least", async () => {
    const ends: (() => void)[] = [];
    const { target, got } = fakeTarget(
      () => new Promise((resolve) => void ends.push(() => resolve(GOOD))),
    );
    const notifier = notifierOf(target);
    for (let at = 0; at < 1_000; at += 1) notifier.take(fill(`${at}`, `S${at}`));
    notifier.tell(news("naked", "bare"));
    await pass(20_000);
    // Four at once, the gravest first.
    expect(got.map(({ kind }) => kind)).toEqual(["naked", "fill", "fill", "fill"]);
    for (const end of ends.splice(0)) end();
    await pass(1);
    expect(got.length).toBe(8);
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await pass(1);
    }
    // 32 had room of 1,001; the rest is counted, once.
    expect(got.length).toBe(32);
    const lost = got.filter(({ text }) => text.includes("could not be told"));
    expect(lost.map(({ text }) => text)).toEqual([
      "PAPER MNQ: bare (969 before it could not be told)",
    ]);
  });

  it("says once that a target fails, and again after it has worked", async () => {
    const deliveries = [false, false, true, false].map((ok) => ({ ok, words: "ended with 3" }));
    const { target } = fakeTarget(async () => deliveries.shift() ?? GOOD);
    const notifier = notifierOf(target);
    const counts: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      notifier.take(fill("a"));
      await pass(5_000);
      counts.push(said.length);
    }
    expect(counts).toEqual([1, 1, 1, 2]);
    expect(said[0]).toBe("notify.command: ended with 3; the next notice tries again");
  });

  it("never throws at whoever brings a fact", () => {
    const { target } = fakeTarget(async () => GOOD);
    const notifier = new Notifier({
      ...{ targets: [target], on: EVERY, mode: "PAPER", monotonicMs: () => 0 },
      textOf: () => {
        throw new Error("no words");
      },
      say: (line) => said.push(line),
    });
    notifier.take(fill("a"));
    expect(said).toEqual(["notify: no words"]);
  });

  it("sends what waits when it is closed, and gives up after two seconds", async () => {
    const { target, texts } = fakeTarget(
      (_, isOver) =>
        new Promise((resolve) => {
          isOver?.addEventListener("abort", () => resolve({ ok: false, words: "given up" }));
        }),
    );
    const notifier = notifierOf(target);
    notifier.take(fill("a"));
    await pass(1);
    notifier.take(fill("b"));
    let isClosed = false;
    const closed = notifier.close().then(() => {
      isClosed = true;
    });
    expect(texts()).toEqual(["a", "b"]);
    await pass(1_999);
    expect(isClosed).toBe(false);
    await pass(1);
    await closed;
    notifier.take(fill("c"));
    await pass(10_000);
    expect(texts()).toEqual(["a", "b"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a heartbeat", () => {
  it("calls at once and again, while all is well and no call is under way", async () => {
    let isWell = true;
    const ends: (() => void)[] = [];
    const { target, got } = fakeTarget(
      () => new Promise((resolve) => void ends.push(() => resolve(GOOD))),
    );
    const say = (line: string): void => void said.push(line);
    const end = startHeartbeat({ target, everyMs: 60_000, isWell: () => isWell, say });
    expect(got.length).toBe(1);
    await pass(120_000);
    expect(got.length).toBe(1);
    ends.shift()?.();
    await pass(60_000);
    expect(got.length).toBe(2);
    ends.shift()?.();
    isWell = false;
    await pass(600_000);
    expect(got.length).toBe(2);
    isWell = true;
    await pass(60_000);
    expect(got.length).toBe(3);
    end();
    ends.shift()?.();
    await pass(600_000);
    expect(got.length).toBe(3);
    expect(said).toEqual([]);
  });
});
