// From a finished run to what its page shows.

import type { GuardWorth } from "../analytics/guard-worth.js";
import { addTrade, createMetrics, type Metrics, metricsOf } from "../analytics/metrics.js";
import type { Fact, OrderStateFact } from "../engine/effect.js";
import type { TradeRecord } from "../engine/trade/record.js";
import type { SourceDescription } from "../feeds/feed.js";
import type { RunReport } from "../runtime/session.js";
import type { SummaryData, SummaryGroup } from "./summary.js";

/** States in which an order that has not filled will not fill any more. */
const ENDED: ReadonlySet<string> = new Set(["CANCELLED", "EXPIRED", "REJECTED"]);

/** Counts what the page says of signals and of the entries that came of them. */
export class Tally {
  signals = 0;
  /** Entries that were cancelled without any fill; those that a guard took back are refusals. */
  unfilled = 0;
  /** Entries at the venue of which nothing has filled, by their trace. */
  readonly #waiting = new Set<string | null>();
  readonly #refusals = new Map<string, number>();

  take(fact: Fact): void {
    switch (fact.type) {
      case "signal":
        this.signals += 1;
        break;
      case "order_submitted":
        if (fact.role === "entry") this.#waiting.add(fact.trace_id);
        break;
      case "position_opened":
        this.#waiting.delete(fact.trace_id);
        break;
      case "order_state":
        if (fact.role === "entry") this.#takeEntry(fact);
        break;
      case "guard_reject":
        this.#waiting.delete(fact.trace_id);
        this.#refusals.set(fact.reason, (this.#refusals.get(fact.reason) ?? 0) + 1);
        break;
      default:
        break;
    }
  }

  #takeEntry({ state, trace_id, filled_qty }: OrderStateFact): void {
    if (!ENDED.has(state) || !this.#waiting.delete(trace_id)) return;
    if (filled_qty === 0) this.unfilled += 1;
  }

  /** By the first guard that objected, most first. */
  refusals(): { reason: string; count: number }[] {
    return [...this.#refusals]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

/** Trades by a name they carry, most trades first. */
function grouped(
  trades: readonly TradeRecord[],
  nameOf: (trade: TradeRecord) => string,
): SummaryGroup[] {
  const byName = new Map<string, TradeRecord[]>();
  for (const trade of trades) {
    const name = nameOf(trade);
    const group = byName.get(name);
    if (group === undefined) byName.set(name, [trade]);
    else group.push(trade);
  }
  return [...byName]
    .map(([name, members]) => {
      const state = createMetrics();
      for (const trade of members) addTrade(state, trade);
      const metrics = metricsOf(state);
      return {
        name,
        trades: metrics.trades,
        win_rate: metrics.win_rate,
        profit_factor: metrics.profit_factor,
        expected_R: metrics.expected_R,
        total_R: metrics.total_R,
      };
    })
    .sort((a, b) => b.trades - a.trades || (a.name < b.name ? -1 : 1));
}

/** Everything that a run leaves behind. */
interface FinishedRun {
  readonly sources: readonly SourceDescription[];
  readonly run: RunReport;
  readonly metrics: Metrics;
  readonly trades: readonly TradeRecord[];
  readonly guards: readonly GuardWorth[];
  readonly tally: Tally;
  readonly unguarded: boolean;
  readonly currency: string;
}

/** What the page of a finished run shows. */
export function summaryDataOf(finished: FinishedRun): SummaryData {
  const { sources, run, metrics, trades, tally } = finished;
  const byResult = (better: (a: number, b: number) => boolean): TradeRecord | null =>
    trades.reduce<TradeRecord | null>(
      (found, trade) => (found === null || better(trade.result_R, found.result_R) ? trade : found),
      null,
    );
  return {
    symbols: sources.map(({ instrument }) => instrument.symbol),
    timeframe: [...new Set(sources.map(({ timeframe }) => timeframe))].join(", "),
    from: run.from,
    to: run.to,
    bars: run.bars,
    unguarded: finished.unguarded,
    // Where nothing is known of an instrument, its money is in points.
    currency: sources.every(({ instrument }) => instrument.unknown) ? "pt" : finished.currency,
    metrics,
    strategies: grouped(trades, ({ strategy }) => strategy),
    exits: grouped(trades, ({ exit_reason }) => exit_reason),
    best: byResult((a, b) => a > b),
    worst: byResult((a, b) => a < b),
    signals: tally.signals,
    refusals: tally.refusals(),
    guards: finished.guards,
    unfilled: tally.unfilled,
    barsPerSecond: run.bars_per_second,
    elapsedMs: run.elapsed_ms,
  };
}
