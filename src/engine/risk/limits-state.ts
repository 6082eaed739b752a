// Limits that a new configuration may tighten at once and loosen only at a roll (SPEC 7): which
// they are, which way is looser, and what of them is in force. A fold of facts, so that neither a
// restart nor an edited file loosens one before its time.

import type { EngineConfig, TripwireAction } from "../config.js";
import type { BootFact, Fact } from "../effect.js";
import type { LimitPendingFact } from "../guard-facts.js";

/** A limit's value; null is no limit. */
export type LimitValue = number | string | null;

/** A limit that loosens only at a roll. */
export interface LimitRule {
  /** Its key in the configuration, without `constraints.`. */
  readonly rule: string;
  /** The same as the steps that lead to it. */
  readonly path: readonly string[];
  /** The roll that a looser value waits for. */
  readonly roll: "day" | "week";
  /** How loose a value is: of two, the larger is the looser. */
  readonly looseness: (value: LimitValue) => number;
}

/** No limit is the loosest; a value that is no number is held to be loose too. */
function numberOf(value: LimitValue): number {
  return typeof value === "number" && value === value ? value : Number.POSITIVE_INFINITY;
}

/** Larger is looser. */
const atMost = (value: LimitValue): number => numberOf(value);
/** Smaller is looser. */
const atLeast = (value: LimitValue): number =>
  value === null ? Number.POSITIVE_INFINITY : -Number(value);

/** From the one that holds longest against a person's wish to the one that ends at their word. */
const STRICTEST_FIRST: readonly TripwireAction[] = ["LOCK", "FLATTEN", "BLOCK"];
const byAction = (value: LimitValue): number => STRICTEST_FIRST.indexOf(value as TripwireAction);

const ruleOf = (
  path: string,
  looseness: LimitRule["looseness"],
  roll: LimitRule["roll"] = "day",
): LimitRule => ({
  rule: path.startsWith("constraints.") ? path.slice("constraints.".length) : path,
  path: path.split("."),
  roll,
  looseness,
});

/** All of them. A governor's window and scratch are no limits: neither way is looser. */
export const LIMIT_RULES: readonly LimitRule[] = [
  ...[
    ...["risk_per_trade_pct", "daily_loss_limit", "dll_fraction_per_trade", "max_trades_per_day"],
    ...["max_open_positions", "max_contracts", "max_spread_ticks", "max_slippage_ticks"],
    ...["max_notional_pct.stock", "max_notional_pct.crypto", "max_notional_pct.fx"],
    ...["max_order_rate_per_min", "price_collar_pct"],
  ].map((key) => ruleOf(`constraints.${key}`, atMost)),
  ruleOf("constraints.max_trades_per_week", atMost, "week"),
  ruleOf("constraints.min_stop_ticks", atLeast),
  ruleOf("tripwires.day_r", atLeast),
  ruleOf("tripwires.day_action", byAction),
  ruleOf("tripwires.week_r", atLeast, "week"),
  ruleOf("tripwires.week_action", byAction, "week"),
  ruleOf("tripwires.red_days", atMost),
  ruleOf("tripwires.red_days_action", byAction),
  ...[0, 1, 2].map((step) => ruleOf(`governor.drawdown_r.${step}`, atLeast)),
  ...[0, 1, 2].map((step) => ruleOf(`governor.streak.${step}`, atMost)),
  ruleOf("governor.cooldown_bars", atLeast),
  ruleOf("loop.entries", atMost),
];

/** The limits' part of the ledger: a fold of facts. */
export interface LimitsState {
  /** Values in force by rule; null before the first boot. */
  effective: Record<string, LimitValue> | null;
  /** Looser values that wait for their roll, by rule. */
  pending: Record<string, LimitValue>;
}

/** No boot yet. */
export function createLimits(): LimitsState {
  return { effective: null, pending: {} };
}

/** Folds one fact. */
export function applyLimits(state: LimitsState, fact: Fact): void {
  if (fact.type === "boot") applyBoot(state, fact);
  else if (fact.type === "limit_pending") applyPending(state, fact);
}

/** What is asked for at a boot holds at once, unless it is looser than what held before. */
function applyBoot(state: LimitsState, fact: BootFact): void {
  const before = state.effective;
  const effective: Record<string, LimitValue> = {};
  state.pending = {};
  for (const { rule, path, looseness } of LIMIT_RULES) {
    const asked = valueAt(fact.config as EngineConfig, path);
    const held = before?.[rule];
    const isLooser = held !== undefined && looseness(asked) > looseness(held);
    effective[rule] = isLooser ? held : asked;
    if (isLooser) state.pending[rule] = asked;
  }
  state.effective = effective;
}

/** One whose effective value is the asked one has come into force. */
function applyPending(state: LimitsState, { rule, effective, asked }: LimitPendingFact): void {
  if (state.effective === null || effective !== asked) return;
  state.effective[rule] = asked as LimitValue;
  delete state.pending[rule];
}

/** The value a path leads to. */
function valueAt(config: EngineConfig, path: readonly string[]): LimitValue {
  let at: unknown = config;
  for (const step of path) at = (at as Record<string, unknown>)[step];
  return at as LimitValue;
}

/** The configuration as it is obeyed: what may not loosen yet stays; itself where nothing waits. */
export function effectiveConfig(config: EngineConfig, { effective }: LimitsState): EngineConfig {
  if (effective === null) return config;
  const held = LIMIT_RULES.filter(
    ({ rule, path }) => effective[rule] !== undefined && effective[rule] !== valueAt(config, path),
  );
  if (held.length === 0) return config;
  const { constraints, tripwires, governor, loop } = config;
  const copy: EngineConfig = {
    ...config,
    constraints: { ...constraints, max_notional_pct: { ...constraints.max_notional_pct } },
    tripwires: { ...tripwires },
    governor: {
      ...governor,
      drawdown_r: [...governor.drawdown_r],
      streak: [...governor.streak],
    },
    loop: { ...loop },
  };
  for (const { rule, path } of held) setAt(copy, path, effective[rule] as LimitValue);
  return copy;
}

function setAt(config: EngineConfig, path: readonly string[], value: LimitValue): void {
  let at = config as unknown as Record<string, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path.at(-1) as string] = value;
}
