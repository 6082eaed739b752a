// The whole cockpit on an emulator: every key in every view and every place, and every size.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keysOf } from "../../src/tui/keymap.js";
import { ALONE, placeOf, type Standing } from "../../src/tui/standing.js";
import { VIEWS } from "../../src/tui/view-names.js";
import { busy, busySession } from "./busy-states.js";
import type { FakeLiveSession } from "./fake-live-session.js";
import type { FakeTerminal } from "./fake-terminal.js";
import { openLive, openTape, pause } from "./live-cockpits.js";
import { tape } from "./states.js";
import { feed, rowsOf } from "./terminal-emulator.js";

/** What moves money, or ends what looks after it; none of these may be had without an answer. */
const GRAVE = ["flatten", "close", "move_stop", "cancel", "rearm", "stop"];

const seatOf = (isInControl: boolean): Standing => ({
  ...{ ...ALONE, isAttached: true, seat: { isInControl, take: async () => false } },
});

const PLACES: readonly { name: string; standing: Standing | null }[] = [
  { name: "a tape", standing: null },
  { name: "an engine of its own", standing: ALONE },
  { name: "an engine elsewhere, in control", standing: seatOf(true) },
  { name: "an engine elsewhere, looking on", standing: seatOf(false) },
  { name: "an engine elsewhere, to view", standing: { ...seatOf(false), isViewOnly: true } },
];

/** The busy day as a tape. */
function busyTape(): FakeLiveSession {
  const session = busySession();
  session.change({ mode: "REPLAY", replay: tape(), broker: null });
  // A tape takes other commands than an engine.
  session.submit = async (given) => ({ accepted: true, command_id: given.command_id });
  return session;
}

const PAUSE = { command: "pause", by: "cockpit" };

/** Commands that are grave, or a signal that was not only asked about. */
function graveOf({ asked }: FakeLiveSession): string[] {
  return asked.flatMap((one) => {
    const isSent = one.command === "signal" && !("dry_run" in one && one.dry_run === true);
    return GRAVE.includes(one.command) || isSent ? [one.command] : [];
  });
}

/** Nothing is torn: no row too wide, none too many, the head where it belongs, no fault said. */
async function whole(terminal: FakeTerminal, when: string): Promise<void> {
  await feed(terminal.emulator, "");
  const { columns, rows } = terminal.size;
  const seen = rowsOf(terminal.emulator);
  const spilt = seen.map((row) => row.slice(columns)).filter((rest) => rest !== "");
  expect([when, spilt, seen.slice(rows)]).toEqual([when, [], seen.slice(rows).map(() => "")]);
  expect([when, seen[0]]).toEqual([when, expect.stringMatching(/^ (PAPER|REPLAY) /)]);
  expect([when, seen.join("\n")]).toEqual([
    when,
    expect.not.stringContaining("could not be drawn"),
  ]);
}

describe.each(PLACES)("before $name", ({ standing }) => {
  const session = standing === null ? busyTape() : busySession();
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  beforeAll(() => void process.on("unhandledRejection", note));
  afterAll(() => void process.off("unhandledRejection", note));

  it.each(VIEWS)(
    "every key in the view %s leaves the screen whole and moves no money",
    async (view) => {
      const size = { columns: 80, rows: 24 };
      const { terminal, type } =
        standing === null
          ? await openTape(session, size)
          : await openLive(session, () => "it goes on", size, standing);
      const place = standing === null ? {} : placeOf(standing);
      const shown = busy({ view, snapshot: session.shown, ...place });
      const keys = keysOf(shown).flatMap((binding) => binding.keys);
      // What leads elsewhere comes last.
      expect(keys.length).toBeGreaterThan(20);
      for (const key of keys) {
        // What is opened is left again; each key begins where the view does.
        await type("esc", "esc", "esc", String(VIEWS.indexOf(view) + 1), key);
        await whole(terminal, `${key} in ${view}`);
        // What asks something has its Cancel chosen.
        await type("enter");
        await whole(terminal, `${key} and Enter in ${view}`);
      }
      // What only holds back goes out at once, so that what was asked is really seen here.
      if (standing === ALONE) expect(session.asked).toContainEqual(PAUSE);
      expect(graveOf(session)).toEqual([]);
      expect(unhandled).toEqual([]);
    },
  );
});

/** Waits for a whole frame of so many rows: a smaller one may still be on its way. */
async function drawn(terminal: FakeTerminal, rows: number): Promise<void> {
  const isWhole = (): boolean =>
    terminal.written.includes(`[${rows};1H`) && !terminal.written.includes(`[${rows + 1};1H`);
  for (let turn = 0; turn < 500 && !isWhole(); turn++) {
    if (terminal.written.includes(`[${rows + 1};1H`)) terminal.written = "";
    await pause(0);
  }
}

describe("at any size", () => {
  it.each(VIEWS)(
    "the view %s is as wide and as high as the terminal, and its head is there",
    async (view) => {
      const session = busySession();
      const { terminal, passes, type } = await openLive(session, () => null, {
        columns: 200,
        rows: 60,
      });
      await type(String(VIEWS.indexOf(view) + 1));
      for (const columns of [40, 63, 79, 80, 97, 120, 150, 200]) {
        for (const rows of [10, 23, 24, 31, 60]) {
          // The emulator is larger than the terminal says, so that what is too much is seen.
          terminal.emulator.resize(columns + 20, rows + 4);
          terminal.size = { columns, rows };
          passes(1_000);
          terminal.written = "";
          terminal.resized();
          await drawn(terminal, rows);
          await whole(terminal, `${columns} × ${rows}`);
          const seen = rowsOf(terminal.emulator);
          expect(seen.join(" ")).toMatch(/▼ SHORT +3.*24,853\.75.*■ PROTECTED/);
          if (columns < 80 || rows < 24) continue;
          expect(seen[1]).toMatch(/\[L\] .*● link up {2}data 12s/);
          expect(seen.slice(3, 6).join(" ")).toMatch(/▲ \+1\.18 R.*▲ \+3\.17 R.*▲ \+5\.03 R/);
          expect(seen[rows - 1]).toMatch(new RegExp(`\\[${VIEWS.indexOf(view) + 1} `));
        }
      }
    },
  );
});
