import { describe, expect, it } from "vitest";
import type { Proposal } from "../../src/engine/strategy.js";
import { createStrategy } from "../../src/strategies/index.js";
import { contextOf, type Given } from "./context.js";

// VWAP 1000, ATR 10, tick 0.25, Bollinger bands 985 and 1015. A stretch downwards closes under
// 985, at least 15 under VWAP, with an RSI of 30 or less.
const params = {
  rsi_low: 30,
  rsi_high: 70,
  stretch_atr: 1.5,
  return_bars: 2,
  stop_atr: 0.5,
  min_reward_r: 1,
  min_stop_ticks: 8,
};
const quiet = { bands: [985, 1015] as const, regime: "RANGE" as const };

function play(bars: readonly Given[], changed: Partial<typeof params> = {}): (Proposal | null)[] {
  const strategy = createStrategy("mean_reversion", { ...params, ...changed });
  const state = strategy.init();
  return bars.map((bar) => strategy.onBar(contextOf({ ...quiet, ...bar }), state));
}

/** The same bars upside down around VWAP. */
function mirrored(bars: readonly Given[]): Given[] {
  return bars.map(({ o, h, l, c, rsi = 50, ...rest }) => {
    const open = o ?? c;
    const high = h ?? Math.max(open, c);
    const low = l ?? Math.min(open, c);
    const flipped = { o: 2000 - open, c: 2000 - c, h: 2000 - low, l: 2000 - high };
    return { ...rest, ...flipped, rsi: 100 - rsi };
  });
}

const stretched: Given = { o: 988, h: 989, l: 981, c: 982, rsi: 28 }; // 18 under VWAP
const deeper: Given = { o: 982, h: 983, l: 979, c: 980, rsi: 25 }; // the extreme is now 979
const outside: Given = { o: 980, h: 984, l: 980, c: 984, rsi: 33 }; // up, but under the band
const back: Given = { o: 984, h: 988, l: 983, c: 987, rsi: 38 }; // inside the band, closes up

describe("mean_reversion", () => {
  it("buys the first close back inside the band and aims at VWAP", () => {
    // Extreme 979, half an ATR below it: stop 974. Risk 13, reward 13: exactly 1 R.
    expect(play([stretched, deeper, outside, back])).toEqual([
      null,
      null,
      null,
      { side: "long", stop: 974, target: 1000 },
    ]);
  });

  it("sells the mirror image", () => {
    expect(play(mirrored([stretched, deeper, outside, back]))).toEqual([
      null,
      null,
      null,
      { side: "short", stop: 1026, target: 1000 },
    ]);
  });

  it("leaves an entry whose target is nearer than its stop", () => {
    const high: Given = { ...back, h: 990, c: 987.25 }; // risk 13.25, reward 12.75
    expect(play([stretched, deeper, high]).at(-1)).toBeNull();
    expect(play([stretched, deeper, high], { min_reward_r: 0.9 }).at(-1)).toEqual({
      side: "long",
      stop: 974,
      target: 1000,
    });
  });

  it("asks for an extreme RSI, a close outside the band and a distance from VWAP", () => {
    const bars = (bar: Given): Proposal | null | undefined => play([bar, back]).at(-1);
    expect(bars({ ...stretched, c: 982 })).not.toBeNull();
    expect(bars({ ...stretched, rsi: 30.5 })).toBeNull();
    expect(bars({ ...stretched, bands: [981, 1015] })).toBeNull();
    expect(bars({ ...stretched, vwap: 996.5 })).toBeNull(); // 14.5 under VWAP
  });

  it("gives up when the return comes too late", () => {
    expect(play([stretched, outside, back]).at(-1)).not.toBeNull();
    expect(play([stretched, outside, outside, back]).at(-1)).toBeNull();
  });

  it("wants the bar that returns to close in the direction of VWAP", () => {
    const gapped: Given = { o: 988, h: 988, l: 986, c: 987, rsi: 38 };
    expect(play([stretched, gapped]).at(-1)).toBeNull();
  });

  it("enters once for each stretch", () => {
    expect(play([stretched, back, back]).map((one) => one?.side ?? null)).toEqual([
      null,
      "long",
      null,
    ]);
  });

  it("forgets a stretch at the day's roll", () => {
    expect(play([stretched, { ...back, day: 2 }]).at(-1)).toBeNull();
  });

  it("turns from one side to the other when price stretches the other way", () => {
    const [up, upBack] = mirrored([stretched, back]) as [Given, Given];
    // Extreme 1019, half an ATR above it: stop 1024; risk 11 against a reward of 13.
    expect(play([stretched, up, upBack]).at(-1)).toEqual({
      side: "short",
      stop: 1024,
      target: 1000,
    });
  });

  it("keeps the stop the least number of ticks away", () => {
    // The extreme is 984, half a point under the close, and there is no ATR distance: 2 points.
    const shallow: Given = { o: 985, h: 985, l: 984, c: 984, rsi: 28 };
    const turn: Given = { o: 984.25, h: 985.5, l: 984.25, c: 985.5, rsi: 35 };
    expect(play([shallow, turn], { stop_atr: 0 }).at(-1)).toEqual({
      side: "long",
      stop: 983.5,
      target: 1000,
    });
  });
});
