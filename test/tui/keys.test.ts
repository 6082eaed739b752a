// From bytes to keys to what they do.

import { describe, expect, it } from "vitest";
import { BINDINGS, dispatch, type KeyActions, nextSpeed } from "../../src/tui/keymap.js";
import { keysIn } from "../../src/tui/keys.js";
import { footerLine, helpLines } from "../../src/tui/panels/footer.js";
import { NOW, snapshot, state, tape } from "./states.js";

/** What was done, in order. */
function recorder(): { done: string[]; actions: KeyActions } {
  const done: string[] = [];
  const actions = new Proxy({} as KeyActions, {
    get: (_, name) => (argument?: number) => {
      done.push(argument === undefined ? String(name) : `${String(name)} ${argument}`);
    },
  });
  return { done, actions };
}

const textOf = (line: ReturnType<typeof footerLine>): string =>
  line.map(({ text }) => text).join("");

describe("keys", () => {
  it("come apart when several arrive at once", () => {
    expect(keysIn("..+n")).toEqual([".", ".", "+", "n"]);
    expect(keysIn("a\u001b[A \u0003")).toEqual(["a", "up", "space", "ctrl+c"]);
    expect(keysIn("\u001b")).toEqual(["esc"]);
    expect(keysIn("\u001b[15;2~q")).toEqual(["\u001b[15;2~", "q"]);
    expect(keysIn("é日")).toEqual(["é", "日"]);
  });

  it("do what the table says, and others nothing", () => {
    const { done, actions } = recorder();
    const keys = ["space", ".", "+", "-", "n", "tab", "?", "esc", "ctrl+l", "q", "ctrl+c"];
    for (const key of [...keys, "x", "up", "\u001b[15~"]) dispatch(key, actions);
    expect(done).toEqual([
      "togglePlay",
      "step",
      "changeSpeed 1",
      "changeSpeed -1",
      "seekTrade",
      "focusNext",
      "toggleHelp",
      "closeHelp",
      "repaint",
      "quit",
      "quit",
    ]);
  });

  it("stand in the table once", () => {
    const keys = BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are all in the list, and those with a hint at the foot of 80 columns", () => {
    const list = helpLines(80, 24).map(textOf);
    const foot = textOf(footerLine(state(), 80));
    for (const { label, hint, help } of BINDINGS) {
      expect(list.some((line) => line.includes(` ${label}  ${help}`))).toBe(true);
      if (hint !== null) expect(foot).toContain(` ${label} ${hint}`);
    }
  });

  it("that can do nothing any more are not offered", () => {
    const ended = snapshot({
      feed: { last_ts: NOW, age_ms: 0, ended: true, words: "ended" },
      replay: tape({ ended: true }),
    });
    const foot = textOf(footerLine(state({ snapshot: ended }), 80));
    expect(foot).toMatch(/^ \? keys {2}q quit .*q prints the summary $/);
  });
});

describe("speed", () => {
  it("goes up and down the steps and stays at the ends", () => {
    const up: (number | null)[] = [1];
    for (let i = 0; i < 8; i++) up.push(nextSpeed(up.at(-1) ?? null, 1));
    expect(up).toEqual([1, 10, 60, 300, 600, 1800, 3600, null, null]);
    const down: (number | null)[] = [null];
    for (let i = 0; i < 8; i++) down.push(nextSpeed(down.at(-1) ?? null, -1));
    expect(down).toEqual([null, 3600, 1800, 600, 300, 60, 10, 1, 1]);
  });

  it("finds the next step from any speed between two", () => {
    expect([nextSpeed(42, 1), nextSpeed(42, -1)]).toEqual([60, 10]);
    expect([nextSpeed(9_999, 1), nextSpeed(9_999, -1)]).toEqual([null, 3600]);
    expect(nextSpeed(0.5, -1)).toBe(0.5);
  });
});
