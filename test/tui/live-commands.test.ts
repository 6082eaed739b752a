// Commands that are typed in a live cockpit: what they take, what completes them, how they are told
// until they are answered.

import { describe, expect, it } from "vitest";
import type { CommandAnswer, Snapshot } from "../../src/runtime/session.js";
import { runCommand } from "../../src/tui/command-line.js";
import { liveKeys } from "../../src/tui/keymap.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open } from "./live-cockpits.js";
import { recorder, typed } from "./presses.js";
import { market, POSITION } from "./states.js";

const OFF: Partial<Snapshot> = { ...OPEN, strategies_off: ["orb_retest"] };

describe("commands", () => {
  it("pause and resume whatever the state is, and say how one feels", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type(...typed("pause"), ...typed("resume"), ...typed("mood 4"));
    expect(session.asked).toEqual([
      { command: "pause", by: "cockpit" },
      { command: "resume", by: "cockpit" },
      { command: "mood", score: 4, by: "cockpit" },
    ]);
    await terminal.shows(/taken: mood 4 of 5/);
  });

  it.each([
    ["close", /close needs a symbol/],
    ["close MNQ 101", /per cent, above 0 and up to 100/],
    ["close MNQ 0", /per cent, above 0/],
    ["close MNQ 50 now", /per cent, above 0/],
    ["move-stop MNQ", /move-stop needs a symbol and a price/],
    ["move-stop MNQ 24845,5", /move-stop needs a symbol and a price/],
    ["move-stop MNQ -1", /move-stop needs a symbol and a price/],
    ["cancel a b", /cancel takes one order/],
    ["mood 6", /mood takes 1 \(bad\) to 5 \(good\)/],
    ["flatten MNQ MES", /flatten takes one symbol/],
    ["signal MNQ sideways", /signal takes <symbol> <long\|short>/],
    ["signal MNQ long --size 3", /signal takes <symbol> <long\|short>/],
    ["signal MNQ long --stop", /signal takes <symbol> <long\|short>/],
    ["signal MNQ exit", /to leave use close/],
  ])(":%s is refused in words", (text, wanted) => {
    const { done, actions } = recorder();
    const keys = liveKeys({ seat: "acts", isAttached: false }, "dash");
    expect(runCommand(text, keys, actions)).toMatch(wanted);
    expect(done).toEqual([]);
  });

  it("read the calendars again, and say why that can't be", async () => {
    const session = new FakeLiveSession();
    const message = "no calendar is watched";
    const { terminal, type } = await open(session);
    await type(...typed("reload-calendar"));
    await terminal.shows(/taken: calendars are read again/);
    session.answer = ({ command_id }) => ({ accepted: false, command_id, code: "c", message });
    await type(...typed("reload-calendar"));
    await terminal.shows(/NOT DONE: no calendar is watched/);
    expect(session.asked).toHaveLength(2);
    expect(session.asked[0]).toEqual({ command: "reload_calendar", by: "cockpit" });
  });

  it("of what is not there say so at the foot", async () => {
    const session = new FakeLiveSession(OFF);
    const { terminal, type } = await open(session);
    await type(...typed("close MES"));
    await terminal.shows(/MES has no open position/);
    await type(...typed("signal XYZ long"));
    await terminal.shows(/there is no XYZ in this run; it has MNQ/);
    expect(session.asked).toEqual([]);
  });

  it("complete symbols, shares, orders and strategies", async () => {
    const { terminal, type } = await open(new FakeLiveSession(OFF));
    await type(":", ..."close", "space");
    await terminal.shows(/: close ▏ {2}<symbol> \[pct\]/);
    await type("tab");
    await terminal.shows(/: close MNQ ▏ {2}25 50 75 100/);
    await type("tab", "tab", "shift+tab", "shift+tab");
    await terminal.shows(/: close MNQ 100▏/);
    await type("esc", ":", ..."cancel", "space", ..."tx-t", "tab");
    await terminal.shows(/: cancel tx-target ▏/);
    await type("esc", ":", ..."rearm", "space", "tab");
    await terminal.shows(/: rearm orb_retest ▏/);
  });

  it("are told as under way until they are answered, and nothing waits for them", async () => {
    const session = new FakeLiveSession(OPEN);
    const answers: (() => void)[] = [];
    session.answer = ({ command_id }) =>
      new Promise<CommandAnswer>((resolve) => {
        answers.push(() => resolve({ accepted: true, command_id }));
      });
    const { terminal, type } = await open(session);
    await type("P", "down", "enter");
    await terminal.shows(/… 1 of MNQ off at market: sent, no answer yet/);
    await type("2", "K", ..."flat", "enter");
    expect(session.asked.map(({ command }) => command)).toEqual(["close", "flatten"]);
    await type("1");
    await terminal.shows(/… 1 of MNQ off at market and 1 more: sent, no answer yet/);
    for (const answer of answers) answer();
    await terminal.shows(/flatten was taken/);
    await type("1");
    expect(await terminal.shows(/space pause/)).not.toMatch(/no answer yet/);
  });

  it("are gone with what they were about: the mark goes back", async () => {
    const session = new FakeLiveSession(OFF);
    const { terminal, type } = await open(session);
    await type("P", "down");
    await terminal.shows(/> \[25 %\]/);
    session.change({ positions: [], orders: [] });
    await terminal.shows(/MNQ has no open position/);
    await type("enter");
    await terminal.shows(/cancelled: nothing was done/);
    expect(session.asked).toEqual([]);
  });

  it("of a position ask for one where several are open and none is looked at", async () => {
    const symbols = ["MCL", "MNQ", "MES"].map(market);
    const positions = ["MNQ", "MES"].map((symbol) => ({ ...POSITION, symbol }));
    const session = new FakeLiveSession({ symbols, positions });
    const { terminal, type } = await open(session);
    // It follows what is open; s goes on to the next symbols.
    await terminal.shows(/─ MNQ 1m/);
    await type("s", "s");
    await terminal.shows(/─ MCL 1m/);
    await type("P");
    await terminal.shows(/several are open; s shows the symbol that is meant/);
    await type("X");
    await terminal.shows(/\[Flatten MNQ\][^\n]*\n +\[Flatten MES\]/);
  });
});
