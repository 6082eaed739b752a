// The account's day by its closed trades: it comes to what the engine has booked, or says what of
// that it does not know.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DayLog, type DayTrade, NEW_DAY } from "../../src/tui/account-day.js";
import { FactLog } from "../../src/tui/fact-log.js";
import { BARS, open, SCENARIO, submit } from "../runtime/sessions.js";

const TUESDAY = 20_410;
const AT = Date.parse("2025-11-18T15:00:00.000Z");
const MINUTE = 60_000;

/** When the fact of that number was written, ISO-8601 UTC. */
const timeOf = (seq: number): string => new Date(AT + seq * MINUTE).toISOString();

/** The trade of the fact of that number. */
const tradeOf = (seq: number, R: number, day = TUESDAY): DayTrade => ({
  ...{ seq, day, R, ts: timeOf(seq), isWon: R > 0 },
});

function logOf(trades: readonly DayTrade[]): DayLog {
  const log = new DayLog();
  for (const trade of trades) log.take(trade);
  return log;
}

/** What the engine has booked in the day; flat unless R is open. */
const booksOf = (closed: number, seq = 1_000, open: number | null = null) => ({
  ...{ account_day: TUESDAY, day_R: closed + (open ?? 0), current_R: open ?? 0 },
  ...{ positions: open === null ? [] : [{}], engine: { seq } },
});

/** Numbers as they are read, with two places. */
const two = (values: readonly number[]): number[] => values.map((R) => Number(R.toFixed(2)) + 0);

