// What a screen in control does to a live engine: by key and by name, with its plan before it and
// its answer behind it, and never by what was not typed.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/runtime/session.js";
import type { Standing } from "../../src/tui/standing.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { OPEN, openLive as open } from "./live-cockpits.js";
import { typed } from "./presses.js";

const OFF: Partial<Snapshot> = { ...OPEN, strategies_off: ["orb_retest"] };

interface Deed {
  readonly name: string;
  /** Up to where the plan is shown. */
  readonly keys: readonly string[];
  readonly plan: RegExp;
  /** How often the next choice is marked to come to it. */
  readonly downs: number;
  readonly asked: object;
}

const PART = { command: "close", symbol: "MNQ", pct: 50 };
const MOVE = { command: "move_stop", symbol: "MNQ", price: 24_845.5 };
const DEEDS: readonly Deed[] = [
  {
    ...{ name: "X", keys: ["X"], plan: /\[Flatten MNQ\] +buy 3 at market, cancel 2 orders/ },
    ...{ downs: 1, asked: { command: "flatten", symbol: "MNQ" } },
  },
  {
    ...{ name: ":flatten MNQ", keys: typed("flatten MNQ"), plan: /\[Flatten MNQ\]/ },
    ...{ downs: 1, asked: { command: "flatten", symbol: "MNQ" } },
  },
  {
    ...{ name: "P", keys: ["P"], plan: /\[50 %\] +buy 2 at market, 1 of 3 stay/ },
    ...{ downs: 2, asked: PART },
  },
  {
    ...{ name: ":close mnq 50", keys: typed("close mnq 50"), plan: /\[50 %\] +buy 2 at market/ },
    ...{ downs: 1, asked: PART },
  },
  {
    ...{ name: ":close MNQ --pct 50", keys: typed("close MNQ --pct 50"), plan: /\[50 %\]/ },
    ...{ downs: 1, asked: PART },
  },
  {
    ...{ name: "T", keys: ["T", ..."24,845.5", "enter"], plan: /\+33 ticks, \+0\.50 R nearer/ },
    ...{ downs: 1, asked: MOVE },
  },
  {
    ...{ name: ":move-stop", keys: typed("move-stop MNQ 24845.5"), plan: /\[Stop to 24,845\.50\]/ },
    ...{ downs: 1, asked: MOVE },
  },
  {
    ...{ name: "O", keys: ["O"], plan: /\[Cancel target buy 3 MNQ at 24,820\.75\]/ },
    ...{ downs: 1, asked: { command: "cancel", client_order_id: "tx-target" } },
  },
  {
    ...{ name: ":cancel", keys: typed("cancel tx-target"), plan: /\[Cancel target buy 3/ },
    ...{ downs: 1, asked: { command: "cancel", client_order_id: "tx-target" } },
  },
  {
    ...{ name: "A", keys: ["A"], plan: /\[Re-arm orb_retest\]/ },
    ...{ downs: 1, asked: { command: "rearm", strategy: "orb_retest" } },
  },
  {
    ...{ name: ":rearm", keys: typed("rearm orb_retest"), plan: /\[Re-arm orb_retest\]/ },
    ...{ downs: 1, asked: { command: "rearm", strategy: "orb_retest" } },
  },
  {
    ...{ name: ":stop", keys: typed("stop"), plan: /MNQ short 3: its stop at 24,853\.75 rests/ },
    ...{ downs: 1, asked: { command: "stop" } },
  },
];

const downs = (count: number): string[] => Array.from({ length: count }, () => "down");

describe.each(DEEDS)("$name", ({ keys, plan, downs: count, asked }) => {
  it("shows its plan, does nothing until it is marked, then does it and says so", async () => {
    const session = new FakeLiveSession(OFF);
    const { terminal, type } = await open(session);
    await type(...keys);
    const text = await terminal.shows(plan);
    // What must never be covered is there.
    expect(text).toMatch(/■ PROTECTED/);
    expect(text).toMatch(/> \[(Cancel|Keep)\]/);
    await type("enter");
    await terminal.shows(/cancelled: nothing was done/);
    expect(session.asked).toEqual([]);
    await type(...keys, ...downs(count), "enter");
    expect(session.asked).toEqual([{ ...asked, by: "cockpit" }]);
    await terminal.shows(/taken: |flatten was taken/);
    const message = "the broker is cut off";
    session.answer = ({ command_id }) => ({ accepted: false, command_id, code: "no", message });
    await type(...keys, ...downs(count), "enter");
    await terminal.shows(/NOT (DONE|FLATTENED): the broker is cut off/);
  });

  it("is not done by any other key, nor by what was not typed or could not be read", async () => {
    const session = new FakeLiveSession(OFF);
    const { terminal, type } = await open(session);
    for (const key of ["esc", "q", "ctrl+c", "y", "space"]) {
      await type(...keys, ...downs(count), key, "enter", "esc");
    }
    // In a burst: what was marked is not any more.
    await type(...keys, ...downs(count));
    terminal.burst(["enter", "enter", "enter", "enter"]);
    await type("enter", "esc");
    terminal.burst([...keys, ...downs(count), "enter"]);
    await type("esc", "esc");
    // Two or three at once a hand may have pressed, while the engine was busy.
    await type(...keys.slice(0, -1));
    terminal.burst(keys.slice(-1));
    terminal.burst([...downs(count), "enter"].slice(-2));
    expect(session.asked).toEqual([]);
  });
});

describe("a screen that only looks", () => {
  const KEYS = ["P", "T", "O", "S", "A", "m"];
  const NAMES = [
    ...["resume", "close MNQ 50", "rearm orb_retest"],
    ...["move-stop MNQ 24845.5", "cancel tx-target", "signal MNQ long", "stop", "mood 1"],
  ];
  const OUT = ["K", "X", "space"];
  const OUT_NAMES = ["pause", "kill", "flatten", "flatten MNQ"];
  it.each([
    ["views", [...KEYS, ...OUT], [...NAMES, ...OUT_NAMES]],
    ["watches", KEYS, NAMES],
  ] as const)("(%s) has no key and no command that acts", async (seat, keys, names) => {
    const session = new FakeLiveSession(OFF);
    const standing: Standing = {
      seat: { isInControl: false, take: async () => false },
      ...{ isViewOnly: seat === "views", isAttached: true, isWorthWaiting: () => true },
    };
    const size = { columns: 100, rows: 30 };
    const { terminal, type } = await open(session, () => null, size, standing);
    await terminal.shows(/ VIEW /);
    for (const key of keys) await type(key, "down", "1", ..."flat", "enter", "esc", "esc");
    for (const name of names) {
      await type(...typed(name));
      await terminal.shows(/view only.*in any shell: transmission flatten --confirm/);
      await type("w", "esc");
    }
    await type(...typed("nonsense"));
    await terminal.shows(/there is no command nonsense here/);
    expect(session.asked).toEqual([]);
  });
});

describe("the kill switch", () => {
  it.each([
    ["a plan", ["P", "down"]],
    ["a price", ["T", "2"]],
    ["a form", ["S", "down"]],
    ["the mood", ["m"]],
  ])("opens over %s", async (_, keys) => {
    const { terminal, type } = await open(new FakeLiveSession(OFF));
    await type(...keys, "K");
    await terminal.shows(/CLOSE EVERYTHING\?/);
  });
});

describe("a price for a stop", () => {
  it("says what it would come to as it is typed, and why it can't be", async () => {
    const session = new FakeLiveSession(OPEN);
    const { terminal, type } = await open(session);
    await type("T", ..."24900");
    await terminal.shows(/✗ a stop only tightens: 24,900\.00 is not nearer/);
    await type("enter");
    await terminal.shows(/STOP OF MNQ TO {2}24900/);
    await type("ctrl+u", ..."24845.5");
    await terminal.shows(/24,853\.75 → 24,845\.50: \+33 ticks, \+0\.50 R/);
    await type("esc");
    await terminal.shows(/cancelled/);
    expect(session.asked).toEqual([]);
  });
});
