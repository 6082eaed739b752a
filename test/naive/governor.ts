// The mental governor once more, from the words of SPEC 10 alone: the whole history is gone
// through at every question, sums are taken over every stretch, nothing is carried along.

import type { GovernorConfig } from "../../src/engine/config.js";

/** A closed trade: the close of the bar in which it closed, and what it made. */
export interface Closed {
  t: number;
  result: number;
}

/** A self-report and the day it was given on. */
export interface Report {
  day: number;
  score: number;
}

/** What is asked: everything that has happened, and the moment. */
export interface Question {
  trades: readonly Closed[];
  reports: readonly Report[];
  now: number;
  day: number;
  barMs: number;
  config: GovernorConfig;
}

/** The most that was lost from any point of the last `window` results to their end. */
function drawdown(results: readonly number[], window: number): number {
  const last = results.slice(-window);
  const falls = last.map((_, from) => last.slice(from).reduce((sum, each) => sum + each, 0));
  return Math.min(0, ...falls);
}

/** Losses at the end of the list, once the scratches are taken out of it. */
function lossStreak(results: readonly number[], scratch: number): number {
  const told = results.filter((each) => Math.abs(each) > scratch);
  const lastWin = told.map((each) => each > 0).lastIndexOf(true);
  return told.length - 1 - lastWin;
}

function row(value: number, thresholds: readonly number[]): number {
  const [first = 0, second = 0, third = 0] = thresholds;
  if (value >= third) return 0;
  if (value >= second) return 0.5;
  return value >= first ? 0.75 : 1;
}

/** Multiplier and end of the running cool-down (null: none runs). */
export function naiveGovernor(asked: Question): { multiplier: number; until: number | null } {
  const { trades, reports, now, day, barMs, config } = asked;
  let counted: number[] = [];
  let until: number | null = null;
  let isServed = false;
  const rules = (): number => {
    // The table's first row counts downwards; here both count upwards.
    const depth = -drawdown(counted, config.window);
    const byDepth = row(
      depth,
      config.drawdown_r.map((r) => -r),
    );
    return Math.min(byDepth, row(lossStreak(counted, config.scratch_r), config.streak));
  };
  const endBy = (ts: number): void => {
    if (until === null || until > ts) return;
    until = null;
    counted = [];
    isServed = true;
  };
  for (const { t, result } of trades) {
    // What closes in a cool-down, its last bar included, counts for nothing.
    if (until !== null && t <= until) continue;
    endBy(t);
    counted.push(result);
    if (result > config.scratch_r) isServed = false;
    if (rules() === 0) until = t + config.cooldown_bars * barMs;
    endBy(t);
  }
  endBy(now);
  if (until !== null) return { multiplier: 0, until };
  const last = reports.at(-1);
  const score = last !== undefined && last.day === day ? last.score : 5;
  const byReport = { 1: 0, 2: 0.5, 3: 0.75 }[score] ?? 1;
  return { multiplier: Math.min(rules(), byReport, isServed ? 0.5 : 1), until: null };
}
