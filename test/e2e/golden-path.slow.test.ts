// A signal becomes a trade, its stop follows, it pays twice and is over: as a person would see it,
// as the API answers it, and to the cent.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("signal, entry, stop, two targets, closed", async () => {
  const run = LiveProcess.start({
    minutes: [
      ...still(20_000, 30),
      [20_000, 20_002, 19_998, 20_001],
      [20_001, 20_001, 19_999, 20_001],
      ...still(20_001, 20),
      [20_001, 20_011, 20_000.75, 20_010],
      [20_010, 20_021, 20_009, 20_020],
      ...still(20_020, 300),
    ],
    signals: [{ minute: 29, side: "long", stop: 19_990 }],
  });
  // Entry: the open and a tick of slippage. The targets lie one and two times 10.25 points ahead.
  const open = await run.statusWhen(({ positions }) => positions.length === 1);
  expect(open).toMatchObject({ mode: "PAPER", state: "READY" });
  expect(open.positions[0]).toMatchObject({
    ...{ symbol: "MNQ", side: "long", qty: 6, entry: 20_000.25, stop: 19_990 },
    ...{ protection: "PROTECTED", trade_state: "MANAGED" },
  });
  expect(open.orders.map(({ role, qty, price }) => [role, qty, price])).toEqual([
    ["stop", 6, 19_990],
    ["target", 3, 20_010.5],
    ["target", 3, 20_020.75],
  ]);
  expect(await run.screenWith("■ PROTECTED")).toContain("▲ LONG");
  const [closed] = await run.factsWhen("trade_closed", 1);
  // 3 at 10.25 points and 3 at 20.5, 2 dollars each; 12 sides at 0.62; R is 10.25 × 2 × 6 = 123.
  expect(closed).toMatchObject({
    ...{ exit_reason: "target", gross_pnl: 184.5, commission: 7.44, net_pnl: 177.06 },
    ...{ trade_qty: 6, entry_price: 20_000.25, initial_stop: 19_990 },
  });
  expect(closed?.result_R).toBeCloseTo(177.06 / 123, 9);
  const flat = await run.statusWhen(
    ({ positions, orders }) => positions.length + orders.length === 0,
  );
  expect(flat.equity).toBe(50_177.06);
  expect(flat.day_R).toBeCloseTo(177.06 / 123, 9);
  expect(await run.api.trades(10)).toMatchObject([{ net_pnl: 177.06, exit_reason: "target" }]);
  await run.screenWith("+1.44");
  // The stop is the first thing after the first fill, before any target.
  const orders = run.factsOf("order_submitted").map(({ role }) => role);
  expect(orders).toEqual(["entry", "stop", "target", "target"]);
  expect(run.factsOf("stop_moved")).toMatchObject([{ why: "break_even", to: 20_000.25 }]);
});
