// The baseline's indicators, an object per number, and a timeframe made of them.

import type { Bar } from "./bar-reader.js";

const PERIOD = 14;

class Atr {
  value = 0;
  range = 0;
  bars = 0;
  #close = 0;

  update(bar: Bar): void {
    const { high, low, close } = bar;
    const range = high - low;
    if (this.bars === 0) this.range = range;
    else this.range = Math.max(range, Math.abs(high - this.#close), Math.abs(low - this.#close));
    this.#close = close;
    if (this.bars < PERIOD) this.value += this.range / PERIOD;
    else this.value += (this.range - this.value) / PERIOD;
    this.bars++;
  }
}

class Adx {
  value = 0;
  plus = 0;
  minus = 0;
  bars = 0;
  #up = 0;
  #down = 0;
  #high = 0;
  #low = 0;

  update(bar: Bar, atr: Atr): void {
    const { high, low } = bar;
    const up = high - this.#high;
    const down = this.#low - low;
    this.#high = high;
    this.#low = low;
    if (this.bars++ === 0) return;
    this.#up += ((up > down && up > 0 ? up : 0) - this.#up) / PERIOD;
    this.#down += ((down > up && down > 0 ? down : 0) - this.#down) / PERIOD;
    if (this.bars <= PERIOD || atr.value === 0) return;
    this.plus = (100 * this.#up) / atr.value;
    this.minus = (100 * this.#down) / atr.value;
    const sum = this.plus + this.minus;
    const index = sum === 0 ? 0 : (100 * Math.abs(this.plus - this.minus)) / sum;
    this.value += (index - this.value) / PERIOD;
  }

  get isWarm(): boolean {
    return this.bars > 2 * PERIOD;
  }
}

class Vwap {
  value = 0;
  #money = 0;
  #volume = 0;

  restart(): void {
    this.#money = 0;
    this.#volume = 0;
  }

  update(bar: Bar): void {
    this.#money += ((bar.high + bar.low + bar.close) / 3) * bar.volume;
    this.#volume += bar.volume;
    this.value = this.#volume === 0 ? bar.close : this.#money / this.#volume;
  }
}

/** Bars of a length in minutes, with what is known of those that have completed. */
export class Timeframe {
  readonly atr = new Atr();
  readonly adx = new Adx();
  readonly vwap = new Vwap();
  readonly #minutes: number;
  #making: Bar | null = null;

  constructor(minutes: number) {
    this.#minutes = minutes;
  }

  take(bar: Bar): void {
    if (this.#minutes === 1) {
      this.#complete(bar);
      return;
    }
    const from = bar.minute - (bar.minute % this.#minutes);
    const making = this.#making;
    if (making !== null && making.minute === from) {
      making.high = Math.max(making.high, bar.high);
      making.low = Math.min(making.low, bar.low);
      making.close = bar.close;
      making.volume += bar.volume;
      return;
    }
    if (making !== null) this.#complete(making);
    const { open, high, low, close, volume } = bar;
    this.#making = { minute: from, open, high, low, close, volume };
  }

  #complete(bar: Bar): void {
    this.atr.update(bar);
    this.adx.update(bar, this.atr);
    this.vwap.update(bar);
  }
}
