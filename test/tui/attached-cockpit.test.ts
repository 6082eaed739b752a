// The cockpit on an engine elsewhere: which screen acts, and what is shown of an engine that does
// not answer.

import { describe, expect, it } from "vitest";
import type { SessionSeat } from "../../src/runtime/screen-seats.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { Standing } from "../../src/tui/standing.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive } from "./live-cockpits.js";

const SIZE = { columns: 100, rows: 30 };

/** A seat that a test sets. */
class ToldSeat implements SessionSeat {
  isInControl = false;
  taken = 0;

  async take(): Promise<boolean> {
    this.taken++;
    this.isInControl = true;
    return true;
  }
}

function attached(seat: SessionSeat, change: Partial<Standing> = {}): Standing {
  return { seat, isViewOnly: false, isAttached: true, isWorthWaiting: () => true, ...change };
}

/** Passes everything through JSON, as a socket does, and fails when it is told to. */
class FarSession extends FakeLiveSession {
  failure: Error | null = null;

  override async snapshot(): Promise<Snapshot> {
    if (this.failure !== null) throw this.failure;
    return JSON.parse(JSON.stringify(await super.snapshot()));
  }
}

describe("a screen that is not in control", () => {
  it("says so, offers to get out and to hold alone, and says how to do the rest", async () => {
    const session = new FarSession(OPEN);
    const { terminal, type, hasLeft } = await openLive(
      ...[session, () => null, SIZE, attached(new ToldSeat())],
    );
    const text = await terminal.shows(/ VIEW .*● READY/);
    expect(text).toMatch(/ C control .*K kill .*\? keys {2}q quit/);
    expect(text).not.toMatch(/mood|tighten/);
    for (const key of ["P", "T", "O", "S", "A", "m"]) {
      await type(key);
      await terminal.shows(/view only: C takes control, K gets out without it; in any shell: /);
      await type("w", "esc");
    }
    expect(session.asked).toEqual([]);
    // It leaves without a question: nothing becomes of what is open.
    await type("q");
    expect(hasLeft()).toBe(true);
  });

  it("gets out, and holds entries, whoever is in control", async () => {
    const session = new FarSession(OPEN);
    const { terminal, type } = await openLive(
      ...[session, () => null, SIZE, attached(new ToldSeat())],
    );
    await type("space", "K", ..."flat", "enter", "X", "down", "enter");
    expect(session.asked).toEqual([
      { command: "pause", by: "attach" },
      { command: "flatten", by: "attach" },
      { command: "flatten", symbol: "MNQ", by: "attach" },
    ]);
    session.change({ state: "PAUSED" });
    await terminal.shows(/PAUSED/);
    await type("space");
    await terminal.shows(/entries are held; to let them again, C takes control/);
    expect(session.asked).toHaveLength(3);
  });

  it("says how to get out also where it only ever looks", async () => {
    const session = new FarSession(OPEN);
    const standing = attached(new ToldSeat(), { isViewOnly: true });
    const { terminal, type } = await openLive(session, () => null, SIZE, standing);
    for (const key of ["K", "X", "space", "P", "T", "S", "m"]) {
      await type(key);
      await terminal.shows(
        /view only, attached with --view; in any shell: transmission flatten --/,
      );
      await type(..."flat", "enter", "esc", "w", "esc");
    }
    expect(session.asked).toEqual([]);
  });

  it("takes control by C and Enter alone, and then acts", async () => {
    const session = new FarSession();
    const seat = new ToldSeat();
    const { terminal, type } = await openLive(session, () => null, SIZE, attached(seat));
    await terminal.shows(/ VIEW /);
    await type("C", "esc", "enter");
    expect(seat.taken).toBe(0);
    await type("C");
    await terminal.shows(/Take control\? {2}Esc look on {2}Enter take it/);
    await type("enter");
    const text = await terminal.shows(/in control: the other screens look on/);
    expect(text).not.toMatch(/ VIEW /);
    await type("space");
    expect(session.asked).toEqual([{ command: "pause", by: "attach" }]);
  });

  it("has lost it while it asked something: the answer does nothing", async () => {
    const session = new FarSession(OPEN);
    const seat = new ToldSeat();
    seat.isInControl = true;
    const { terminal, type } = await openLive(session, () => null, SIZE, attached(seat));
    await type("P", "down");
    await terminal.shows(/TAKE OFF\?/);
    seat.isInControl = false;
    await terminal.shows(/another screen is in control now; this one looks on/);
    await type("enter");
    expect(session.asked).toEqual([]);
  });

  it("has lost it in the middle of the kill switch: whoever wants out gets out", async () => {
    const session = new FarSession(OPEN);
    const seat = new ToldSeat();
    seat.isInControl = true;
    const { terminal, type } = await openLive(session, () => null, SIZE, attached(seat));
    await type("K", ..."fl");
    seat.isInControl = false;
    await terminal.shows(/ VIEW /);
    await terminal.shows(/CLOSE EVERYTHING\? {2}fl_ type flat/);
    await type(..."at", "enter");
    expect(session.asked).toEqual([{ command: "flatten", by: "attach" }]);
  });

  it("never gets it where it only ever looks", async () => {
    const seat = new ToldSeat();
    seat.isInControl = true;
    const { terminal, type } = await openLive(
      ...[new FarSession(), () => null, SIZE, attached(seat, { isViewOnly: true })],
    );
    const text = await terminal.shows(/ VIEW /);
    expect(text).not.toMatch(/take control/);
    await type("C", "enter");
    expect(seat.taken).toBe(0);
  });
});

