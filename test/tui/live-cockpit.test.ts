// The cockpit on a live engine: what it shows and asks of it, and how it leaves.

import { describe, expect, it } from "vitest";
import { ALONE } from "../../src/tui/standing.js";
import { ALL_FACTS } from "./facts.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open, pause } from "./live-cockpits.js";
import { NOW } from "./states.js";
import { feed } from "./terminal-emulator.js";

const CLOSED = ALL_FACTS.find(({ type }) => type === "trade_closed");

describe("a live cockpit", () => {
  it("commands nothing by being opened, and shows account, link, state and data age", async () => {
    const session = new FakeLiveSession();
    const { terminal } = await open(session);
    const text = await terminal.shows(/PAPER {2}paper sim-1 {2}● READY/);
    expect(text).toMatch(/● link up {2}data 12s/);
    expect(text).not.toMatch(/bars |playing|paused/);
    expect(session.asked).toEqual([]);
  });

  it("pauses and resumes by space, by what the engine says it is", async () => {
    const session = new FakeLiveSession();
    const { terminal, type } = await open(session);
    await type("space", "space");
    // The engine has not said yet that it is paused: asked again, and not for the contrary.
    expect(session.asked).toEqual([
      { command: "pause", by: "cockpit" },
      { command: "pause", by: "cockpit" },
    ]);
    session.change({ state: "PAUSED", state_reason: "pause", reason: "paused" });
    await terminal.shows(/space resume/);
    await type("space");
    // Held all the same where something weighs more.
    session.change({ state: "HALTED", state_reason: "no link", reason: "paused" });
    await terminal.shows(/■ HALTED: no link/);
    await type("space");
    session.change({ state: "FLATTENING", state_reason: "flatten", reason: "paused" });
    await terminal.shows(/⇣ FLATTENING · getting out of everything/);
    await type("space");
    expect(session.asked.slice(2).map(({ command }) => command)).toEqual([
      "resume",
      "resume",
      "pause",
    ]);
    expect(new Set(session.ids).size).toBe(5);
  });

  it("says how the trader feels, and shows a refusal at the foot", async () => {
    const session = new FakeLiveSession();
    session.answer = ({ command_id }) => ({
      ...{ accepted: false, command_id, code: "locked" },
      message: "the day's limit stands until 17:00 Chicago",
    });
    const { terminal, type } = await open(session);
    await type("m", "2");
    expect(session.asked).toEqual([{ command: "mood", score: 2, by: "cockpit" }]);
    await terminal.shows(/the day's limit stands until 17:00 Chicago/);
  });

  it("has no key of a tape, and no money key that is a small letter", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type(".", "+", "-", "n", ..."abcdefghijklnoprstuvwxyz", "tab");
    expect(session.asked).toEqual([]);
    const text = await terminal.shows(/space pause/);
    expect(text).not.toMatch(/next trade|faster|bar /);
  });

  it("tells what happens in the feed, since when it has been watching", async () => {
    const session = new FakeLiveSession();
    const { terminal } = await open(session);
    const mode = { type: "mode_changed", from: "READY", to: "HALTED", reason: "no link" };
    session.tell({ seq: 9, ts: NOW, symbol: null, trace_id: null, ...mode });
    const text = await terminal.shows(/12:42 ! HALTED: no link/);
    // What the engine has booked in the day came of trades before that.
    expect(text).toMatch(/TODAY −0\.50 R/);
    expect(text).toMatch(/−0\.50 R before 12:42 not shown/);
  });

  it("adds up the day's trades as the engine books them", async () => {
    const session = new FakeLiveSession({ day_R: 0 });
    const { terminal } = await open(session);
    await terminal.shows(/TODAY 0\.00 R/);
    const { engine, account_day: day } = session.shown;
    const close = (at: number, result_R: number): void => {
      const seq = engine.seq + at;
      const exit_ts = `2025-11-18T18:4${at}:00.000Z`;
      session.tell({ ...CLOSED, seq, ts: exit_ts, exit_ts, result_R, day });
    };
    const book = (at: number, day_R: number): void =>
      session.change({ day_R, engine: { ...engine, seq: engine.seq + at } });
    close(1, 0.75);
    book(1, 0.75);
    await terminal.shows(/TODAY \+0\.75 R .*no drawdown/s);
    // A fact that is here before the engine says so in its tiles waits for them.
    close(2, -0.25);
    expect(await terminal.shows(/TRADES 2|2 trades/)).toMatch(/TODAY \+0\.75 R/);
    book(2, 0.5);
    const text = await terminal.shows(/TODAY \+0\.50 R/);
    expect(text).toMatch(/drawdown 0\.25 R, deepest 0\.25 R/);
    expect(text).not.toContain("not shown");
  });

  it("leaves at once with nothing open", async () => {
    const { type, hasLeft } = await open(new FakeLiveSession(), () => "never asked");
    await type("q");
    expect(hasLeft()).toBe(true);
  });

  it("says what becomes of what is open before it leaves, and stays unless told", async () => {
    const session = new FakeLiveSession(OPEN);
    const words = "The engine ends; the stop rests on at the broker.";
    const { terminal, type, hasLeft } = await open(session, () => words);
    await type("q");
    const text = await terminal.shows(/Leave\?.*Esc stay.*Enter leave/);
    expect(text).toContain(words);
    expect(text).toContain("MNQ ▼ SHORT 3 ■ PROTECTED");
    await type("q");
    await terminal.shows(/q quit/);
    expect(hasLeft()).toBe(false);
    await type("ctrl+c");
    await terminal.shows(/Leave\?/);
    await type("enter");
    expect(hasLeft()).toBe(true);
    expect(session.asked).toEqual([]);
  });

  it("leaves without a word where the caller has none", async () => {
    const { type, hasLeft } = await open(new FakeLiveSession(OPEN), () => null);
    await type("ctrl+c");
    expect(hasLeft()).toBe(true);
  });
});

