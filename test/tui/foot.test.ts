// The foot of the screen: how to get out is always there, what was said is whole, and goes again.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/runtime/session.js";
import type { Prompt } from "../../src/tui/bindings.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { openForm } from "../../src/tui/forms/signal-form.js";
import { frameLines } from "../../src/tui/frame.js";
import { keysOf } from "../../src/tui/keymap.js";
import { cellsOf, span } from "../../src/tui/line.js";
import { footLines, keysShown } from "../../src/tui/panels/footer.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open, pause } from "./live-cockpits.js";
import { live, market, state } from "./states.js";

const rowsOf = (shown: CockpitState, width: number): string[] =>
  footLines(shown, width).map((line) => line.map(({ text }) => text).join(""));

const LOCKED =
  "NOT DONE: resume: this holds on: tripwire_day: the day's R limit: locked until the day rolls";
const SAID = [
  "trades.csv: 3 trades written",
  "taken: signal MNQ short passed the guards",
  "taken: flattening, waits for the next price (2 positions, exits working)",
  "taken, but NO EXIT WORKS for MNQ; in another shell: transmission flatten --confirm",
  LOCKED,
];
const WIDTHS = Array.from({ length: 121 }, (_, at) => 80 + at);

describe("what was said", () => {
  it.each(SAID)("(%s) is whole at every width, and K kill beside it", (text) => {
    for (const width of WIDTHS) {
      const rows = rowsOf(state({ snapshot: live(), notice: span(text) }), width);
      const foot = rows.join(" ").replace(/ +/g, " ");
      expect([width, foot]).toEqual([width, expect.stringContaining(text)]);
      expect([width, rows.at(-1)]).toEqual([width, expect.stringMatching(/ K kill( |$)/)]);
      expect(rows.map(cellsOf)).toEqual(rows.map(() => width));
      expect(rows.length).toBeLessThanOrEqual(2);
    }
  });

  it("cuts no other word, nor leaves a key without its hint", () => {
    const known = new Set(
      rowsOf(state({ snapshot: live() }), 300)
        .join(" ")
        .split(/ +/),
    );
    for (const text of SAID) {
      for (const width of WIDTHS) {
        const foot = rowsOf(state({ snapshot: live(), notice: span(text) }), width).join(" ");
        const rest = foot.replace(/ +/g, " ").replace(text, "").split(" ");
        expect(rest.filter((word) => word !== "" && !known.has(word))).toEqual([]);
        expect(foot).not.toMatch(/(^| )\? (?!keys)/);
      }
    }
  });

  it("that is longer than two rows ends in a mark, between words", () => {
    const words = Array.from({ length: 60 }, (_, at) => `word${at}`).join(" ");
    const rows = rowsOf(state({ snapshot: live(), notice: span(words) }), 80);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/ word\d+ … +K kill *$/);
  });

  it("takes its second row from the view, and the frame is as high as before", () => {
    const shown = state({ snapshot: live(), notice: span(LOCKED) });
    const frame = frameLines(shown, () => []).map((line) => line.map(({ text }) => text).join(""));
    expect(frame).toHaveLength(24);
    expect(frame.at(-2)).toMatch(/^ NOT DONE: resume: this holds on: /);
    expect(frame.at(-1)).toMatch(/K kill/);
  });

  it("leaves K kill where entries are held, at 80 columns", () => {
    const [foot] = rowsOf(state({ snapshot: live({ state: "PAUSED" }) }), 80);
    expect(foot).toMatch(/5 Log {2}space resume {2}K kill {2}\? keys {2}q quit$/);
  });
});

describe("a question", () => {
  const act: Prompt = { kind: "act", act: { what: "stop" }, chosen: null };
  const signal: Prompt = { kind: "signal", form: openForm("MNQ") };
  const ASKED: readonly (readonly [string, Prompt, number])[] = [
    ["mood", { kind: "mood" }, 40],
    ["kill", { kind: "kill", typed: "fl" }, 54],
    ["signal", signal, 40],
    ["act", act, 40],
    ["stop_price", { kind: "stop_price", symbol: "MNQ", typed: "24,850.25" }, 44],
    ["control", { kind: "control" }, 40],
  ];

  it.each(ASKED)("(%s) says on a small card too how to leave it, and cuts no word", (...one) => {
    const [, prompt, least] = one;
    const whole = rowsOf(state({ snapshot: live(), prompt }), 200).join("");
    const known = new Set(whole.split(/ +/));
    for (let width = least; width <= 120; width++) {
      const foot = rowsOf(state({ snapshot: live(), prompt }), width).join("");
      expect([width, foot]).toEqual([width, expect.stringMatching(/Esc (cancels?|look on)/)]);
      expect(foot.split(/ +/).filter((word) => !known.has(word))).toEqual([]);
      expect(cellsOf(foot)).toBe(width);
    }
  });

  it("lists what could be typed in whole words", () => {
    const shown = state({ snapshot: live(), prompt: { kind: "command", typed: "" } });
    const names = new Set(keysOf(shown).flatMap(({ command }) => command?.names[0] ?? []));
    for (const width of [40, 60, 80, 120]) {
      const [foot = ""] = rowsOf(shown, width);
      const [, list = "", more] = foot.match(/▏ {2}(.*?) and (\d+) more *$/) ?? [];
      const words = list.split(" ");
      expect(words.filter((word) => !names.has(word))).toEqual([]);
      expect(words.length + Number(more)).toBe(names.size);
    }
  });
});

describe("the list of keys", () => {
  it("has no next symbol where there is one, and the key says so", async () => {
    const several = live({ symbols: [market("MNQ"), market("MES")] });
    const labels = (snapshot: Snapshot): string[] =>
      keysShown(state({ snapshot })).map(({ label }) => label);
    expect(labels(several)).toContain("s");
    expect(labels(live())).not.toContain("s");
    const { terminal, type } = await open(new FakeLiveSession());
    await type("s");
    await terminal.shows(/this run has one symbol/);
  });
});

describe("what a key came to", () => {
  it("is gone after some seconds, and the views are there again", async () => {
    const { terminal, type, passes } = await open(new FakeLiveSession(), () => null, {
      ...{ columns: 80, rows: 24 },
    });
    await type("space");
    const said = await terminal.shows(/taken: hold entries/);
    expect(said).toMatch(/K kill/);
    await pause(300);
    passes(6_000);
    await pause(300);
    await terminal.shows(/taken: hold entries/);
    passes(2_000);
    await terminal.shows(/\[1 Dash\] 2 Trades 3 Analytics 4 Risk 5 Log {2}space/);
  });

  it("stays until a key does something where it is grave", async () => {
    const session = new FakeLiveSession(OPEN);
    const message = "the broker is cut off";
    session.answer = ({ command_id }) => ({ accepted: false, command_id, code: "no", message });
    const { terminal, type, passes } = await open(session);
    await type("space");
    await terminal.shows(/NOT DONE: the broker is cut off/);
    passes(60_000);
    await pause(400);
    await terminal.shows(/NOT DONE: the broker is cut off/);
    await type("2");
    expect(await terminal.shows(/\[2 Trades\]/)).not.toMatch(/NOT DONE/);
  });
});
