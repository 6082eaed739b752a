// What happens to one signal in the naive simulator, phase by phase: a list of entry fills, a list
// of exit fills and a list of stop moves, from which all the rest is worked out on demand.

import type { ExitReason } from "../../src/engine/trade/record.js";
import { atLeast, down, item, type NaiveInput, NEAR, sum, type TapeBar, up } from "./tape.js";

interface Fill {
  bar: number;
  lots: number;
  ticks: number;
  /** What its slippage is measured from. */
  reference: number;
}

interface ExitFill extends Fill {
  reason: ExitReason;
  atOpen: boolean;
  /** Index of the resting limit that filled, -1 for others. */
  limit: number;
}

interface StopMove {
  bar: number;
  from: number;
  to: number;
  why: "break_even" | "atr" | "swing";
}

/** All that has happened to one signal. */
export interface Story {
  tape: TapeBar[];
  config: NaiveInput["config"];
  wanted: number;
  initialStop: number;
  target: number | null;
  signalBar: number;
  entries: Fill[];
  exits: ExitFill[];
  moves: StopMove[];
  /** Market exits decided on the last close. */
  decided: { lots: number; reason: ExitReason }[];
}

/** Quantity-weighted mean of something of the fills. */
export const weighted = (fills: readonly Fill[], of: (fill: Fill) => number): number =>
  sum(fills, (f) => of(f) * f.lots) / sum(fills, (f) => f.lots);

/** Lots entered so far. */
export const filled = (story: Story): number => sum(story.entries, (f) => f.lots);
/** Lots in the position. */
export const openLots = (story: Story): number => filled(story) - sum(story.exits, (f) => f.lots);
/** Mean entry, ticks, unrounded; NaN before the first fill. */
export const entryPrice = (story: Story): number => weighted(story.entries, (f) => f.ticks);
/** Ticks from the mean entry to the initial stop: one R per lot. */
export const riskTicks = (story: Story): number => entryPrice(story) - story.initialStop;
const stopNow = (story: Story): number => story.moves.at(-1)?.to ?? story.initialStop;

/** Scale-outs with the lots due once each is reached, nearest first, and the target's limit. */
function plan(story: Story): {
  steps: { ticks: number; due: number }[];
  target: { ticks: number; lots: number } | null;
} {
  const quantity = filled(story);
  const levels = story.config.intrade.scale_out;
  const steps = levels.map((level, k) => ({
    ticks: up(entryPrice(story) + level.at_r * riskTicks(story)),
    due: Math.min(quantity, down(quantity * sum(levels.slice(0, k + 1), (l) => l.pct))),
  }));
  const target = story.target;
  if (target === null) return { steps, target: null };
  if (steps.length === 0) return { steps, target: { ticks: target, lots: quantity } };
  const before = steps.filter((step) => step.ticks < target);
  const lots = item(steps, steps.length - 1).due - (before.at(-1)?.due ?? 0);
  return before.length === steps.length
    ? { steps, target: null }
    : { steps: before, target: { ticks: target, lots } };
}

/** What rests as limits now, nearest first, less what has filled of each. */
function restingLimits(story: Story): { ticks: number; lots: number; limit: number }[] {
  const { steps, target } = plan(story);
  const resting =
    story.config.intrade.scale_out_mode === "limit"
      ? steps.map((step, k) => ({ ticks: step.ticks, lots: step.due - (steps[k - 1]?.due ?? 0) }))
      : [];
  if (target !== null) resting.push(target);
  return resting
    .map((order, limit) => {
      const gone = sum(
        story.exits.filter((f) => f.limit === limit),
        (f) => f.lots,
      );
      return { ticks: order.ticks, lots: order.lots - gone, limit };
    })
    .filter((order) => order.lots > 0);
}

/** Books an exit fill, where there is a quantity at all. */
export function leave(story: Story, exit: Omit<ExitFill, "limit"> & { limit?: number }): void {
  if (exit.lots > 0) story.exits.push({ limit: -1, ...exit });
}

function stopReason(story: Story): ExitReason {
  const why = story.moves.at(-1)?.why;
  if (why === undefined) return "stop";
  return why === "break_even" ? "break_even" : "trail";
}