describe("an engine that does not answer", () => {
  it("is said to be silent until it answers again, and is not taken for READY", async () => {
    const session = new FarSession(OPEN);
    const seat = new ToldSeat();
    seat.isInControl = true;
    const { terminal, type } = await openLive(session, () => null, SIZE, attached(seat));
    await terminal.shows(/● READY/);
    session.failure = new Error("no engine is running");
    await type();
    const text = await terminal.shows(/\? UNKNOWN/);
    expect(text).toMatch(/○ NO ANSWER for \d+s/);
    expect(text).toMatch(
      /NO ANSWER, as of \d+s ago · to get out: transmission flatten --confirm · no engine/,
    );
    expect(text).not.toMatch(/● READY|link up/);
    session.failure = null;
    const back = await terminal.shows(/● READY/);
    expect(back).not.toMatch(/NO ANSWER/);
  });

  it("is said to be so in the kill switch's plan: what stands there is old", async () => {
    const session = new FarSession(OPEN);
    const { terminal, type } = await openLive(
      ...[session, () => null, SIZE, attached(new ToldSeat())],
    );
    await terminal.shows(/● READY/);
    session.failure = new Error("no engine is running");
    await terminal.shows(/NO ANSWER/);
    await type("K");
    await terminal.shows(/the engine does not answer: this is as of \d+s ago/);
  });

  it("is given up where waiting is not worth it", async () => {
    const session = new FarSession();
    const asked: number[] = [];
    const standing = attached(new ToldSeat(), {
      isWorthWaiting: (_, silentMs) => {
        asked.push(silentMs);
        return asked.length < 3;
      },
    });
    const { hasLeft } = await openLive(session, () => null, SIZE, standing);
    session.failure = new Error("gone");
    for (let turn = 0; turn < 100 && !hasLeft(); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(hasLeft()).toBe(true);
    expect(asked.length).toBe(3);
  });
});

describe("Ctrl+Z", () => {
  it("suspends a screen that is attached, and never an engine", async () => {
    const seat = new ToldSeat();
    const far = await openLive(new FarSession(), () => null, SIZE, attached(seat));
    await far.type("ctrl+z");
    expect(far.terminal.suspensions).toBe(1);
    const own = await openLive(new FarSession());
    await own.type("ctrl+z");
    expect(own.terminal.suspensions).toBe(0);
    await own.terminal.shows(/not suspended: the engine would stand still/);
  });
});
