// Every working order can be seen, however many there are.

import { expect, it } from "vitest";
import { risk } from "../../src/tui/views/risk.js";
import { live, market, ORDERS, state } from "./states.js";

const SYMBOLS = ["MNQ", "MES", "MYM", "M2K", "MCL"];

it("lists all that work under Risk, by symbol", () => {
  const orders = SYMBOLS.flatMap((symbol) =>
    ORDERS.map((order) => ({ ...order, symbol, client_order_id: `${symbol}-${order.role}` })),
  );
  const shown = state({ snapshot: live({ orders, symbols: SYMBOLS.map(market) }), view: "risk" });
  const texts = risk
    .lines(shown, () => [], 80, 200)
    .map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    );
  const from = texts.findIndex((text) => text.includes("WORKING ORDERS"));
  expect(texts.slice(from + 1, from + 6)).toEqual([
    " SYM  ORDER                   STATE    ID",
    " M2K  stop buy 3 24,853.75    working  M2K-stop",
    " M2K  target buy 3 24,820.75  working  M2K-target",
    " MCL  stop buy 3 24,853.75    working  MCL-stop",
    " MCL  target buy 3 24,820.75  working  MCL-target",
  ]);
  expect(texts.slice(from + 2).filter((text) => text !== "")).toHaveLength(orders.length);
});

it("says nothing of orders where none works", () => {
  const shown = state({ snapshot: live({ orders: [] }), view: "risk" });
  const text = risk.lines(shown, () => [], 80, 200).flatMap((line) => line.map((one) => one.text));
  expect(text.join("")).not.toContain("WORKING ORDERS");
});
