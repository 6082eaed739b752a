// The cockpit on a session through which everything passes as JSON: it knows of the engine what
// such a session tells, and nothing else.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import { systemClock } from "../../src/runtime/clock.js";
import { openReplaySession } from "../../src/runtime/replay-session.js";
import type { Session } from "../../src/runtime/session.js";
import { openCockpit } from "../../src/tui/cockpit.js";
import type { CurvePlotter } from "../../src/tui/cockpit-state.js";
import { PLAIN_LOOK } from "../../src/tui/theme.js";
import { optionsOf, run } from "../harness.js";
import { BARS, SCENARIO } from "../runtime/sessions.js";
import { FakeTerminal } from "./fake-terminal.js";
import { emulatorOf, feed, rowsOf } from "./terminal-emulator.js";

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

function throughJson(session: Session): Session {
  return {
    snapshot: async () => json(await session.snapshot()),
    subscribe: (fromSeq, callback) => session.subscribe(fromSeq, (fact) => callback(json(fact))),
    query: async (name, args) => json(await session.query(name, json(args))),
    submit: async (command) => json(await session.submit(json(command))),
  };
}

const plot: CurvePlotter = (results, columns, rows) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });

async function open(speed: number | null, drawn: CurvePlotter = plot) {
  const lines: string[] = [];
  const session = openReplaySession({
    ...optionsOf(SCENARIO),
    clock: systemClock,
    keptCloses: 500,
    onFact: (_, line) => lines.push(line()),
  });
  const terminal = new FakeTerminal();
  const saved = new Map<string, string>();
  const cockpit = await openCockpit({
    save: async (path, text) => void saved.set(path, text),
    mode: "replay",
    session: throughJson(session),
    terminal,
    clock: systemClock,
    plot: drawn,
    look: { ...PLAIN_LOOK, isColorful: false },
    speed,
    canRewind: false,
    startTs: null,
  });
  return { session, terminal, cockpit, lines, saved };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the cockpit", () => {
  it("plays to the end, shows what came of it, and changes nothing in it", async () => {
    const { session, terminal, cockpit, lines } = await open(null);
    await session.finished;
    const text = await terminal.shows(/■ ended/);
    const { trades, lines: wanted } = await run(SCENARIO);
    expect(lines).toEqual(wanted);
    const total = trades.reduce((sum, { result_R }) => sum + result_R, 0);
    const sign = total < 0 ? "−" : "+";
    expect(text).toContain(`RUN ${sign}${Math.abs(total).toFixed(2)} R`);
    expect(text).toContain(`${trades.length} trades`);
    cockpit.close();
  });

  it("obeys keys in the order they come, however fast", async () => {
    const { session, terminal, cockpit } = await open(1);
    await terminal.shows(/1× ▶ playing/);
    for (const key of ["space", ".", ".", ".", "+", "+", "-"]) terminal.press(key);
    await terminal.shows(/10× ‖ paused/);
    const bars = (await session.snapshot()).replay?.bars ?? Number.NaN;
    expect(bars).toBeGreaterThanOrEqual(3);
    terminal.press(".");
    await terminal.shows(new RegExp(` ${bars + 1}/1,500 bars`));
    terminal.press("n");
    await terminal.shows(/10× ‖ paused[\s\S]*POSITIONS 1/);
    // It paused by itself: the next press goes on.
    terminal.press("space");
    await terminal.shows(/10× ▶ playing/);
    terminal.press("space");
    await terminal.shows(/10× ‖ paused/);
    cockpit.close();
  });

  it("writes the trades that are listed, and says what became of it", async () => {
    const { session, terminal, saved } = await open(null);
    await terminal.shows(/the data has ended/);
    terminal.press("2");
    await terminal.shows(/newest first/);
    for (const key of ["/", ..."win", "enter"]) terminal.press(key);
    for (const key of [...":export wins.csv", "enter"]) {
      terminal.press(key === " " ? "space" : key);
    }
    const wins = (await session.query("trades", {})).filter(({ net_pnl }) => net_pnl > 0);
    await terminal.shows(new RegExp(`wins\\.csv: ${wins.length} trades? written`));
    const [head, ...rows] = (saved.get("wins.csv") ?? "").trimEnd().split("\n");
    expect(head).toMatch(/^trade_id,symbol,side/);
    expect(rows.map((row) => row.split(",")[0]).sort()).toEqual(
      wins.map(({ trade_id }) => trade_id).sort(),
    );
  });

  it("asks how the trader feels and tells the governor, or nobody", async () => {
    const { session, terminal, cockpit } = await open(60);
    await terminal.shows(/60× ▶ playing/);
    await terminal.shows(/GOV CALM ×1\.00/);
    terminal.press("m");
    await terminal.shows(/How do you feel\?.*Esc cancel/);
    terminal.press("esc");
    await terminal.shows(/5 Log +space pause/);
    // Another key than an answer leaves it and changes nothing: the tape goes on.
    for (const key of ["m", "space", "m", "7", "m", "2"]) terminal.press(key);
    const text = await terminal.shows(/GOV CAUTION ×0\.50 self-report 2/);
    expect(text).toContain("60× ▶ playing");
    await terminal.shows(/mood 2 of 5/);
    expect((await session.snapshot()).governor).toMatchObject({
      badge: "CAUTION",
      multiplier: 0.5,
    });
    cockpit.close();
    await session.submit({ command_id: "end", command: "stop" });
    await session.finished;
  });

  it("leaves when it is told to, and takes the session with it to no end", async () => {
    const { session, terminal, cockpit } = await open(1);
    terminal.press("q");
    await cockpit.left;
    cockpit.close();
    expect((await session.snapshot()).replay?.ended).toBe(false);
    await session.submit({ command_id: "end", command: "stop" });
    await session.finished;
  });

  it("draws at most five times a second, and not at all when nothing changes", async () => {
    const { terminal, cockpit } = await open(60);
    await terminal.shows(/60× ▶ playing/);
    const before = terminal.writes;
    const begun = systemClock.monotonicMs();
    await pause(1_500);
    const seconds = (systemClock.monotonicMs() - begun) / 1_000;
    const drawn = terminal.writes - before;
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1);
    terminal.press("space");
    await terminal.shows(/‖ paused/);
    await pause(500);
    const still = terminal.writes;
    await pause(1_000);
    expect(terminal.writes).toBe(still);
    cockpit.close();
  });

  it("follows the size of the terminal", async () => {
    const { terminal, cockpit } = await open(1);
    await terminal.shows(/FACTS/);
    terminal.size = { columns: 50, rows: 12 };
    terminal.emulator.resize(50, 12);
    terminal.resized();
    const text = await terminal.shows(/80 × 24 shows all/);
    expect(text.split("\n")).toHaveLength(12);
    expect(text).not.toContain("FACTS");
    cockpit.close();
  });

  it("goes on when a panel cannot be drawn, and says so", async () => {
    const { session, terminal, cockpit } = await open(null, () => {
      throw new Error("no ink left");
    });
    const text = await terminal.shows(/this could not be drawn: no ink left/);
    expect(text).toMatch(/REPLAY/);
    await session.finished;
    expect((await session.snapshot()).replay?.bars).toBe(BARS.length);
    cockpit.close();
  });

  it("shows keys that cannot be obeyed at the foot", async () => {
    const { session, terminal, cockpit } = await open(null);
    await session.finished;
    await terminal.shows(/■ ended/);
    terminal.press(".");
    await terminal.shows(/the replay has ended; start it again/);
    cockpit.close();
  });
});

describe("the emulator of these tests", () => {
  it("shows what is written to it", async () => {
    const emulator = emulatorOf(10, 2);
    await feed(emulator, "one\r\ntwo");
    expect(rowsOf(emulator)).toEqual(["one", "two"]);
  });
});
