// From bytes to keys to what they do.

import { describe, expect, it } from "vitest";
import type { Place, Seat } from "../../src/tui/bindings.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { dispatch, keysOf } from "../../src/tui/keymap.js";
import { Hand, KeyReader, PASTED } from "../../src/tui/keys.js";
import { footLines, helpLines } from "../../src/tui/panels/footer.js";
import { nextSpeed } from "../../src/tui/tape-pilot.js";
import type { Line } from "../../src/tui/theme.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { byHand, inBurst, recorder } from "./presses.js";
import { live, market, NOW, snapshot, state, tape } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const footOf = (shown: CockpitState, width: number): string =>
  footLines(shown, width).map(textOf).join("\n");

const OWN: Place = { seat: "acts", isAttached: false };
const SEATS = ["acts", "watches", "views"] as const;
const symbols = [market("MNQ"), market("MES")];
const PLACES = [
  { name: "replay", shown: state({ snapshot: snapshot({ symbols }) }) },
  ...SEATS.flatMap((seat) => [
    { name: `live screen that ${seat}`, shown: state({ snapshot: live({ symbols }), seat }) },
    {
      name: `attached screen that ${seat}`,
      shown: state({ snapshot: live({ symbols }), seat, isAttached: true }),
    },
  ]),
];
const TABLES = PLACES.flatMap(({ name, shown }) =>
  VIEWS.map((view) => ({ name: `${name}, ${view}`, shown: { ...shown, view } })),
);

