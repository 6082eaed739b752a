import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  createCloseRing,
  pushClose,
  writeBollinger,
} from "../../../src/engine/indicators/bollinger.js";
import { createDmi, updateDmi } from "../../../src/engine/indicators/dmi.js";
import { createEma, updateEma } from "../../../src/engine/indicators/ema.js";
import { createRsi, updateRsi } from "../../../src/engine/indicators/rsi.js";
import {
  anchorVwap,
  createSlope,
  createVwap,
  resetSlope,
  updateSlope,
  updateVwap,
} from "../../../src/engine/indicators/vwap.js";
import {
  textbookBands,
  textbookDmi,
  textbookEma,
  textbookRsi,
  textbookVwap,
  walk,
} from "./textbook.js";

/** Worst relative difference over a series; both must be empty at the same places. */
function worst(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  let most = 0;
  for (const [i, value] of expected.entries()) {
    const seen = actual[i] as number;
    if (Number.isNaN(value) !== Number.isNaN(seen)) return Number.POSITIVE_INFINITY;
    if (Number.isNaN(value) || value === seen) continue;
    most = Math.max(most, Math.abs(seen - value) / Math.abs(value));
  }
  return most;
}

const noBands = () => ({ middle: 0, upper: 0, lower: 0, deviation: 0 });

