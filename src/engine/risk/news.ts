// News blackouts (SPEC 11): no entries inside a window, and out before it where that is asked for.
// The calendar is an event with its content; nothing here reads a file.

import { bootSymbol, type Core, emit, isOn, ledgerOf, viewOf } from "../core.js";
import type { CalendarEvent } from "../event.js";
import { exitAll } from "../trade/exits.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";
import type { NewsWindow, SymbolNews } from "./news-window.js";

/** The window a symbol is in or comes to next, or null. */
export function nextWindow(core: Core, symbol: number): NewsWindow | null {
  const news = core.state.news[symbol] as SymbolNews;
  return news.windows[news.next] ?? null;
}

/** When news has to be looked at next, UTC epoch ms; Infinity for never. */
export function newsDueTs(core: Core): number {
  let due = Number.POSITIVE_INFINITY;
  for (const news of core.state.news) {
    const window = news.windows[news.next];
    if (window !== undefined) due = Math.min(due, news.inside ? window.to : window.from);
  }
  return due;
}

/** When positions have to be closed next for a window to come, UTC epoch ms; Infinity for never. */
export function newsFlattenDueTs(core: Core): number {
  let due = Number.POSITIVE_INFINITY;
  for (const news of core.state.news) {
    const from = news.windows[news.next]?.flattenFrom ?? null;
    if (from !== null && from > core.state.now) due = Math.min(due, from);
  }
  return due;
}

/** Enters and leaves what is due at `core.state.now`. */
export function fireNews(core: Core): void {
  const { now } = core.state;
  for (let index = 0; index < core.state.news.length; index++) {
    const news = core.state.news[index] as SymbolNews;
    const window = news.windows[news.next];
    if (window === undefined) continue;
    if (news.inside && now >= window.to) leave(core, index, news, window);
    else if (!news.inside && now >= window.from) enter(core, index, news, window);
  }
}

function enter(core: Core, index: number, news: SymbolNews, window: NewsWindow): void {
  news.inside = true;
  emitWindow(core, index, window, "ENTERED");
}

function leave(core: Core, index: number, news: SymbolNews, window: NewsWindow): void {
  news.inside = false;
  news.next++;
  emitWindow(core, index, window, "LEFT");
}

function emitWindow(
  core: Core,
  index: number,
  window: NewsWindow,
  state: "ENTERED" | "LEFT",
): void {
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "news_window",
    symbol: bootSymbol(core, index).instrument.symbol,
    trace_id: null,
    state,
    titles: window.titles,
    impact: window.impact,
    from_ts: window.from,
    to_ts: window.to,
  });
}

/** Passes over what has ended by `ts`, while nothing is decided and nothing is written. */
export function passNews(core: Core, ts: number): void {
  for (const news of core.state.news) {
    news.inside = false;
    while ((news.windows[news.next]?.to ?? Number.POSITIVE_INFINITY) <= ts) news.next++;
  }
}

/** Takes a calendar. Windows that ended before now are passed over without a word. */
export function onCalendar(core: Core, event: CalendarEvent): void {
  const { now } = core.state;
  emit(core, {
    seq: 0,
    ts: now,
    type: "calendar_loaded",
    symbol: null,
    trace_id: null,
    files: event.files,
    windows: Object.fromEntries(
      core.boot.symbols.map(({ instrument }, i) => [
        instrument.symbol,
        event.windows[i]?.length ?? 0,
      ]),
    ),
    problem: event.problem,
  });
  if (event.problem !== null) return;
  for (let index = 0; index < core.state.news.length; index++) {
    const news = core.state.news[index] as SymbolNews;
    const before = news.inside ? news.windows[news.next] : undefined;
    news.windows = event.windows[index] ?? [];
    news.isKnown = event.files.length > 0;
    const at = news.windows.findIndex((window) => window.to > now);
    news.next = at < 0 ? news.windows.length : at;
    const current = news.windows[news.next];
    const isInside = current !== undefined && current.from <= now;
    if (before !== undefined && !isInside) emitWindow(core, index, before, "LEFT");
    if (before === undefined && isInside) emitWindow(core, index, current, "ENTERED");
    news.inside = isInside;
  }
}

/** From when a window holds entries back: positions may be closed some time before it, UTC ms. */
export function heldBackFrom({ from, flattenFrom }: NewsWindow): number {
  return Math.min(from, flattenFrom ?? from);
}

function isHeldBack(window: NewsWindow, now: number): boolean {
  return now >= heldBackFrom(window) && now < window.to;
}

/** Whether news holds entries in a symbol back now. Allocates nothing. */
export function isInBlackout(core: Core, symbol: number): boolean {
  const window = isOn(core, "news_blackout") ? nextWindow(core, symbol) : null;
  return window !== null && isHeldBack(window, core.state.now);
}

/** `news_blackout`: the decision falls into a window. */
export function newsObjection(core: Core, signal: Pick<EntrySignal, "symbol">): Inputs | null {
  const window = nextWindow(core, signal.symbol);
  if (window === null || !isHeldBack(window, core.state.now)) return null;
  return {
    titles: window.titles,
    impact: window.impact,
    from_ts: window.from,
    to_ts: window.to,
  };
}

/** Closes what is open where a window asks for it (`news.flatten_before_min`). */
export function flattenForNews(core: Core, index: number): void {
  const window = nextWindow(core, index);
  if (window === null || window.flattenFrom === null) return;
  const { now } = core.state;
  if (now < window.flattenFrom || now >= window.to || !isOn(core, "news_blackout")) return;
  const { position, entry } = ledgerOf(core, index);
  if (position === null && entry === null) return;
  const { market } = viewOf(core, index);
  if (market.regular || core.config.extended_hours) exitAll(core, index, "news");
}
