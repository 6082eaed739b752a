import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ceilSteps,
  floorSteps,
  fromSteps,
  nearestSteps,
  toNumber,
} from "../../../src/engine/market/instrument.js";
import {
  type InstrumentSpec,
  matchInstrument,
  unknownInstrument,
} from "../../../src/engine/market/roots.js";

function spec(symbol: string): InstrumentSpec {
  const found = matchInstrument(symbol);
  if (found === null) throw new Error(`no ${symbol}`);
  return found;
}

describe("instruments built in", () => {
  // Tick and the money a tick is worth, as the exchange's contract specifications state them.
  it.each([
    ["ES", 0.25, 12.5],
    ["MES", 0.25, 1.25],
    ["NQ", 0.25, 5],
    ["MNQ", 0.25, 0.5],
    ["YM", 1, 5],
    ["MYM", 1, 0.5],
    ["RTY", 0.1, 5],
    ["M2K", 0.1, 0.5],
    ["NKD", 5, 25],
    ["GC", 0.1, 10],
    ["MGC", 0.1, 1],
    ["SI", 0.005, 25],
    ["SIL", 0.005, 5],
    ["HG", 0.0005, 12.5],
    ["PL", 0.1, 5],
    ["CL", 0.01, 10],
    ["MCL", 0.01, 1],
    ["QM", 0.025, 12.5],
    ["NG", 0.001, 10],
    ["QG", 0.005, 12.5],
    ["RB", 0.0001, 4.2],
    ["HO", 0.0001, 4.2],
    ["6E", 0.00005, 6.25],
    ["M6E", 0.0001, 1.25],
    ["6B", 0.0001, 6.25],
    ["6J", 0.0000005, 6.25],
    ["6A", 0.00005, 5],
    ["6S", 0.00005, 6.25],
    ["ZB", 0.03125, 31.25],
    ["ZN", 0.015625, 15.625],
    ["ZF", 0.0078125, 7.8125],
    ["ZT", 0.00390625, 7.8125],
    ["MBT1!", 5, 0.5],
    ["ETH1!", 0.5, 25],
  ])("%s moves in %d, worth %d dollars", (symbol, tick, worth) => {
    const { tick: step, pointValue, currency } = spec(symbol);
    expect(toNumber(step)).toBe(tick);
    const scale = 10 ** (step.scale + pointValue.scale);
    expect((step.unscaled * pointValue.unscaled) / scale).toBe(worth);
    expect(currency).toBe("USD");
  });

  it("close daily, but for crypto, and only energy may be negative", () => {
    for (const symbol of ["ES", "GC", "6E", "SPY", "EURUSD"]) {
      expect(spec(symbol)).toMatchObject({ closes: true, allowsNegative: false });
    }
    expect(spec("CL")).toMatchObject({ closes: true, allowsNegative: true });
    expect(spec("BTCUSDT")).toMatchObject({ closes: false, allowsNegative: false });
  });

  it("have the lots, ticks and currencies of their class", () => {
    const facts = (symbol: string) => {
      const { assetClass, tick, lot, currency } = spec(symbol);
      return [assetClass, toNumber(tick), toNumber(lot), currency];
    };
    expect(facts("MNQ")).toEqual(["future", 0.25, 1, "USD"]);
    expect(facts("SPY")).toEqual(["stock", 0.01, 1, "USD"]);
    expect(facts("EURUSD")).toEqual(["fx", 0.00001, 1000, "USD"]);
    expect(facts("USDJPY")).toEqual(["fx", 0.001, 1000, "JPY"]);
    expect(facts("EURGBP")).toEqual(["fx", 0.00001, 1000, "GBP"]);
    expect(facts("XAUUSD")).toEqual(["fx", 0.01, 1, "USD"]);
    expect(facts("XBTUSD")).toEqual(["crypto", 0.01, 0.000001, "USD"]);
    expect(facts("BTCUSDT")).toEqual(["crypto", 0.01, 0.000001, "USD"]);
    expect(facts("ADABTC")).toEqual(["crypto", 0.00000001, 0.000001, "BTC"]);
    expect(facts("ADAEUR")).toEqual(["crypto", 0.0001, 0.000001, "EUR"]);
  });

  it("leave an unknown symbol in points, always open, on the data's tick", () => {
    const tick = { unscaled: 5, scale: 2 };
    expect(unknownInstrument("FOO", tick)).toMatchObject({
      symbol: "FOO",
      assetClass: "unknown",
      tick,
      pointValue: { unscaled: 1, scale: 0 },
      lot: { unscaled: 1, scale: 0 },
      currency: "",
      closes: false,
      allowsNegative: true,
      dayKind: "always",
      zone: "UTC",
      unknown: true,
    });
  });
});

describe("steps", () => {
  const quarter = { unscaled: 25, scale: 2 };

  it("round down, up and to the nearest", () => {
    // 100.3 is 401.2 quarters.
    expect(floorSteps(100.3, quarter)).toBe(401);
    expect(ceilSteps(100.3, quarter)).toBe(402);
    expect(nearestSteps(100.3, quarter)).toBe(401);
    expect(fromSteps(401, quarter)).toBe(100.25);
    // Below zero, down is away from it: -0.3 is -1.2 quarters.
    expect(floorSteps(-0.3, quarter)).toBe(-2);
    expect(ceilSteps(-0.3, quarter)).toBe(-1);
  });

  it("take a price that doubles cannot hold as on its grid", () => {
    // 0.1 + 0.2 is a little above 0.3, and 1.1 * 3 a little above 3.3.
    const tenth = { unscaled: 1, scale: 1 };
    expect(ceilSteps(0.1 + 0.2, tenth)).toBe(3);
    expect(ceilSteps(1.1 * 3, tenth)).toBe(33);
    // 0.7 + 0.1 is a little below 0.8.
    expect(floorSteps(0.7 + 0.1, tenth)).toBe(8);
  });

  it("come back from every price of every grid", () => {
    const symbols = ["MNQ", "ES", "6J", "ZT", "HG", "EURUSD", "ADABTC", "SPY"];
    const property = fc.property(
      fc.constantFrom(...symbols),
      fc.integer({ min: -1e6, max: 1e6 }),
      (symbol, steps) => {
        const { tick } = spec(symbol);
        const price = fromSteps(steps, tick);
        for (const toSteps of [floorSteps, ceilSteps, nearestSteps]) {
          expect(toSteps(price, tick) + 0).toBe(steps + 0);
        }
      },
    );
    fc.assert(property);
  });
});
