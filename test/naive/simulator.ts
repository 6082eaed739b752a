// An independent, naive simulator of one symbol without guards: the oracle that the engine is held
// against on random walks. It shares no code and no structure with the engine: it walks from
// signal to signal, keeps lists of fills, and works everything else out again from those lists and
// from slices of the bars. A short is walked as a long on a mirrored tape (prices negated, high
// and low exchanged), so each rule stands here once, in its long form. Slow and plain on purpose.
//
// Prices in here are ticks (floats where the data is off the grid), quantities whole lots.
//
// Where the contract is silent it chooses: an exit signal cancels an entry that waits; an entry is
// dropped at an open beyond its stop also on a bar without volume; `on_bar` goes by the close's
// own price, and a target rests even then; a target that the entry's open has passed fills at that
// open, in the range, after the stop; of several decisions on one close the scale-out comes first,
// then the time exit, then the signal's; the last bar's close still moves stops, and what it
// decides to leave by leaves as `end_of_data`; the swing trail waits for a full window; break-even
// is asked anew while an entry still fills; nothing in favour counts as 0 R.

import type { Side } from "../../src/engine/strategy.js";
import type { ExitReason } from "../../src/engine/trade/record.js";
import {
  closeOf,
  entryPrice,
  filled,
  leave,
  openLots,
  openOf,
  rangeOf,
  riskTicks,
  type Story,
  weighted,
} from "./story.js";
import { down, item, type NaiveInput, type NaiveSignal, sum, tapeOf, up } from "./tape.js";

export type { NaiveInput, NaiveSignal } from "./tape.js";

/** One exit fill. `pnl` is net: its own commission and the entry's, pro rata, are taken off. */
export interface NaiveLeg {
  ts: number;
  qty: number;
  price: number;
  reason: ExitReason;
  pnl: number;
}

/** A stop that was tightened on the close of the bar that opened at `ts`. */
export interface NaiveStopMove {
  ts: number;
  from: number;
  to: number;
  why: "break_even" | "atr" | "swing";
}

/** The trades CSV's fields that one symbol's prices decide, its exit fills and its stop moves. */
export interface NaiveTrade {
  side: Side;
  entry_ts: number;
  exit_ts: number;
  qty: number;
  entry_price: number;
  exit_price: number;
  initial_stop: number;
  exit_reason: ExitReason;
  gross_pnl: number;
  commission: number;
  net_pnl: number;
  result_R: number;
  bars_held: number;
  mae_R: number;
  mfe_R: number;
  slippage_ticks: number;
  legs: NaiveLeg[];
  stop_moves: NaiveStopMove[];
}

/** The story in the trades CSV's words. */
function tell(story: Story, input: NaiveInput, side: Side): NaiveTrade {
  const { tick, pointValue, lot } = input.instrument;
  const perUnit = input.config.fills.commission_per_side ?? 0.62;
  const price = (ticks: number): number => (side === "long" ? ticks : -ticks) * tick;
  const ts = (bar: number): number => item(input.bars, bar).ts;
  const entry = entryPrice(story);
  const first = item(story.entries, 0).bar;
  const last = item(story.exits, story.exits.length - 1);
  const exposed = story.tape.slice(first, last.atOpen ? last.bar : last.bar + 1);
  const worst = Math.min(...exposed.map((bar) => bar.low));
  const best = Math.max(...exposed.map((bar) => bar.high));
  const qty = filled(story) * lot;
  const exit = weighted(story.exits, (f) => f.ticks);
  const money = tick * pointValue * lot;
  // From whole sums rather than from means, so that nothing is lost to division.
  const gross =
    (sum(story.exits, (f) => f.ticks * f.lots) - sum(story.entries, (f) => f.ticks * f.lots)) *
    money;
  const commission = perUnit * qty * 2;
  return {
    side,
    entry_ts: ts(first),
    exit_ts: ts(last.bar),
    qty,
    entry_price: price(entry),
    exit_price: price(exit),
    initial_stop: price(story.initialStop),
    exit_reason: last.reason,
    gross_pnl: gross,
    commission,
    net_pnl: gross - commission,
    result_R: (gross - commission) / (riskTicks(story) * tick * pointValue * qty),
    bars_held: exposed.length,
    mae_R: Math.min(0, worst - entry) / riskTicks(story),
    mfe_R: Math.max(0, best - entry) / riskTicks(story),
    slippage_ticks:
      weighted(story.entries, (f) => f.ticks - f.reference) +
      weighted(story.exits, (f) => f.reference - f.ticks),
    legs: story.exits.map((f) => ({
      ts: ts(f.bar),
      qty: f.lots * lot,
      price: price(f.ticks),
      reason: f.reason,
      pnl: ((f.ticks - entry) * tick * pointValue - 2 * perUnit) * f.lots * lot,
    })),
    stop_moves: story.moves.map((move) => ({
      ts: ts(move.bar),
      from: price(move.from),
      to: price(move.to),
      why: move.why,
    })),
  };
}

