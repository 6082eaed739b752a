// The last check before an order leaves, at each ceiling and a step beyond.

import { describe, expect, it } from "vitest";
import type { OrderIntent } from "../../../src/engine/effect.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import { createLedger } from "../../../src/engine/orders/ledger.js";
import { nanoOf } from "../../../src/engine/orders/money.js";
import { approveEntry } from "../../../src/engine/risk/approve.js";
import { FIRST_TS, instrument } from "../../fixtures.js";

describe("the second check", () => {
  const future = instrument();
  const stock: Instrument = instrument({
    ...{ symbol: "S", assetClass: "stock" },
    tick: { unscaled: 1, scale: 2 },
    pointValue: { unscaled: 1, scale: 0 },
  });
  const order = (symbol: number, qtyLots: number): OrderIntent => ({
    ...{ clientOrderId: "x", symbol, side: "buy", type: "market", role: "entry" },
    ...{ qtyLots, priceTicks: 0, group: "1" },
  });
  const check = {
    ...{ equity: 50_000, price: 100, lastPrice: 100, stopDistance: 1 },
    ...{ day: 5, week: 4, now: FIRST_TS, unguarded: false },
  };
  const fresh = () => createLedger([future, stock], nanoOf(50_000));
  const ruleOf = (...args: Parameters<typeof approveEntry>): string | null => {
    const answer = approveEntry(...args);
    return answer.ok ? null : answer.rule;
  };

  it("holds contracts, risk and notional at their ceilings and a lot beyond", () => {
    expect(ruleOf(order(0, 50), fresh(), check)).toBeNull();
    expect(ruleOf(order(0, 51), fresh(), check)).toBe("max_contracts");
    // 2 % of 50,000 is 1,000: 50 contracts at 2 a point have 10 points.
    expect(ruleOf(order(0, 50), fresh(), { ...check, stopDistance: 10 })).toBeNull();
    expect(ruleOf(order(0, 50), fresh(), { ...check, stopDistance: 10.25 })).toBe(
      "risk_per_trade_pct",
    );
    // 400 % of 50,000 at 100 a share are 2,000 shares.
    const near = { ...check, stopDistance: 0.1 };
    expect(ruleOf(order(1, 2_000), fresh(), near)).toBeNull();
    expect(ruleOf(order(1, 2_001), fresh(), near)).toBe("max_notional_pct");
  });

  it("counts the trades of the running day and week only", () => {
    const ledger = { ...fresh(), countDay: 5, tradesToday: 10, countWeek: 4, tradesThisWeek: 49 };
    expect(ruleOf(order(0, 1), ledger, check)).toBe("max_trades_per_day");
    expect(ruleOf(order(0, 1), ledger, { ...check, day: 6 })).toBeNull();
    const week = { ...ledger, tradesThisWeek: 50 };
    expect(ruleOf(order(0, 1), week, { ...check, day: 6 })).toBe("max_trades_per_week");
    expect(ruleOf(order(0, 1), week, { ...check, day: 11, week: 11 })).toBeNull();
  });

  it("lets nothing through that is no number", () => {
    for (const bad of [
      { equity: Number.NaN },
      { stopDistance: Number.NaN },
      { price: Number.NaN },
      { lastPrice: Number.NaN },
    ]) {
      expect(
        ruleOf(order(1, 1), fresh(), { ...check, ...bad }),
        JSON.stringify(bad),
      ).not.toBeNull();
    }
    expect(ruleOf(order(0, Number.NaN), fresh(), check)).toBe("qty");
    expect(ruleOf(order(0, 1.5), fresh(), check)).toBe("qty");
  });

  it("holds the price to 5 per cent of the market's", () => {
    expect(ruleOf(order(0, 1), fresh(), { ...check, price: 105 })).toBeNull();
    expect(ruleOf(order(0, 1), fresh(), { ...check, price: 105.25 })).toBe("price_collar_pct");
  });

  it.each(["buy", "sell"] as const)("holds the price of a limit to %s to it as well", (side) => {
    const limit = (price: number): OrderIntent => ({
      ...order(0, 1),
      ...{ side, type: "limit", priceTicks: price * 4 },
    });
    for (const [price, rule] of [
      [105, null],
      [105.25, "price_collar_pct"],
      [95, null],
      [94.75, "price_collar_pct"],
    ] as const) {
      expect(ruleOf(limit(price), fresh(), check), String(price)).toBe(rule);
    }
  });

  it("without guards asks only whether the symbol is taken", () => {
    expect(ruleOf(order(0, 5_000), fresh(), { ...check, unguarded: true })).toBeNull();
  });
});