describe("a terminal that is resized", () => {
  it("is drawn whole, also where it is back at its old size before the next frame", async () => {
    const { terminal } = await open(new FakeLiveSession());
    await terminal.shows(/● READY[\s\S]*q quit/);
    const old = terminal.size;
    // What the terminal itself makes of what stood there.
    await feed(terminal.emulator, "\u001b[2J");
    terminal.size = { columns: 80, rows: 24 };
    terminal.resized();
    terminal.size = old;
    terminal.resized();
    await terminal.shows(/● READY[\s\S]*q quit/);
    await feed(terminal.emulator, "\u001b[2J");
    terminal.resized();
    await terminal.shows(/● READY[\s\S]*q quit/);
  });
});

describe("an engine that has something waiting", () => {
  it("is neither asked nor drawn until it has not, or a second has passed", async () => {
    let isBusy = false;
    const session = new FakeLiveSession();
    let asked = 0;
    const { snapshot } = session;
    session.snapshot = () => {
      asked++;
      return snapshot.call(session);
    };
    const standing = { ...ALONE, isBusy: () => isBusy };
    const { terminal, passes } = await open(session, () => null, undefined, standing);
    await terminal.shows(/● READY/);
    isBusy = true;
    // What was asked before it became busy may still be drawn.
    await pause(450);
    const [askedBefore, written] = [asked, terminal.writes];
    session.change({ state: "HALTED", can_trade: false, reason: "halted" });
    terminal.press("5");
    await pause(450);
    expect([asked, terminal.writes]).toEqual([askedBefore, written]);
    passes(999);
    await pause(450);
    expect([asked, terminal.writes]).toEqual([askedBefore, written]);
    passes(1);
    await terminal.shows(/\[5 Log\]/);
    await terminal.shows(/■ HALTED/);
    isBusy = false;
    session.change({ state: "READY", can_trade: true, reason: null });
    passes(1_000);
    await terminal.shows(/● READY/);
  });
});
