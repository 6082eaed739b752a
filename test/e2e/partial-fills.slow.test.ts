// A thin market gives half of an entry: the rest is cancelled, and the stop covers what there is.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("the stop covers exactly what was filled", async () => {
  const run = LiveProcess.start({
    minutes: [
      ...still(20_000, 30),
      // A tenth of 30 contracts may be ours.
      [20_000, 20_002, 19_998, 20_001, 30],
      ...still(20_001, 400),
    ],
    signals: [{ minute: 29, side: "long", stop: 19_990 }],
  });
  const open = await run.statusWhen(({ positions }) => positions.length === 1);
  expect(open.positions).toMatchObject([{ qty: 3, entry: 20_000.25, protection: "PROTECTED" }]);
  const stops = open.orders.filter(({ role }) => role === "stop");
  expect(stops).toMatchObject([{ qty: 3, side: "sell", state: "WORKING" }]);
  const [asked] = run.factsOf("order_submitted");
  expect(asked).toMatchObject({ role: "entry", qty: 6 });
  const entry = run.factsOf("order_state").filter(({ role }) => role === "entry");
  expect(entry.map(({ state }) => state)).toEqual(["WORKING", "PARTIAL", "CANCELLED"]);
  expect(entry.at(-1)).toMatchObject({ filled_qty: 3, reason: "rest" });
  await run.screenWith("LONG");
  // A third of it by hand, at the next open less a tick; the stop shrinks with it.
  await run.api.close({ symbol: "MNQ", pct: 33 });
  const after = await run.statusWhen(({ positions }) => positions[0]?.qty === 2);
  expect(after.orders.filter(({ role }) => role === "stop")).toMatchObject([{ qty: 2 }]);
  const fills = run.factsOf("fill");
  expect(fills).toMatchObject([
    { role: "entry", qty: 3 },
    { role: "exit", qty: 1, price: 20_000.75 },
  ]);
});
