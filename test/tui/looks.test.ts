// How the screen looks: themes, no colour, nothing but ASCII; and that none of them says more than
// another.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import { asciiLine } from "../../src/tui/ascii.js";
import { brailleRows } from "../../src/tui/braille.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { span, widthOf } from "../../src/tui/line.js";
import {
  BACKGROUNDS,
  type Line,
  PLAIN_LOOK,
  paletteOf,
  type Role,
  THEMES,
} from "../../src/tui/theme.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { anyState } from "./any-state.js";
import { busy, busySession, busySnapshot } from "./busy-states.js";
import type { FakeTerminal } from "./fake-terminal.js";
import { cellOf } from "./terminal-emulator.js";

vi.hoisted(() => {
  // Ink's colours are decided when it is loaded, by the terminal that the tests do not have.
  process.env.FORCE_COLOR = "1";
});
const { openLive, pause } = await import("./live-cockpits.js");

const TUI = fileURLToPath(new URL("../../src/tui", import.meta.url));
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });
const framed = (shown: CockpitState): Line[] => frameLines(shown, plot);
const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const inAscii = (text: string): string => textOf(asciiLine([span(text)]));

/** Characters beyond ASCII in what the cockpit's sources draw; their comments do not count. */
function glyphsOfSources(): Set<string> {
  const files = readdirSync(TUI, { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => /\.tsx?$/.test(name)).map((name) => join(TUI, name));
  const figures = join(TUI, "../analytics/figures.ts");
  const code = [...sources, figures].flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)),
  );
  return new Set([...code.join("")].filter((one) => !/[ -~\t]/.test(one)));
}

