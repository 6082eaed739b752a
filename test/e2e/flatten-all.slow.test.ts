// The kill switch: out of everything, and nothing enters again until the trader says so.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("K, flat: position and orders go, entries wait for resume", async () => {
  const run = LiveProcess.start({
    minutes: still(20_000, 600),
    signals: [
      { minute: 29, side: "long", stop: 19_990 },
      { minute: 120, side: "long", stop: 19_989 },
    ],
  });
  await run.statusWhen(({ positions }) => positions.length === 1);
  run.press("K");
  await run.screenWith("KILL SWITCH");
  for (const letter of "flat\r") {
    run.press(letter);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  const flat = await run.statusWhen(
    ({ positions, orders }) => positions.length + orders.length === 0,
  );
  expect(flat).toMatchObject({ can_trade: false, reason: "paused" });
  const [asked] = run.factsOf("operator");
  expect(asked).toMatchObject({ command: "flatten", by: "cockpit" });
  const [closed] = await run.factsWhen("trade_closed", 1);
  // In at the open and a tick, out at an open less a tick: 2 ticks of 0.50 and 12 sides of 0.62.
  expect(closed).toMatchObject({ exit_reason: "flatten", net_pnl: -(0.5 * 2 * 6 + 12 * 0.62) });
  await run.statusWhen(({ state }) => state === "PAUSED");
  // A signal meanwhile finds the hold.
  const [refusal] = await run.factsWhen("guard_reject", 1);
  expect(refusal).toMatchObject({ reason: "paused" });
  await run.api.resume();
  const after = await run.statusWhen(({ state }) => state === "READY");
  expect(after).toMatchObject({ can_trade: true, reason: null });
});
