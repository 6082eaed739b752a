// The kill switch of a live cockpit: a plan, a typed word, and nothing that was not typed.

import { describe, expect, it } from "vitest";
import { KeyReader } from "../../src/tui/keys.js";
import { cellsOf } from "../../src/tui/line.js";
import { promptLine } from "../../src/tui/panels/question.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open, pause } from "./live-cockpits.js";
import { live, state } from "./states.js";

describe("the kill switch", () => {
  it("shows its plan, takes the word and Enter, and says that nothing is left", async () => {
    const session = new FakeLiveSession(OPEN);
    let finish = (): void => {};
    session.answer = ({ command_id }) =>
      new Promise((resolve) => {
        const residual = { positions: [], orders: [] };
        finish = () => resolve({ accepted: true, command_id, residual });
      });
    const { terminal, type } = await open(session);
    await type("K");
    const plan = await terminal.shows(/CLOSE EVERYTHING\?/);
    expect(plan).toMatch(/MNQ ▼ SHORT 3: buy 3 at market {2}\+1\.18 R {2}\+233\.38 USD/);
    expect(plan).toMatch(/MNQ: cancel stop buy 3 24,853\.75\n/);
    expect(plan).toMatch(/MNQ: cancel target buy 3 24,820\.75\n/);
    // What must never be covered is there.
    expect(plan).toMatch(/■ PROTECTED/);
    await type(..."flat");
    await terminal.shows(/CLOSE EVERYTHING\? {2}flat Enter does it/);
    expect(session.asked).toEqual([]);
    await type("enter");
    await terminal.shows(/waiting until the broker says flat/);
    expect(session.asked).toEqual([{ command: "flatten", by: "cockpit" }]);
    // Others do not wait behind it.
    await type("m", "3");
    expect(session.asked).toHaveLength(2);
    finish();
    session.change({ positions: [], orders: [] });
  });

  it.each([
    ["nothing", { positions: [], orders: [] }, /flat: no position and no order is left/],
    [
      "a position and orders",
      {
        positions: [{ symbol: "MNQ", qty: -1 }],
        orders: ["a", "b"].map((client_order_id) => ({ client_order_id, symbol: "MNQ" })),
      },
      /NOT FLAT: MNQ −1, 2 orders left/,
    ],
  ])("says that %s is left", async (_, residual, wanted) => {
    const session = new FakeLiveSession(OPEN);
    session.answer = ({ command_id }) => ({ accepted: true, command_id, residual });
    const { terminal, type } = await open(session);
    await type("K", ..."flat", "enter");
    await terminal.shows(wanted);
  });

  it("says when it was refused, or could not be asked for", async () => {
    const session = new FakeLiveSession(OPEN);
    session.answer = ({ command_id }) => ({
      ...{ accepted: false, command_id, code: "fenced" },
      message: "another engine acts for the account",
    });
    const { terminal, type } = await open(session);
    await type("K", ..."flat", "enter");
    await terminal.shows(/NOT FLATTENED: another engine acts for the account/);
    session.answer = () => {
      throw new Error("the engine does not answer\nat somewhere");
    };
    await type("K", ..."flat", "enter");
    await terminal.shows(/NOT FLATTENED; in another shell: transmission flatten --confirm/);
  });

  it.each([
    ["Esc", ["esc"]],
    ["another letter", ["f", "l", "y"]],
    ["Enter alone", ["enter"]],
    ["Enter too soon", ["f", "l", "a", "enter"]],
    ["a word gone too far", [..."flatt", "enter"]],
    ["a slip and Enter", ["f", "l", "t", "enter"]],
    ["capitals", ["F"]],
    ["space", ["space"]],
    ["q", ["q"]],
    ["Ctrl+C", ["ctrl+c"]],
  ])("is cancelled by %s", async (_, keys) => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type, hasLeft } = await open(session);
    await type("K", ...keys);
    await terminal.shows(/nothing was flattened/);
    await type("enter");
    expect(session.asked).toEqual([]);
    expect(hasLeft()).toBe(false);
  });

  it("takes a letter back, and is not moved by its own key held too long", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("K", "K", "K", "f", "l", "backspace", "K", "l", "a", "t", "enter");
    await terminal.shows(/flatten was taken/);
    expect(session.asked).toEqual([{ command: "flatten", by: "cockpit" }]);
  });

  it.each([
    ["all at once", ["K", ..."flat", "enter"]],
    ["the word at once", [..."flat", "enter"]],
    ["the last letters and more", [..."at", "enter", "enter"]],
  ])("is not moved by what comes in a burst: %s", async (_, burst) => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    const isWhole = burst[0] === "K";
    if (!isWhole) await type("K");
    if (burst[0] === "a") await type("f", "l");
    terminal.burst(burst);
    if (isWhole) {
      await pause(300);
      expect(await terminal.shows(/q quit/)).not.toContain("CLOSE EVERYTHING?");
    } else {
      // What stood there is gone too: it begins anew.
      await terminal.shows(/CLOSE EVERYTHING\? {2}_ type flat, Enter/);
      await type("enter");
      await terminal.shows(/nothing was flattened/);
    }
    expect(session.asked).toEqual([]);
  });

  it("is not moved by keys that follow each other faster than a hand's", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("K");
    for (const key of [..."flat", "enter"]) terminal.press(key);
    await type("enter");
    await terminal.shows(/nothing was flattened/);
    expect(session.asked).toEqual([]);
  });

  it("takes letters that came together because the engine was busy for a moment", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("K", "f");
    terminal.burst(["l", "a"]);
    await type("t", "enter");
    await terminal.shows(/flatten was taken/);
    expect(session.asked).toEqual([{ command: "flatten", by: "cockpit" }]);
  });

  it("forgives a slip among its letters", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("K", "f", "a", ..."flat", "enter");
    await terminal.shows(/flatten was taken/);
    expect(session.asked).toEqual([{ command: "flatten", by: "cockpit" }]);
  });

  it("says how to get out without the engine where that does not answer", async () => {
    const session = new FakeLiveSession(OPEN);
    session.answer = () => new Promise(() => {});
    const { terminal, type, passes } = await open(session);
    await type("K", ..."flat", "enter");
    await terminal.shows(/flatten was sent/);
    passes(4_000);
    await terminal.shows(/no answer yet; in another shell: transmission flatten --confirm/);
    // A key takes it away, and it comes back for as long as it is so.
    await type("w", "esc");
    await terminal.shows(/no answer yet; in another shell: transmission flatten --confirm/);
  });

  it("says until another key does something that nothing was flattened", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("K", "f", "enter", "enter", "t", "x");
    await terminal.shows(/nothing was flattened/);
    await type("?");
    expect(await terminal.shows(/KEYS/)).not.toContain("nothing was flattened");
  });

  it("is not moved by what is pasted", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    const reader = new KeyReader();
    await type("K");
    for (const piece of ["\u001b[200~fl", "at", "\r", "\u001b[201~"]) {
      const keys = reader.read(piece);
      if (keys.length > 0) terminal.burst(keys);
    }
    const text = await terminal.shows(/what is pasted does nothing here; type it/);
    expect(text).toMatch(/CLOSE EVERYTHING\? {2}_ type flat/);
    await type("enter");
    await terminal.shows(/nothing was flattened/);
    expect(session.asked).toEqual([]);
  });

  it("has its plan and its answer on the smallest card too", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session, () => null, { columns: 40, rows: 10 });
    await terminal.shows(/PAPER {2}● READY/);
    await type("K");
    const text = await terminal.shows(/CLOSE ALL\? {2}_ type flat {2}Esc cancel/);
    expect(text).toContain("MNQ ▼ SHORT 3: buy 3 at market");
    expect(text).toContain("cancel stop buy 3 24,853.75");
    await type(..."flat", "enter");
    await terminal.shows(/flatten was taken/);
  });

  it("says at every width from 20 cells on what it waits for, and how to leave it", () => {
    for (let width = 20; width <= 120; width++) {
      for (const typed of ["", "f", "fl", "fla", "flat"]) {
        const prompt = { kind: "kill", typed } as const;
        const text = promptLine(state({ snapshot: live(OPEN) }), prompt, width)
          .map((one) => one.text)
          .join("");
        const wanted = typed === "flat" ? /Enter.* Esc cancel/ : /_ (type )?flat.* Esc cancel/;
        expect([width, typed, text]).toEqual([width, typed, expect.stringMatching(wanted)]);
        expect([width, typed, cellsOf(text)]).toEqual([width, typed, width]);
        if (typed !== "flat") expect(text).toContain(`${typed}_`);
        // From 28 cells on it also says what is asked.
        if (width >= 28) expect(text).toMatch(/^ (CLOSE (EVERYTHING|ALL)|KILL)\? /);
      }
    }
  });

  it("also holds entries where nothing is open, and says so", async () => {
    const session = new FakeLiveSession();
    const { terminal, type } = await open(session);
    await type("K");
    const text = await terminal.shows(/no position is open/);
    expect(text).toContain("no order works");
    expect(text).toContain("Then no entries until you resume.");
  });
});
