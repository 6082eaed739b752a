// Whether entries are possible at all just now, and the letter that sums it up (SPEC 14). No
// decision is made by it.

import { type Core, emit, isOn, viewOf } from "../core.js";
import { askGate } from "../fusion.js";
import type { Gear } from "./gear-letter.js";
import { governorShare } from "./governor.js";
import { standingObjection } from "./guards.js";
import { newsObjection, nextWindow } from "./news.js";
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
  if (core.boot.unguarded) return "D";
  if (heldBy(core) !== null) return "P";
  if (governorShare(core) === 0) return "R";
  if (viewOf(core, symbol).isHeldBack) return "N";
  if (isInNews(core, symbol) || isWarming(core, symbol)) return "N";
  return governorShare(core) * regimeShare(core, symbol) < 1 ? "L" : "D";
}

function gearReasonOf(core: Core, symbol: number, gear: Gear): string {
  const { governor } = core.state.ledger.risk;
  const { market } = viewOf(core, symbol);
  switch (gear) {
    case "P":
      return heldBy(core) ?? "";
    case "R":
      return governor.reason;
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
  if (viewOf(core, symbol).isHeldBack) return "outside the session";
  if (isInNews(core, symbol)) return `news: ${nextWindow(core, symbol)?.titles.join(", ") ?? ""}`;
  const { market } = viewOf(core, symbol);
  const { warming } = askGate(market, core.config.fusion, "long");
  return `timeframes warming, ${warming} bars left`;
}

function isInNews(core: Core, symbol: number): boolean {
  if (!isOn(core, "news_blackout")) return false;
  return nextWindow(core, symbol) !== null && newsObjection(core, { symbol }) !== null;
}

/** What the regime leaves of an entry's size. */
function regimeShare(core: Core, symbol: number): number {
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
