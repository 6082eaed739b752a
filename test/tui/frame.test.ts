// The whole screen, as lines and as Ink draws it.

import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { DrawingSource } from "../../src/tui/app.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { type Line, paletteOf } from "../../src/tui/theme.js";
import { anyState } from "./any-state.js";
import { ORDERS, POSITION, snapshot, state } from "./states.js";
import { emulatorOf, feed, rowsOf } from "./terminal-emulator.js";

// Ink's colours are decided when it is loaded, by the terminal that the tests do not have.
vi.hoisted(() => {
  process.env.FORCE_COLOR = "1";
  // Ink draws only its last frame where it takes itself to be in a CI job.
  process.env.CI = "false";
});
const { render } = await import("ink");
const { render: renderForTest } = await import("ink-testing-library");
const { createElement } = await import("react");
const { App } = await import("../../src/tui/app.js");

const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const linesOf = (shown: CockpitState): string[] => frameLines(shown, plot).map(textOf);

/** All rows of a state, to be drawn. */
function sourceOf(shown: CockpitState, isColorful = true): DrawingSource {
  const rows = frameLines(shown, plot).map((line, at) => ({ at, line }));
  const palette = paletteOf({ ...shown.look, isColorful });
  const drawing = { columns: shown.columns, palette, rows };
  return { subscribe: () => () => {}, read: () => drawing };
}

