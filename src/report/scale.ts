// Scales of the figures. Places are per cent of the figure's width or height, so that it can be
// drawn once and shown at any width without its words being stretched.

import { signed } from "../analytics/figures.js";

/** From a value to its place. */
export interface Scale {
  /** Between two ticks. */
  readonly step: number;
  /** Per cent from the top, two places. */
  readonly fromTop: (value: number) => string;
  /** Round values that lie on it. */
  readonly ticks: readonly number[];
}

/** Two decimal places are a hundredth of a pixel at most; more would only make the file larger. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Place of a value on a line from `low` to `high`, in per cent. */
export function percentAt(value: number, low: number, high: number): number {
  return high > low ? ((value - low) / (high - low)) * 100 : 50;
}

/** The round step, 1, 2 or 5 times a power of ten, that cuts a span in at most so many parts. */
export function roundStep(span: number, parts: number): number {
  const least = span / parts;
  if (!(least > 0) || !Number.isFinite(least)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5].find((times) => times * power >= least) ?? 10) as number) * power;
}

/** Round values within a span, `step` apart. */
export function ticksBetween(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step + 0);
}

/** Room that a scale has beyond its values, as a part of them. */
const MARGIN = 0.03;

/** A scale that holds 0 and all values. @param parts ticks it may have */
export function scaleOf(values: readonly number[], parts: number): Scale {
  let [least, most] = [0, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least === most) most = 1;
  const margin = (most - least) * MARGIN;
  const low = least < 0 ? least - margin : 0;
  const high = most > 0 ? most + margin : 0;
  const step = roundStep(high - low, parts);
  const fromTop = (value: number): string => short(100 - percentAt(value, low, high));
  return { step, fromTop, ticks: ticksBetween(low, high, step) };
}

/** A tick's number with its sign and as many places as its step has. */
export function tickText(value: number, step: number): string {
  const places = /\.(\d+)$/.exec(String(Number(step.toPrecision(6))))?.[1]?.length ?? 0;
  const text = signed(value, places);
  return /[1-9]/.test(text) ? text : "0";
}