describe("the account's day", () => {
  it("is the sum after each trade, and how far below its highest that is", () => {
    const results = [1.44, -1.02, -1.05, 0.31, 2.02];
    const log = logOf(results.map((R, at) => tradeOf(at + 1, R)));
    const today = log.at(booksOf(1.7), null);
    // 1.44; −1.02 → 0.42; −1.05 → −0.63; +0.31 → −0.32; +2.02 → 1.70, a new highest.
    expect(two(today.curve)).toEqual([1.44, 0.42, -0.63, -0.32, 1.7]);
    expect(two(today.underwater)).toEqual([0, -1.02, -2.07, -1.76, 0]);
    expect(today).toMatchObject({ trades: 5, wins: 3, unseen: null, isOpen: false });
    expect(today.closed).toBeCloseTo(1.7, 9);
  });

  it("begins at nothing, so that a first loss is a drawdown", () => {
    const { curve, underwater } = logOf([tradeOf(1, -1), tradeOf(2, 0.25)]).at(
      booksOf(-0.75),
      null,
    );
    expect([curve, underwater]).toEqual([
      [-1, -0.75],
      [-1, -0.75],
    ]);
  });

  it("leaves out what is open, which the day's tile counts too", () => {
    const log = logOf([tradeOf(1, 1.5)]);
    expect(log.at(booksOf(1.5, 9, -0.25), null)).toMatchObject({ closed: 1.5, isOpen: true });
    // A position that stands at its entry is open.
    expect(log.at(booksOf(1.5, 9, 0), null)).toMatchObject({ closed: 1.5, isOpen: true });
    expect(log.at(booksOf(1.5, 9), null)).toMatchObject({ closed: 1.5, isOpen: false });
  });

  it("begins anew with the account's next day, and before any it is empty", () => {
    const log = logOf([tradeOf(1, 2), tradeOf(2, -1)]);
    const rolled = { ...booksOf(0), account_day: TUESDAY + 1 };
    expect(log.at(rolled, timeOf(1))).toEqual(NEW_DAY);
    log.take(tradeOf(3, 0.5, TUESDAY + 1));
    expect(log.at({ ...booksOf(0.5), account_day: TUESDAY + 1 }, null).curve).toEqual([0.5]);
    expect(new DayLog().at({ ...booksOf(0), account_day: null }, null)).toEqual(NEW_DAY);
  });

  it("is as of the snapshot, also where later trades are known already", () => {
    const next = [tradeOf(20, -1), tradeOf(30, 4, TUESDAY + 1)];
    const log = logOf([tradeOf(10, 2), ...next]);
    expect(log.at(booksOf(2, 19), null)).toMatchObject({ curve: [2], unseen: null });
    expect(log.at(booksOf(1, 20), null)).toMatchObject({ curve: [2, 1], unseen: null });
    const rolled = { ...booksOf(4, 30), account_day: TUESDAY + 1 };
    expect(log.at(rolled, null)).toMatchObject({ curve: [4], unseen: null });
  });

  it("says what it does not know, and begins its curve there", () => {
    // The engine has booked 1.5 − 2 + 1 = 0.5 R; the first two trades were missed.
    const log = logOf([tradeOf(3, 1)]);
    const today = log.at(booksOf(0.5), timeOf(2));
    expect(today.unseen).toEqual({ R: -0.5, until: timeOf(3) });
    expect(today.curve).toEqual([-0.5, 0.5]);
    expect(today.underwater).toEqual([-0.5, 0]);
    expect(today).toMatchObject({ closed: 0.5, trades: 1, wins: 1 });
  });

  it("says so too where it knows of no trade at all", () => {
    const { unseen, curve, closed, trades } = new DayLog().at(booksOf(0.85), timeOf(7));
    expect({ unseen, curve, closed, trades }).toEqual({
      ...{ unseen: { R: 0.85, until: timeOf(7) }, curve: [0.85], closed: 0.85, trades: 0 },
    });
    expect(new DayLog().at(booksOf(0.85), null).unseen).toEqual({ R: 0.85, until: null });
  });

  it("knows nothing from before a gap", () => {
    const log = logOf([tradeOf(1, 2)]);
    log.forget();
    log.take(tradeOf(9, -1));
    expect(log.at(booksOf(3), timeOf(8))).toMatchObject({ curve: [4, 3], unseen: { R: 4 } });
  });

  it("is drawn anew only when a trade has closed", () => {
    const log = logOf([tradeOf(1, 2)]);
    const before = log.at(booksOf(2, 5, 0.1), null);
    const after = log.at(booksOf(2, 6, 0.3), null);
    expect(after.curve).toBe(before.curve);
    log.take(tradeOf(7, -1));
    expect(log.at(booksOf(1, 7, 0.3), null).curve).toEqual([2, 1]);
  });

  it("stays bounded, and true, however many trades there are", () => {
    const log = logOf(Array.from({ length: 10_000 }, (_, at) => tradeOf(at + 1, at % 2 ? 2 : -1)));
    // Every pair comes to 1 R.
    const { curve, unseen, closed, trades } = log.at(booksOf(5_000, 10_000), null);
    expect(trades).toBeLessThanOrEqual(4_096);
    expect(curve).toHaveLength(trades + 1);
    expect(closed).toBe(5_000);
    // So do those that are not kept, but for the first of a pair, which is −1 R.
    const missed = 10_000 - trades;
    const R = Math.floor(missed / 2) - (missed % 2);
    expect(unseen).toEqual({ R, until: timeOf(missed + 1) });
  });

  it("comes to what is booked, whatever was missed", () => {
    const result = fc.integer({ min: -300, max: 300 }).map((hundredths) => hundredths / 100);
    const step = fc.record({ R: result, rolls: fc.nat(5).map((one) => one === 0) });
    fc.assert(
      fc.property(fc.array(step), fc.nat(), fc.nat(), (steps, gap, known) => {
        let day = TUESDAY;
        const all = steps.map(({ R, rolls }, at) => {
          if (rolls) day++;
          return tradeOf(at + 1, R, day);
        });
        const first = all.length === 0 ? 0 : gap % all.length;
        const seq = all.length === 0 ? 0 : known % (all.length + 1);
        const shownDay = all[seq - 1]?.day ?? TUESDAY;
        const ofDay = all.filter((trade) => trade.day === shownDay && trade.seq <= seq);
        const booked = ofDay.reduce((sum, { R }) => sum + R, 0);
        const seen = ofDay.filter((trade) => trade.seq > first);
        const missed = ofDay
          .slice(0, ofDay.length - seen.length)
          .reduce((sum, { R }) => sum + R, 0);

        const books = { ...booksOf(booked, seq), account_day: shownDay };
        const today = logOf(all.slice(first)).at(books, null);
        expect(today.closed).toBeCloseTo(booked, 5);
        expect(today.trades).toBe(seen.length);
        expect(today.unseen?.R ?? 0).toBeCloseTo(missed, 5);
        const ends = seen.map((_, at) => missed + sumOf(seen.slice(0, at + 1)));
        const points = Math.abs(missed) < 0.001 ? ends : [missed, ...ends];
        expect(two(today.curve)).toEqual(two(points));
        const below = points.map((R, at) => R - Math.max(0, ...points.slice(0, at + 1)));
        expect(two(today.underwater)).toEqual(two(below));
      }),
    );
  });
});

const sumOf = (trades: readonly DayTrade[]): number => trades.reduce((sum, { R }) => sum + R, 0);

describe("the day of a tape", () => {
  it("is what the engine has booked at every bar, through the roll of a day", async () => {
    const { session } = open({ ...SCENARIO, unguarded: true });
    const log = new FactLog();
    await session.subscribe(0, (fact) => log.take(fact, () => 2));
    const days = new Map<number | null, number>();
    let hasOpen = false;
    for (let bar = 0; bar < BARS.length; bar += 5) {
      await submit(session, { command: "step", bars: 5 });
      const snapshot = await session.snapshot();
      const today = log.today(snapshot);
      expect(today.unseen).toBeNull();
      expect(today.closed + snapshot.current_R).toBeCloseTo(snapshot.day_R, 9);
      hasOpen ||= today.isOpen;
      days.set(snapshot.account_day, today.trades);
    }
    // What each day came to is what its trades say that are listed.
    const listed = new Map<string, number>();
    for (const { exit_day } of await session.query("trades", {})) {
      listed.set(exit_day, (listed.get(exit_day) ?? 0) + 1);
    }
    expect(hasOpen).toBe(true);
    expect([...days.values()].filter((trades) => trades > 0)).toEqual([...listed.values()]);
    expect(listed.size).toBe(2);
  });
});
