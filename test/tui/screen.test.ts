// The writer of the screen, held against an emulator: what is seen is exactly the last frame,
// however little the terminal takes at a time.

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Screen } from "../../src/tui/screen.js";
import { emulatorOf, feed, rowsOf } from "./terminal-emulator.js";

const COLUMNS = 20;
const ROWS = 6;

class SystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A terminal that takes as many bytes of each write as it is told; none left is EAGAIN. */
function terminal(appetite: () => number = () => Number.POSITIVE_INFINITY) {
  const taken: Uint8Array[] = [];
  const writes: number[] = [];
  const screen = new Screen({
    write: (bytes) => {
      const count = Math.min(bytes.length, appetite());
      if (count === 0) throw new SystemError("EAGAIN");
      taken.push(bytes.slice(0, count));
      writes.push(count);
      return count;
    },
  });
  return { screen, writes, bytes: () => Buffer.concat(taken) };
}

const row = fc.oneof(
  fc.constantFrom("", "x".repeat(COLUMNS), "\u001b[1mbold\u001b[22m and not", "╭──╮ ▲ +1.00 R"),
  fc.string({ maxLength: COLUMNS, unit: fc.constantFrom("a", "b", " ", "─", "⣿") }),
);
const frame = fc.array(row, { minLength: ROWS, maxLength: ROWS });

const seen = (rows: readonly string[]): string[] =>
  rows.map((text) => text.replaceAll("\u001b[1m", "").replaceAll("\u001b[22m", "").trimEnd());

describe("the screen", () => {
  it("shows exactly the frame that was given last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), async (frames) => {
        const { screen, bytes } = terminal();
        const emulator = emulatorOf(COLUMNS, ROWS);
        screen.open();
        for (const rows of frames) screen.show(rows.join("\n"));
        await feed(emulator, bytes());
        expect(rowsOf(emulator)).toEqual(seen(frames.at(-1) ?? []));
        emulator.dispose();
      }),
    );
  });

  it("shows it too when the terminal takes a few bytes now and none then", async () => {
    const appetites = fc.array(fc.constantFrom(0, 0, 1, 3, 40, 1_000), { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 8 }),
        appetites,
        async (frames, portions) => {
          vi.useFakeTimers();
          let meal = 0;
          let isHungry = false;
          const { screen, bytes } = terminal(() =>
            isHungry ? Number.POSITIVE_INFINITY : (portions[meal++ % portions.length] ?? 0),
          );
          screen.open();
          for (const rows of frames) {
            screen.show(rows.join("\n"));
            vi.advanceTimersByTime(37);
          }
          // From now on somebody reads; nothing new is shown, yet the last frame comes.
          isHungry = true;
          vi.advanceTimersByTime(200);
          vi.useRealTimers();
          const emulator = emulatorOf(COLUMNS, ROWS);
          await feed(emulator, bytes());
          expect(emulator.buffer.active.type).toBe("alternate");
          expect(rowsOf(emulator)).toEqual(seen(frames.at(-1) ?? []));
          emulator.dispose();
        },
      ),
    );
  });

  it("writes nothing when nothing changed, and what did change in one write", () => {
    const { screen, writes } = terminal();
    const rows = ["one", "two", "three", "four", "five", "six"];
    screen.open();
    screen.show(rows.join("\n"));
    const before = writes.length;
    screen.show(rows.join("\n"));
    expect(writes.length).toBe(before);
    screen.show(rows.with(2, "drei").join("\n"));
    expect(writes.length).toBe(before + 1);
    // Marks of a synchronised update (8 + 8), an address (6), the text (4), erasing the rest (3).
    expect(writes.at(-1)).toBe(29);
    screen.show(rows.with(2, "drai").join("\n"));
    expect(writes.at(-1)).toBe(8 + 8 + 6 + 1);
  });

  it("draws everything anew when it is told to", async () => {
    const { screen, bytes } = terminal();
    const emulator = emulatorOf(COLUMNS, ROWS);
    const rows = ["a", "b", "c", "d", "e", "f"];
    screen.open();
    screen.show(rows.join("\n"));
    await feed(emulator, bytes());
    await feed(emulator, "\u001b[2J\u001b[Hsomebody else was here");
    const sofar = bytes().length;
    screen.repaint();
    await feed(emulator, bytes().subarray(sofar));
    expect(rowsOf(emulator)).toEqual(rows);
  });

  it("leaves the screen, the cursor and the wrapping as they were", async () => {
    const { screen, bytes } = terminal();
    const emulator = emulatorOf(COLUMNS, ROWS);
    await feed(emulator, "before\r\n");
    screen.open();
    screen.show("x\n".repeat(ROWS - 1));
    expect(screen.close()).toBe("");
    await feed(emulator, bytes());
    expect(emulator.buffer.active.type).toBe("normal");
    expect(rowsOf(emulator)[0]).toBe("before");
    await feed(emulator, "y".repeat(COLUMNS + 1));
    expect(rowsOf(emulator).slice(1, 3)).toEqual(["y".repeat(COLUMNS), "y"]);
  });

  it("leaves a line for what follows where there is no alternate screen", async () => {
    const { screen, bytes } = terminal();
    const emulator = emulatorOf(COLUMNS, ROWS);
    screen.open();
    screen.show(["one", "two", "three", "four", "five", "six"].join("\n"));
    screen.close();
    const text = Buffer.from(bytes()).toString();
    await feed(emulator, text.replaceAll("\u001b[?1049h", "").replaceAll("\u001b[?1049l", ""));
    await feed(emulator, "after");
    expect(rowsOf(emulator).slice(-2)).toEqual(["six", "after"]);
  });

  it("hands over what a terminal would not take at the end", async () => {
    let appetite = Number.POSITIVE_INFINITY;
    const { screen, bytes } = terminal(() => appetite);
    screen.open();
    screen.show("half of it");
    appetite = 0;
    const rest = screen.close();
    const emulator = emulatorOf(COLUMNS, ROWS);
    await feed(emulator, bytes());
    expect(emulator.buffer.active.type).toBe("alternate");
    await feed(emulator, rest);
    expect(emulator.buffer.active.type).toBe("normal");
  });

  it("says once that the terminal is gone, and writes no more", () => {
    let isGone = false;
    let writes = 0;
    const onGone = vi.fn();
    const screen = new Screen({
      write: (bytes) => {
        writes++;
        if (isGone) throw new SystemError("EIO");
        return bytes.length;
      },
      onGone,
    });
    screen.open();
    screen.show("one");
    isGone = true;
    screen.show("two");
    screen.show("three");
    screen.repaint();
    expect(screen.close()).toBe("");
    expect(onGone).toHaveBeenCalledTimes(1);
    expect(writes).toBe(3);
  });

  it("never waits for a reader: a frame that nobody takes is dropped", () => {
    let appetite = Number.POSITIVE_INFINITY;
    const { screen, bytes } = terminal(() => appetite);
    screen.open();
    screen.show("one");
    appetite = 0;
    for (let i = 0; i < 1_000; i++) screen.show(`frame ${i}`);
    appetite = Number.POSITIVE_INFINITY;
    screen.show("last");
    const written = bytes().toString();
    expect(written).toContain("last");
    expect(written).not.toContain("frame");
    screen.close();
  });
});
