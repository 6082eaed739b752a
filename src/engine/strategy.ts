// The contract a strategy implements. A strategy reads a context and proposes; it cannot size,
// send, or remember anything outside the plain state that the engine keeps for it.

import type { Bar } from "./market/bar.js";

/** Direction of a signal, a position or a trade. */
export type Side = "long" | "short";

/** The market's regime; what a strategy may declare in `regimes`. */
export type Regime = "TREND" | "RANGE" | "VOLATILE";

/** The last completed bar of a higher timeframe. Numbers are NaN until warm. */
export interface TimeframeView {
  /** As configured, e.g. `15m`. */
  readonly name: string;
  readonly adx: number;
  readonly atr: number;
  readonly vwap: number;
  /** Sign of +DI − −DI: 1, 0 or −1; NaN until warm. */
  readonly trend: number;
}

/** Bollinger bands of the close: SMA 20 and 2 population deviations. NaN until warm. */
export interface BollingerBands {
  readonly middle: number;
  readonly upper: number;
  readonly lower: number;
  readonly deviation: number;
}

/**
 * What a strategy sees on the close of a bar. One object is reused for every bar: read it, keep
 * no reference to it. Every indicator is NaN until warm, so that comparisons are false.
 */
export interface StrategyContext {
  readonly symbol: string;
  readonly bar: Readonly<Bar>;
  /** Bar interval, ms. */
  readonly interval: number;
  /** Smallest price step. */
  readonly tick: number;
  readonly atr: number;
  readonly adx: number;
  readonly plus_di: number;
  readonly minus_di: number;
  readonly rsi: number;
  readonly ema: number;
  readonly vwap: number;
  readonly vwap_slope: number;
  /** Computed when asked for. */
  readonly bollinger: () => BollingerBands;
  readonly timeframes: readonly TimeframeView[];
  readonly regime: Regime;
  /** Ordinal of the trading day (changes at the roll). */
  readonly day: number;
  /** Bars of the trading day so far, this one included. */
  readonly bars_today: number;
  /** Whether this bar lies in the regular session. */
  readonly in_rth: boolean;
  /** High and low of the opening range; NaN until it is complete, and after the day rolls. */
  readonly or_high: number;
  readonly or_low: number;
  /**
   * Whether a decision on this close falls into `constraints.sessions`, and before positions go
   * flat: elsewhere an entry is refused as `outside_session`, where that guard is on.
   */
  readonly in_session: boolean;
  /** Side of the open position on this symbol, or null. */
  readonly position: Side | null;
}

/** What a strategy proposes: an entry with its initial stop, or the exit of what is open. */
export interface Proposal {
  readonly side: Side | "exit";
  /** Initial stop price; required for an entry. */
  readonly stop?: number;
  /** Optional target price. */
  readonly target?: number | null;
  /** 0 to 1, for the record only. */
  readonly confidence?: number;
}

/** A strategy: plain parameters, plain state, no clock and no I/O. */
export interface Strategy<State = unknown> {
  readonly name: string;
  /** Documented parameters, plain data. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Regimes in which its entries are wanted; an empty list asks for none in particular. */
  readonly regimes: readonly Regime[];
  /** Whether its entries go with the trend, so that the timeframe gate is asked. */
  readonly trend: boolean;
  /** Fresh state: plain, JSON-serialisable data. Called once per symbol. */
  init(): State;
  /** Called on each close; may change `state` in place. Null proposes nothing. */
  onBar(context: StrategyContext, state: State): Proposal | null;
}
