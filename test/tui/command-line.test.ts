// What is typed after `:` and `/`.

import { describe, expect, it } from "vitest";
import type { Binding } from "../../src/tui/bindings.js";
import {
  completed,
  completionOf,
  runCommand,
  type Tabbed,
  tabbed,
} from "../../src/tui/command-line.js";
import { firstRow, matches } from "../../src/tui/list.js";
import { editText } from "../../src/tui/text-prompt.js";
import { state } from "./states.js";

interface Doings {
  close(symbol: string, pct: string): void;
  pause(): void;
}

const close: Binding<Doings> = {
  ...{ keys: [], label: "", hint: null, help: "takes some of it off", act: () => {} },
  command: {
    names: ["close"],
    usage: "<symbol> [pct]",
    complete: (_, words) => (words.length === 0 ? ["MNQ", "MES"] : ["25", "50"]),
    run: (actions, [symbol, pct = "100"]) => {
      if (symbol === undefined) return "close needs a symbol";
      actions.close(symbol, pct);
      return null;
    },
  },
};
const pause: Binding<Doings> = {
  ...{ keys: ["p"], label: "p", hint: null, help: "no entries", act: (to) => to.pause() },
  command: { names: ["pause", "hold"] },
};
const clear: Binding<Doings> = {
  ...{ keys: ["c"], label: "c", hint: null, help: "clears", act: () => {} },
  command: { names: ["clear"] },
};
const TABLE = [close, pause, clear];

describe("a command that is typed", () => {
  const run = (text: string): { done: string[]; complaint: string | null } => {
    const done: string[] = [];
    const complaint = runCommand(text, TABLE, {
      close: (symbol, pct) => done.push(`close ${symbol} ${pct}`),
      pause: () => done.push("pause"),
    });
    return { done, complaint };
  };

  it("is done as its key does it, by any of its names, or cut short where that is clear", () => {
    for (const text of ["pause", " pause ", "hold", "pa"]) {
      expect(run(text)).toEqual({ done: ["pause"], complaint: null });
    }
    expect(run("close MNQ 50")).toEqual({ done: ["close MNQ 50"], complaint: null });
    expect(run("")).toEqual({ done: [], complaint: null });
  });

  it("is not done where it is not sure what is meant, and says why", () => {
    expect(run("cl MNQ")).toEqual({
      done: [],
      complaint: expect.stringContaining("no command cl"),
    });
    expect(run("pause now")).toEqual({ done: [], complaint: "pause takes nothing" });
    expect(run("close")).toEqual({ done: [], complaint: "close needs a symbol" });
  });

  it.each([
    ["c", "cl", ["clear", "close"]],
    ["clo", "close ", ["close"]],
    ["close m", "close M", ["close MNQ", "close MES"]],
    ["close MN", "close MNQ ", ["close MNQ"]],
    ["close MNQ ", "close MNQ ", ["close MNQ 25", "close MNQ 50"]],
    ["pause ", "pause ", []],
    ["x", "x", []],
  ])("%o is completed to %o", (text, whole, lines) => {
    const completion = completionOf(text, TABLE, state());
    expect(completion.lines).toEqual(lines);
    const [first] = lines;
    const cased = first === undefined ? text : first.slice(0, text.length);
    expect(completed(cased, completion)).toBe(whole);
  });

  it("is gone through by Tab where nothing more is sure, and back by Shift+Tab", () => {
    const complete = (text: string) => completionOf(text, TABLE, state());
    const press = (from: string, ...steps: (1 | -1)[]): string[] => {
      let now: Tabbed | null = null;
      let typed = from;
      return steps.map((step) => {
        now = tabbed(typed, now, step, complete);
        typed = now.text;
        return typed;
      });
    };
    // What is sure first, then one after the other, and round.
    expect(press("c", 1, 1, 1, 1)).toEqual(["cl", "clear", "close", "clear"]);
    expect(press("cl", -1, -1)).toEqual(["close", "clear"]);
    expect(press("close M", 1, 1)).toEqual(["close MNQ", "close MES"]);
    expect(press("close MN", 1, 1)).toEqual(["close MNQ ", "close MNQ 25"]);
    expect(press("x", 1)).toEqual(["x"]);
    // What is typed behind one of them begins anew.
    const first = tabbed("cl", null, 1, complete);
    expect(tabbed(`${first.text} `, first, 1, complete).text).toBe("clear ");
  });

  it("says what it takes once its name is whole", () => {
    expect(completionOf("close ", TABLE, state()).usage).toBe(
      "<symbol> [pct]: takes some of it off",
    );
  });
});

describe("a line of text", () => {
  const typing = (text: string, ...keys: string[]): string =>
    keys.reduce((typed, key) => {
      const edit = editText(typed, key);
      return edit.kind === "typed" ? edit.text : `<${edit.kind}>`;
    }, text);

  it("takes characters, and gives back the last, a word or all of it", () => {
    expect(typing("", "a", "space", "日")).toBe("a 日");
    expect(typing("ab", "backspace")).toBe("a");
    expect(typing("close MNQ ", "ctrl+w")).toBe("close ");
    expect(typing("close MNQ", "ctrl+u")).toBe("");
    expect(typing("", "backspace")).toBe("<cancel>");
    expect(typing("a", "\u001b[15~")).toBe("<none>");
    expect(typing("a", "esc")).toBe("<cancel>");
  });
});

describe("a list", () => {
  it("shows the cursor's row and moves no more than that needs", () => {
    expect(firstRow(0, 100, 10)).toBe(0);
    expect(firstRow(9, 100, 10)).toBe(0);
    expect(firstRow(10, 100, 10)).toBe(1);
    expect(firstRow(99, 100, 10)).toBe(90);
    expect(firstRow(3, 4, 10)).toBe(0);
  });

  it("is filtered by words that are there and words that are not", () => {
    expect(matches("MNQ long stop", "mnq STOP")).toBe(true);
    expect(matches("MNQ long stop", "mnq target")).toBe(false);
    expect(matches("MNQ long stop", "mnq !target !")).toBe(true);
    expect(matches("MNQ long stop", "!long")).toBe(false);
  });
});
