// News on the screen: when it comes, beside a symbol and in its tile, and what is said where nobody
// knows of any.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { countdownText, guardStrip, newsChip, newsTile } from "../../src/tui/panels/guards.js";
import type { Line } from "../../src/tui/theme.js";
import { ANSWERED } from "./busy-states.js";
import { INSIDE, market, type News, news, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });
const linesOf = (shown: CockpitState): string[] => frameLines(shown, plot).map(textOf);

const ANSWERED_WITHOUT_NEWS: CockpitState["data"] = {
  ...ANSWERED,
  risk: ANSWERED.risk === null ? null : { ...ANSWERED.risk, news: [] },
};

const MINUTE = 60_000;

describe("a countdown", () => {
  it("counts a begun minute, and says hours and days in two parts", () => {
    const minutes = [0, 0.1, 12, 59, 60, 125, 24 * 60, 3 * 24 * 60 + 4 * 60 + 30];
    expect(minutes.map((each) => countdownText(each * MINUTE))).toEqual([
      ...["0m", "1m", "12m", "59m", "1h00", "2h05", "1d 0h", "3d 4h"],
    ]);
    expect(countdownText(-5 * MINUTE)).toBe("0m");
  });
});

describe("news beside a symbol", () => {
  const chip = (change: Partial<News>): string | undefined =>
    newsChip(snapshot({ news: [news(change)] }), "MNQ")?.text;

  it("is a sign inside a blackout, and a countdown in the hour before", () => {
    expect(chip({ in_blackout: true })).toBe("[NEWS]");
    expect(chip({})).toBe("NEWS in 12m");
    expect(chip({ from: "2025-11-18T19:42:00.000Z" })).toBe("NEWS in 1h00");
    expect(chip({ from: "2025-11-18T19:43:00.000Z" })).toBeUndefined();
    expect(chip({ symbol: "ES" })).toBeUndefined();
  });

  it("has no countdown while no bar has told the time", () => {
    const before = snapshot({ news: [news()], now: null });
    expect(newsChip(before, "MNQ")).toBeNull();
    const tile = newsTile(state({ snapshot: before }));
    expect(textOf(tile.value)).toBe("ahead 12:54–13:14");
  });
});

describe("the tile of news", () => {
  const shown = (all: News[], symbols = ["MNQ"]): string[] => {
    const tile = newsTile(
      state({ snapshot: snapshot({ news: all, symbols: symbols.map(market) }) }),
    );
    return [textOf(tile.value), textOf(tile.detail)];
  };

  it("says when, by the exchange's clock, and what", () => {
    expect(shown([news()])).toEqual(["in 12m 12:54–13:14", "CPI m/m"]);
    expect(shown([INSIDE])).toEqual(["[NEWS] 12m left", "CPI m/m"]);
    expect(shown([])).toEqual(["none ahead", "no blackout to come"]);
  });

  it("never says that none is ahead where no calendar was read, or nobody asks", () => {
    const words = (calendar: Snapshot["calendar"]): (string | undefined)[] => {
      const calm = state({ snapshot: snapshot({ calendar }) });
      const { value, detail } = newsTile(calm);
      const risk = linesOf({ ...calm, view: "risk", data: ANSWERED_WITHOUT_NEWS });
      const row = risk[risk.findIndex((line) => line.includes("─ NEWS ─")) + 1];
      return [
        textOf(value),
        textOf(detail),
        textOf(guardStrip(calm, 80)).slice(0, 38),
        row?.trim(),
      ];
    };
    expect(words("none")).toEqual([
      ...["no calendar", "news is not known", " GOV CALM ×1.00  NEWS no calendar     "],
      "no calendar: what is to come is not known",
    ]);
    expect(words("off")).toEqual([
      ...["not asked", "", " GOV CALM ×1.00  NEWS not asked       ", "not asked"],
    ]);
    expect(words("read")[3]).toBe("none within a day");
  });

  it("names the day of what is not soon", () => {
    // From Tuesday 12:42 to Friday 02:30: two days and 13 h 48 min.
    const far = news({ from: "2025-11-21T08:30:00.000Z", to: "2025-11-21T08:50:00.000Z" });
    expect(shown([far])).toEqual(["in 2d 13h Fri 02:30", "CPI m/m"]);
  });

  it("is about the blackout that stands before one to come, and names whom it is about", () => {
    const ahead = news({ symbol: "MNQ" });
    const stands = { ...INSIDE, symbol: "6E", title: "ECB" };
    expect(shown([ahead, stands], ["MNQ", "6E"])).toEqual(["[NEWS] 12m left", "6E ECB"]);
    expect(shown([ahead, { ...ahead, symbol: "ES" }], ["MNQ", "ES", "6E"])[1]).toBe(
      "MNQ ES CPI m/m",
    );
    // Nobody is named where it is everyone.
    expect(shown([ahead, { ...ahead, symbol: "ES" }], ["MNQ", "ES"])[1]).toBe("CPI m/m");
  });
});
