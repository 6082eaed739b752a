import { describe, expect, it } from "vitest";
import type { Proposal } from "../../src/engine/strategy.js";
import { createStrategy } from "../../src/strategies/index.js";
import { contextOf, type Given } from "./context.js";

// The opening range is 980 to 1020; ATR 10, tick 0.25. A break closes at 1022.5 or above, a
// retest's low is at 1025 or below, the entry closes at 1022.5 or above, and a close under 1010
// ends the try.
const params = {
  break_atr: 0.25,
  retest_atr: 0.5,
  confirm_atr: 0.25,
  retest_bars: 4,
  stop_atr: 1,
  min_stop_ticks: 8,
};
const range = { or_high: 1020, or_low: 980 };

function play(bars: readonly Given[], changed: Partial<typeof params> = {}): (Proposal | null)[] {
  const strategy = createStrategy("orb_retest", { ...params, ...changed });
  const state = strategy.init();
  return bars.map((bar) => strategy.onBar(contextOf({ ...range, ...bar }), state));
}

/** The same bars upside down around 1000, the middle of the range. */
function mirrored(bars: readonly Given[]): Given[] {
  return bars.map(({ o, h, l, c, ...rest }) => {
    const open = o ?? c;
    const high = h ?? Math.max(open, c);
    const low = l ?? Math.min(open, c);
    return { ...rest, o: 2000 - open, c: 2000 - c, h: 2000 - low, l: 2000 - high };
  });
}

const near: Given = { o: 1015, h: 1023, l: 1014, c: 1022 }; // over the edge by 2: no break
const broken: Given = { o: 1020, h: 1036, l: 1019, c: 1035 }; // a break; its own low is no retest
const above: Given = { o: 1035, h: 1038, l: 1029, c: 1030 }; // low 9 over the edge: no retest yet
const retest: Given = { o: 1030, h: 1030, l: 1017, c: 1021 }; // to the edge, closes down
const held: Given = { o: 1021, h: 1029, l: 1018, c: 1028 }; // closes up and away

describe("orb_retest", () => {
  it("buys the close away from the edge after the break and its retest", () => {
    // The retest's extreme is 1017, under the edge; the stop lies one ATR below it: 1007.
    expect(play([near, broken, above, retest, held])).toEqual([
      null,
      null,
      null,
      null,
      { side: "long", stop: 1007 },
    ]);
  });

  it("sells the mirror image", () => {
    expect(play(mirrored([near, broken, above, retest, held]))).toEqual([
      null,
      null,
      null,
      null,
      { side: "short", stop: 993 },
    ]);
  });

  it("measures the stop from the edge where the retest stayed beyond it", () => {
    const shallow: Given = { o: 1030, h: 1034, l: 1024, c: 1033 }; // 4 over the edge, closes up
    expect(play([broken, shallow])).toEqual([null, { side: "long", stop: 1010 }]);
  });

  it("does not chase a break that never comes back", () => {
    expect(play([broken, above, above, above]).every((one) => one === null)).toBe(true);
  });

  it("tries each side once a day and again on the next", () => {
    const bars = [broken, retest, held, broken, retest, held];
    expect(play(bars).map((one) => one?.side ?? null)).toEqual([
      null,
      null,
      "long",
      null,
      null,
      null,
    ]);
    const tomorrow = bars.map((bar, index) => ({ ...bar, day: index < 3 ? 1 : 2 }));
    expect(play(tomorrow).map((one) => one?.side ?? null)).toEqual([
      null,
      null,
      "long",
      null,
      null,
      "long",
    ]);
  });

  it("still has its other side after one is spent", () => {
    const sides = play([broken, retest, held, ...mirrored([broken, retest, held])]);
    expect(sides.map((one) => one?.side ?? null)).toEqual([
      null,
      null,
      "long",
      null,
      null,
      "short",
    ]);
  });

  it("gives the side up when a close lies an ATR inside the range", () => {
    const failed: Given = { o: 1021, h: 1021, l: 1008, c: 1009.75 };
    expect(play([broken, failed, held]).at(-1)).toBeNull();
  });

  it("gives the side up when the retest comes too late", () => {
    expect(play([broken, above, above, retest, held]).at(-1)).toEqual({ side: "long", stop: 1007 });
    expect(play([broken, above, above, above, retest, held]).at(-1)).toBeNull();
  });

  it("spends the try on an entry that a position forbids", () => {
    const whileHeld: Given = { ...held, position: "short" };
    expect(play([broken, retest, whileHeld, held])).toEqual([null, null, null, null]);
  });

  it("looks at nothing before the range is complete or outside the regular session", () => {
    const unknown = { or_high: NaN, or_low: NaN };
    expect(play([{ ...broken, ...unknown }, retest, held]).at(-1)).toBeNull();
    expect(play([{ ...broken, in_rth: false }, retest, held]).at(-1)).toBeNull();
  });

  it("keeps the stop the least number of ticks away", () => {
    // Edge 1020 and no ATR distance at all: the stop would be 1019.75; 8 ticks are 2 points.
    const tight = { break_atr: 0, confirm_atr: 0, retest_atr: 0, stop_atr: 0 };
    const bars: Given[] = [
      { o: 1019, c: 1020.5 },
      { o: 1019.75, h: 1020.5, l: 1019.75, c: 1020.25 },
    ];
    expect(play(bars, tight).at(-1)).toEqual({ side: "long", stop: 1018.25 });
  });
});
