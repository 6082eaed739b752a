// What `doctor` says of terminals.

import { describe, expect, it } from "vitest";
import { type TerminalView, terminalChecks } from "../../../src/cli/doctor/terminal-checks.js";

const GOOD: TerminalView = {
  ...{ env: { TERM: "xterm", LANG: "en_US.UTF-8" }, isTTY: true, columns: 120, rows: 40 },
  canOpen: () => true,
};

/** Verdict and words of one check of a terminal that differs. */
function said(check: string, over: Partial<TerminalView>, env: NodeJS.ProcessEnv = {}): string {
  const view = { ...GOOD, ...over, env: { ...GOOD.env, ...env } };
  const found = terminalChecks(view).find((one) => one.check === check);
  return found === undefined ? "" : `${found.verdict}: ${found.found}`;
}

describe("a terminal", () => {
  it("that is as it should be has nothing to be done about", () => {
    expect(terminalChecks(GOOD).every(({ todo }) => todo === null)).toBe(true);
    expect(said("terminal", {})).toBe("ok: 120×40, TERM xterm");
  });

  it.each([
    [{ columns: 79 }, {}, "warning: 79×40, TERM xterm: the cockpit is a card with the least"],
    [{ rows: 23 }, {}, "warning: 120×23, TERM xterm: the cockpit is a card with the least"],
    [{ columns: 80, rows: 24 }, {}, "ok: 80×24, TERM xterm"],
    [{ columns: 0 }, {}, "ok: no size, taken for 80×24; TERM xterm"],
    [{}, { TERM: "dumb" }, "warning: TERM is dumb: no cockpit is shown"],
    [{}, { TERM: "" }, "warning: TERM is not set: no cockpit is shown"],
    [
      ...[{ canOpen: () => false }, {}],
      "warning: /dev/tty cannot be written: keys and screen may fail",
    ],
  ] as [Partial<TerminalView>, NodeJS.ProcessEnv, string][])("%o %o", (over, env, words) => {
    expect(said("terminal", over, env)).toBe(words);
  });

  it("that is none is no fault, and has no colours", () => {
    expect(said("terminal", { isTTY: false, canOpen: () => false })).toMatch(/^ok: none here/);
    expect(said("colour", { isTTY: false })).toBe("");
    expect(said("colour", {}, { NO_COLOR: "1" })).toBe("ok: none: NO_COLOR is set");
  });

  it("shows letters as the first of its locales says", () => {
    expect(said("letters", {}, { LC_ALL: "C" })).toMatch(/^warning: the locale is C:/);
    expect(said("letters", {}, { LANG: "C", LC_ALL: "de_DE.utf8" })).toBe("ok: de_DE.utf8");
    expect(said("letters", {}, { LANG: "" })).toMatch(/^warning: no locale is set/);
  });

  it("in tmux or screen is told what that means", () => {
    const tmux = (version: string) => ({
      TMUX: "/s,1,0",
      TERM_PROGRAM: "tmux",
      ...{ TERM_PROGRAM_VERSION: version },
    });
    expect(said("multiplexer", {})).toBe("");
    expect(said("multiplexer", {}, tmux("3.4"))).toMatch(/^ok: tmux 3\.4: frames may flicker/);
    expect(said("multiplexer", {}, tmux("3.5a"))).toMatch(/^ok: tmux 3\.5a: the cockpit outlives/);
    expect(said("multiplexer", {}, { TMUX: "/s,1,0" })).toMatch(/^ok: tmux: the cockpit outlives/);
    expect(said("multiplexer", {}, { STY: "1.pts" })).toMatch(/^ok: GNU screen: frames may/);
  });
});
