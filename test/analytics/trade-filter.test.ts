import { expect, it } from "vitest";
import { filterTrades } from "../../src/analytics/trade-filter.js";
import { MINUTE, MONDAY, trade } from "./journal.js";

const TRADES = [
  trade({ trade_id: "a", exit_ts: MONDAY + MINUTE }),
  trade({ trade_id: "b", exit_ts: MONDAY + 2 * MINUTE, symbol: "ES" }),
  trade({ trade_id: "c", exit_ts: MONDAY + 3 * MINUTE, strategy: "other" }),
];

function idsOf(filter: Parameters<typeof filterTrades>[1]): string {
  return filterTrades(TRADES, filter)
    .map((one) => one.trade_id)
    .join("");
}

it("keeps everything when nothing is asked", () => {
  expect(idsOf({})).toBe("abc");
});

it("counts from the first instant and up to, not including, the last", () => {
  expect(idsOf({ from: MONDAY + 2 * MINUTE })).toBe("bc");
  expect(idsOf({ to: MONDAY + 2 * MINUTE })).toBe("a");
  expect(idsOf({ from: MONDAY + 2 * MINUTE, to: MONDAY + 3 * MINUTE })).toBe("b");
});

it("matches symbol and strategy exactly, and all conditions at once", () => {
  expect(idsOf({ symbols: ["ES", "NQ"] })).toBe("b");
  expect(idsOf({ symbols: ["es"] })).toBe("");
  expect(idsOf({ strategy: "other" })).toBe("c");
  expect(idsOf({ strategy: "other", symbols: ["ES"] })).toBe("");
});
