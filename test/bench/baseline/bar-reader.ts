// The baseline's rows, from bytes to an object each.

const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const TENTHS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** One bar; `minute` counts from some fixed day. */
export interface Bar {
  minute: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Reads `2010-01-03T23:00:00Z,open,high,low,close,volume`, a bar a call. */
export class BarReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#at = bytes.indexOf(10) + 1;
  }

  next(): Bar | null {
    if (this.#at >= this.#bytes.length) return null;
    const minute = this.#minute();
    const open = this.#number();
    const high = this.#number();
    const low = this.#number();
    const close = this.#number();
    const volume = this.#number();
    return { minute, open, high, low, close, volume };
  }

  #minute(): number {
    const year = 100 * this.#pair(0) + this.#pair(2);
    const month = this.#pair(5);
    const dayMinutes = 60 * this.#pair(11) + this.#pair(14);
    const minute = 1440 * (daysBefore(year, month) + this.#pair(8)) + dayMinutes;
    this.#at = this.#bytes.indexOf(COMMA, this.#at) + 1;
    return minute;
  }

  #pair(offset: number): number {
    const at = this.#at + offset;
    const tens = (this.#bytes[at] as number) - ZERO;
    return 10 * tens + (this.#bytes[at + 1] as number) - ZERO;
  }

  #number(): number {
    let value = 0;
    let decimalsFrom = 0;
    let at = this.#at;
    for (; ; at++) {
      const byte = this.#bytes[at] as number;
      if (byte === DOT) decimalsFrom = at + 1;
      else if (byte < ZERO) break;
      else value = 10 * value + byte - ZERO;
    }
    this.#at = at + 1;
    return decimalsFrom === 0 ? value : value / (TENTHS[at - decimalsFrom] as number);
  }
}

/** Days from 1 March of the year 0 to the eve of a month; years are turned to begin in March. */
function daysBefore(year: number, month: number): number {
  const y = month < 3 ? year - 1 : year;
  const m = month < 3 ? month + 9 : month - 3;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leaps + Math.floor((153 * m + 2) / 5);
}
