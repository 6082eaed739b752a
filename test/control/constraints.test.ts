// The limits as the API says them.

import { describe, expect, it } from "vitest";
import { FakeSession } from "./fake-session.js";
import { asked, serve } from "./listening.js";

describe("a limit", () => {
  it("is said as it is obeyed: the stricter one while a looser one waits", async () => {
    const session = new FakeSession();
    const limit = { ceiling: 50, why: "" };
    session.limits = [
      { ...limit, key: "max_contracts", asked: 6, effective: 2, why: "loosens at the roll" },
      { ...limit, key: "max_trades_per_day", asked: 4, effective: 4 },
      { ...limit, key: "sessions", asked: ["08:30-15:00"], effective: ["08:30-15:00"] },
    ];
    const asIs = { ceiling: 50, why: "as asked" };
    const trades = { ...asIs, key: "constraints.max_trades_per_day", asked: 4, effective: 4 };
    const hours = { ...asIs, key: "constraints.sessions", asked: "rth", effective: "rth" };
    const slip = { ...asIs, key: "fills.slippage_ticks", asked: 1, effective: 1 };
    const lots = { ...asIs, key: "constraints.max_contracts", asked: 6, effective: 6 };
    const { server } = await serve(session, undefined, {
      constraints: [slip, lots, trades, hours],
    });
    const { body } = await asked(server.path, "GET", "/api/constraints");
    const waits = { ...lots, effective: 2, why: "loosens at the roll" };
    expect(body).toEqual([slip, waits, trades, hours]);
  });
});
