// Facts folded into what is shown of the past.

import { describe, expect, it } from "vitest";
import { FactLog } from "../../src/tui/fact-log.js";
import { seeded } from "../bare-run.js";
import { ALL_FACTS, type JournalFact } from "./facts.js";

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
    const curve: number[] = [];
    for (const { result_R } of trades) {
      total += result_R;
      peak = Math.max(peak, total);
      deepest = Math.max(deepest, peak - total);
      curve.push(total);
    }
    const won = trades.filter(({ net_pnl }) => net_pnl > 0);
    const lost = trades.filter(({ net_pnl }) => net_pnl <= 0);
    const sum = (some: typeof trades): number => some.reduce((all, one) => all + one.net_pnl, 0);
    expect(log.results).toMatchObject({ trades: 300, wins: won.length });
    expect(log.results.curve).toEqual(curve);
    expect(log.results.total).toBeCloseTo(total, 9);
    expect(log.results.drawdown).toBeCloseTo(peak - total, 9);
    expect(log.results.deepest).toBeCloseTo(deepest, 9);
    expect(log.results.grossWin).toBeCloseTo(sum(won), 6);
    expect(log.results.grossLoss).toBeCloseTo(-sum(lost), 6);
    expect(log.closed[0]).toMatchObject({ result_R: trades.at(-1)?.result_R });
  });

  it("keep the shape of a very long curve, and its end", () => {
    const log = logOf(
      Array.from({ length: 10_001 }, () => ({ type: "trade_closed", result_R: 1, net_pnl: 1 })),
    );
    const { curve } = log.results;
    expect(curve.length).toBeLessThanOrEqual(4_099);
    expect(curve.at(-1)).toBe(10_001);
    // A straight line stays one: a pair has the ends of as many trades as the next.
    const steps = curve.slice(2, -3).map((value, at) => value - (curve[at] ?? 0));
    expect(new Set(steps).size).toBe(1);
  });

  it("lose neither the highest nor the lowest of a very long curve", () => {
    // Up and down by 1, but for one rise by 40 and one fall by 90, each undone at once.
    const leaps = new Map([
      [101, 40],
      [102, -40],
      [6_001, -90],
      [6_002, 90],
    ]);
    const trades = Array.from({ length: 9_001 }, (_, n) => {
      const result_R = leaps.get(n) ?? (n % 2 ? 1 : -1);
      return { type: "trade_closed", result_R, net_pnl: result_R };
    });
    let total = 0;
    const sums = trades.map(({ result_R }) => {
      total += result_R;
      return total;
    });
    const { curve } = logOf(trades).results;
    expect(curve.length).toBeLessThanOrEqual(4_099);
    expect([Math.max(...curve), Math.min(...curve)]).toEqual([
      ...[Math.max(...sums), Math.min(...sums)],
    ]);
    expect(curve.at(-1)).toBe(total);
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
