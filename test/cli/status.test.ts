// `status` against an engine that a test speaks for.

import { describe, expect, it } from "vitest";
import { socketPath } from "../../src/control/socket.js";
import { statusOf } from "../../src/control/status.js";
import type { Snapshot } from "../../src/runtime/session.js";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { deadSocket } from "../control/listening.js";
import { called } from "./called.js";
import { dataPath, engine, giveHome } from "./engine-at.js";

giveHome();

describe("status", () => {
  it("prints what the API answers with --json", async () => {
    await engine();
    const { stdout, stderr, code } = await called("status", "--json");
    expect(JSON.parse(stdout)).toEqual(statusOf(snapshotOf()));
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("tells a person how it stands", async () => {
    await engine();
    const { stdout, stderr, code } = await called("status");
    expect(stdout).toBe(
      [
        "state      PAPER READY",
        "gear       D (drive)",
        "can trade  yes",
        "governor   CALM",
        "results    day +1.25 R, week −0.75 R, open +0.50 R, equity 50,020.00 USD",
        "feed       up, last bar 2025-11-18 15:42 UTC, 4 s ago",
        "broker     paper broker up",
        "engine     pid 4711, up since 2025-11-18 12:00 UTC, fact 321",
        "news       MNQ CPI, from 2025-11-19 13:20 UTC",
        "",
        "position  qty     entry      last      stop        R  protection  state",
        "MNQ long    2  25000.25  25005.25  24990.25  +0.50 R  PROTECTED   MANAGED",
        "",
        "order                qty     price  state    id",
        "MNQ stop, sell stop    2  24990.25  WORKING  txab1cd-7s",
        "",
      ].join("\n"),
    );
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("says that nobody knows of news where no calendar was read", async () => {
    const session = new FakeSession();
    await engine(session);
    const row = async (calendar: Snapshot["calendar"]): Promise<string | undefined> => {
      session.shown = snapshotOf({ calendar, news: [] });
      return (await called("status")).stdout.split("\n").find((line) => line.startsWith("news"));
    };
    expect(await row("none")).toBe("news       no calendar, so what is to come is not known");
    expect(await row("read")).toBe("news       none ahead");
    expect(await row("off")).toBe("news       not asked");
  });

  it("says the age of data in what it is best told in", async () => {
    const session = new FakeSession();
    await engine(session);
    const row = async (age_ms: number): Promise<string | undefined> => {
      const { feed } = snapshotOf();
      session.shown = snapshotOf({ feed: { ...feed, age_ms } });
      return (await called("status")).stdout.split("\n").find((line) => line.startsWith("feed"));
    };
    expect(await row(119_000)).toMatch(/, 119 s ago$/);
    expect(await row(120_000)).toMatch(/, 2 min ago$/);
    // 376 days, 17 hours and a bit.
    expect(await row(32_547_685_000)).toMatch(/, 376 d 17 h ago$/);
  });

  it("says why it is held, and by whom", async () => {
    const session = new FakeSession();
    session.shown = snapshotOf({
      ...{ state: "PAUSED", state_reason: "flatten", gear: "P", gear_reason: "kill switch" },
      ...{ can_trade: false, reason: "tripwire_day", unguarded: true },
      governor: {
        ...{ badge: "COOL-DOWN", multiplier: 0, reason: "4 losses in a row" },
        cooldown_bars_left: 12,
      },
      ...{ positions: [], orders: [] },
      feed: { last_ts: null, age_ms: null, ended: false, words: "waiting" },
      broker: { name: "paper", account: "data", is_up: false, words: "down: fenced" },
    });
    await engine(session);
    const { stdout, code } = await called("status");
    for (const line of [
      "state      PAPER PAUSED, flatten",
      "gear       P (park), kill switch",
      "can trade  no, the day's R limit (UNGUARDED)",
      "governor   COOL-DOWN ×0.00, 12 bars left, 4 losses in a row",
      "feed       waiting, no bar yet",
      "broker     paper broker down: fenced",
      "no position",
      "no order",
    ]) {
      expect(stdout.split("\n")).toContain(line);
    }
    expect(code).toBe(0);
  });

  it("ends with 4 and one line where no engine runs", async () => {
    for (const prepare of [() => {}, () => deadSocket(socketPath(dataPath()))]) {
      await prepare();
      const { stdout, stderr, code } = await called("status", "--json");
      expect(stdout).toBe("");
      expect(stderr).toBe(
        `transmission: no engine is running for ${dataPath()}; start it with ` +
          "`transmission run`\n",
      );
      expect(code).toBe(4);
    }
  });
});
