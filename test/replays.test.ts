// The bundled replays, run as the command line runs them: each built-in strategy trades, the
// results are believable, and the facts are the same on every machine.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { addTrade, createMetrics, metricsOf } from "../src/analytics/metrics.js";
import { createReplayVenue } from "../src/brokers/replay/venue.js";
import { resolveConfig } from "../src/config/load.js";
import { engineConfigOf } from "../src/config/schema.js";
import type { Fact } from "../src/engine/effect.js";
import { tradeOf } from "../src/engine/trade/closed-trade.js";
import { openBars } from "../src/feeds/csv/read.js";
import { Replay } from "../src/runtime/replay.js";
import { prepareReplay } from "../src/runtime/replay-setup.js";
import { createStrategy } from "../src/strategies/index.js";
import { stillClock } from "./harness.js";

/**
 * SHA-256 of the facts of `transmission replay replays/mnq-3day.csv` under the default
 * configuration. It changes with every change of a decision: then look at the trades, and only if
 * the change was meant, write the new digest here.
 */
const DIGEST = "8de9e8c56250573e9b9701d65f3a961ecbf639ea1f6cba3072e4301b426a9bb3";

async function replayed(file: string): Promise<{ facts: Fact[]; lines: string[]; digest: string }> {
  const { config } = resolveConfig([]);
  const facts: Fact[] = [];
  const lines: string[] = [];
  const { options } = await prepareReplay({
    sources: [await openBars(file, {})],
    config: engineConfigOf(config),
    clamped: [],
    earlyCloses: config.early_closes,
    timeframesAsked: false,
    strategies: config.strategies.enabled.map((name) => ({
      strategy: createStrategy(name, config.strategies[name]),
      source: "built-in",
    })),
    signals: [],
    unguarded: false,
    without: [],
    detail: null,
    from: null,
    to: null,
    clock: stillClock,
    createVenue: createReplayVenue,
  });
  const onFact = (fact: Fact, line: () => string): void => {
    facts.push(fact);
    lines.push(line());
  };
  const replay = new Replay({ ...options, onFact });
  await replay.advance();
  return { facts, lines, digest: replay.factsSha256 };
}

describe("replays/mnq-3day.csv", async () => {
  const { facts, lines, digest } = await replayed("replays/mnq-3day.csv");
  const trades = facts.flatMap((fact) => (fact.type === "trade_closed" ? [tradeOf(fact)] : []));
  const metrics = createMetrics();
  for (const trade of trades) addTrade(metrics, trade);

  it.each(["vwap_pullback", "orb_retest", "mean_reversion"])("has trades of %s", (strategy) => {
    expect(trades.filter((trade) => trade.strategy === strategy).length).toBeGreaterThan(0);
  });

  it("keeps within the default limits", () => {
    expect(Math.max(...trades.map((trade) => trade.qty))).toBeLessThanOrEqual(10);
    const perDay = new Map<string, number>();
    for (const { exit_day } of trades) perDay.set(exit_day, (perDay.get(exit_day) ?? 0) + 1);
    expect(perDay.size).toBeGreaterThan(1);
    for (const count of perDay.values()) expect(count).toBeLessThanOrEqual(4);
    expect(trades.length).toBeLessThanOrEqual(12);
  });

  it("has a believable result", () => {
    // A few trades of a made market: wide ranges, but a fault in fills or sizes leaves them.
    const { profit_factor, win_rate, expected_R, total_R } = metricsOf(metrics);
    expect(profit_factor).toBeGreaterThan(0.8);
    expect(profit_factor).toBeLessThan(3.5);
    expect(win_rate).toBeGreaterThan(0.4);
    expect(win_rate).toBeLessThan(0.9);
    expect(Math.abs(expected_R ?? Number.NaN)).toBeLessThan(1.5);
    expect(Math.abs(total_R)).toBeLessThan(10);
  });

  it("writes the same facts on every machine", () => {
    const joined = lines.map((line) => `${line}\n`).join("");
    expect(createHash("sha256").update(joined).digest("hex")).toBe(digest);
    expect(digest).toBe(DIGEST);
  });
});