describe.each([
  ["2,000 bars", 1, 2000, 20_000],
  ["2,000 bars near 1", 2, 2000, 1000],
  ["200,000 bars, without drift", 3, 200_000, 500_000],
])("streaming equals the textbook to 1e-9 on every bar of %s", (_name, seed, count, start) => {
  const bars = walk(seed, count, start);
  const closes = bars.map((bar) => bar.close);

  it("for ATR, both DI and ADX", () => {
    const state = createDmi(14);
    const rows = bars.map((bar) => {
      updateDmi(state, bar);
      return { ...state };
    });
    const expected = textbookDmi(bars, 14);
    for (const key of ["atr", "plusDi", "minusDi", "adx"] as const) {
      expect(
        worst(
          rows.map((row) => row[key]),
          expected[key],
        ),
        key,
      ).toBeLessThan(1e-9);
    }
  });

  it("for RSI and EMA", () => {
    const rsi = createRsi(14);
    const ema = createEma(20);
    const rows = closes.map((close) => {
      updateRsi(rsi, { close });
      updateEma(ema, { close });
      return { rsi: rsi.value, ema: ema.value };
    });
    expect(
      worst(
        rows.map((row) => row.rsi),
        textbookRsi(closes, 14),
      ),
    ).toBeLessThan(1e-9);
    expect(
      worst(
        rows.map((row) => row.ema),
        textbookEma(closes, 20),
      ),
    ).toBeLessThan(1e-9);
  });

  it("for the Bollinger bands, asked for on every bar", () => {
    const ring = createCloseRing(20);
    const rows = closes.map((close) => {
      pushClose(ring, { close });
      return { ...writeBollinger(ring, 2, noBands()) };
    });
    const expected = closes.map((_close, i) => textbookBands(closes, i, 20));
    const middles = expected.map((one) => one.middle);
    const deviations = expected.map((one) => one.deviation);
    const uppers = expected.map((one) => one.middle + 2 * one.deviation);
    const lowers = expected.map((one) => one.middle - 2 * one.deviation);
    expect(
      worst(
        rows.map((row) => row.middle),
        middles,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worst(
        rows.map((row) => row.deviation),
        deviations,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worst(
        rows.map((row) => row.upper),
        uppers,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worst(
        rows.map((row) => row.lower),
        lowers,
      ),
    ).toBeLessThan(1e-9);
  });
});

it("VWAP and its slope equal the textbook on every bar of ten days", () => {
  const bars = walk(4, 1000);
  const { atr } = textbookDmi(bars, 14);
  const vwap = createVwap();
  const slope = createSlope();
  const dmi = createDmi(14);
  const seen: number[] = [];
  const slopes: number[] = [];
  const expected: number[] = [];
  const expectedSlopes: number[] = [];
  for (const [i, bar] of bars.entries()) {
    const first = i - (i % 100);
    if (i === first) {
      anchorVwap(vwap);
      resetSlope(slope);
    }
    updateDmi(dmi, bar);
    updateVwap(vwap, bar);
    updateSlope(slope, vwap, dmi);
    seen.push(vwap.value);
    slopes.push(slope.value);
    const now = textbookVwap(bars.slice(first, i + 1));
    const before = i - first < 5 ? NaN : textbookVwap(bars.slice(first, i - 4));
    expected.push(now);
    expectedSlopes.push((now - before) / (5 * (atr[i] as number)));
  }
  expect(worst(seen, expected)).toBeLessThan(1e-9);
  // A slope is a small difference of two large prices: held to 1e-9 of an ATR instead.
  for (const [i, value] of expectedSlopes.entries()) {
    if (Number.isNaN(value)) expect(slopes[i]).toBeNaN();
    else expect(Math.abs((slopes[i] as number) - value)).toBeLessThan(1e-9);
  }
});

describe("the corners that SPEC names", () => {
  const flat = Array.from({ length: 40 }, () => ({ high: 5, low: 5, close: 5, volume: 0 }));

  it("a market without any move has DI 0, ADX 0 and RSI 50", () => {
    const dmi = createDmi(14);
    const rsi = createRsi(14);
    for (const bar of flat) {
      updateDmi(dmi, bar);
      updateRsi(rsi, bar);
    }
    expect([dmi.atr, dmi.plusDi, dmi.minusDi, dmi.adx, rsi.value]).toEqual([0, 0, 0, 0, 50]);
  });

  it("a market without losses has RSI 100, one without gains 0", () => {
    const rising = createRsi(14);
    const falling = createRsi(14);
    for (let i = 0; i < 30; i++) {
      updateRsi(rising, { close: 100 + i });
      updateRsi(falling, { close: 100 - i });
    }
    expect([rising.value, falling.value]).toEqual([100, 0]);
  });

  it("VWAP is the mean of typical prices until the day has volume", () => {
    const vwap = createVwap();
    updateVwap(vwap, { high: 12, low: 9, close: 9, volume: 0 }); // typical 10
    updateVwap(vwap, { high: 21, low: 19, close: 20, volume: 0 }); // typical 20
    expect(vwap.value).toBe(15);
    // Typical 30, the only one with weight.
    updateVwap(vwap, { high: 31, low: 29, close: 30, volume: 5 });
    expect(vwap.value).toBe(30);
    updateVwap(vwap, { high: 100, low: 100, close: 100, volume: 0 });
    expect(vwap.value).toBe(30);
  });

  it("Bollinger takes the population deviation: of ten 1s and ten 3s it is exactly 1", () => {
    const ring = createCloseRing(20);
    for (let i = 0; i < 20; i++) pushClose(ring, { close: i % 2 === 0 ? 1 : 3 });
    const bands = writeBollinger(ring, 2, noBands());
    expect(bands).toEqual({ middle: 2, deviation: 1, upper: 4, lower: 0 });
  });
});

interface Vector {
  readonly id: string;
  readonly indicator: string;
  readonly params: { readonly period: number };
  readonly points: readonly { readonly index: number; readonly expected: number }[];
  readonly tolerance: number;
}

const REFERENCE = "../shared/data/indicators/reference.json";

describe.skipIf(!existsSync(REFERENCE))("reference vectors (need ../shared/data)", () => {
  const file = existsSync(REFERENCE) ? JSON.parse(readFileSync(REFERENCE, "utf8")) : null;
  const input = file?.inputs.backtrader_2006_day as Record<"high" | "low" | "close", number[]>;
  const vectors = ((file?.vectors ?? []) as Vector[]).filter(({ indicator }) =>
    ["ema", "rsi", "atr", "adx", "plusDI", "minusDI"].includes(indicator),
  );

  function valueAt({ indicator, params }: Vector, index: number): number | undefined {
    const ema = createEma(params.period);
    const rsi = createRsi(params.period);
    const dmi = createDmi(params.period);
    for (let i = 0; i <= index; i++) {
      const close = input.close[i] as number;
      updateEma(ema, { close });
      updateRsi(rsi, { close });
      updateDmi(dmi, { high: input.high[i] as number, low: input.low[i] as number, close });
    }
    const { atr, adx, plusDi: plusDI, minusDi: minusDI } = dmi;
    const all: Record<string, number> = {
      ema: ema.value,
      rsi: rsi.value,
      atr,
      adx,
      plusDI,
      minusDI,
    };
    return all[indicator];
  }

  it("cover the six indicators", () => expect(vectors.length).toBe(6));

  it.each(vectors.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
    for (const { index, expected } of vector.points) {
      expect(Math.abs((valueAt(vector, index) ?? NaN) - expected)).toBeLessThan(vector.tolerance);
    }
  });
});
