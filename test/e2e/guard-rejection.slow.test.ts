// A guard says no: the trader said that they feel bad, and a signal finds no one to trade it.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("a self-report of 1 holds entries back", async () => {
  const run = LiveProcess.start({
    minutes: still(20_000, 400),
    signals: [{ minute: 60, side: "long", stop: 19_990 }],
  });
  await run.screenWith("READY");
  run.press("m");
  await run.screenWith("How do you feel?");
  run.press("1");
  const said = await run.factsWhen("operator", 1);
  expect(said).toMatchObject([{ command: "mood", by: "cockpit", inputs: { score: 1 } }]);
  const [refusal] = await run.factsWhen("guard_reject", 1);
  expect(refusal).toMatchObject({ reason: "governor", guards: ["governor"], strategy: "e2e" });
  expect(refusal?.inputs).toMatchObject({ governor: { multiplier: 0, rule: "self_report" } });
  const status = await run.api.status();
  expect(status).toMatchObject({ can_trade: false, reason: "governor", positions: [], orders: [] });
  expect(status.governor).toMatchObject({ badge: "COOL-DOWN", multiplier: 0 });
  expect(run.factsOf("order_submitted")).toEqual([]);
  expect(await run.screenWith(/e2e refused/)).toContain("COOL-DOWN");
});
