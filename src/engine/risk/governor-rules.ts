// The rules of the mental governor (SPEC 10) as arithmetic: what was seen goes in, a multiplier
// and the words for it come out. Nothing here knows of time or of orders.

import type { GovernorConfig } from "../config.js";
import type { GovernorChangedFact } from "../guard-facts.js";
import { FULL_SIZE } from "./governor-state.js";

/** What the rules judge by, beside the trader's own word. */
export interface GovernorInput {
  /** Results since the last cool-down in R, oldest first, at most `window` of them. */
  readonly results: readonly number[];
  /** Losses in a row since the last cool-down, scratches passed over. */
  readonly streak: number;
  /** A cool-down has been served and no trade has won since. */
  readonly served: boolean;
}

/** What each rule saw, and what it leaves of a size. */
export type GovernorInputs = {
  readonly drawdown: {
    readonly drawdown_R: number;
    readonly trades: number;
    readonly window: number;
    readonly multiplier: number;
  };
  readonly streak: { readonly losses: number; readonly multiplier: number };
  readonly self_report: { readonly score: number | null; readonly multiplier: number };
  readonly cooldown_served: { readonly until_win: boolean; readonly multiplier: number };
};

/** The answer, and whether it begins a cool-down. */
export type Verdict = Pick<GovernorChangedFact, "rule" | "multiplier" | "badge" | "reason"> & {
  readonly inputs: GovernorInputs;
  readonly isStop: boolean;
};

/** What is left of a size with none, one, two or three of a rule's thresholds reached. */
const SHARES = [1, 0.75, 0.5, 0] as const;
/** What a served cool-down leaves until the next win. */
const SERVED_SHARE = 0.5;
const SIZE_WORDS: Readonly<Record<number, string>> = {
  0.75: "three-quarter size",
  0.5: "half size",
};
/** Sums of results that are a threshold but for the last bits have reached it. */
const TOLERANCE_R = 1e-9;

/**
 * Judges: the lowest multiplier wins; of equal ones the first in SPEC 10's order is named.
 * @param score the self-report that stands, 1 to 5, or null
 */
export function judgementOf(
  input: GovernorInput,
  score: number | null,
  config: GovernorConfig,
): Verdict {
  const { streak, served } = input;
  const drawdown_R = drawdownOf(input.results);
  const deep = config.drawdown_r.filter((r) => drawdown_R < 0 && drawdown_R <= r + TOLERANCE_R);
  const long = config.streak.filter((losses) => streak >= losses);
  const byDrawdown = SHARES[deep.length] as number;
  const byStreak = SHARES[long.length] as number;
  const bySelfReport = score === null ? 1 : (SHARES[Math.max(0, 4 - score)] as number);
  const byServed = served ? SERVED_SHARE : 1;
  const multiplier = Math.min(byDrawdown, byStreak, bySelfReport, byServed);
  const { window } = config;
  const inputs = {
    drawdown: { drawdown_R, trades: input.results.length, window, multiplier: byDrawdown },
    streak: { losses: streak, multiplier: byStreak },
    self_report: { score, multiplier: bySelfReport },
    cooldown_served: { until_win: served, multiplier: byServed },
  };
  const isStop = byDrawdown === 0 || byStreak === 0;
  const left = isStop ? stopWords(config) : (SIZE_WORDS[multiplier] ?? FULL_SIZE);
  const answer = (rule: Verdict["rule"], reason: string): Verdict => ({
    rule,
    inputs,
    multiplier,
    badge: badgeOf(multiplier),
    reason,
    isStop,
  });
  if (multiplier === 1) return answer("none", FULL_SIZE);
  if (multiplier === byDrawdown) {
    const depth = -(deep.at(-1) as number);
    const peak = `down ${depth}R or more from the peak of the last ${window} trades`;
    return answer("drawdown", `${peak}: ${left}`);
  }
  if (multiplier === byStreak) {
    return answer("streak", `${streak} ${streak === 1 ? "loss" : "losses"} in a row: ${left}`);
  }
  if (multiplier === bySelfReport) {
    const until = multiplier === 0 ? "no entries until a better one or the next day" : left;
    return answer("self_report", `self-report ${score}: ${until}`);
  }
  return answer("cooldown_served", `cool-down served: ${left} until the next win`);
}

function stopWords(config: GovernorConfig): string {
  return `no entries for ${config.cooldown_bars} bars`;
}

function badgeOf(multiplier: number): Verdict["badge"] {
  if (multiplier === 1) return "CALM";
  return multiplier === 0 ? "COOL-DOWN" : "CAUTION";
}

/** Sum of the results minus its highest so far, the start's 0 included; R, 0 or negative. */
function drawdownOf(results: readonly number[]): number {
  let sum = 0;
  let peak = 0;
  for (const result of results) {
    sum += result;
    peak = Math.max(peak, sum);
  }
  return sum - peak;
}
