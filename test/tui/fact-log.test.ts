// Facts folded into what is shown of the past.

import { describe, expect, it } from "vitest";
import { FactLog } from "../../src/tui/fact-log.js";
import { seeded } from "../bare-run.js";
import { ALL_FACTS, type JournalFact } from "./facts.js";
import { snapshot } from "./states.js";

const ENGINE = snapshot().engine;

const ofType = (type: string): JournalFact => {
  const fact = ALL_FACTS.find((one) => one.type === type);
  if (fact === undefined) throw new Error(`no fact ${type}`);
  return fact;
};

function logOf(facts: readonly (Partial<JournalFact> & { type: string })[]): FactLog {
  const log = new FactLog();
  for (const [at, fact] of facts.entries()) {
    log.take({ ...ofType(fact.type), ...fact, seq: at + 1 }, () => 2);
  }
  return log;
}

const texts = (log: FactLog): string[] =>
  log.feed.map(({ sentence, count }) => `${sentence.text}${count > 1 ? ` x${count}` : ""}`);

describe("the feed", () => {
  it("tells refusals of a kind as one, also when two kinds take turns", () => {
    const regime = { type: "guard_reject", reason: "regime" };
    const other = { type: "guard_reject", reason: "regime", strategy: "vwap_pullback" };
    const log = logOf([regime, other, regime, regime, other]);
    expect(texts(log)).toEqual([
      "vwap_pullback refused: not its regime x2",
      "orb_retest refused: not its regime x3",
    ]);
  });

  it("says why an entry was withdrawn, which a fact before its end does", () => {
    const end = { type: "order_state", state: "CANCELLED", reason: "asked", trace_id: "t" };
    const log = logOf([{ type: "guard_reject", reason: "entry_drift", trace_id: "t" }, end]);
    expect(texts(log)[0]).toBe(
      "entry of 3 not filled: withdrawn by the engine at the open, the open is too near the stop",
    );
  });

  it("begins anew once something else has happened", () => {
    const refusal = { type: "guard_reject" };
    const log = logOf([refusal, refusal, { type: "time_exit" }, refusal]);
    expect(texts(log)).toEqual([
      "orb_retest refused: higher timeframes do not agree",
      "time is up after 120 bars: out at the next open",
      "orb_retest refused: higher timeframes do not agree x2",
    ]);
  });

  it("leaves out what other facts say again", () => {
    const quiet = ["signal", "order_submitted", "regime_changed", "constraint_violation"];
    expect(texts(logOf(quiet.map((type) => ({ type }))))).toEqual([]);
    expect(texts(logOf([{ type: "order_state" }, { type: "protection" }]))).toHaveLength(2);
    const fine = [
      { type: "order_state", state: "FILLED" },
      { type: "protection", state: "PROTECTED" },
    ];
    expect(texts(logOf(fine))).toEqual([]);
  });

  it("stays small however long it runs", () => {
    const log = logOf(Array.from({ length: 3_000 }, () => ({ type: "time_exit" })));
    expect(log.feed.length).toBeLessThanOrEqual(240);
    expect(log.seq).toBe(3_000);
  });
});

describe("results", () => {
  it("add up trades as a list of all of them would", () => {
    const random = seeded(3);
    const trades = Array.from({ length: 300 }, () => {
      const result_R = Math.round((random() * 4 - 1.9) * 100) / 100;
      return { type: "trade_closed", result_R, net_pnl: result_R * 100 };
    });
    const log = logOf(trades);
    let [total, peak, deepest] = [0, 0, 0];
    for (const { result_R } of trades) {
      total += result_R;
      peak = Math.max(peak, total);
      deepest = Math.max(deepest, peak - total);
    }
    const won = trades.filter(({ net_pnl }) => net_pnl > 0);
    const lost = trades.filter(({ net_pnl }) => net_pnl <= 0);
    const sum = (some: typeof trades): number => some.reduce((all, one) => all + one.net_pnl, 0);
    expect(log.results).toMatchObject({ trades: 300, wins: won.length });
    expect(log.results.total).toBeCloseTo(total, 9);
    expect(log.results.deepest).toBeCloseTo(deepest, 9);
    expect(log.results.grossWin).toBeCloseTo(sum(won), 6);
    expect(log.results.grossLoss).toBeCloseTo(-sum(lost), 6);
    expect(log.closed[0]).toMatchObject({ result_R: trades.at(-1)?.result_R });
  });

  it("of the account's day are those that closed in it, and are forgotten at a gap", () => {
    const trade = (seq: number, result_R: number, day: number) => ({
      ...{ ...ofType("trade_closed"), seq, result_R, net_pnl: result_R * 100, day },
      exit_ts: `2025-11-18T18:${seq}:00.000Z`,
    });
    const log = new FactLog();
    const take = (...facts: JournalFact[]): void => {
      for (const fact of facts) log.take(fact, () => 2);
    };
    const booked = (day_R: number, seq: number) =>
      log.today(snapshot({ account_day: 20_410, day_R, engine: { ...ENGINE, seq } }));
    take(trade(10, 3, 20_409), trade(11, -1, 20_410), trade(12, 1.5, 20_410));
    expect(booked(0.5, 12)).toMatchObject({ curve: [-1, 0.5], trades: 2, wins: 1, unseen: null });
    // The fact between was missed, and whatever it may have been.
    take(trade(14, 0.25, 20_410));
    expect(booked(0.75, 14)).toMatchObject({
      ...{ curve: [0.5, 0.75], trades: 1 },
      unseen: { R: 0.5, until: "2025-11-18T18:14:00.000Z" },
    });
  });

  it("count refusals by their first reason, most first", () => {
    const refusal = (reason: string) => ({ type: "guard_reject", reason });
    const log = logOf([refusal("regime"), refusal("htf_gate"), refusal("htf_gate")]);
    expect(log.refusals).toEqual([
      { reason: "htf_gate", count: 2 },
      { reason: "regime", count: 1 },
    ]);
  });
});