/** A frame as Ink writes it. */
function inkFrame(shown: CockpitState, isColorful: boolean): string {
  let frame = "";
  const sink = Object.assign(new EventEmitter(), {
    isTTY: false,
    columns: shown.columns,
    rows: shown.rows,
    write: (text: string) => {
      frame = text;
      return true;
    },
  }) as unknown as NodeJS.WriteStream;
  const instance = render(createElement(App, { source: sourceOf(shown, isColorful) }), {
    stdout: sink,
    stderr: sink,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  instance.unmount();
  return frame;
}

const withoutStyle = (text: string): string =>
  text
    .split("\u001b[")
    .map((piece, at) => (at === 0 ? piece : piece.replace(/^[\d;]*m/, "")))
    .join("");

describe("a frame", () => {
  it("is as high as the terminal and no line of it wider, whatever it shows", async () => {
    await fc.assert(
      fc.asyncProperty(anyState, async (shown) => {
        const lines = linesOf(shown);
        expect(lines).toHaveLength(shown.rows);
        // The emulator knows widths of its own, and shows on a wider screen what is too wide.
        const emulator = emulatorOf(shown.columns + 60, shown.rows);
        await feed(emulator, lines.join("\r\n"));
        for (let row = 0; row < shown.rows; row++) {
          expect(emulator.buffer.active.getLine(row)?.getCell(shown.columns)?.getChars()).toBe("");
        }
        emulator.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it("comes out of Ink with the same rows, and with colour says no more than without", () => {
    fc.assert(
      fc.property(anyState, (shown) => {
        const plain = inkFrame(shown, false).split("\n");
        const colorful = inkFrame(shown, true);
        expect(plain.map((row) => withoutStyle(row).trimEnd())).toEqual(
          linesOf(shown).map((row) => row.trimEnd()),
        );
        expect(colorful.split("\n").map((row) => withoutStyle(row).trimEnd())).toEqual(
          plain.map((row) => withoutStyle(row).trimEnd()),
        );
      }),
      { numRuns: 10 },
    );
  });

  it("uses colour where it may, and none where it may not", () => {
    const shown = state({ snapshot: snapshot({ day_R: 1.5 }) });
    // 3x is a colour of the text; 39 takes it away.
    expect(inkFrame(shown, true)).toMatch(/\[3[1-6]m▲ \+1\.50 R/);
    expect(inkFrame(shown, false)).not.toMatch(/\[3[0-8]m/);
  });
});

describe("what is on the screen at 80 × 24", () => {
  const busy = snapshot({
    positions: [POSITION],
    orders: [...ORDERS],
    trade: { state: "MANAGED", since: "2025-11-18T18:35:00.000Z" },
    current_R: 1.18,
    current_pnl: 233.38,
    gear: "L",
    gear_reason: "RANGE cuts size to 0.85",
  });
  const text = linesOf(state({ snapshot: busy })).join("\n");

  // One row per thing that must never be missing.
  it.each([
    ["the mode and the file", / REPLAY {2}mnq-3day\.csv {2}600× ▶ playing/],
    ["both clocks, of the exchange and UTC", /Tue 18 Nov 12:42 Chicago {2}18:42 UTC/],
    ["the gear and why", / P {2}R {2}N {2}D \[L\] {2}RANGE cuts size to 0\.85/],
    ["how far the file is", /28 % 1,182\/4,140 bars/],
    ["where the trade stands and since when", /MANAGED[^\n]*\n since 12:35/],
    ["whether a trade may be made, and how many were", /yes · 1 of 4 today/],
    ["current, day and week in R", /▲ \+1\.18 R +▼ −0\.50 R +▲ \+1\.25 R/],
    ["the same in money", /\+233\.38 USD +−104\.50 USD +\+260\.25 USD/],
    ["the position, half of it gone", /MNQ ▼ SHORT 3\/6 24,853\.75 24,830\.50 24,853\.75/],
    ["its R, bars and protection", /\+1\.18 .*5\/120 ■ PROTECTED/],
    ["what works for it", /working stop buy 3 24,853\.75 · target buy 3 24,820\.75/],
    ["price, market and trend", /MNQ 1m 24,830\.50 TREND {2}adx 31/],
    [
      "governor, news and timeframes",
      / GOV CALM ×1\.00 {2}NEWS none ahead +15m ▲28 {2}1h warm in 240/,
    ],
    ["the levels in the chart", /24,853\.75 stop BE/],
    ["the keys", /space pause .*\? keys .*q quit/],
  ])("has %s", (_, wanted) => {
    expect(text).toMatch(wanted);
  });

  it("does not move when a position comes or goes", () => {
    const rowOf = (shown: CockpitState, wanted: string): number =>
      linesOf(shown).findIndex((line) => line.includes(wanted));
    for (const title of ["TODAY", "FACTS", "POSITIONS"]) {
      expect(rowOf(state(), title)).toBe(rowOf(state({ snapshot: busy }), title));
    }
  });

  it("says why no trade may be made", () => {
    const shut = snapshot({ can_trade: false, reason: "outside_session" });
    expect(linesOf(state({ snapshot: shut })).join("\n")).toMatch(
      /NO · 1 of 4 today[^\n]*\n[^\n]*outside the session/,
    );
  });

  it("says that no guard is asked", () => {
    const free = snapshot({ unguarded: true, trades_limit: null });
    expect(linesOf(state({ snapshot: free }))[0]).toContain("[WITHOUT GUARDS]");
  });

  it("keeps everything above the charts when the keys are shown", () => {
    const plain = linesOf(state({ snapshot: busy }));
    const helped = linesOf(state({ snapshot: busy, isHelpOpen: true }));
    expect(helped.slice(0, 10)).toEqual(plain.slice(0, 10));
    expect(helped.join("\n")).toContain("Ctrl+L  draw the screen anew");
  });

  it("says when stops are missing, in words", () => {
    const naked = snapshot({ positions: [{ ...POSITION, protection: "NAKED" }] });
    expect(linesOf(state({ snapshot: naked })).join("\n")).toContain("□ NAKED");
  });
});

describe("a larger terminal", () => {
  it("shows the last trades from 110 columns on and the refusals from 170", () => {
    const at = (columns: number, rows: number): string =>
      linesOf(state({ columns, rows, refusals: [{ reason: "regime", count: 7 }] })).join("\n");
    expect(at(109, 40)).not.toContain("TRADES");
    expect(at(110, 40)).toContain("TRADES 0");
    expect(at(169, 50)).not.toContain("REFUSED");
    expect(at(170, 50)).toMatch(/REFUSED 7/);
    expect(at(170, 50)).toMatch(/7 {2}not its regime/);
  });
});

describe("a smaller terminal", () => {
  it("shows position, stop, R and state on the fewest rows", () => {
    const shown = state({
      snapshot: snapshot({ positions: [POSITION], current_R: 1.18 }),
      columns: 40,
      rows: 10,
    });
    const text = linesOf(shown).join("\n");
    expect(text).toMatch(/MNQ ▼ SHORT 3 \+1\.18 R/);
    expect(text).toMatch(/stop 24,853\.75 ■ PROTECTED/);
    expect(text).toMatch(/REPLAY {2}600× ▶ playing/);
    expect(text).toMatch(/day ▼ −0\.50 R\/−2 {2}week ▲ \+1\.25 R\/−5/);
  });
});

describe("Ink's own testing library", () => {
  it("gets the same frame, at the hundred columns that it has", () => {
    const shown = state({ columns: 100, rows: 30 });
    const source = sourceOf(shown, false);
    const app = renderForTest(createElement(App, { source }));
    const rows = app
      .lastFrame()
      ?.split("\n")
      .map((row) => withoutStyle(row).trimEnd());
    expect(rows).toEqual(linesOf(shown).map((line) => line.trimEnd()));
    app.unmount();
  });
});

describe("the emulator", () => {
  it("shows a frame of Ink's row by row as it is", async () => {
    const shown = state({ snapshot: snapshot({ positions: [POSITION], orders: [...ORDERS] }) });
    const emulator = emulatorOf(80, 24);
    await feed(emulator, inkFrame(shown, true).split("\n").join("\r\n"));
    expect(rowsOf(emulator)).toEqual(linesOf(shown).map((line) => line.trimEnd()));
  });
});
