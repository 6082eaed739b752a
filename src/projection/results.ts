// What trades add up to and what guards did meanwhile, read back from the tables as analytics takes
// them. There may be a hundred thousand rows of each, so that cells go by their place.

import type { GuardRecord } from "../analytics/attribution.js";
import { type EntryContext, type JournalTrade, withContext } from "../analytics/entry-context.js";
import {
  addCut,
  addGuardFact,
  addRefusals,
  type GuardsState,
  guardWorths,
} from "../analytics/guard-worth.js";
import {
  addTrade,
  type CountedTrade,
  createMetrics,
  type MetricsState,
} from "../analytics/metrics.js";
import type { TradeRecord } from "../engine/trade/record.js";
import type { Cell } from "./database.js";
import { TRADE_FIELDS } from "./kept-schema.js";
import type { Projection } from "./projection.js";
import { isOurs, selectionOf, type WantedTrades, type Where, whereAll, whereOf } from "./trades.js";

/** What was traded, with all that analytics has a use for. */
export interface Results {
  /** In the order in which they closed. */
  readonly trades: readonly JournalTrade[];
  readonly metrics: MetricsState;
  readonly guards: GuardRecord;
}

/**
 * Columns that the metrics are made from, and those that say what was cut. Times as numbers, and
 * the names that make a cell of the matrix as one text: to make texts takes most of the time.
 */
const COUNTED = [
  ...["unixepoch(exit_ts, 'subsec')", "unixepoch(entry_ts, 'subsec')", "exit_day"],
  "json_array(regime, strategy, symbol)",
  ...["entry_hour", "entry_weekday", "net_pnl", "commission", "result_R", "mae_R", "mfe_R"],
  ...["governor_multiplier", "regime_size"],
].join(", ");

const CONTEXT = ["gear", "governor", "governor_multiplier", "regime_size", "self_report"];

/**
 * What trades add up to, and what guards refused and cut; bars are not known. To be read alone.
 */
export function metricsIn(projection: Projection, wanted: WantedTrades): MetricsState {
  if (Object.keys(wanted).length === 0) return projection.metrics;
  const state = createMetrics();
  const guards = new GuardBooks(state.guards, projection, wanted);
  const { sql, values } = selectionOf(wanted);
  const countedOf = countedBy();
  projection.each(`SELECT ${COUNTED} ${sql}`, values, (cells) => {
    addTrade(state, countedOf(cells));
    guards.close(cells[11] as number | null, cells[12] as number | null, cells[8] as number);
  });
  return state;
}

/** The same, and the trades and shadows themselves. */
export function resultsIn(projection: Projection, wanted: WantedTrades): Results {
  const metrics = createMetrics();
  const guards = new GuardBooks(metrics.guards, projection, wanted);
  const tags = tagsIn(projection);
  const trades: JournalTrade[] = [];
  const { sql, values } = selectionOf(wanted);
  const columns = `${TRADE_FIELDS}, ${CONTEXT.join(", ")}`;
  projection.each(`SELECT ${columns} ${sql}`, values, (cells) => {
    const trade = tradeOf(cells, tags);
    trades.push(trade);
    addTrade(metrics, trade);
    const { governor_multiplier: governor = null, regime_size: regime = null } =
      trade.context ?? {};
    guards.close(governor, regime, trade.result_R);
  });
  const record = { worths: guardWorths(metrics.guards), shadows: guards.shadows };
  return { trades, metrics, guards: record };
}

/** Reads rows of `COUNTED`. */
function countedBy(): (cells: readonly Cell[]) => CountedTrade {
  const names = new Map<string, readonly string[]>();
  const namesIn = (text: string): readonly string[] => {
    const known = names.get(text) ?? (JSON.parse(text) as string[]);
    names.set(text, known);
    return known;
  };
  return (cells) => {
    const number = (place: number): number => cells[place] as number;
    const [regime = "", strategy = "", symbol = ""] = namesIn(cells[3] as string);
    return {
      exit_ts: instantOf(cells[0]),
      entry_ts: instantOf(cells[1]),
      exit_day: cells[2] as string,
      regime,
      strategy,
      symbol,
      entry_hour: number(4),
      entry_weekday: number(5),
      net_pnl: number(6),
      commission: number(7),
      result_R: number(8),
      mae_R: number(9),
      mfe_R: number(10),
    };
  };
}

/** Seconds with a fraction are whole milliseconds again; what SQLite could not read is none. */
function instantOf(seconds: Cell = null): number {
  return seconds === null ? Number.NaN : Math.round((seconds as number) * 1_000);
}

