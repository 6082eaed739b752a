// What a terminal below 80 × 24 shows: all that must always be seen, as far as its rows go.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { Prompt } from "../../src/tui/bindings.js";
import { frameLines } from "../../src/tui/frame.js";
import { cellsOf } from "../../src/tui/line.js";
import { helpLines, keysShown } from "../../src/tui/panels/footer.js";
import { promptLine } from "../../src/tui/panels/question.js";
import { seenToasts } from "../../src/tui/panels/toasts.js";
import type { Line } from "../../src/tui/theme.js";
import type { Toast } from "../../src/tui/toasts.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open } from "./live-cockpits.js";
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

const LINES = { glyph: "●", symbol: "MNQ", count: 1, untilMs: null } as const;
const toast = (kin: string, severity: Toast["severity"], fromMs: number): Toast => {
  return { ...LINES, kin, text: kin, severity, fromMs };
};

describe("a card's toast", () => {
  const toasts = [
    toast("older alarm", "alarm", 1),
    toast("newest fill", "info", 3),
    toast("newer alarm", "alarm", 2),
  ];
  const shown = (change: Parameters<typeof state>[0]): string[] =>
    frameLines(state({ snapshot: live(BUSY), columns: 40, rows: 12, toasts, ...change }), plot).map(
      (line) => textOf(line).trimEnd(),
    );

  it("is a line below the head: the gravest, of those the newest, and how many more", () => {
    for (const [columns, rows] of [
      [60, 20],
      [40, 12],
      [30, 8],
      [20, 4],
    ] as const) {
      const lines = shown({ columns, rows });
      const found = lines.filter((line) => line.includes("▌"));
      expect(found).toEqual([lines[2]]);
      expect(found[0]).toMatch(
        columns > 20 ? /^▌ ALARM ● newer alarm \+2$/ : /^▌ ALARM ● new.* \+2$/,
      );
      expect(found[0]?.length).toBeLessThanOrEqual(columns);
    }
    const [fill] = toasts.slice(1);
    const calm = fill === undefined ? [] : [toast("older", "info", 1), fill];
    expect(shown({ toasts: calm })[2]).toBe("▌ INFO ● newest fill +1");
    expect(shown({ toasts: calm.slice(1) })[2]).toBe("▌ INFO ● newest fill");
  });

  it("is what a key has seen, and nothing else", () => {
    const seen = (change: Parameters<typeof state>[0]) =>
      seenToasts(state({ columns: 40, rows: 12, toasts, ...change })).map(({ kin }) => kin);
    expect(seen({})).toEqual(["newer alarm"]);
    expect(seen({ isHelpOpen: true })).toEqual([]);
    expect(seen({ prompt: { kind: "kill", typed: "" } })).toEqual([]);
    // There is no row for it.
    expect(seen({ rows: 3 })).toEqual([]);
    expect(seen({ columns: 80, rows: 24 })).toHaveLength(3);
    const four = [...toasts, toast("another", "warn", 9)];
    // Two of them are shown, and how many more there are.
    expect(seen({ columns: 80, rows: 24, toasts: four })).toEqual(["newer alarm", "older alarm"]);
  });
});

describe("a question on a card", () => {
  const held = state({ snapshot: live({ positions: [POSITION] }) });
  const asked: readonly [Prompt, string][] = [
    [{ kind: "quit", words: "it goes on" }, "Esc stay"],
    [{ kind: "control" }, "Esc look on"],
    [{ kind: "act", act: { what: "flatten", symbol: "MNQ" }, chosen: null }, "Esc cancel"],
    [{ kind: "act", act: { what: "stop" }, chosen: null }, "Esc cancel"],
    [{ kind: "stop_price", symbol: "MNQ", typed: "24850.25" }, "Esc cancels"],
  ];

  it.each(asked)("%j says at every width from 20 cells on how to leave it", (prompt, wanted) => {
    for (let width = 20; width <= 79; width++) {
      const text = textOf(promptLine(held, prompt, width));
      expect([width, text]).toEqual([width, expect.stringContaining(wanted)]);
      expect(cellsOf(text)).toBe(width);
      // What is typed is never the part that gives way.
      if (prompt.kind === "stop_price") expect(text).toContain("24850.25");
    }
  });
});

describe("keys that show what a card has no room for", () => {
  const WINDOW = { columns: 40, rows: 12 };

  it.each([
    ["2", /^ Trades opens at 80 × 24$/m],
    ["5", /^ Log opens at 80 × 24$/m],
    ["tab", /^ Trades opens at 80 × 24$/m],
    ["w", /^ Why opens at 80 × 24$/m],
  ])("%s says at what size it opens", async (key, wanted) => {
    const { terminal, type } = await open(new FakeLiveSession(OPEN), () => null, WINDOW);
    await type(key);
    expect(await terminal.shows(wanted)).toContain("■ PROTECTED");
  });

  it("? lists the keys in what room there is, below what is held", async () => {
    const { terminal, type } = await open(new FakeLiveSession(OPEN), () => null, WINDOW);
    await type("?");
    const first = await terminal.shows(/^ KEYS \d+/m);
    expect(first).toMatch(/MNQ ▼ SHORT 3 ■ PROTECTED/);
    expect(first).toMatch(/^> +space {2}\S/m);
    expect(first).toMatch(/^ +K {2}out of everything$/m);
    expect(first).not.toContain("…");
    await type("G");
    await terminal.shows(/^> +q {2}leave, also Ctrl\+C/m);
    await type("?");
    await terminal.shows(/can trade/);
  });

  it("? says nothing by halves: on the smallest whole screen all, on a card a beginning", () => {
    const keys = keysShown(state({ snapshot: live() }));
    const listed = (columns: number): string[] =>
      helpLines(state({ snapshot: live(), columns, rows: 24 }), columns, 99).map((line) =>
        textOf(line).slice(10).trimEnd(),
      );
    expect(listed(80)).toEqual(keys.map(({ help }) => help));
    const pause = keys.findIndex(({ label }) => label === "space");
    // Not "; stops", which would be another thing.
    expect(listed(60)[pause]).toBe("hold entries, and let them again");
    expect(listed(40)[pause]).toBe("hold entries");
  });

  it("keeps what was said whole, in more rows than one", async () => {
    const session = new FakeLiveSession(OPEN);
    session.answer = () => {
      throw new Error("the engine does not answer");
    };
    const { terminal, type } = await open(session, () => null, { columns: 30, rows: 10 });
    await type("K", ..."flat", "enter");
    const text = await terminal.shows(/NOT FLATTENED/);
    expect(text.replace(/\s+/g, " ")).toContain(
      "NOT FLATTENED; in another shell: transmission flatten --confirm",
    );
  });
});

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
