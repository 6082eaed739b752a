import { describe, expect, it } from "vitest";
import type { Proposal } from "../../src/engine/strategy.js";
import { createStrategy } from "../../src/strategies/index.js";
import { contextOf, type Given } from "./context.js";

// Throughout: ATR 10, VWAP 1000, tick 0.25, +DI 30 over −DI 10, and the parameters written here,
// so that the defaults can be tuned without touching the arithmetic.
const params = {
  run_atr: 2,
  near_atr: 0.5,
  chase_atr: 3,
  fail_atr: 0.5,
  pullback_bars: 3,
  stop_atr: 1,
  min_stop_ticks: 8,
};

function play(bars: readonly Given[], changed: Partial<typeof params> = {}): (Proposal | null)[] {
  const strategy = createStrategy("vwap_pullback", { ...params, ...changed });
  const state = strategy.init();
  return bars.map((bar) => strategy.onBar(contextOf(bar), state));
}

/** The same bars upside down around VWAP, with the directional indicators exchanged. */
function mirrored(bars: readonly Given[]): Given[] {
  return bars.map((bar) => {
    const { o = bar.c, c, h = Math.max(o, c), l = Math.min(o, c), ...rest } = bar;
    const plus_di = bar.minus_di ?? 10;
    const minus_di = bar.plus_di ?? 30;
    return { ...rest, o: 2000 - o, c: 2000 - c, h: 2000 - l, l: 2000 - h, plus_di, minus_di };
  });
}

const run: Given = { o: 1010, h: 1025, l: 1010, c: 1022 }; // 25 over VWAP: 2.5 ATR, a run
const away: Given = { o: 1022, h: 1023, l: 1012, c: 1013 }; // low 12 over VWAP: not near (5)
const touch: Given = { o: 1013, h: 1014, l: 1003, c: 1004 }; // low 3 over VWAP: near; closes down
const dip: Given = { o: 1004, h: 1006, l: 997, c: 999 }; // under VWAP, but by less than 5
const back: Given = { o: 999, h: 1009, l: 998, c: 1008 }; // closes up, over VWAP and over 999

describe("vwap_pullback", () => {
  it("buys the close back up after a run and a return to VWAP", () => {
    // The pullback's low is 997, below VWAP; the stop lies one ATR under it: 987.
    expect(play([run, away, touch, dip, back])).toEqual([
      null,
      null,
      null,
      null,
      { side: "long", stop: 987 },
    ]);
  });

  it("sells the mirror image", () => {
    expect(play(mirrored([run, away, touch, dip, back]))).toEqual([
      null,
      null,
      null,
      null,
      { side: "short", stop: 1013 },
    ]);
  });

  it("puts the stop beyond VWAP where the pullback stayed above it", () => {
    // Touched at 1003 and closed up from there: VWAP 1000 is the farther one, stop 990.
    const turn: Given = { o: 1004, h: 1012, l: 1004, c: 1011 };
    expect(play([run, touch, turn])).toEqual([null, null, { side: "long", stop: 990 }]);
  });

  it("takes a bar that touches and closes up by itself", () => {
    const rejection: Given = { o: 1014, h: 1024, l: 1004, c: 1023 }; // 1023 over the last 1022
    expect(play([run, rejection])).toEqual([null, { side: "long", stop: 990 }]);
  });

  it("asks for a run before the return", () => {
    const short: Given = { o: 1010, h: 1019, l: 1010, c: 1018 }; // 1.9 ATR
    expect(play([short, touch, dip, back])).toEqual([null, null, null, null]);
  });

  it("wants the close over the one before", () => {
    const weak: Given = { o: 998, h: 1000, l: 998, c: 999 };
    const inside: Given = { o: 1001, h: 1004, l: 1001, c: 1003 }; // up, but 1004 was before
    expect(play([run, touch, inside]).at(-1)).toBeNull();
    expect(play([run, touch, weak]).at(-1)).toBeNull();
  });

  it("wants the directional indicators on its side before the return, not during it", () => {
    const turned = { plus_di: 10, minus_di: 30 };
    const entry = { side: "long", stop: 990 };
    const turn: Given = { o: 1004, h: 1012, l: 1004, c: 1011 };
    expect(play([run, { ...touch, ...turned }, { ...turn, ...turned }]).at(-1)).toEqual(entry);
    expect(play([{ ...run, ...turned }, touch, turn]).at(-1)).toBeNull();
    expect(play([{ ...run, plus_di: 20, minus_di: 20 }, touch, turn]).at(-1)).toBeNull();
  });

  it("does not chase a close that has already left VWAP", () => {
    const far: Given = { o: 1004, h: 1031, l: 1004, c: 1030.25 }; // 3.025 ATR over VWAP
    expect(play([run, touch, far]).at(-1)).toBeNull();
    expect(play([run, touch, { ...far, c: 1030 }]).at(-1)).toEqual({ side: "long", stop: 990 });
  });

  it("gives up when a close lies half an ATR on the wrong side", () => {
    const failed: Given = { o: 1004, h: 1004, l: 993, c: 994.75 }; // 5.25 under VWAP
    expect(play([run, touch, failed, back]).at(-1)).toBeNull();
  });

  it("gives up when the close back comes too late", () => {
    // The touch is bar 1 of 3: back on the third bar still counts, on the fourth no more.
    expect(play([run, touch, dip, back]).at(-1)).toEqual({ side: "long", stop: 987 });
    expect(play([run, touch, dip, dip, back]).at(-1)).toBeNull();
  });

  it("enters once for each run", () => {
    const again: Given = { o: 1008, h: 1012, l: 1002, c: 1011 };
    const [, , , first, second] = play([run, touch, dip, back, again]);
    expect(first).not.toBeNull();
    expect(second).toBeNull();
  });

  it("forgets its run at the day's roll", () => {
    expect(play([run, touch, { ...back, day: 2 }]).at(-1)).toBeNull();
  });

  it("keeps the stop the least number of ticks away", () => {
    // Without an ATR distance the stop would be VWAP, 1 point under the close; 8 ticks are 2.
    const near: Given = { o: 1000, h: 1001, l: 1000.5, c: 1001 };
    const flat: Given = { o: 1001, h: 1001, l: 1000.75, c: 1000.75 };
    const bars = [run, flat, near];
    expect(play(bars, { stop_atr: 0 }).at(-1)).toEqual({ side: "long", stop: 999 });
  });

  it("proposes nothing in a market that stands still", () => {
    expect(play([run, touch, { ...back, atr: 0 }]).at(-1)).toBeNull();
  });
});
