// What is too long for its place: what says least gives way whole, and nothing is cut to a scrap.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { NO_PLACES } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { worthLine } from "../../src/tui/panels/guards.js";
import { distanceText } from "../../src/tui/panels/price.js";
import type { Line } from "../../src/tui/theme.js";
import { ANSWERED } from "./busy-states.js";
import { live, ORDERS, POSITION, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });
const linesOf = (change: Partial<CockpitState>): string[] =>
  frameLines(state(change), plot).map((line) => textOf(line).trimEnd());

const CPI: Snapshot["news"] = [
  {
    ...{ symbol: "MNQ", in_blackout: false, title: "CPI m/m, Core CPI m/m" },
    // 18 hours and 53 minutes after 12:42 in Chicago.
    ...{ from: "2025-11-19T13:35:00.000Z", to: "2025-11-19T13:55:00.000Z" },
  },
];

describe("news", () => {
  it("has in its tile when it begins, where there is no room for its end", () => {
    const [, , , , values = ""] = linesOf({
      ...{ snapshot: snapshot({ news: CPI }), columns: 120, rows: 40 },
    });
    expect(values).toMatch(/ in 18h53 07:35$/);
    const wide = linesOf({ snapshot: snapshot({ news: CPI }), columns: 160, rows: 40 });
    expect(wide[4]).toMatch(/ in 18h53 07:35–07:55$/);
  });

  it("has a title in the strip that says something, or none", () => {
    const stripOf = (reason: string): string => {
      const governor = {
        ...({ badge: "CAUTION", multiplier: 0.75, cooldown_bars_left: null } as const),
        reason,
      };
      return linesOf({ snapshot: snapshot({ news: CPI, governor }) })[6] ?? "";
    };
    expect(stripOf("3 losses in a row: half")).toMatch(
      /^ GOV CAUTION ×0\.75 3 losses in a row {2}NEWS in 18h53 +15m ▲28/,
    );
    expect(stripOf("calm")).toMatch(/calm {2}NEWS in 18h53 CPI m\/m, Core C… 15m ▲28/);
  });
});

describe("the head", () => {
  const LOCKED = "the day's R limit: locked until the day rolls";

  it("says what a lock comes to where there is no room for what it is of", () => {
    const at = (columns: number): string | undefined =>
      linesOf({ snapshot: live({ gear: "P", gear_reason: LOCKED }), columns })[1];
    expect(at(80)).toMatch(/^ \[P\] R {2}N {2}D {2}L {3}locked until the day rolls +● link up/);
    expect(at(100)).toContain(LOCKED);
  });

  it("says both why nothing is decided and what is waited for, before the first bar", () => {
    const feed = { last_ts: null, age_ms: null, ended: false, words: "waiting for the first bar" };
    const waiting = live({ gear: "N", gear_reason: "no bar has come yet", feed });
    expect(linesOf({ snapshot: waiting })[1]).toBe(
      "  P  R [N] D  L   no bar has come yet ● link up  feed waiting for the first bar",
    );
  });

  it("says for how long there is no data in days, where it is days", () => {
    const age_ms = 541_925 * 60_000;
    const feed = { last_ts: null, age_ms, ended: false, words: "no data for 541925 min" };
    // 541,925 minutes are 376 days, 8 hours and 5 minutes.
    expect(linesOf({ snapshot: live({ feed }) })[1]).toMatch(/ no data for 376d 8h$/);
  });

  it("keeps its clocks beside the sign that nothing guards", () => {
    const free = snapshot({ unguarded: true, trades_limit: null, calendar: "off" });
    expect(linesOf({ snapshot: free })[0]).toMatch(
      /^ REPLAY {2}mnq-3da?.* \[WITHOUT GUARDS\] {2}600× ▶ playing +12:42 Chicago {2}18:42 UTC$/,
    );
  });
});

describe("what guards are worth today", () => {
  it("has a short head before a guard is left out", () => {
    const guards_today = [
      { guard: "regime", saved_R: 5.9 },
      { guard: "htf_gate", saved_R: 5.2 },
    ];
    const at = (width: number): string => textOf(worthLine(snapshot({ guards_today }), width));
    expect(at(47)).toBe("guards today: regime saved 5.9R, htf saved 5.2R");
    expect(at(46)).toBe("today: regime saved 5.9R, htf saved 5.2R");
    expect(at(39)).toBe("today: regime saved 5.9R, …");
  });
});

describe("the story of a trade", () => {
  it("has all of its figures at 80 columns", () => {
    const [first] = ANSWERED.trades;
    const trade = {
      ...(first as (typeof ANSWERED.trades)[number]),
      ...{ exit_reason: "session_close" as const, net_pnl: -1_192.5, commission: 124.25 },
    };
    const place = { ...NO_PLACES.trades, opened: trade.trade_id };
    const text = linesOf({
      ...{ view: "trades", places: { ...NO_PLACES, trades: place } },
      data: { ...ANSWERED, trades: [trade], timeline: [] },
    }).join("\n");
    expect(text).toContain("out before the session's close");
    expect(text).toContain("slippage +1.0 ticks");
    expect(text).toContain("commission 124.25");
    expect(text).not.toContain("…");
  });
});

describe("a stop that does not work", () => {
  it("is not drawn as if it did", () => {
    const naked = { ...POSITION, protection: "NAKED" as const };
    const target = ORDERS.filter(({ role }) => role === "target");
    const shown = { snapshot: snapshot({ positions: [naked], orders: target }) };
    expect(linesOf(shown).join("\n")).toContain("24,853.75 no stop");
    expect(distanceText(state(shown))).toBe("no stop works");
    // One that covers a part of it works.
    const part = { snapshot: snapshot({ positions: [naked], orders: [...ORDERS] }) };
    expect(linesOf(part).join("\n")).toContain("24,853.75 stop BE");
    expect(distanceText(state(part))).toBe("stop 23.25 away");
  });
});