describe("keys", () => {
  it("come apart when several arrive at once", () => {
    const keysIn = (text: string): string[] => new KeyReader().read(text);
    expect(keysIn("..+n")).toEqual([".", ".", "+", "n"]);
    expect(keysIn("a\u001b[A \u0003")).toEqual(["a", "up", "space", "ctrl+c"]);
    expect(keysIn("\u001b")).toEqual(["esc"]);
    expect(keysIn("\u001b[15;2~q")).toEqual(["\u001b[15;2~", "q"]);
    expect(keysIn("é日\u007f\r")).toEqual(["é", "日", "backspace", "enter"]);
  });

  it("are one that does nothing where they are pasted, in whatever pieces that comes", () => {
    const text = "a\u001b[200~K flat\r\u001b[A\u001b[201~b\u001b[200~\u001b[201~c";
    const begin = text.indexOf("\u001b[200~") + "\u001b[200~".length;
    for (let cut = begin; cut < text.indexOf("b\u001b"); cut++) {
      const reader = new KeyReader();
      const keys = [...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))];
      expect(keys).toEqual(["a", PASTED, "b", PASTED, "c"]);
    }
    const reader = new KeyReader();
    expect(reader.read("\u001b[200~")).toEqual([PASTED]);
    expect([..."flat\r"].flatMap((one) => reader.read(one))).toEqual([]);
    expect(reader.read("\u001b[201~q")).toEqual(["q"]);
  });

  it("are a hand's up to three at once, and no faster in a row than one can press", () => {
    let ms = 1_000;
    const hand = new Hand({ nowMs: () => 0, monotonicMs: () => ms });
    const comes = (wait: number, ...keys: string[]): boolean[] => {
      ms += wait;
      return hand.take(keys).map(({ isByHand }) => isByHand);
    };
    expect(comes(0, "K")).toEqual([true]);
    // There is room for two more at once, and for another one every 40 ms.
    expect(comes(0, "f", "l")).toEqual([true, true]);
    expect(comes(39, "a")).toEqual([false]);
    expect(comes(40, "a")).toEqual([true]);
    expect(comes(120, "f", "l", "a")).toEqual([true, true, true]);
    expect(comes(5_000, "f", "l", "a", "t")).toEqual([false, false, false, false]);
    // What came in a burst leaves no room behind it.
    expect(comes(10, "enter")).toEqual([false]);
    expect(comes(80, "enter")).toEqual([true]);
  });

  it("do what the table says, and others nothing", () => {
    const { done, actions } = recorder();
    const keys = ["space", ".", "+", "-", "n", "s", "?", "esc", "ctrl+l", "q", "ctrl+c"];
    for (const key of [...keys, "K", "x", "z", "\u001b[15~"]) {
      dispatch(byHand(key), { mode: "replay", actions, view: "dash" });
    }
    expect(done).toEqual([
      "togglePlay",
      "step",
      "changeSpeed 1",
      "changeSpeed -1",
      "seekTrade",
      "focusNext 1",
      "toggleHelp",
      "goBack",
      "repaint",
      "quit",
      "quit",
    ]);
  });

  it("move a live engine without a tape, and money only by hand", () => {
    const { done, actions } = recorder();
    const keys = ["space", ".", "+", "-", "n", "K", "m", "s", "q"];
    for (const key of keys)
      dispatch(byHand(key), { mode: "live", actions, place: OWN, view: "dash" });
    expect(done).toEqual(["togglePause", "askKill", "askMood", "focusNext 1", "quit"]);
    done.length = 0;
    for (const key of keys)
      dispatch(inBurst(key), { mode: "live", actions, place: OWN, view: "dash" });
    expect(done).toEqual(["askMood", "focusNext 1", "quit"]);
  });

  it.each(TABLES)("of a $name stand in its table once", ({ shown }) => {
    const keys = keysOf(shown).flatMap((binding) => [...binding.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(TABLES)("of a $name all have a command, each another one", ({ shown }) => {
    const names = keysOf(shown).flatMap(({ command }) => command?.names ?? [""]);
    expect(names).not.toContain("");
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(TABLES)("of a $name are all in the list, and with a hint at the foot", ({ shown }) => {
    const list = helpLines(shown, 200, 100).map(textOf);
    const foot = footOf(shown, 300);
    for (const { keys, label, hint, help } of keysOf(shown)) {
      if (keys.length === 0) continue;
      expect(list.filter((line) => line.includes(` ${label}  ${help}`))).toHaveLength(1);
      if (hint !== null) expect(foot).toContain(` ${label} ${hint}`);
    }
  });

  it.each(TABLES)("of a $name are all in the list of a small screen", ({ shown }) => {
    const whole = helpLines(shown, 80, 100).length;
    expect(helpLines(shown, 124, Math.ceil(whole / 2)).length * 2).toBeGreaterThanOrEqual(whole);
  });

  it("that have no room in the list are come to by moving in it", () => {
    const shown = state({ snapshot: live({ symbols }) });
    const { length } = keysOf(shown).filter(({ keys }) => keys.length > 0);
    const seen = new Set<string>();
    for (let helpRow = 0; helpRow < length; helpRow++) {
      const lines = helpLines({ ...shown, helpRow }, 80, 10).map(textOf);
      expect(lines.filter((line) => line.startsWith(">"))).toHaveLength(1);
      for (const line of lines) seen.add(line.slice(1));
    }
    expect(seen.size).toBe(length);
  });

  it("that can do nothing any more are not offered", () => {
    const ended = snapshot({
      feed: { last_ts: NOW, age_ms: 0, ended: true, words: "ended" },
      replay: tape({ ended: true }),
    });
    const foot = footOf(state({ snapshot: ended }), 80);
    expect(foot).toMatch(/^\[1 Dash\] 2 .* 5 Log {2}\? keys {2}q quit +the data has ended $/);
  });
});

describe("the keys of a screen that is not in control", () => {
  const MONEY = ["space", "K", "X", "P", "T", "O", "S", "A", "m"];

  it.each([
    // Out, and no entries, are every acting screen's right.
    ["watches", ["togglePause", "askKill", "askFlatten"], /C control .*K kill .*\? keys {2}q quit/],
    ["views", [], /5 Log {2}w why .*\? keys {2}q quit/],
  ] as const)("that %s move nothing else, and say how to", (seat, may, hints) => {
    for (const isAttached of [true, false]) {
      const { done, actions } = recorder();
      for (const key of [...MONEY, "f", "l", "a", "t", "enter"]) {
        dispatch(byHand(key), { mode: "live", actions, place: { seat, isAttached }, view: "dash" });
      }
      const explained = MONEY.length - may.length;
      expect(done.filter((one) => one !== "explainSeat")).toEqual(may);
      expect(done).toHaveLength(may.length + explained);
      const foot = footOf(state({ snapshot: live(), seat, isAttached }), 120);
      expect(foot).toMatch(hints);
      expect(foot).not.toMatch(/part off|signal|mood/);
    }
  });

  it("take control by a capital letter of a hand, where it may", () => {
    const { done, actions } = recorder();
    const at = (seat: Seat) =>
      ({ mode: "live", actions, place: { seat, isAttached: true }, view: "dash" }) as const;
    dispatch(byHand("C"), at("views"));
    dispatch(byHand("C"), at("acts"));
    dispatch(inBurst("C"), at("watches"));
    dispatch(byHand("c"), at("watches"));
    expect(done).toEqual([]);
    dispatch(byHand("C"), at("watches"));
    dispatch(byHand("enter"), at("watches"), { kind: "control" });
    dispatch(byHand("esc"), at("watches"), { kind: "control" });
    expect(done).toEqual(["askControl", "confirmControl", "closePrompt"]);
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
