// What analytics cost with 100,000 trades behind them: all metrics in one process, `metrics
// export` as a whole process beside one that only opens the same file, and one more trade.

import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { analysisOf } from "../../src/analytics/analysis.js";
import {
  addContextFact,
  createContexts,
  type JournalTrade,
  journalTradeOf,
} from "../../src/analytics/entry-context.js";
import { guardWorths } from "../../src/analytics/guard-worth.js";
import { addFact, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { Projection } from "../../src/projection/projection.js";
import { metricsIn } from "../../src/projection/results.js";
import { systemClock } from "../../src/runtime/clock.js";
import { compare, median, type Runner } from "./process.js";
import { table } from "./report.js";
import { TradeFacts, tradedHome } from "./traded-journal.js";

const SEED = 42;
const TRADES = 100_000;
const MORE = 5_000;
const TURNS = 9;

/** What was measured. */
interface AnalyticsFigures {
  /** All metrics, performance and attribution of trades in memory, ms. */
  readonly allMs: number;
  /** Whole processes, ms, and the first to the second. */
  readonly exportMs: number;
  readonly openMs: number;
  readonly ratio: number;
  readonly fileMb: number;
  /** One more closed trade, with all its facts, µs. */
  readonly tradeUs: number;
}

/** Opens a file with sql.js, asks it nothing worth the name, and leaves. */
const OPENER = `
const [file] = process.argv.slice(1);
const { readFileSync } = require("node:fs");
require(${JSON.stringify(createRequire(import.meta.url).resolve("sql.js"))})().then((sql) => {
  const database = new sql.Database(readFileSync(file));
  database.exec("SELECT last_seq FROM meta");
  database.close();
});`;

/** A view that is kept from one bench to the next. */
async function viewIn(cache: string, say: (text: string) => void): Promise<string> {
  const home = join(cache, `trades-${TRADES}-${SEED}`);
  const path = join(home, "data", "projection.sqlite");
  if (existsSync(path)) {
    const kept = await Projection.open(path);
    const isCurrent = kept.place !== null;
    kept.close();
    if (isCurrent) return home;
  }
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  say(`a view of ${TRADES} trades`);
  await tradedHome(home, SEED, TRADES);
  return home;
}

/** Folds as a session does, and asks for everything. */
function measureMemory(say: (text: string) => void): { allMs: number; tradeUs: number } {
  say("in memory");
  const source = new TradeFacts(SEED);
  const state = createMetrics();
  const contexts = createContexts();
  const trades: JournalTrade[] = [];
  const take = (count: number): number => {
    const facts = Array.from({ length: count }, () => source.next()).flat();
    const from = systemClock.monotonicMs();
    for (const fact of facts) {
      addFact(state, fact);
      addContextFact(contexts, fact);
      if (fact.type === "trade_closed") trades.push(journalTradeOf(contexts, fact));
    }
    return systemClock.monotonicMs() - from;
  };
  for (let taken = 0; taken < TRADES; taken += MORE) take(MORE);
  const times = Array.from({ length: TURNS }, () => {
    const from = systemClock.monotonicMs();
    const metrics = metricsOf(state);
    const analysis = analysisOf(trades, { worths: guardWorths(state.guards), shadows: [] });
    const took = systemClock.monotonicMs() - from;
    if (metrics.trades !== analysis.performance.trades) throw new Error("they differ");
    return took;
  });
  const tradeUs = median(Array.from({ length: TURNS }, () => (take(MORE) * 1_000) / MORE));
  return { allMs: median(times.slice(2)), tradeUs };
}

/**
 * Measures and writes a table, as Markdown.
 * @param program the built command line
 * @param cache where the view is kept
 * @param runnerOf runs programs with a home
 */
export async function studyAnalytics(
  program: string,
  cache: string,
  runnerOf: (home: string) => Runner,
  say: (text: string) => void,
): Promise<string> {
  const home = await viewIn(cache, say);
  const file = join(home, "data", "projection.sqlite");
  const runner = runnerOf(home);
  const exporting = { args: [program, "metrics", "export"], isQuiet: true };
  const opening = { args: ["-e", OPENER, file], isQuiet: true };
  say("whole processes");
  // The first reader notes what is kept beside the journal.
  runner.run(exporting);
  const { firstMs: exportMs, secondMs: openMs, ratio } = compare(runner, exporting, opening, TURNS);
  const view = await Projection.open(file);
  if (metricsIn(view, {}).all.trades !== TRADES) throw new Error("the view lacks trades");
  view.close();
  const fileMb = statSync(file).size / 1e6;
  return rendered({ ...measureMemory(say), exportMs, openMs, ratio, fileMb });
}

function rendered(figures: AnalyticsFigures): string {
  const { allMs, exportMs, openMs, ratio, fileMb, tradeUs } = figures;
  const held = (isHeld: boolean): string => (isHeld ? "held" : "missed");
  const rows = [
    [
      "metrics, performance and attribution of trades in memory",
      `${allMs.toFixed(0)} ms`,
      "200 ms",
      held(allMs <= 200),
    ],
    [
      `\`metrics export\`, beside sql.js opening the same file (${fileMb.toFixed(0)} MB)`,
      `${exportMs.toFixed(0)} ms, ${openMs.toFixed(0)} ms: ${ratio.toFixed(2)} ×`,
      "3 ×",
      held(ratio <= 3),
    ],
    [
      "one more closed trade, with the facts that led to it",
      `${tradeUs.toFixed(1)} µs`,
      "20 µs",
      held(tradeUs <= 20),
    ],
  ];
  return [
    `Made-up trades, seed ${SEED}: ${TRADES / 1000},000 of them; medians.`,
    table(["", "measured", "aim", ""], rows),
  ].join("\n\n");
}
