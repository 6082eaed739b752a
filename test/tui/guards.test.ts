// The guards on the screen: what they say in words, at any size, and the keys for the mood.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { dispatch } from "../../src/tui/keymap.js";
import { span, widthOf } from "../../src/tui/line.js";
import { footLines } from "../../src/tui/panels/footer.js";
import {
  guardStrip,
  obstacleWords,
  timeframeText,
  worthLine,
} from "../../src/tui/panels/guards.js";
import type { Line } from "../../src/tui/theme.js";
import { byHand, recorder } from "./presses.js";
import { INSIDE, market, news, ORDERS, POSITION, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });
const linesOf = (shown: CockpitState): string[] => frameLines(shown, plot).map(textOf);

describe("what stands in the way", () => {
  const words = (change: Partial<Snapshot>): string | null => obstacleWords(snapshot(change));

  it("is said in words, with the event or the bars that are left", () => {
    expect(words({})).toBeNull();
    expect(words({ reason: "tripwire_day" })).toBe("the day's R limit");
    expect(words({ reason: "news_blackout", news: [INSIDE] })).toBe("news: CPI m/m");
    expect(words({ reason: "news_blackout" })).toBe("news");
    const stopped = { badge: "COOL-DOWN", multiplier: 0 } as const;
    const reason = "4 losses in a row: no entries for 30 bars";
    expect(
      words({ reason: "governor", governor: { ...stopped, reason, cooldown_bars_left: 12 } }),
    ).toBe("cool-down, 12 bars");
    const said = "self-report 1: no entries until a better one or the next day";
    expect(
      words({
        reason: "governor",
        governor: { ...stopped, reason: said, cooldown_bars_left: null },
      }),
    ).toBe("self-report 1");
  });
});

describe("a timeframe", () => {
  it("says its trend and strength, or in how many bars it is warm", () => {
    const timeframe = { name: "1h", adx: 28.4, trend: -1, warm_in: 0 };
    expect(timeframeText(timeframe)).toBe("1h ▼28");
    expect(timeframeText({ ...timeframe, trend: 0 })).toBe("1h ·28");
    expect(timeframeText({ ...timeframe, adx: null, trend: null, warm_in: 1_660 })).toBe(
      "1h warm in 1,660",
    );
  });
});

describe("what guards are worth today", () => {
  it("is said in their short names, and nothing where nothing is booked", () => {
    const guards_today = [
      { guard: "news_blackout", saved_R: 1 },
      { guard: "htf_gate", saved_R: -0.4 },
      { guard: "regime", saved_R: 0.04 },
    ];
    const at = (width: number): string => textOf(worthLine(snapshot({ guards_today }), width));
    expect(at(57)).toBe("guards today: news saved 1.0R, htf cost 0.4R, regime even");
    // First the head gives way, then guards go whole, the least first.
    expect(at(56)).toBe("today: news saved 1.0R, htf cost 0.4R, regime even");
    expect(at(49)).toBe("today: news saved 1.0R, htf cost 0.4R, …");
    expect(at(39)).toBe("today: news saved 1.0R, …");
    expect(at(24)).toBe("");
    expect(worthLine(snapshot(), 80)).toEqual([]);
  });
});

describe("the strip of a narrow screen", () => {
  it("says all three in its width, whatever they are, and never misaligns", () => {
    const titles = ["CPI", "米国消費者物価指数・速報値", "long ".repeat(30), "⏰ 🇺🇸 NFP\u001b[2J"];
    for (const title of titles) {
      for (const width of [80, 81, 100, 119]) {
        const line = guardStrip(
          state({
            snapshot: snapshot({
              news: [{ ...INSIDE, title }],
              governor: {
                badge: "COOL-DOWN",
                multiplier: 0,
                reason: "4 losses in a row: no entries for 30 bars",
                cooldown_bars_left: 12,
              },
            }),
          }),
          width,
        );
        expect(widthOf(line)).toBe(width);
        expect(textOf(line)).toMatch(
          /^ GOV COOL-DOWN 12 bars.* {2}\[NEWS\] 12m left.* 15m ▲28 {2}1h warm in 240 $/,
        );
        // Emoji and flags are as wide as a terminal pleases.
        expect(textOf(line)).not.toMatch(/[\p{Emoji_Presentation}\p{C}]/u);
      }
    }
  });
});

