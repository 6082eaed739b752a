// What guards are worth (SPEC 12): a fold over facts. A guard that refused saved what the shadows
// of its signals lost; one that cut a trade saved the part of its loss that it cut off. Rows
// overlap where two guards objected to one signal, so they do not add up.

import type {
  EntrySizedFact,
  Fact,
  OrderStateFact,
  PositionOpenedFact,
  TradeClosedFact,
} from "../engine/effect.js";
import type { GuardRejectFact, ShadowClosedFact } from "../engine/guard-facts.js";
import { keptOf } from "./by-trace.js";
import { ENOUGH, type Interval, reachOfMean } from "./interval.js";
import { addDouble, type CompensatedSum, doubleOf, noSum } from "./sum.js";

/** What a guard cost or saved, in R. Field names are pinned. */
export interface GuardRow {
  guard: string;
  /** Refusals that name it, also those without a shadow. */
  refused: number;
  /** Closed trades that it had cut. */
  cut: number;
  shadow_closed: number;
  /** Sum of the results of those shadows. */
  shadow_R: number;
  /** −`shadow_R`, and what was saved by cuts. */
  saved_R: number;
}

/** A row with how sure it is: both ends in R, or null while there are too few to say. */
export interface GuardWorth extends GuardRow {
  interval_R: Interval | null;
}

/** Totals of one guard. */
interface GuardTally {
  refused: number;
  cut: number;
  shadows: number;
  shadowR: CompensatedSum;
  savedR: CompensatedSum;
  /** Welford's running mean of what each shadow and each cut saved, and its squared deviations. */
  mean: number;
  deviations: number;
}

/** Shares to which a size was cut. */
interface Cut {
  governor: number;
  regime: number;
  /** Something of it has filled: it is a trade, whatever is said of its rest. */
  isOpen?: true;
}

/** What is known so far: plain JSON. */
export interface GuardsState {
  /** By guard. */
  tallies: Record<string, GuardTally>;
  /** Shares to which an entry's size was cut, by `trace_id`, until its trade has closed. */
  cuts: Record<string, Cut>;
}

/** No fact yet. */
export function createGuards(): GuardsState {
  return { tallies: {}, cuts: {} };
}

/** SPEC 7's order; hard limits by their rule. */
const ORDER: readonly string[] = [
  ...["paused", "halted", "reconcile_hold", "outside_session", "stale_data", "bad_print"],
  ...["position_open", "news_blackout", "regime", "htf_gate", "tripwire_day", "tripwire_week"],
  ...["tripwire_red_days", "daily_loss_limit", "governor"],
  ...[
    ...["risk_per_trade_pct", "max_trades_per_day", "max_trades_per_week", "max_open_positions"],
    ...["max_contracts", "max_notional_pct", "max_spread_ticks", "max_slippage_ticks"],
    ...["max_order_rate_per_min", "price_collar_pct", "min_stop_ticks", "allowed_symbols"],
  ].map((rule) => `constraint:${rule}`),
  ...["duplicate", "loop", "stop_side", "price_collar", "size_zero", "entry_drift"],
  "circuit_open",
];

/** What has to be known of a fact that says something of a guard. */
export type GuardNote =
  | Pick<GuardRejectFact, "type" | "trace_id" | "guards">
  | Pick<ShadowClosedFact, "type" | "guards" | "result_R">
  | Pick<EntrySizedFact, "type" | "trace_id" | "governor" | "regime_size">
  | Pick<OrderStateFact, "type" | "trace_id" | "role" | "state" | "filled_qty">
  | Pick<PositionOpenedFact, "type" | "trace_id">
  | Pick<TradeClosedFact, "type" | "trace_id" | "result_R">;

/** Takes one fact; those that say nothing of a guard are passed over. In journal order. */
export function addGuardFact(state: GuardsState, fact: Fact | GuardNote): void {
  switch (fact.type) {
    case "guard_reject": {
      addRefusals(state, fact.guards, 1);
      const cut = keptOf(state.cuts, fact.trace_id);
      if (cut !== undefined && cut.isOpen !== true) forget(state, fact.trace_id);
      break;
    }
    case "position_opened": {
      const cut = keptOf(state.cuts, fact.trace_id);
      if (cut !== undefined) cut.isOpen = true;
      break;
    }
    case "shadow_closed":
      for (const guard of fact.guards) addShadow(tallyOf(state, guard), fact.result_R);
      break;
    case "entry_sized":
      noteCuts(state, fact);
      break;
    case "order_state":
      if (hasComeToNothing(fact)) forget(state, fact.trace_id);
      break;
    case "trade_closed": {
      const cut = keptOf(state.cuts, fact.trace_id);
      if (cut === undefined) break;
      addCut(state, cut, fact.result_R);
      forget(state, fact.trace_id);
      break;
    }
    default:
      break;
  }
}

