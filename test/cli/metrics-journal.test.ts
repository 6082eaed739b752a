// `metrics` of our own journal: what is known beside the trades themselves.

import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Analysis } from "../../src/analytics/analysis.js";
import { addContextFact, createContexts, takeContext } from "../../src/analytics/entry-context.js";
import { addFact, createMetrics, type Metrics, metricsOf } from "../../src/analytics/metrics.js";
import type { Fact, SignalFact, TradeClosedFact } from "../../src/engine/effect.js";
import type { RecordedStep } from "../recorded.js";
import { called } from "./called.js";
import { factsIn, record, walkSteps } from "./recorded-journal.js";
import { giveFolders } from "./replay-run.js";

giveFolders();

let steps: readonly RecordedStep[];
let facts: Fact[];
let closed: TradeClosedFact[];
beforeAll(async () => {
  steps = await walkSteps(8, 400);
  facts = factsIn(steps);
  closed = facts.filter((fact): fact is TradeClosedFact => fact.type === "trade_closed");
});
beforeEach(() => {
  record(steps).close();
});

async function shown(...args: string[]): Promise<Analysis & { metrics: Metrics }> {
  const { stdout, stderr, code } = await called("metrics", "--json", ...args);
  expect([stderr, code]).toEqual(["", 0]);
  return JSON.parse(stdout);
}

/** How things stood at each trade, fact after fact as a session folds them. */
function asTheyCame(): Record<string, unknown[]> {
  const contexts = createContexts();
  const stood: Record<string, unknown[]> = {};
  for (const fact of facts) {
    addContextFact(contexts, fact);
    if (fact.type !== "trade_closed") continue;
    const context = takeContext(contexts, fact);
    const { gear, governor, governor_multiplier: multiplier, self_report } = context ?? {};
    stood[fact.trade_id] = [gear, governor, multiplier, self_report ?? "none"];
  }
  return stood;
}

describe("metrics of the journal", () => {
  it("says of each trade how things stood, as a session saw it", async () => {
    const { attribution } = await shown();
    const stood: Record<string, unknown[]> = {};
    for (const cells of [attribution.gear, attribution.governor, attribution.self_report]) {
      for (const { trade_ids, ...cell } of cells) {
        const keys = ["gear", "governor", "multiplier", "self_report"].filter((key) => key in cell);
        const values = keys.map((key) => (cell as Record<string, unknown>)[key]);
        for (const id of trade_ids) stood[id] = [...(stood[id] ?? []), ...values];
      }
    }
    expect(stood).toEqual(asTheyCame());
    expect(attribution.governor.length).toBeGreaterThan(1);
    expect(attribution.self_report.map(({ self_report }) => self_report)).toEqual([3, "none"]);
  });

  it("names the trades and shadows behind each guard", async () => {
    const { attribution, metrics } = await shown();
    let [cut, shadows] = [0, 0];
    for (const row of attribution.guard) {
      expect([row.guard, row.cut_trade_ids.length]).toEqual([row.guard, row.cut]);
      expect([row.guard, row.shadow_trace_ids.length]).toEqual([row.guard, row.shadow_closed]);
      cut += row.cut;
      shadows += row.shadow_closed;
    }
    expect(Math.min(cut, shadows)).toBeGreaterThan(0);
    expect(attribution.guard.map(({ guard }) => guard)).toEqual(metrics.guards.map((g) => g.guard));
  });

  it("keeps to a regime and a side, with the refusals of such signals alone", async () => {
    const signals = facts.filter((fact): fact is SignalFact => fact.type === "signal");
    const byTrace = new Map(signals.map((signal) => [signal.trace_id, signal]));
    for (const [regime, side] of [
      ["RANGE", "long"],
      ["TREND", "short"],
    ] as const) {
      // As a replay would have counted: without the facts of all other signals.
      const state = createMetrics();
      for (const fact of facts) {
        const signal = byTrace.get(fact.trace_id);
        if (signal?.regime === regime && signal.side === side) addFact(state, fact);
      }
      const expected = JSON.parse(JSON.stringify(metricsOf(state)));
      const { metrics } = await shown("--regime", regime, "--side", side);
      expect(metrics).toEqual(expected);
      expect(metrics.guards.length).toBeGreaterThan(1);
    }
  });

  it("asks no refusal for what only a trade has", async () => {
    const { metrics } = await shown("--exit-reason", "stop");
    expect(metrics.trades).toBe(closed.filter((fact) => fact.exit_reason === "stop").length);
    expect(metrics.trades).toBeGreaterThan(0);
    expect(
      metrics.guards.every(({ refused, shadow_closed }) => refused + shadow_closed === 0),
    ).toBe(true);
  });

  it("counts the trades that bear a tag, and tells tags apart", async () => {
    const [first, second] = closed.map(({ trade_id }) => trade_id);
    for (const id of [first, second]) {
      const { stderr, code } = await called("trades", "note", id ?? "", "--tag", "plan");
      expect([stderr, code]).toEqual([expect.any(String), 0]);
    }
    await called("trades", "note", first ?? "", "--tag", "late");
    const { metrics, attribution } = await shown("--tag", "plan");
    expect(metrics.trades).toBe(2);
    expect(attribution.tag.map(({ tag, trade_ids }) => [tag, trade_ids])).toEqual([
      ["late", [first]],
      ["plan", [first, second]],
    ]);
    expect((await shown("--tag", "plan", "--tag", "late")).metrics.trades).toBe(1);
  });
});