describe("without guards", () => {
  it("nothing of them is claimed", () => {
    const free = snapshot({ unguarded: true, trades_limit: null, calendar: "off" });
    expect(textOf(guardStrip(state({ snapshot: free }), 80))).toMatch(
      /^ GOV not asked +15m ▲28 {2}1h warm in 240 $/,
    );
    const wide = linesOf(state({ snapshot: free, columns: 120, rows: 40 }));
    expect(wide[4]).toMatch(/not asked +not asked +$/);
  });
});

describe("every guard at once", () => {
  const shown = (columns: number, rows: number): string[] =>
    linesOf(
      state({
        columns,
        rows,
        snapshot: snapshot({
          gear: "N",
          gear_reason: "NOTRADE, news: 米国消費者物価指数",
          can_trade: false,
          reason: "news_blackout",
          news: [{ ...INSIDE, title: "米国消費者物価指数" }],
          governor: {
            badge: "CAUTION",
            multiplier: 0.5,
            reason: "3 losses in a row: half size",
            cooldown_bars_left: null,
          },
          guards_today: [
            { guard: "news_blackout", saved_R: 1 },
            { guard: "htf_gate", saved_R: -0.4 },
          ],
          symbols: [{ ...market("MNQ"), regime: "NOTRADE" }],
          positions: [POSITION],
          orders: [...ORDERS],
        }),
      }),
    );

  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])("is on the screen at %i × %i in words", (columns, rows) => {
    const lines = shown(columns, rows);
    const text = lines.join("\n");
    expect(lines).toHaveLength(rows);
    expect(lines[1]).toContain("[N] D  L   NOTRADE, news: 米国消費者物価指数");
    expect(text).toMatch(/NO · 1 of 4 today/);
    expect(text).toMatch(/news: 米国消費者物価/);
    expect(text).toMatch(/CAUTION ×0\.50/);
    expect(text).toMatch(/3 losses in a row/);
    expect(text).toMatch(/\[NEWS\] 12m left/);
    expect(text).toMatch(/MNQ +\[NEWS\] +▼ SHORT/);
    expect(text).toMatch(/MNQ 1m \[NEWS\] 24,830\.50 NOTRADE/);
    expect(text).toMatch(/15m ▲28 {2}1h warm in 240/);
    expect(text).toContain("guards today: news saved 1.0R, htf cost 0.4R");
  });

  it("counts down beside a position on the smallest screen, at the cost of nothing", () => {
    const shut = snapshot({ news: [news()], positions: [POSITION], orders: [...ORDERS] });
    const text = linesOf(state({ snapshot: shut })).join("\n");
    expect(text).toMatch(/MNQ NEWS 12m ▼ SHORT 3\/6 24,853\.75 .* \+1\.18 5\/120 ■ PROTECTED/);
    expect(text).toMatch(/NEWS in 12m CPI m\/m/);
  });

  it("keeps the price of the chart and the feed on a small screen", () => {
    const text = shown(80, 24).join("\n");
    expect(text).toMatch(/24,853\.75 stop BE/);
    expect(text).toContain("FACTS");
    expect(text).toMatch(/space pause.*q quit/);
  });

  it("is in words on the smallest card too", () => {
    const text = shown(44, 14).join("\n");
    expect(text).toContain("can't trade: news: 米国消費者物価指数");
    expect(text).toContain("[NEWS] 12m left");
    expect(text).toContain("CAUTION ×0.50 3 losses in a row");
  });
});

describe("the mood", () => {
  const press = (keys: readonly string[]): string[] => {
    const { done, actions } = recorder();
    for (const key of keys)
      dispatch(byHand(key), { mode: "replay", actions, view: "dash" }, { kind: "mood" });
    return done;
  };

  it("is answered by 1 to 5, and left by any other key, which does nothing more", () => {
    expect(press(["1", "5"])).toEqual(["sayMood 1", "sayMood 5"]);
    expect(new Set(press(["6", "0", "space", "q", "n"]))).toEqual(new Set(["closePrompt"]));
    expect(press(["esc", "m", "ctrl+c"])).toEqual(["closePrompt", "closePrompt", "quit"]);
  });

  it("is asked at the foot, whatever else was said there", () => {
    const [line = []] = footLines(
      state({ prompt: { kind: "mood" }, notice: span("pause before stepping") }),
      80,
    );
    expect(textOf(line)).toMatch(
      /^ How do you feel\? {2}1 awful {2}2 poor {2}3 so-so {2}4 good {2}5 great {2}Esc cancel +$/,
    );
  });
});
