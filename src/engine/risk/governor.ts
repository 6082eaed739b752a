// The mental governor (SPEC 10): what the last trades and the trader's own word leave of a size.
// It acts when a signal asks to become an order and never on a live trade.

import { assert } from "../assert.js";
import { accountDayOf, type Core, emit, isLive, isOn } from "../core.js";
import type { Inputs } from "./entry-signal.js";
import { type GovernorInput, judgementOf, type Verdict } from "./governor-rules.js";
import { FULL_SIZE, type GovernorState } from "./governor-state.js";

/** The governor as a screen shows it. */
export interface GovernorView {
  readonly badge: GovernorState["badge"];
  readonly multiplier: number;
  readonly reason: string;
  /** Base bars until the cool-down ends, a begun one counts; null where none runs. */
  readonly cooldown_bars_left: number | null;
}

const stateOf = (core: Core): GovernorState => core.state.ledger.risk.governor;

/** Whether it is asked; live, a cool-down that runs is served whatever is switched off. */
function isAsked(core: Core): boolean {
  return isOn(core, "governor") || (isLive(core) && stateOf(core).cooldownUntil !== null);
}

/** On a close: judges anew when a trade has closed since; true when its answer changed. */
export function judgeGovernor(core: Core): boolean {
  const { closed } = stateOf(core);
  if (closed === core.judgedTrades) return false;
  core.judgedTrades = closed;
  return judge(core);
}

/** When the governor has to be asked next, UTC epoch ms; Infinity for never. */
export function governorDueTs(core: Core): number {
  const { cooldownUntil } = stateOf(core);
  if (cooldownUntil === null || !isAsked(core)) return Number.POSITIVE_INFINITY;
  return cooldownUntil;
}

/** The cool-down has ended. */
export function fireGovernor(core: Core): void {
  judge(core);
}

/** The account's day has rolled: a self-report ends. */
export function rollGovernor(core: Core): void {
  const { mood, closed, cooldownUntil } = stateOf(core);
  const isJudged = closed === core.judgedTrades && cooldownUntil === null;
  // Another day changes nothing else; live, a threshold may be another one from now on.
  if (mood === null && isJudged && !isLive(core)) return;
  judge(core);
}

/**
 * The trader says how they feel, 1 to 5. It is written down in any case; the size follows it while
 * the governor is on.
 */
export function onMood(core: Core, score: number, by: string): void {
  assert(Number.isInteger(score) && score >= 1 && score <= 5, "a self-report is 1 to 5");
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "operator",
    symbol: null,
    trace_id: null,
    command: "mood",
    by,
    // The day goes with it: a report that is of another day has ended, with nothing to be written.
    inputs: { score, day: accountDayOf(core).ordinal },
  });
  judge(core);
}

/** Refuses at 0 and in a cool-down. */
export function governorObjection(core: Core): Inputs | null {
  const { multiplier, badge, rule, reason, cooldownUntil } = stateOf(core);
  if (multiplier > 0 || !isAsked(core)) return null;
  return { multiplier, badge, rule, reason, cooldown_until_ts: cooldownUntil };
}

/** What the governor leaves of an entry's size, 0 to 1. */
export function governorShare(core: Core): number {
  return isAsked(core) ? stateOf(core).multiplier : 1;
}

/** The self-report that stands, 1 to 5; null where none was made in the account's day. */
export function moodOf(core: Core): number | null {
  const { mood } = stateOf(core);
  return mood !== null && mood.day === accountDayOf(core).ordinal ? mood.score : null;
}

/** How the governor stands at the time of the last event. */
export function governorView(core: Core): GovernorView {
  if (!isAsked(core)) {
    return { badge: "CALM", multiplier: 1, reason: FULL_SIZE, cooldown_bars_left: null };
  }
  const { badge, multiplier, reason, cooldownUntil, last } = stateOf(core);
  const leftMs = cooldownUntil === null ? 0 : Math.max(0, cooldownUntil - core.state.now);
  const cooldown_bars_left =
    cooldownUntil === null ? null : Math.ceil(leftMs / intervalOf(core, last?.symbol));
  return { badge, multiplier, reason, cooldown_bars_left };
}

/** What the rules say of what the ledger holds now, each with its inputs. */
export function governorVerdict(core: Core): Verdict {
  return verdictOf(core, stateOf(core));
}

/** Judges by what the ledger holds now; true when a fact was written. */
function judge(core: Core): boolean {
  if (!isAsked(core)) return false;
  const governor = stateOf(core);
  const { now } = core.state;
  const { cooldownUntil } = governor;
  if (cooldownUntil !== null) {
    if (cooldownUntil > now) return false;
    serve(core, cooldownUntil);
    return true;
  }
  const verdict = verdictOf(core, governor);
  const until = verdict.isStop ? cooldownEnd(core) : null;
  if (until === null && isSame(verdict, governor)) return false;
  emitVerdict(core, now, verdict, until);
  if (until !== null && until <= now) serve(core, until);
  return true;
}

/** Ends a cool-down: what caused it counts from zero. */
function serve(core: Core, due: number): void {
  const verdict = verdictOf(core, { results: [], streak: 0, served: true });
  emitVerdict(core, due, verdict, null);
}

function verdictOf(core: Core, input: GovernorInput): Verdict {
  return judgementOf(input, moodOf(core), core.config.governor);
}

function isSame(verdict: Verdict, governor: GovernorState): boolean {
  const { rule, multiplier, badge, reason } = governor;
  return (
    verdict.rule === rule &&
    verdict.multiplier === multiplier &&
    verdict.badge === badge &&
    verdict.reason === reason
  );
}

/** So many base bars after the close of the bar in which the last trade closed. */
function cooldownEnd(core: Core): number {
  const { last } = stateOf(core);
  assert(last !== null, "a cool-down is caused by a trade");
  return last.exitTs + (1 + core.config.governor.cooldown_bars) * intervalOf(core, last.symbol);
}

/** Base interval of a symbol by its name, ms; of the first one for none. */
function intervalOf(core: Core, name: string | undefined): number {
  const { symbols } = core.boot;
  const found = symbols.find(({ instrument }) => instrument.symbol === name) ?? symbols[0];
  assert(found !== undefined, "a run has a symbol");
  return found.interval;
}

function emitVerdict(core: Core, ts: number, verdict: Verdict, until: number | null): void {
  const { rule, inputs, multiplier, badge, reason } = verdict;
  emit(core, {
    seq: 0,
    ts,
    type: "governor_changed",
    symbol: null,
    trace_id: null,
    rule,
    inputs,
    multiplier,
    badge,
    reason,
    cooldown_until_ts: until,
  });
}