/** @param cells of the trade's own fields, then of its context */
function tradeOf(cells: readonly Cell[], tags: ReadonlyMap<string, string[]>): JournalTrade {
  const [gear, governor, governor_multiplier, regime_size, self_report] = cells.slice(24);
  const context = { gear, governor, governor_multiplier, regime_size, self_report };
  const record = recordOf(cells);
  return withContext(
    record,
    gear === null ? null : (context as EntryContext),
    tags.get(record.trade_id) ?? [],
  );
}

/** In the order of `TRADE_FIELDS`. */
function recordOf(cells: readonly Cell[]): TradeRecord {
  const text = (place: number): string => cells[place] as string;
  const number = (place: number): number => cells[place] as number;
  return {
    trade_id: text(0),
    symbol: text(1),
    side: text(2) as TradeRecord["side"],
    strategy: text(3),
    regime: text(4),
    entry_ts: Date.parse(text(5)),
    exit_ts: Date.parse(text(6)),
    qty: number(7),
    entry_price: number(8),
    exit_price: number(9),
    initial_stop: number(10),
    exit_reason: text(11) as TradeRecord["exit_reason"],
    gross_pnl: number(12),
    commission: number(13),
    net_pnl: number(14),
    result_R: number(15),
    bars_held: number(16),
    mae_R: number(17),
    mfe_R: number(18),
    slippage_ticks: number(19),
    trace_id: text(20),
    entry_hour: number(21),
    entry_weekday: number(22),
    exit_day: text(23),
  };
}

/** Tags by trade, each trade's in the order of the alphabet. */
function tagsIn(projection: Projection): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  projection.each("SELECT trade_id, tag FROM tags ORDER BY trade_id, tag", [], (cells) => {
    const [id, tag] = cells as [string, string];
    const known = tags.get(id);
    if (known === undefined) tags.set(id, [tag]);
    else known.push(tag);
  });
  return tags;
}

/** A shadow trade that has closed. */
interface ClosedShadow {
  readonly trace_id: string | null;
  readonly guards: string[];
  readonly result_R: number;
}

/**
 * Books to guards what they refused and cut. Of refusals counts when they fell, of shadows when
 * they closed. Guards stand before our own trades alone, and what only a trade has, nobody can ask
 * of a refusal.
 */
class GuardBooks {
  readonly shadows: readonly ClosedShadow[];
  readonly #isOurs: boolean;

  constructor(
    private readonly state: GuardsState,
    projection: Projection,
    wanted: WantedTrades,
  ) {
    const { exitReason, tags = [] } = wanted;
    this.#isOurs = isOurs(wanted);
    const isAsked = this.#isOurs && exitReason === undefined && tags.length === 0;
    this.shadows = isAsked ? shadowsIn(projection, wanted) : [];
    for (const { guards, result_R } of this.shadows) {
      addGuardFact(state, { type: "shadow_closed", guards, result_R });
    }
    if (isAsked) countRefusals(state, projection, wanted);
  }

  /**
   * A trade has closed.
   * @param governor,regime what they left of its size; null where nobody knows
   */
  close(governor: number | null, regime: number | null, resultR: number): void {
    if (!this.#isOurs || governor === null || regime === null) return;
    addCut(this.state, { governor, regime }, resultR);
  }
}

function countRefusals(state: GuardsState, projection: Projection, wanted: WantedTrades): void {
  const { sql, values } = bothOf(whereOf(wanted, "ts", "day"), wanted);
  const query = `SELECT guards, count(*) FROM refusals WHERE ${sql} GROUP BY guards`;
  projection.each(query, values, ([guards, count]) => {
    addRefusals(state, JSON.parse(guards as string), count as number);
  });
}

function shadowsIn(projection: Projection, wanted: WantedTrades): ClosedShadow[] {
  const { sql, values } = bothOf(whereOf(wanted, "exit_ts", "day"), wanted);
  const query = `SELECT trace_id, guards, result_R FROM shadows WHERE ${sql} ORDER BY seq`;
  const shadows: ClosedShadow[] = [];
  // Few sets of guards object again and again.
  const sets = new Map<string, string[]>();
  projection.each(query, values, ([trace_id, text, result_R]) => {
    const guards = sets.get(text as string) ?? (JSON.parse(text as string) as string[]);
    sets.set(text as string, guards);
    shadows.push({ trace_id, guards, result_R } as ClosedShadow);
  });
  return shadows;
}

/** What is asked of a refusal and, by way of its signal, of the regime and the side. */
function bothOf(base: Where, { regime, side }: WantedTrades): Where {
  if (regime === undefined && side === undefined) return base;
  const signal = whereAll([
    ["regime = ?", regime],
    ["side = ?", side],
  ]);
  return {
    sql: `${base.sql} AND trace_id IN (SELECT trace_id FROM decisions WHERE ${signal.sql})`,
    values: [...base.values, ...signal.values],
  };
}
