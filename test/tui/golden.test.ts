// Whole screens, held against files that a person has looked at: each row as text, and below them
// what each cell means. Where a screen is meant to change:
//
//   SCREENS=propose npx vitest run test/tui/golden.test.ts
//
// writes what is drawn now to `test/fixtures/screens/proposed/`. Nothing copies it to its place:
// read it against what the view is to show (everything whole, in its column, signs with their
// roles), then move it there by hand.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import { frameLines } from "../../src/tui/frame.js";
import { cellsOf } from "../../src/tui/line.js";
import type { Line, Role } from "../../src/tui/theme.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { busy } from "./busy-states.js";

const SCREENS = fileURLToPath(new URL("../fixtures/screens/", import.meta.url));
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

/** What stands for each role; a plain cell is left empty. */
const MARKS: Readonly<Record<Role, string>> = {
  ...{ plain: " ", dim: ".", strong: "s", title: "t", gain: "+", loss: "-", alarm: "!" },
  ...{ banner: "b", chosen: "c" },
};

const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

const textOf = (line: Line): string =>
  line
    .map(({ text }) => text)
    .join("")
    .trimEnd();
const marksOf = (line: Line): string =>
  line
    .map(({ text, role }) => (text.trim() === "" ? " " : MARKS[role]).repeat(cellsOf(text)))
    .join("")
    .trimEnd();

const SCENES = VIEWS.flatMap((view) => SIZES.map((size) => ({ view, ...size })));

describe("a screen that was looked at", () => {
  it.each(SCENES)("$view at $columns × $rows", ({ view, columns, rows }) => {
    const lines = frameLines(busy({ view, columns, rows }), plot);
    const drawn = [...lines.map(textOf), "=".repeat(columns), ...lines.map(marksOf), ""].join("\n");
    const name = `${view}-${columns}x${rows}.txt`;
    if (process.env.SCREENS === "propose") {
      mkdirSync(`${SCREENS}proposed`, { recursive: true });
      writeFileSync(`${SCREENS}proposed/${name}`, drawn);
    }
    expect(drawn).toBe(readFileSync(SCREENS + name, "utf8"));
  });
});