describe("nothing but ASCII", () => {
  it("has something of its own for every glyph that is drawn", () => {
    const glyphs = glyphsOfSources();
    // Those that every screen has; if they are not found the sources were not read.
    for (const known of "▲▼●■─╌") expect(glyphs).toContain(known);
    const drawn = plot([1, -1, 2, 2, 0.5, 3], 40, 8).join("");
    for (const one of [...glyphs, ...drawn])
      expect([one, inAscii(one)]).toEqual([one, /[ -~]/.exec(inAscii(one))?.[0]]);
    const lost = [...glyphs].filter((one) => inAscii(one) === "?");
    expect(lost).toEqual([]);
  });

  it("is all there is in any state, and everything stays where it was", () => {
    fc.assert(
      fc.property(anyState, (shown) => {
        for (const line of framed(shown)) {
          const plain = asciiLine(line);
          expect(textOf(plain)).toMatch(/^[ -~]*$/);
          expect(plain.map((one) => [widthOf([one]), one.role])).toEqual(
            line.map((one) => [widthOf([one]), one.role]),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a letter without its accent, and a question mark for each other cell", () => {
    expect(inAscii("é日x−½")).toBe("e??x-?");
  });

  it("draws a line that rises, falls, and lies high or low", () => {
    const drawn = (values: number[], low: number, high: number): string =>
      inAscii((brailleRows(values, { low, high }, 2, 1)[0] ?? []).join(""));
    expect(drawn([0, 1, 2, 3], 0, 3)).toBe("//");
    expect(drawn([3, 2, 1, 0], 0, 3)).toBe("\\\\");
    expect(drawn([3, 3, 3, 3], 0, 3)).toBe("''");
    expect(drawn([0, 0, 0, 0], 0, 3)).toBe("..");
    // Up at once, in the cell's right column; and down again in the next.
    expect(drawn([0, 3, 3, 0], 0, 3)).toBe("/\\");
  });

  it("is all that goes to the terminal, once it is asked for", async () => {
    const session = busySession();
    const look = { ...PLAIN_LOOK, isAscii: true };
    const { terminal, type } = await openLive(session, () => null, undefined, undefined, look);
    for (const key of ["1", "2", "3", "4", "5", "?", "1"]) {
      await type(key);
      await pause(210);
    }
    const text = terminal.written;
    expect(text).toContain("[5 Log]");
    expect([...text].filter((one) => one > "~")).toEqual([]);
  });
});

/** What a piece of text says by itself: a sign, a glyph that is there for it, a word. */
const SPEAKS = /[[+−▲▼✓×✗!?●○◆◇◐◌□■⇡⇣⇄~>=↑↓·‖…]|\p{L}{2,}/u;

/** Roles that mean something; the others only say how much it matters. */
const TELLING: ReadonlySet<Role> = new Set(["gain", "loss", "alarm", "chosen", "banner"]);

/**
 * A level of the price is named, with its price, at the edge of the chart; what is typed behind a
 * colon or a slash is a command or a filter; the bar of a toast stands before its word.
 */
const NAMED_BESIDE = /^ ?(╌+|[:/]|▌) ?$/;

/** Pieces that mean something by their colour and not by their text. */
function silentSpans(line: Line): string[] {
  return line
    .filter(({ role }) => TELLING.has(role))
    .map(({ text }) => text)
    .filter((text) => text.trim() !== "" && !NAMED_BESIDE.test(text))
    .filter((text) => !SPEAKS.test(text.replace(/USD|EUR/, "")));
}

describe("without any colour", () => {
  it("what is good, bad, grave or chosen says so by itself, in any state", () => {
    fc.assert(
      fc.property(anyState, (shown) => {
        for (const line of framed(shown)) {
          expect([textOf(line), silentSpans(line)]).toEqual([textOf(line), []]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("a gain and a loss of the same size read differently, everywhere they stand", () => {
    const [won, lost] = [1, -1].map((sign) => {
      const { snapshot } = busy();
      const position = { ...snapshot.positions[0], R: sign, pnl: sign * 100 };
      const changed = {
        ...{ positions: [position], current_R: sign, day_R: sign, week_R: sign },
        ...{ current_pnl: sign, day_pnl: sign, week_pnl: sign },
      } as Partial<CockpitState["snapshot"]>;
      return framed(busy({ snapshot: busySnapshot(changed) }));
    });
    const differing = (won ?? []).filter((line, row) =>
      line.some(({ role }, at) => role === "gain" && lost?.[row]?.[at]?.role === "loss"),
    );
    // The three tiles in R, and the position.
    expect(differing.length).toBeGreaterThanOrEqual(2);
    for (const line of differing) {
      const row = won?.indexOf(line) ?? -1;
      expect(textOf(line)).not.toBe(textOf(lost?.[row] ?? []));
    }
  });

  it.each(VIEWS)("the view %s is marked at the foot, and the gear at the head", (view) => {
    const lines = framed(busy({ view, columns: 120, rows: 40 })).map(textOf);
    expect(lines.at(-1)?.match(/\[\d \w+\]/g)).toHaveLength(1);
    expect(lines[1]?.match(/\[[PRNDL]\]/g)).toEqual(["[L]"]);
  });

  it.each(["trades", "log"] as const)("the row of %s that is chosen begins with >", (view) => {
    const { places } = busy();
    const at = { ...places, [view]: { ...places[view], cursor: 2 } };
    const [first, third] = [busy({ view, rows: 40 }), busy({ view, rows: 40, places: at })].map(
      (shown) =>
        framed(shown)
          .map(textOf)
          .findIndex((row) => /^ ?> /.test(row) || /^>\w{3} \d/.test(row)),
    );
    expect(first).toBeGreaterThan(0);
    expect((third ?? 0) - (first ?? 0)).toBe(2);
  });
});

describe("a theme", () => {
  const looks = THEMES.flatMap((theme) =>
    BACKGROUNDS.map((background) => ({ ...PLAIN_LOOK, theme, background })),
  );

  it.each(looks)(
    "$theme on $background tells a gain from a loss, and an alarm from both",
    (look) => {
      const { gain, loss, alarm } = paletteOf(look);
      const styles = [gain, loss, alarm].map((one) => JSON.stringify(one));
      expect(new Set(styles).size).toBe(3);
    },
  );

  it.each(looks)("$theme on $background has no colour where none may be used", (look) => {
    for (const style of Object.values(paletteOf({ ...look, isColorful: false }))) {
      expect(style).not.toHaveProperty("color");
    }
  });

  it("needs no faint letters on a light ground, and none that are pale there", () => {
    for (const theme of THEMES) {
      const styles = Object.values(paletteOf({ ...PLAIN_LOOK, theme, background: "light" }));
      expect(styles.filter(({ dimColor }) => dimColor === true)).toEqual([]);
      const pale = styles.filter(({ color }) => /yellow|cyan|Bright/.test(color ?? ""));
      expect(pale).toEqual([]);
    }
  });

  /** The colour of the day's R, as the terminal has it: its number among the sixteen. */
  const colourOfDay = ({ emulator }: FakeTerminal): number | undefined =>
    cellOf(emulator, "+3.17 R")?.getFgColor();

  it("changes at once, and by its name", async () => {
    const { terminal, type } = await openLive(
      busySession(),
      undefined,
      undefined,
      undefined,
      PLAIN_LOOK,
    );
    await terminal.shows(/\+3\.17 R/);
    expect(colourOfDay(terminal)).toBe(6);
    await type(":", ..."theme", "space", ..."classic", "enter");
    await terminal.shows(/theme classic; config set cockpit\.theme keeps it/);
    expect(colourOfDay(terminal)).toBe(2);
    await type(":", ..."theme", "space", ..."default", "space", ..."light", "enter");
    await terminal.shows(/theme default; config/);
    expect(colourOfDay(terminal)).toBe(4);
    await type(":", ..."theme", "space", ..."pink", "enter");
    await terminal.shows(/theme takes default, classic or mono/);
  });
});
