import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bareTrade } from "../../src/analytics/entry-context.js";
import { packDigits, unpackDigits, widthFor } from "../../src/report/digits.js";
import { packPlaces, packTrades, placesIn, unpackTrades } from "../../src/report/packed-trades.js";
import { packPath, thinned, traceOf, unpackPath } from "../../src/report/trace.js";
import { MINUTE, MONDAY, trade } from "../analytics/journal.js";

describe("digits", () => {
  it("are 64, A to _, of a fixed width", () => {
    expect(packDigits([0, 1, 63, 64, 4_095], 2)).toBe("AAABA_BA__");
    expect([1, 64, 65, 4_096, 4_097].map(widthFor)).toEqual([1, 1, 2, 2, 3]);
  });

  it("give back what was packed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_095)), (values) => {
        expect(unpackDigits(packDigits(values, 2), 2)).toEqual(values);
      }),
    );
  });
});

describe("trades", () => {
  it("come out as they went in", () => {
    const made = [
      trade({
        trade_id: "a",
        symbol: "MNQ",
        side: "short",
        result_R: -1.03,
        exit_price: 24_000.25,
      }),
      trade({
        trade_id: "b",
        symbol: "6E",
        entry_ts: MONDAY + MINUTE,
        exit_ts: MONDAY + 3 * MINUTE,
      }),
    ].map(bareTrade);
    const packed = packTrades(made, {
      ...{ currency: "USD", paths: [null, null], picks: {} },
      notes: [[], ["too early", "again"]],
    });
    const listed = unpackTrades(JSON.parse(JSON.stringify(packed)));
    expect(listed.map(({ notes }) => notes)).toEqual([[], ["too early", "again"]]);
    expect(listed).toMatchObject(
      made.map(({ trade_id, symbol, side, entry_ts, exit_ts, exit_price, result_R }, place) => ({
        ...{ place, trade_id, symbol, side, entry_ts, exit_ts, exit_price, result_R, tags: [] },
      })),
    );
  });

  it("that belong together are told by their places", () => {
    const places = packPlaces([2, 70, 99], 100);
    expect(placesIn({ label: "", places }, 100)).toEqual(new Set([2, 70, 99]));
  });
});

const bar = (minute: number, high: number, low: number, close: number) => ({
  ...{ ts: MONDAY + minute * MINUTE, high, low, close },
});

describe("a path", () => {
  const bars = [
    ...[bar(0, 12, 10, 11), bar(1, 15, 11, 14), bar(2, 14, 9, 10), bar(3, 11, 8, 9)],
    bar(4, 10, 7, 7),
  ];

  it("that is thinned keeps highs, lows and the last close", () => {
    // Five bars in two columns: 0, 1 and 2, then 3 and 4.
    expect(thinned(bars, 2)).toEqual([bar(0, 15, 9, 10), bar(3, 11, 7, 7)]);
    expect(thinned(bars, 9)).toEqual(bars);
  });

  it("comes out within half a step of what went in, with everything in its column", () => {
    const trace = {
      bars,
      stops: [
        { ts: MONDAY + MINUTE, price: 16 },
        { ts: MONDAY + 3 * MINUTE, price: 12 },
      ],
      fills: [
        { ts: MONDAY + MINUTE, price: 13.75, qty: 2, role: "entry" },
        { ts: MONDAY + 4 * MINUTE + 1, price: 7.5, qty: 2, role: "target" },
      ],
    };
    const packed = packPath(trace, 5);
    if (packed === null) throw new Error("there are bars");
    const path = unpackPath(JSON.parse(JSON.stringify(packed)));
    expect([path.low, path.high]).toEqual([7, 16]);
    const step = (16 - 7) / 4_095 / 2;
    for (const [at, { high, low, close }] of path.bars.entries()) {
      expect(Math.abs(high - (bars[at]?.high ?? 0))).toBeLessThanOrEqual(step);
      expect(Math.abs(low - (bars[at]?.low ?? 0))).toBeLessThanOrEqual(step);
      expect(Math.abs(close - (bars[at]?.close ?? 0))).toBeLessThanOrEqual(step);
    }
    expect(path.stops.map(({ column }) => column)).toEqual([1, 3]);
    expect(path.fills).toEqual([
      { column: 1, price: 13.75, qty: 2, role: "entry" },
      { column: 4, price: 7.5, qty: 2, role: "target" },
    ]);
    // In two columns, bars 1 and 3 of 5 lie in the first and in the second.
    const half = packPath(trace, 2);
    expect(half && unpackPath(half).stops.map(({ column }) => column)).toEqual([0, 1]);
  });

  it("of a flat price, or of no bar, is no division by zero", () => {
    const flat = packPath({ bars: [bar(0, 5, 5, 5)], stops: [], fills: [] }, 9);
    expect(flat && unpackPath(flat).bars).toEqual([{ high: 5, low: 5, close: 5 }]);
    expect(packPath({ bars: [], stops: [], fills: [] }, 9)).toBeNull();
  });

  it("begins with the first stop and takes every move", () => {
    const own = { entry_ts: MONDAY, initial_stop: 16 };
    const head = { seq: 1, symbol: "MNQ", trace_id: "x" };
    const move = { from: 16, to: 12, why: "atr" as const, trade_id: "1" };
    const moved = { ...head, ...move, type: "stop_moved" as const, ts: MONDAY + MINUTE };
    expect(traceOf(own, [moved], bars).stops).toEqual([
      { ts: MONDAY, price: 16 },
      { ts: MONDAY + MINUTE, price: 12 },
    ]);
  });
});
