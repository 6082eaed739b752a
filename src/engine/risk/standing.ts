// Whether entries are possible at all just now, and the letter that sums it up (SPEC 14). No
// decision is made by it.

import type { TripwireAction } from "../config.js";
import { accountDayOf, type Core, emit, isLive, isOn, viewOf } from "../core.js";
import { askGate } from "../fusion.js";
import type { Gear } from "./gear-letter.js";
import { governorShare } from "./governor.js";
import { standingObjection } from "./guards.js";
import { parkedWords, pausedWords, recoveringWords, staleWords } from "./live-guards.js";
import { isInBlackout, nextWindow } from "./news.js";
import type { TripwireRule } from "./tripwire-state.js";
import { heldBy } from "./tripwires.js";

/** How a symbol stands. */
export interface Standing {
  /** The first guard that would refuse any entry, or null. An open position is no such reason. */
  readonly objection: string | null;
  readonly gear: Gear;
  readonly gearReason: string;
  /** What governor and regime leave of an entry's size, 0 to 1. */
  readonly sizeShare: number;
}

/** How a symbol stands at the time of the last event. */
export function standingOf(core: Core, symbol: number): Standing {
  const gear = gearOf(core, symbol);
  return {
    objection: standingObjection(core, symbol),
    gear,
    gearReason: gearReasonOf(core, symbol, gear),
    sizeShare: governorShare(core) * regimeShare(core, symbol),
  };
}

/** On a close: writes the account's gear where its letter has changed. */
export function judgeGear(core: Core): void {
  if (!core.isGearStale) return;
  core.isGearStale = mayChangeUnsaid(core);
  const symbol = speakerOf(core);
  const gear = gearOf(core, symbol);
  const { state } = core;
  const from = state.ledger.gear;
  if (gear === from) return;
  emit(core, {
    seq: 0,
    ts: state.now,
    type: "gear_changed",
    symbol: null,
    trace_id: null,
    from,
    to: gear,
    reason: gearReasonOf(core, symbol, gear),
  });
}

/** Whether a gear may change with no fact to say so: a gate warms, positions go flat for news. */
function mayChangeUnsaid(core: Core): boolean {
  // Circumstances come and data grows old with no fact.
  if (isLive(core)) return true;
  for (let symbol = 0; symbol < core.boot.symbols.length; symbol++) {
    if (isWarming(core, symbol)) return true;
    const window = nextWindow(core, symbol);
    if (window !== null && window.flattenFrom !== null) return true;
  }
  return false;
}

/** Gears from the one nearest to an entry to the furthest. */
const NEAREST_FIRST: readonly Gear[] = ["D", "L", "N", "R", "P"];

/** The symbol that is nearest to an entry: it speaks for the account. */
export function speakerOf(core: Core): number {
  if (core.boot.symbols.length === 1) return 0;
  let speaker = 0;
  let best = NEAREST_FIRST.length;
  for (let symbol = 0; symbol < core.boot.symbols.length; symbol++) {
    const rank = NEAREST_FIRST.indexOf(gearOf(core, symbol));
    if (rank >= best) continue;
    best = rank;
    speaker = symbol;
  }
  return speaker;
}

function gearOf(core: Core, symbol: number): Gear {
  const live = isLive(core);
  if (live && parkedWords(core, symbol) !== null) return "P";
  if (heldBy(core) !== null) return "P";
  if (live && recoveringWords(core) !== null) return "R";
  if (governorShare(core) === 0) return "R";
  if (live && pausedWords(core) !== null) return "N";
  if (core.boot.unguarded) return "D";
  if (viewOf(core, symbol).isHeldBack) return "N";
  if (live && staleWords(core, symbol) !== null) return "N";
  if (isInBlackout(core, symbol) || isWarming(core, symbol) || usedUp(core) !== null) return "N";
  return governorShare(core) * regimeShare(core, symbol) < 1 ? "L" : "D";
}

function gearReasonOf(core: Core, symbol: number, gear: Gear): string {
  const { governor } = core.state.ledger.risk;
  const { market } = viewOf(core, symbol);
  switch (gear) {
    case "P":
      return (isLive(core) ? parkedWords(core, symbol) : null) ?? parkReason(core);
    case "R":
      return (isLive(core) ? recoveringWords(core) : null) ?? governor.reason;
    case "N":
      return neutralReason(core, symbol);
    case "L": {
      const parts: string[] = [];
      if (governorShare(core) < 1) parts.push(governor.reason);
      const share = regimeShare(core, symbol);
      if (share < 1) parts.push(`${market.regime} cuts size to ${share}`);
      return parts.join(", ");
    }
    case "D":
      return market.regime;
  }
}

