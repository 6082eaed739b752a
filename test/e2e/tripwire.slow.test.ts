// Two losses trip the day's wire: it locks, and nothing is entered any more.

import { expect, it } from "vitest";
import { LiveProcess, still } from "./live-process.js";

it("-2R of a day locks it", async () => {
  const run = LiveProcess.start({
    minutes: [
      ...still(20_000, 31),
      [20_000, 20_001, 19_985, 19_988],
      ...still(19_988, 6),
      [19_988, 19_989, 19_970, 19_976],
      ...still(19_976, 400),
    ],
    signals: [
      { minute: 29, side: "long", stop: 19_990 },
      { minute: 36, side: "long", stop: 19_978 },
      { minute: 60, side: "long", stop: 19_966 },
    ],
  });
  const closed = await run.factsWhen("trade_closed", 2);
  // 6 contracts, entered a tick above the open, out a tick below the stop: 10.5 points of 2 dollars
  // each and 12 sides of 0.62, over R of 10.25 × 2 × 6.
  const loss = -(10.5 * 2 * 6 + 12 * 0.62);
  for (const trade of closed) expect(trade.net_pnl).toBeCloseTo(loss, 9);
  const [trip] = await run.factsWhen("tripwire", 1);
  expect(trip).toMatchObject({ rule: "tripwire_day", state: "TRIPPED", action: "LOCK" });
  expect(trip?.inputs).toMatchObject({ r: expect.closeTo((2 * loss) / 123, 9), limit: -2 });
  const [refusal] = await run.factsWhen("guard_reject", 1);
  expect(refusal).toMatchObject({ reason: "tripwire_day" });
  const status = await run.api.status();
  expect(status).toMatchObject({ gear: "P", can_trade: false, reason: "tripwire_day" });
  expect(status.day_R).toBeCloseTo((2 * loss) / 123, 9);
  await expect(run.api.resume()).rejects.toThrow(/tripwire_day/);
  await run.screenWith(/locked until the day rolls/);
});
