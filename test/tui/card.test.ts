// What a terminal below 80 × 24 shows: all that must always be seen, as far as its rows go.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { Snapshot } from "../../src/runtime/session.js";
import { frameLines } from "../../src/tui/frame.js";
import type { Line } from "../../src/tui/theme.js";
import { live, POSITION, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

const BUSY: Partial<Snapshot> = {
  positions: [POSITION],
  ...{ current_R: 1.18, gear: "L", gear_reason: "the governor cuts size to 0.75" },
  governor: {
    ...({ badge: "CAUTION", multiplier: 0.75, cooldown_bars_left: null } as const),
    reason: "2 losses in a row: three quarters",
  },
  news: [
    {
      ...{ symbol: "MNQ", in_blackout: false, title: "CPI y/y" },
      // Six hours and 38 minutes after 12:42 in Chicago.
      ...{ from: "2025-11-19T01:20:00.000Z", to: "2025-11-19T01:40:00.000Z" },
    },
  ],
};

const cardOf = (shown: Snapshot, columns: number, rows: number): string =>
  frameLines(state({ snapshot: shown, columns, rows }), plot)
    .map((line) => textOf(line).trimEnd())
    .join("\n");

describe("a card", () => {
  const sizes = [
    [79, 24],
    [80, 23],
    [60, 15],
    [200, 10],
  ] as const;

  it.each(sizes)("has limits, governor, news and flat-by at %i × %i", (columns, rows) => {
    const text = cardOf(live(BUSY), columns, rows);
    for (const wanted of [
      " MNQ ▼ SHORT 3 +1.18 R",
      " stop 24,853.75 ■ PROTECTED",
      "R    ▲ +1.18 R",
      "day  ▼ −0.50 R limit −2  week ▲ +1.25 R limit −5",
      "can trade, 1 of 1 open",
      "gear [L]  the governor cuts size to 0.75",
      "GOV CAUTION ×0.75 2 losses in a row",
      "NEWS in 6h38 19:20–19:40 CPI y/y",
      "flat by 15:55, in 3h13",
      "Tue 18 Nov 12:42 Chicago  18:42 UTC",
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it("says what is calm too, and that nobody knows of news", () => {
    const text = cardOf(live({ calendar: "none" }), 60, 15);
    expect(text).toContain(" NEWS no calendar");
    expect(text).toContain(" GOV CALM ×1.00 full size");
  });

  it("puts what cannot wait before what can", () => {
    const [near] = BUSY.news ?? [];
    const soon = [{ ...near, from: "2025-11-18T18:54:00.000Z" }] as Snapshot["news"];
    const calm = { governor: live().governor };
    const text = cardOf(live({ ...BUSY, ...calm, news: soon }), 60, 15);
    expect(text.indexOf("NEWS in 12m")).toBeLessThan(text.indexOf("GOV CALM"));
    const cautious = cardOf(live(BUSY), 60, 15);
    expect(cautious.indexOf("GOV CAUTION")).toBeLessThan(cautious.indexOf("NEWS in 6h38"));
  });

  it("keeps the limits where there is least room, as figures", () => {
    const text = cardOf(snapshot({ ...BUSY, day_limit_R: -1.25 }), 40, 10);
    expect(text).toContain(" day ▼ −0.50 R/−1.25  week ▲ +1.25 R/−5");
  });

  it("says what guards nothing", () => {
    const free = snapshot({ unguarded: true, trades_limit: null, calendar: "off" });
    expect(cardOf(free, 40, 10).split("\n")[0]).toBe(" REPLAY  [WITHOUT GUARDS] 600× ▶ playing");
  });

  it("points nowhere where a result rounds to nothing, as the tiles do", () => {
    const text = cardOf(live({ current_R: 0.004, day_R: -0.004, week_R: 0 }), 60, 15);
    expect(text).toContain(" R    · 0.00 R");
    expect(text).toContain(" day  · 0.00 R limit −2  week · 0.00 R limit −5");
  });
});
