// What is planned before anything is done: quantities, distances and reasons, calculated by hand.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/runtime/session.js";
import { type Act, planOf } from "../../src/tui/forms/act.js";
import { live, market, ORDERS, POSITION } from "./states.js";

const OPEN = { positions: [POSITION], orders: [...ORDERS] };
const planned = (act: Act, change: Partial<Snapshot> = OPEN) => planOf(act, live(change));
const toldOf = (act: Act, change?: Partial<Snapshot>): string[] =>
  planned(act, change).choices.map(({ label, effect }) => `${label}: ${effect}`);
const close = (pct: number | null): Act => ({ what: "close", symbol: "MNQ", pct });
const held = (qty: number): Partial<Snapshot> => ({ positions: [{ ...POSITION, qty }] });

describe("a part", () => {
  it("is rounded up to lots, and shares that come to the same are offered once", () => {
    // Of 3: 0.75, 1.5, 2.25 and 3 lots.
    expect(toldOf(close(null))).toEqual([
      "25 %: buy 1 at market, 2 of 3 stay, with their stop",
      "50 %: buy 2 at market, 1 of 3 stay, with their stop",
      "100 %: buy 3 at market, nothing stays",
    ]);
    expect(toldOf(close(null), held(1))).toEqual(["100 %: buy 1 at market, nothing stays"]);
    expect(toldOf(close(33.4), held(10))).toEqual([
      "33.4 %: buy 4 at market, 6 of 10 stay, with their stop",
    ]);
  });

  it("goes by the lot of its market", () => {
    const coin = { ...held(0.3), symbols: [{ ...market("MNQ"), lot: 0.1 }] };
    // Three lots: 1.5 are two.
    expect(toldOf(close(50), coin)).toEqual([
      "50 %: buy 0.2 at market, 0.1 of 0.3 stay, with their stop",
    ]);
  });

  it("of nothing is none", () => {
    expect(planned(close(50), {})).toMatchObject({
      choices: [],
      nothing: "MNQ has no open position",
    });
  });
});

describe("a stop", () => {
  const move = (price: number, change = {}): ReturnType<typeof planned> => {
    const position = { ...POSITION, ...change };
    return planned({ what: "move_stop", symbol: "mnq", price }, { positions: [position] });
  };

  it("is told by what it moves and where it then stands, on the grid", () => {
    // Short from 24,853.75, 1 R is 16.50: 24,845.50 is 8.25 nearer, 33 ticks, 0.50 R.
    const { choices, notes } = move(24_845.55);
    expect(choices.map(({ command }) => command)).toEqual([
      { command: "move_stop", symbol: "MNQ", price: 24_845.5 },
    ]);
    expect(choices[0]?.effect).toBe("+33 ticks, +0.50 R nearer");
    expect(notes[0]).toBe(
      "24,853.75 → 24,845.50: +33 ticks, +0.50 R; from the entry +33 ticks, +0.50 R",
    );
  });

  it("of a long one mirrors", () => {
    const long = { side: "long", entry: 100, stop: 90, initial_stop: 90, last: 110 } as const;
    expect(move(95, long).notes[0]).toBe(
      "90.00 → 95.00: +20 ticks, +0.50 R; from the entry −20 ticks, −0.50 R",
    );
    expect(move(89.75, long).nothing).toMatch(/only tightens: 89\.75 is not nearer .* 90\.00/);
    expect(move(110, long).nothing).toMatch(/110\.00 is at or beyond the last price 110\.00/);
  });

  it.each([
    [24_853.75, /only tightens: 24,853\.75 is not nearer to the market than 24,853\.75/],
    [24_900, /only tightens: 24,900\.00/],
    [24_830.5, /at or beyond the last price 24,830\.50; to leave, use P or X/],
    [24_800, /at or beyond the last price/],
  ])("to %d is refused with the reason", (price, wanted) => {
    const { choices, nothing } = move(price);
    expect(choices).toEqual([]);
    expect(nothing).toMatch(wanted);
  });
});

describe("other plans", () => {
  it("flatten one symbol and leave the others", () => {
    const other = { ...POSITION, symbol: "MES", side: "long", qty: 2 } as const;
    const both = { positions: [POSITION, other], orders: [...ORDERS] };
    expect(toldOf({ what: "flatten", symbol: null }, both)).toEqual([
      "Flatten MNQ: buy 3 at market, cancel 2 orders",
      "Flatten MES: sell 2 at market",
    ]);
    expect(planned({ what: "flatten", symbol: "mes" }, both).choices).toMatchObject([
      { command: { command: "flatten", symbol: "MES" } },
    ]);
    expect(planned({ what: "flatten", symbol: "M6E" }, both).nothing).toBe(
      "no position and no order of M6E is open",
    );
  });

  it("cancel what opens or takes profit, and never what protects or leaves", () => {
    expect(toldOf({ what: "cancel", order: null })).toEqual([
      "Cancel target buy 3 MNQ at 24,820.75: tx-target",
    ]);
    expect(planned({ what: "cancel", order: "tx-stop" }).nothing).toMatch(/^tx-stop protects/);
    expect(planned({ what: "cancel", order: "tx-9" }).nothing).toBe("tx-9 does not work");
    expect(planned({ what: "cancel", order: null }).keep).toBe("Keep");
  });

  it("re-arm what is switched off, and say so when nothing is", () => {
    const off = { strategies_off: ["orb_retest", "hand"] };
    expect(planned({ what: "rearm", strategy: null }, off).choices).toMatchObject([
      { command: { command: "rearm", strategy: "orb_retest" } },
      { command: { command: "rearm", strategy: "hand" } },
    ]);
    expect(planned({ what: "rearm", strategy: null }).nothing).toBe("no strategy is switched off");
    expect(planned({ what: "rearm", strategy: "x" }, off).nothing).toBe("x is not switched off");
  });

  it("stop the engine, with what rests on", () => {
    const naked = { ...POSITION, protection: "NAKED" } as const;
    const entry = { ...ORDERS[0], role: "entry" } as Snapshot["orders"][number];
    expect(planned({ what: "stop" }).notes[0]).toBe("MNQ short 3: its stop at 24,853.75 rests.");
    expect(planned({ what: "stop" }, { positions: [naked], orders: [entry] }).notes).toEqual([
      "MNQ short 3: NO STOP WORKS.",
      expect.stringContaining("until it is started again"),
      "1 entry order may still fill, without us.",
    ]);
  });

  it("do nothing until something is marked: what is first leaves all as it is", () => {
    for (const act of [close(null), { what: "stop" }, { what: "flatten", symbol: null }] as const) {
      expect(planned(act).keep).toBe("Cancel");
    }
  });
});
