// The baseline's three strategies.

import type { Bar } from "./bar-reader.js";
import type { Timeframe } from "./timeframe.js";

/** What the market is like. */
export type Regime = "trend" | "range" | "volatile";

/** What a strategy sees. */
export interface View {
  bar: Bar;
  minute: Timeframe;
  quarter: Timeframe;
  hour: Timeframe;
  regime: Regime;
  isFlat: boolean;
}

/** What it may answer. */
export interface Proposal {
  side: 1 | -1;
  stop: number;
  strategy: string;
}

/** Decides on every bar. */
export interface Strategy {
  onBar(view: View): Proposal | null;
}

/** Back over VWAP in the hour's direction. */
export class Pullback implements Strategy {
  #above = 0;

  onBar(view: View): Proposal | null {
    const { bar, minute, quarter, hour } = view;
    const before = this.#above;
    this.#above = bar.close - minute.vwap.value;
    if (!view.isFlat || !hour.adx.isWarm || view.regime !== "trend") return null;
    const isUp = hour.adx.plus > hour.adx.minus;
    if (isUp && before <= 0 && this.#above > 0) {
      return { side: 1, stop: bar.close - 2 * quarter.atr.value, strategy: "pullback" };
    }
    if (!isUp && before >= 0 && this.#above < 0) {
      return { side: -1, stop: bar.close + 2 * quarter.atr.value, strategy: "pullback" };
    }
    return null;
  }
}

/** Far from VWAP while nothing trends. */
export class Reversion implements Strategy {
  onBar(view: View): Proposal | null {
    const { bar, minute, quarter } = view;
    if (!view.isFlat || !quarter.adx.isWarm || view.regime !== "range") return null;
    const away = bar.close - minute.vwap.value;
    if (Math.abs(away) < 8 * minute.atr.value) return null;
    const side = away > 0 ? -1 : 1;
    return { side, stop: bar.close - 2 * side * quarter.atr.value, strategy: "reversion" };
  }
}

/** Above the highest high so far of the running stretch of trading. */
export class Breakout implements Strategy {
  #high = 0;
  #bars = 0;

  onBar(view: View): Proposal | null {
    const { bar, quarter } = view;
    if (this.#bars++ % 1380 === 0) this.#high = 0;
    const isNew = bar.close > this.#high;
    this.#high = Math.max(this.#high, bar.high);
    if (!isNew || !view.isFlat || this.#bars % 1380 < 60 || view.regime !== "trend") return null;
    return { side: 1, stop: bar.close - 2 * quarter.atr.value, strategy: "breakout" };
  }
}