/** Counts refusals that named all of these guards, as so many facts would have. */
export function addRefusals(state: GuardsState, guards: readonly string[], count: number): void {
  for (const guard of guards) tallyOf(state, guard).refused += count;
}

function tallyOf(state: GuardsState, guard: string): GuardTally {
  const known = state.tallies[guard];
  if (known !== undefined) return known;
  const tally: GuardTally = {
    refused: 0,
    cut: 0,
    shadows: 0,
    shadowR: noSum(),
    savedR: noSum(),
    mean: 0,
    deviations: 0,
  };
  state.tallies[guard] = tally;
  return tally;
}

function addShadow(tally: GuardTally, resultR: number): void {
  tally.shadows++;
  addDouble(tally.shadowR, resultR);
  addSaved(tally, -resultR);
}

/**
 * Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and
 * products", Technometrics 4 (1962).
 */
function addSaved(tally: GuardTally, savedR: number): void {
  addDouble(tally.savedR, savedR);
  const before = savedR - tally.mean;
  tally.mean += before / (tally.shadows + tally.cut);
  tally.deviations += before * (savedR - tally.mean);
}

function noteCuts(
  state: GuardsState,
  fact: Pick<EntrySizedFact, "trace_id" | "governor" | "regime_size">,
): void {
  const { governor, regime_size: regime, trace_id } = fact;
  if (trace_id === null || (governor >= 1 && regime >= 1)) return;
  state.cuts[trace_id] = { governor, regime };
}

/** Books a closed trade to each guard that cut it, by the share that the guard left. */
export function addCut(
  state: GuardsState,
  { governor, regime }: { readonly governor: number; readonly regime: number },
  resultR: number,
): void {
  bookCut(state, "governor", governor, resultR);
  bookCut(state, "regime", regime, resultR);
}

function bookCut(state: GuardsState, guard: string, share: number, resultR: number): void {
  if (share >= 1) return;
  const tally = tallyOf(state, guard);
  tally.cut++;
  addSaved(tally, -(1 - share) * resultR);
}

function forget(state: GuardsState, traceId: string | null): void {
  if (traceId !== null) delete state.cuts[traceId];
}

/** An entry that ended before anything of it had filled. */
export function hasComeToNothing({
  role,
  state,
  filled_qty,
}: Pick<OrderStateFact, "role" | "state" | "filled_qty">): boolean {
  if (role !== "entry" || filled_qty > 0) return false;
  return state === "CANCELLED" || state === "EXPIRED" || state === "REJECTED";
}

/**
 * A row for each guard that refused or cut anything, in SPEC 7's order, with the 95 % interval of
 * `saved_R`: n times Student's interval of the mean of what its n shadows and cuts saved, where n
 * is 20 at least.
 */
export function guardWorths(state: GuardsState): GuardWorth[] {
  return Object.entries(state.tallies)
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .map(([guard, tally]) => ({ ...rowOf(guard, tally), interval_R: intervalOf(tally) }));
}

/** The rows alone. */
export function guardRows(state: GuardsState): GuardRow[] {
  return guardWorths(state).map(({ interval_R: _, ...row }) => row);
}

function placeOf(guard: string): number {
  const place = ORDER.indexOf(guard);
  return place < 0 ? ORDER.length : place;
}

function rowOf(guard: string, tally: GuardTally): GuardRow {
  return {
    guard,
    refused: tally.refused,
    cut: tally.cut,
    shadow_closed: tally.shadows,
    shadow_R: doubleOf(tally.shadowR),
    saved_R: doubleOf(tally.savedR),
  };
}

function intervalOf(tally: GuardTally): GuardWorth["interval_R"] {
  const n = tally.shadows + tally.cut;
  if (n < ENOUGH) return null;
  const reach = n * reachOfMean(n, tally.deviations);
  const saved = doubleOf(tally.savedR);
  return { low: saved - reach, high: saved + reach };
}
