import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../src/engine/market/bar.js";
import { writeFeatures } from "../../src/runtime/features.js";
import { textbookDmi, textbookEma, textbookRsi, walk } from "../engine/indicators/textbook.js";
import { DAY, engineConfig, instrument, MINUTE } from "../fixtures.js";
import { sourceOf, utcDayAt } from "../harness.js";

const START = Date.UTC(2025, 10, 17);
const HEADER =
  "ts,open,high,low,close,volume,atr,adx,plus_di,minus_di,rsi,ema,vwap,vwap_slope,regime";

interface Options {
  readonly timeframes?: readonly { readonly name: string; readonly ms: number }[];
  readonly batch?: number;
}

const TIMEFRAMES = [
  { name: "15m", ms: 15 * MINUTE },
  { name: "1h", ms: 60 * MINUTE },
];

async function featuresOf(bars: readonly Bar[], options: Options = {}): Promise<string> {
  let text = "";
  const source = sourceOf(bars, instrument(), MINUTE, options.batch ?? 4096);
  const { timeframes = TIMEFRAMES } = options;
  const settings = { timeframes, config: engineConfig(), calendar: { dayAt: utcDayAt } };
  await writeFeatures(source, settings, async (chunk) => {
    await Promise.resolve();
    expect(chunk.endsWith("\n")).toBe(true);
    text += chunk;
  });
  return text;
}

function rowsOf(text: string): Record<string, string>[] {
  const [header = "", ...lines] = text.trimEnd().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? "missing"]));
  });
}

/** One-minute bars with a hole now and then, over as many days as they take. */
function barsOf(seed: number, count: number): Bar[] {
  let ts = START + 20 * 60 * MINUTE;
  return walk(seed, count).map((bar, i) => {
    ts += i % 97 === 96 ? 43 * MINUTE : MINUTE;
    return { ...bar, ts };
  });
}

describe("features", () => {
  it("have the columns of SPEC, then four for each timeframe", async () => {
    const bars = barsOf(1, 1);
    const four = (name: string): string => `,${name}_adx,${name}_atr,${name}_vwap,${name}_trend`;
    expect((await featuresOf(bars)).split("\n")[0]).toBe(HEADER + four("15m") + four("1h"));
    expect((await featuresOf(bars, { timeframes: [] })).split("\n")[0]).toBe(HEADER);
    expect(await featuresOf([], { timeframes: [] })).toBe(`${HEADER}\n`);
  });

  it("are empty until warm and say bar, VWAP and regime from the first", async () => {
    const bar: Bar = { ts: START + 1, open: 10, high: 12.25, low: 9, close: 9.5, volume: 3 };
    const text = await featuresOf([bar], { timeframes: TIMEFRAMES.slice(0, 1) });
    // (12.25 + 9 + 9.5) / 3 = 10.25
    expect(text.split("\n")[1]).toBe(
      "2025-11-17T00:00:00.001Z,10,12.25,9,9.5,3,,,,,,,10.25,,VOLATILE,,,,",
    );
  });

  it("read back as the textbook's numbers", async () => {
    const bars = barsOf(2, 1500);
    const rows = rowsOf(await featuresOf(bars));
    const closes = bars.map((bar) => bar.close);
    const { atr, adx, plusDi, minusDi } = textbookDmi(bars, 14);
    const expected = {
      atr,
      adx,
      plus_di: plusDi,
      minus_di: minusDi,
      rsi: textbookRsi(closes, 14),
      ema: textbookEma(closes, 20),
    };
    expect(rows.length).toBe(bars.length);
    for (const [i, row] of rows.entries()) {
      expect(row.ts).toBe(new Date((bars[i] as Bar).ts).toISOString());
      for (const [name, values] of Object.entries(expected)) {
        const value = values[i] as number;
        if (Number.isNaN(value)) expect(row[name], `${name} ${i}`).toBe("");
        else {
          expect(row[name]).not.toBe("");
          const difference = Math.abs(Number(row[name]) - value);
          expect(difference, `${name} ${i}`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
        }
      }
    }
  });

  it("never change in the past when the future is cut off", async () => {
    const bars = barsOf(3, 3 * (DAY / MINUTE) + 200);
    const whole = await featuresOf(bars);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bars.length }), async (length) => {
        const part = await featuresOf(bars.slice(0, length));
        expect(whole.startsWith(part)).toBe(true);
        expect(part.split("\n").length).toBe(length + 2);
      }),
      { numRuns: 25 },
    );
  });

  it("do not depend on how the future differs", async () => {
    const bars = barsOf(4, 1200);
    const other = bars.map((bar, i) => (i < 1000 ? bar : { ...bar, high: bar.high * 2 }));
    const [one, two] = await Promise.all([featuresOf(bars), featuresOf(other)]);
    expect(two.split("\n").slice(0, 1001)).toEqual(one.split("\n").slice(0, 1001));
    expect(two).not.toBe(one);
  });

  it("do not depend on the size of the batches", async () => {
    const bars = barsOf(5, 900);
    expect(await featuresOf(bars, { batch: 7 })).toBe(await featuresOf(bars));
  });
});