/** Limits that `reach` has got to, each at its price or at the better open; returns room left. */
function takeLimits(story: Story, bar: number, atOpen: boolean, room: number): number {
  const { open, high } = item(story.tape, bar);
  const through = story.config.fills.limit_fill === "through";
  const reach = atOpen ? open : high;
  let left = room;
  for (const order of restingLimits(story)) {
    const hit = through ? reach > order.ticks + NEAR : atLeast(reach, order.ticks);
    const lots = hit ? Math.min(order.lots, left) : 0;
    const ticks = Math.max(order.ticks, down(open));
    const { ticks: reference, limit } = order;
    leave(story, { bar, lots, ticks, reference, reason: "target", atOpen, limit });
    left -= lots;
  }
  return left;
}

/** The open: market exits, a gapped stop, limits, then the entry. False: no entry is made. */
export function openOf(story: Story, bar: number): { room: number; made: boolean } {
  const { open, room } = item(story.tape, bar);
  const slip = story.config.fills.slippage_ticks;
  const lastClose = item(story.tape, bar - 1).close;
  for (const { lots, reason } of story.decided) {
    const ticks = down(open) - slip;
    leave(story, { bar, lots, ticks, reference: lastClose, reason, atOpen: true });
  }
  story.decided = [];
  if (openLots(story) > 0 && atLeast(stopNow(story), open)) {
    const [lots, reference] = [openLots(story), stopNow(story)];
    const ticks = down(open) - slip;
    leave(story, { bar, lots, ticks, reference, reason: stopReason(story), atOpen: true });
  }
  let left = room;
  if (openLots(story) > 0) left = takeLimits(story, bar, true, left);
  if (story.exits.length > 0) return { room: left, made: true };
  if (filled(story) === 0 && atLeast(story.initialStop, open)) return { room: left, made: false };
  const lots = Math.min(story.wanted - filled(story), left);
  const reference = item(story.tape, story.signalBar).close;
  if (lots > 0) story.entries.push({ bar, lots, ticks: up(open) + slip, reference });
  return { room: left - lots, made: true };
}

/** The range: the stop first, and only when it was not touched, the limits. */
export function rangeOf(story: Story, bar: number, room: number): void {
  const stop = stopNow(story);
  if (!atLeast(stop, item(story.tape, bar).low)) {
    takeLimits(story, bar, false, room);
    return;
  }
  const [lots, reason] = [openLots(story), stopReason(story)];
  const ticks = stop - story.config.fills.slippage_ticks;
  leave(story, { bar, lots, ticks, reference: stop, reason, atOpen: false });
}

/** The close: break-even, trail, scale-outs by the close, the time exit, the signal's exit. */
export function closeOf(story: Story, bar: number, exitSignal: boolean): void {
  const { intrade } = story.config;
  const first = item(story.entries, 0).bar;
  const best = Math.max(...story.tape.slice(first, bar + 1).map((b) => b.high));
  const favour = Math.max(0, best - entryPrice(story)) / riskTicks(story);
  const tighten = (to: number, why: StopMove["why"]): void => {
    const from = stopNow(story);
    if (to > from) story.moves.push({ bar, from, to, why });
  };
  if (intrade.break_even_at_r !== null && atLeast(favour, intrade.break_even_at_r)) {
    tighten(down(entryPrice(story) + intrade.break_even_offset_ticks), "break_even");
  }
  const { mode, atr_mult, lookback, start_at_r } = intrade.trail;
  if (atLeast(favour, start_at_r)) {
    const level = best - atr_mult * item(story.tape, bar).atr;
    if (mode === "atr" && !Number.isNaN(level)) tighten(down(level), "atr");
    const window = story.tape.slice(Math.max(0, bar + 1 - lookback), bar + 1);
    if (mode === "swing" && window.length === lookback) {
      tighten(down(Math.min(...window.map((b) => b.low)) - 1), "swing");
    }
  }
  const decide = (lots: number, reason: ExitReason): void => {
    const free = openLots(story) - sum(story.decided, (d) => d.lots);
    if (Math.min(lots, free) > 0) story.decided.push({ lots: Math.min(lots, free), reason });
  };
  if (intrade.scale_out_mode === "on_bar") {
    const close = item(story.tape, bar).close;
    const reached = plan(story).steps.filter((step) => atLeast(close, step.ticks));
    const byClose = story.exits.filter((f) => f.limit === -1);
    decide((reached.at(-1)?.due ?? 0) - sum(byClose, (f) => f.lots), "target");
  }
  const bars = bar + 1 - first;
  const limit = intrade.max_bars_in_trade;
  if (limit !== null && bars >= limit) decide(Number.POSITIVE_INFINITY, "time");
  if (exitSignal) decide(Number.POSITIVE_INFINITY, "signal");
}
