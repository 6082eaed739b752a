// When a symbol's session takes entries, and when what is open is to be flat (SPEC 7, 9).

import type { EngineConfig } from "../config.js";
import { bootSymbol, type Core, isOn, viewOf } from "../core.js";
import type { Span, TradingDay } from "../market/trading-day.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Whether decision time `now` lies in one of the day's entry windows. */
function inWindows(day: TradingDay, now: number, closes: boolean): boolean {
  // In a market that never closes, the day's last decision falls on the next day's first instant.
  const at = !closes && now >= day.to ? now - (day.to - day.from) : now;
  const { entryWindows } = day;
  for (let i = 0; i < entryWindows.length; i++) {
    const window = entryWindows[i] as Span;
    if (window[0] <= at && at < window[1]) return true;
  }
  return false;
}

/** The moment from which positions are to be flat, or null where they may stay. */
function flatByTs(config: EngineConfig, day: TradingDay): number | null {
  const minutes = config.sessions.flat_before_close_min;
  return minutes === null ? null : day.close - minutes * MINUTE_MS;
}

/**
 * The moment from which what is open in a symbol is to be flat today, UTC epoch ms; null where it
 * may stay, or that moment is past.
 */
export function flatByOf(core: Core, index: number): number | null {
  const { instrument, interval } = bootSymbol(core, index);
  const { day } = viewOf(core, index).market;
  if (!instrument.closes || interval >= DAY_MS || day === null) return null;
  const flatBy = isOn(core, "outside_session") ? flatByTs(core.config, day) : null;
  return flatBy !== null && flatBy > core.state.now && day.open < day.close ? flatBy : null;
}

/** Whether a position must go flat at the open `ts`, because the next bar would open too late. */
export function isFlatTime(core: Core, index: number, ts: number): boolean {
  const { instrument, interval } = bootSymbol(core, index);
  const { day } = viewOf(core, index).market;
  if (!instrument.closes || interval >= DAY_MS || day === null) return false;
  if (!isOn(core, "outside_session")) return false;
  const flatBy = flatByTs(core.config, day);
  return flatBy !== null && ts + interval > flatBy;
}

/** Whether the decision time of a symbol lies where no entries are made. */
export function isOutsideSession(core: Core, index: number): boolean {
  const { instrument, interval } = bootSymbol(core, index);
  if (interval >= DAY_MS) return false;
  const { day } = viewOf(core, index).market;
  const { now } = core.state;
  if (day === null || !inWindows(day, now, instrument.closes)) return true;
  return isFlatTime(core, index, now);
}

/** Refuses outside the hours in which entries are made, and once it is to be flat. */
export function sessionObjection(core: Core, signal: Pick<EntrySignal, "symbol">): Inputs | null {
  if (!isOutsideSession(core, signal.symbol)) return null;
  const { day } = viewOf(core, signal.symbol).market;
  const flat_by = isFlatTime(core, signal.symbol, core.state.now);
  return { day: day?.name ?? null, flat_by };
}