function neutralReason(core: Core, symbol: number): string {
  const paused = isLive(core) ? pausedWords(core) : null;
  if (paused !== null) return paused;
  if (viewOf(core, symbol).isHeldBack) {
    return core.state.hasBegun ? "outside the session" : "no bar has come yet";
  }
  const stale = isLive(core) ? staleWords(core, symbol) : null;
  if (stale !== null) return stale;
  if (isInBlackout(core, symbol)) {
    // NOTRADE lies over the market's regime while a blackout stands (SPEC 5).
    return `NOTRADE, news: ${nextWindow(core, symbol)?.titles.join(", ") ?? ""}`;
  }
  if (isWarming(core, symbol)) {
    const { market } = viewOf(core, symbol);
    const { warming } = askGate(market, core.config.fusion, "long");
    return `timeframes warming, ${warming} bars left`;
  }
  return `the ${usedUp(core)}'s trades are used up`;
}

/**
 * The period whose trades are used up. SPEC 14 has no word for it; no entry is possible, nothing is
 * wrong, and it ends by itself: neutral.
 */
function usedUp(core: Core): "day" | "week" | null {
  const { ledger } = core.state;
  const { max_trades_per_day: perDay, max_trades_per_week: perWeek } = core.config.constraints;
  // Asked first, as the account's day takes longer to find.
  if (ledger.tradesToday < perDay && ledger.tradesThisWeek < perWeek) return null;
  const { ordinal, week } = accountDayOf(core);
  const isDay = ledger.tradesToday >= perDay && ledger.countDay === ordinal;
  if (isDay && isOn(core, "constraint:max_trades_per_day")) return "day";
  const isWeek = ledger.tradesThisWeek >= perWeek && ledger.countWeek === week;
  return isWeek && isOn(core, "constraint:max_trades_per_week") ? "week" : null;
}

const LIMITS: Readonly<Record<TripwireRule, string>> = {
  tripwire_day: "the day's R limit",
  tripwire_week: "the week's R limit",
  tripwire_red_days: "red days in a row",
  daily_loss_limit: "the day's money limit",
};

const UNTIL: Readonly<Record<TripwireAction, string>> = {
  BLOCK: "no entries until",
  FLATTEN: "flat, no entries until",
  LOCK: "locked until",
};

function parkReason(core: Core): string {
  const rule = heldBy(core);
  if (rule === null) return "";
  const action = core.state.ledger.risk.tripwires.holds[rule]?.action ?? "LOCK";
  return holdWords(core, rule, action);
}

/** A tripwire's hold, and what ends it, in words. */
export function holdWords(core: Core, rule: TripwireRule, action: TripwireAction): string {
  const isWeek = rule === "tripwire_week";
  // In a replay nobody can resume: what waits for that ends with the week (SPEC 7).
  const resumed = core.boot.mode === "REPLAY" ? "the week rolls" : "you resume";
  const rolled = isWeek ? "the week rolls" : "the day rolls";
  return `${LIMITS[rule]}: ${UNTIL[action]} ${action === "LOCK" ? rolled : resumed}`;
}

/** What the regime leaves of an entry's size, 0 to 1. */
export function regimeShare(core: Core, symbol: number): number {
  return isOn(core, "regime") ? core.config.regime.size[viewOf(core, symbol).market.regime] : 1;
}

/** Whether the timeframe gate holds everything back that it is asked of, until it is warm. */
function isWarming(core: Core, symbol: number): boolean {
  const { fusion } = core.config;
  if (!fusion.enabled || fusion.warmup !== "refuse" || !isOn(core, "htf_gate")) return false;
  const { market } = viewOf(core, symbol);
  let isCold = false;
  for (let i = 0; i < market.timeframes.length; i++) {
    const adx = market.timeframes[i]?.adx ?? Number.NaN;
    if (adx !== adx) isCold = true;
  }
  if (!isCold) return false;
  return core.strategies.some((one) => one.trend) || fusion.gate_signals;
}
