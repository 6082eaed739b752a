// A hard limit says no: a stop nearer than any may be.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("a stop two ticks away is a violation of min_stop_ticks", async () => {
  const run = LiveProcess.start({
    minutes: still(20_000, 400),
    signals: [{ minute: 30, side: "long", stop: 19_999.5 }],
  });
  const [violation] = await run.factsWhen("constraint_violation", 1);
  expect(violation).toMatchObject({
    ...{ symbol: "MNQ", rule: "min_stop_ticks" },
    inputs: { stop_ticks: 2, limit: 4 },
  });
  const [refusal] = run.factsOf("guard_reject");
  expect(refusal).toMatchObject({ reason: "constraint:min_stop_ticks" });
  expect(refusal?.trace_id).toBe(violation?.trace_id);
  expect(run.factsOf("order_submitted")).toEqual([]);
  expect(await run.api.status()).toMatchObject({ positions: [], orders: [], can_trade: true });
  await run.screenWith(/e2e refused: .*stop/);
  // The same by hand, only asked: the verdict names it, and nothing is sent.
  const stop = 19_999.5;
  const dry = await run.api.dryRun({ symbol: "MNQ", side: "long", stop });
  expect(dry.qty).toBe(0);
  expect(dry.verdicts.filter(({ ok }) => !ok).map(({ guard }) => guard)).toEqual([
    "constraint:min_stop_ticks",
  ]);
});
