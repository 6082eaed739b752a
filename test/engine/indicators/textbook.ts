// Indicators as a textbook writes them: whole arrays in, whole arrays out, nothing streamed.
// Written from the definitions, to hold the engine's streaming forms against.

export interface TextbookBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** Wilder's average of values[from..]: the first is the mean of `period` values. */
function wilder(values: readonly number[], from: number, period: number): number[] {
  const out = values.map(() => NaN);
  const first = from + period - 1;
  for (let i = first; i < values.length; i++) {
    out[i] =
      i === first
        ? mean(values.slice(from, first + 1))
        : (out[i - 1] as number) + ((values[i] as number) - (out[i - 1] as number)) / period;
  }
  return out;
}

export function textbookDmi(bars: readonly TextbookBar[], period: number) {
  const at = (i: number): TextbookBar => bars[i] as TextbookBar;
  const pairs = bars.map((bar, i) => ({ bar, before: i === 0 ? null : at(i - 1) }));
  const tr = pairs.map(({ bar, before }) =>
    before === null
      ? NaN
      : Math.max(
          bar.high - bar.low,
          Math.abs(bar.high - before.close),
          Math.abs(bar.low - before.close),
        ),
  );
  const move = (up: boolean): number[] =>
    pairs.map(({ bar, before }) => {
      if (before === null) return NaN;
      const rise = bar.high - before.high;
      const fall = before.low - bar.low;
      const [mine, other] = up ? [rise, fall] : [fall, rise];
      return mine > other && mine > 0 ? mine : 0;
    });
  const atr = wilder(tr, 1, period);
  const di = (dm: number[]): number[] =>
    wilder(dm, 1, period).map((value, i) =>
      atr[i] === 0 ? 0 : (100 * value) / (atr[i] as number),
    );
  const plusDi = di(move(true));
  const minusDi = di(move(false));
  const dx = plusDi.map((plus, i) => {
    const minus = minusDi[i] as number;
    return plus === 0 && minus === 0 ? 0 : (100 * Math.abs(plus - minus)) / (plus + minus);
  });
  return { atr, plusDi, minusDi, adx: wilder(dx, period, period) };
}

export function textbookRsi(closes: readonly number[], period: number): number[] {
  const changes = closes.map((close, i) => (i === 0 ? NaN : close - (closes[i - 1] as number)));
  const gains = wilder(
    changes.map((c) => Math.max(c, 0)),
    1,
    period,
  );
  const losses = wilder(
    changes.map((c) => Math.max(-c, 0)),
    1,
    period,
  );
  return gains.map((gain, i) => {
    const loss = losses[i] as number;
    if (gain === 0 && loss === 0) return 50;
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
  });
}

export function textbookEma(closes: readonly number[], period: number): number[] {
  const alpha = 2 / (period + 1);
  const out = closes.map(() => NaN);
  for (let i = period - 1; i < closes.length; i++) {
    out[i] =
      i === period - 1
        ? mean(closes.slice(0, period))
        : alpha * (closes[i] as number) + (1 - alpha) * (out[i - 1] as number);
  }
  return out;
}

/** Mean and population deviation of the last `period` closes at index `i`; NaN before. */
export function textbookBands(closes: readonly number[], i: number, period: number) {
  if (i < period - 1) return { middle: NaN, deviation: NaN };
  const window = closes.slice(i - period + 1, i + 1);
  const middle = mean(window);
  return { middle, deviation: Math.sqrt(mean(window.map((c) => (c - middle) ** 2))) };
}

/** VWAP at the last of a day's bars. */
export function textbookVwap(day: readonly TextbookBar[]): number {
  const typical = day.map((bar) => (bar.high + bar.low + bar.close) / 3);
  const volume = day.reduce((sum, bar) => sum + bar.volume, 0);
  if (volume === 0) return mean(typical);
  return day.reduce((sum, bar, i) => sum + (typical[i] as number) * bar.volume, 0) / volume;
}

/** Numbers from 0 to 1 by a linear congruence, the same on every run. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** A random walk on a quarter-point grid, some bars flat, some without volume. */
export function walk(
  seed: number,
  count: number,
  start = 20_000,
): (TextbookBar & { open: number })[] {
  const random = generator(seed);
  const quarter = (span: number): number => Math.round(random() * span) * 0.25;
  let price = start;
  return Array.from({ length: count }, () => {
    const open = price;
    const flat = random() < 0.05;
    const close = flat ? open : open + quarter(40) - 5;
    const high = flat ? open : Math.max(open, close) + quarter(8);
    const low = flat ? open : Math.min(open, close) - quarter(8);
    price = close;
    return { open, high, low, close, volume: random() < 0.1 ? 0 : Math.round(random() * 500) };
  });
}
