// A row that is changed in place looks as if it had been written anew.

import type { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowChange } from "../../src/tui/row-change.js";
import { emulatorOf, feed } from "./terminal-emulator.js";

const COLUMNS = 24;

const text = fc.string({
  unit: fc.constantFrom(..."ab 0─⣿▲", "日", "本"),
  maxLength: 6,
});
/** As Ink writes it: each style is switched on, and off again by its own code. */
const styled = fc
  .tuple(
    fc.constantFrom(["1", "22"], ["2", "22"], ["7", "27"], ["4", "24"], ["36", "39"], ["91", "39"]),
    fc.constantFrom(null, ["1", "22"], ["33", "39"]),
    text,
  )
  .map(([[on, off], inner, words]) => {
    const within = inner === null ? words : `\u001b[${inner[0]}m${words}\u001b[${inner[1]}m`;
    return `\u001b[${on}m${within}\u001b[${off}m`;
  });
const row = fc.array(fc.oneof(text, styled), { maxLength: 4 }).map((parts) => parts.join(""));
/** Most changes leave what stands before and behind as it is. */
const change = fc
  .record({ head: row, one: row, two: row, tail: row, isWhole: fc.boolean() })
  .map(({ head, one, two, tail, isWhole }) => [
    head + one + tail,
    isWhole ? two : head + two + tail,
  ]);

/** Cells of a row with its styles. */
function widest(text: string): number {
  const plain = text
    .split("\u001b[")
    .map((piece, at) => (at === 0 ? piece : piece.replace(/^[\d;]*m/, "")))
    .join("");
  return [...plain].reduce((sum, one) => sum + (/[日本]/.test(one) ? 2 : 1), 0);
}

/** What is seen of the first row: each cell's text and its style. */
function seen(emulator: Terminal): unknown[] {
  const line = emulator.buffer.active.getLine(0);
  return Array.from({ length: COLUMNS }, (_, at) => {
    const cell = line?.getCell(at);
    const flags = [cell?.isBold(), cell?.isDim(), cell?.isInverse(), cell?.isUnderline()];
    return [cell?.getChars() || " ", cell?.getWidth(), cell?.getFgColor(), ...flags];
  });
}

async function shownOf(...pieces: string[]): Promise<unknown[]> {
  const emulator = emulatorOf(COLUMNS, 2);
  await feed(emulator, `\u001b[?7l${pieces.join("")}`);
  const cells = seen(emulator);
  emulator.dispose();
  return cells;
}

const HOME = "\u001b[1;1H";

describe("a row that changes", () => {
  it("looks as if it had been written anew, cell by cell, text and style", async () => {
    await fc.assert(
      fc.asyncProperty(change, async ([before = "", after = ""]) => {
        // A row is cut to the terminal before it comes here.
        fc.pre(widest(before) <= COLUMNS && widest(after) <= COLUMNS);
        const changed = await shownOf(HOME, before, "\u001b[m", rowChange(before, after, 1));
        expect(changed).toEqual(await shownOf(HOME, after));
      }),
      { numRuns: 300 },
    );
  });

  it("costs what lies between the first and the last cell that differ", () => {
    const rule = "─".repeat(40);
    expect(rowChange(`${rule} 24,830.50 ${rule}`, `${rule} 24,831.25 ${rule}`, 12)).toBe(
      "\u001b[12;47H1.25",
    );
    expect(rowChange("a日b", "a本b", 1)).toBe("\u001b[1;2H本");
    expect(rowChange("ab日", "ab", 1)).toBe("\u001b[1;3H\u001b[K");
    expect(rowChange("\u001b[36m+1\u001b[39m", "\u001b[33m+1\u001b[39m", 1)).toBe(
      "\u001b[1;1H\u001b[33m+1\u001b[m",
    );
    expect(rowChange("same", "same", 1)).toBe("");
  });
});
