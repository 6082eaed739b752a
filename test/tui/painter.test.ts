// What Ink is given to draw, and what becomes of it.

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { span } from "../../src/tui/line.js";
import { Painter } from "../../src/tui/painter.js";
import { Screen } from "../../src/tui/screen.js";
import type { Line } from "../../src/tui/theme.js";
import { anyState } from "./any-state.js";
import { state } from "./states.js";
import { emulatorOf, feed, rowsOf } from "./terminal-emulator.js";

vi.hoisted(() => {
  // Ink's colours are decided when it is loaded, by the terminal that the tests do not have.
  process.env.FORCE_COLOR = "1";
});
const { drawWithInk } = await import("../../src/tui/ink-frame.js");

const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const linesOf = (shown: CockpitState): string[] => frameLines(shown, plot).map(textOf);

/** What is seen in the end of states drawn one after the other, cell by cell, with its style. */
async function drawn(states: readonly CockpitState[]): Promise<unknown[][]> {
  const emulator = emulatorOf(90, 30);
  const screen = new Screen({
    write: (bytes) => {
      emulator.write(bytes);
      return bytes.length;
    },
  });
  screen.open();
  const painter = new Painter(screen, plot);
  let end = (): void => {};
  for (const [at, shown] of states.entries()) {
    painter.paint(shown);
    if (at === 0) end = drawWithInk(painter);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await feed(emulator, "");
  end();
  const cells = Array.from({ length: 30 }, (_, row) =>
    Array.from({ length: 90 }, (__, column) => {
      const cell = emulator.buffer.active.getLine(row)?.getCell(column);
      const flags = [cell?.isBold(), cell?.isDim(), cell?.isInverse(), cell?.isUnderline()];
      return [cell?.getChars() || " ", cell?.getFgColor(), ...flags].join(" ");
    }),
  );
  emulator.dispose();
  return cells;
}

describe("a painter", () => {
  it("gives Ink only rows that changed, and the screen is whole all the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyState, { minLength: 2, maxLength: 4 }), async (states) => {
        const emulator = emulatorOf(states[0]?.columns ?? 80, states[0]?.rows ?? 24);
        const screen = new Screen({
          write: (bytes) => {
            emulator.write(bytes);
            return bytes.length;
          },
        });
        screen.open();
        const painter = new Painter(screen, plot);
        // Ink in short: the text of each row that is to be drawn.
        painter.subscribe(() => {
          painter.take(
            painter
              .read()
              .rows.map(({ line }) => textOf(line).trimEnd())
              .join("\n"),
          );
        });
        for (const shown of states) {
          emulator.resize(shown.columns, shown.rows);
          screen.forget();
          painter.paint(shown);
          await feed(emulator, "");
          expect(rowsOf(emulator)).toEqual(linesOf(shown).map((line) => line.trimEnd()));
          const { rows } = painter.read();
          painter.paint({ ...shown });
          expect(painter.read().rows).toBe(rows);
        }
        emulator.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it("draws what has changed, nothing that has only moved, and what was not drawn", () => {
    const screen = new Screen({ write: (bytes) => bytes.length });
    const painter = new Painter(screen, plot);
    const given = (): number[] => painter.read().rows.map(({ at }) => at);
    const took = (): void =>
      painter.take(
        painter
          .read()
          .rows.map(({ line }) => textOf(line))
          .join("\n"),
      );
    painter.paint(state());
    expect(given()).toHaveLength(24);
    // Nobody has drawn them yet, so that they are asked for once more.
    painter.paint(state({ notice: span("pause before stepping", "loss") }));
    expect(given()).toHaveLength(24);
    took();
    painter.paint(state({ notice: span("another word", "loss") }));
    expect(given()).toEqual([23]);
    took();
    const item = (minute: number) => ({
      ...{ ts: `2025-11-18T18:${minute}:00.000Z`, symbol: "MNQ", count: 1 },
      sentence: {
        glyph: "!",
        text: `${minute}`,
        role: "plain",
        isDetail: false,
        kin: null,
      } as const,
    });
    painter.paint(state({ feed: [item(42), item(41), item(40)] }));
    took();
    const before = given();
    painter.paint(state({ feed: [item(43), item(42), item(41), item(40)] }));
    // The new one stands where the newest stood; those below it have moved.
    expect(given()).toEqual([before[0]]);
  });

  it("with Ink, looks after any states as if the last of them had been drawn alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyState, { minLength: 2, maxLength: 4 }), async (any) => {
        // Of one size, so that what was drawn before is gone on from.
        const states = any.map((one) => ({ ...one, columns: 90, rows: 30 }));
        const seen = await drawn(states);
        expect(seen).toEqual(await drawn(states.slice(-1)));
      }),
      { numRuns: 15 },
    );
  });
});