/** Where one entry signal leads: its trade, if any, and the bar on whose close all is over. */
interface Outcome {
  trade: NaiveTrade | null;
  freeBar: number;
}

function begin(input: NaiveInput, signal: NaiveSignal & { side: Side }): Story {
  const { tick, lot } = input.instrument;
  const mirrored = (price: number): number => (signal.side === "long" ? price : -price) / tick;
  return {
    tape: tapeOf(input, signal.side),
    config: input.config,
    wanted: signal.qty === null ? 1 : down(signal.qty / lot),
    initialStop: down(mirrored(signal.stop)),
    target: signal.target === null ? null : up(mirrored(signal.target)),
    signalBar: signal.barIndex,
    entries: [],
    exits: [],
    moves: [],
    decided: [],
  };
}

function follow(input: NaiveInput, signal: NaiveSignal & { side: Side }, place: number): Outcome {
  const story = begin(input, signal);
  const exitOn = (bar: number): boolean =>
    input.signals.some((s, i) => i > place && s.side === "exit" && s.barIndex === bar);
  const over = (freeBar: number): Outcome => ({
    trade: story.exits.length > 0 ? tell(story, input, signal.side) : null,
    freeBar,
  });
  if (story.wanted < 1 || exitOn(signal.barIndex)) return over(signal.barIndex);
  for (let bar = signal.barIndex + 1; bar < input.bars.length; bar += 1) {
    const { room, made } = openOf(story, bar);
    if (!made) return over(bar);
    if (openLots(story) > 0) rangeOf(story, bar, room);
    if (filled(story) > 0 && openLots(story) === 0) return over(bar);
    const exit = exitOn(bar);
    // An entry that waits is cancelled, and with it any that stands between it and the exit.
    if (filled(story) > 0) closeOf(story, bar, exit);
    else if (exit) return over(bar);
  }
  if (openLots(story) > 0) {
    const bar = input.bars.length - 1;
    const { close } = item(story.tape, bar);
    const [lots, ticks] = [openLots(story), down(close)];
    leave(story, { bar, lots, ticks, reference: close, reason: "end_of_data", atOpen: false });
  }
  return over(Number.POSITIVE_INFINITY);
}

/**
 * Every trade that the signals lead to, in order. A signal that falls while the symbol has a
 * position or a working entry is passed over.
 */
export function simulate(input: NaiveInput): NaiveTrade[] {
  const trades: NaiveTrade[] = [];
  let freeBar = 0;
  input.signals.forEach((signal, place) => {
    const { side } = signal;
    if (side === "exit" || signal.barIndex < freeBar) return;
    const outcome = follow(input, { ...signal, side }, place);
    freeBar = outcome.freeBar;
    if (outcome.trade !== null) trades.push(outcome.trade);
  });
  return trades;
}
