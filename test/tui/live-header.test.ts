// The top of a live run: account, link, data age, state.

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import { ageText, aliveLine, isDataLate, stateRule } from "../../src/tui/panels/live-header.js";
import type { Line } from "../../src/tui/theme.js";
import { live, market, NOW, ORDERS, POSITION, state } from "./states.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const linesOf = (shown: CockpitState): string[] => frameLines(shown, () => []).map(textOf);
const feed = (age_ms: number | null, words = "up"): Snapshot["feed"] => ({
  last_ts: NOW,
  age_ms,
  ended: words === "ended",
  words,
});
const alarms = (line: Line): string =>
  line.flatMap(({ text, role }) => (role === "alarm" ? [text.trim()] : [])).join("|");

describe("the age of the data", () => {
  it("counts what has passed whole", () => {
    expect([0, 12_999, 59_999, MINUTE, 2 * HOUR + 5 * MINUTE, 76 * HOUR].map(ageText)).toEqual([
      ...["0s", "12s", "59s", "1m", "2h05", "3d 4h"],
    ]);
    expect(ageText(-5_000)).toBe("0s");
  });

  it("is loud from two bars and 30 s on, by the shortest bar there is", () => {
    const isLate = (age_ms: number | null, ...timeframes: string[]): boolean =>
      isDataLate(
        live({
          feed: feed(age_ms),
          symbols: timeframes.map((timeframe) => ({ ...market("MNQ"), timeframe })),
        }),
      );
    expect([isLate(150_000, "1m"), isLate(150_001, "1m")]).toEqual([false, true]);
    expect([isLate(40_000, "5s"), isLate(40_001, "5s")]).toEqual([false, true]);
    const hour = 2 * HOUR + 30 * SECOND;
    expect([isLate(hour, "1h"), isLate(hour + 1, "1h"), isLate(hour, "1h", "5m")]).toEqual([
      ...[false, true, true],
    ]);
    expect([isLate(null, "1m"), isLate(1e9, "")]).toEqual([false, false]);
    const age = (change: Partial<Snapshot>): string =>
      alarms(aliveLine(state({ snapshot: live(change) })));
    expect(age({ feed: feed(150_001) })).toBe("data 2m");
    expect(age({ feed: feed(150_000) })).toBe("");
  });

  it("is quiet out of hours, and at the end of the data with nothing open", () => {
    const old = { feed: feed(HOUR) };
    expect(isDataLate(live({ ...old, reason: "outside_session", can_trade: false }))).toBe(false);
    const over = { feed: feed(HOUR, "ended") };
    expect(isDataLate(live(over))).toBe(false);
    expect(isDataLate(live({ ...over, positions: [POSITION] }))).toBe(true);
  });

  it("stands beside what the feed says of itself where it is not up", () => {
    const text = (change: Partial<Snapshot>): string =>
      textOf(aliveLine(state({ snapshot: live(change) })));
    expect(text({})).toBe("● link up  data 12s");
    expect(text({ feed: feed(null) })).toBe("● link up  data none yet");
    expect(text({ feed: feed(HOUR, "ended") })).toBe("● link up  data 1h00, feed ended");
    expect(text({ feed: feed(190_000, "no data for 3m") })).toBe("● link up   no data for 3m ");
  });
});

describe("the link to the broker", () => {
  const link = (is_up: boolean, words: string): Snapshot => {
    return live({ broker: { name: "paper", account: "sim-1", is_up, words } });
  };

  it("is loud when it is down, with what is being done about it", () => {
    expect(alarms(aliveLine(state({ snapshot: link(false, "again in 4 s") })))).toBe(
      "○ LINK DOWN: again in 4 s",
    );
    expect(alarms(aliveLine(state({ snapshot: link(false, "down") })))).toBe("○ LINK DOWN");
    expect(alarms(aliveLine(state({ snapshot: link(true, "up") })))).toBe("");
  });
});

describe("a state that is not READY", () => {
  const row = (change: Partial<Snapshot>, width = 100) =>
    stateRule(state({ snapshot: live(change) }), width);

  it("takes a whole row, with its reason and what follows", () => {
    const text = (change: Partial<Snapshot>): string => textOf(row(change)).trimEnd();
    expect(text({ state: "HALTED", state_reason: "no link since 12:40" })).toBe(
      " ■ HALTED: no link since 12:40 · no entries; what protects goes on",
    );
    expect(text({ state: "PAUSED", state_reason: "pause" })).toBe(
      " ‖ PAUSED · no entries until resumed, exits go on",
    );
    expect(text({ state: "PAUSED", state_reason: "flatten" })).toBe(
      " ‖ PAUSED: after a flatten · no entries until resumed, exits go on",
    );
    expect(text({ state: "PROTECT_ONLY", state_reason: "the disk is full" })).toBe(
      " ■ PROTECT_ONLY: the disk is full · no entries, exits and stops alone",
    );
    expect(text({})).toMatch(/^─+$/);
  });

  it("is loud where it is a fault, and a plain bar where a person wanted it", () => {
    const role = (of: Snapshot["state"]) => row({ state: of })[0]?.role;
    expect(role("PAUSED")).toBe("banner");
    for (const of of ["HALTED", "RECONCILING", "PROTECT_ONLY", "FLATTENING"] as const) {
      expect(role(of)).toBe("alarm");
    }
  });

  it("gives up what follows, then the end of the reason, where there is no room", () => {
    const halted = { state: "HALTED" as const, state_reason: "no link since 12:40" };
    expect(textOf(row(halted, 40))).toBe(" ■ HALTED: no link since 12:40          ");
    expect(textOf(row(halted, 20))).toBe(" ■ HALTED: no link …");
  });
});

describe("a live run at 80 × 24", () => {
  const path = "/srv/trader/.config/transmission/data";
  const worst = live({
    mode: "LIVE",
    positions: [{ ...POSITION, protection: "NAKED", naked_s: 3.9 }],
    orders: [...ORDERS],
    state: "HALTED",
    state_reason: "no link since 12:40",
    gear: "P",
    gear_reason: "halted",
    feed: feed(190_000, "no data for 3m"),
    broker: { name: "paper", account: path, is_up: false, words: "again in 4 s" },
  });
  const text = linesOf(state({ snapshot: worst })).join("\n");

  it.each([
    ["the mode, the end of the account's path and the state", /^ LIVE {2}…\S*data {3}■ HALTED /],
    ["both clocks", /Tue 18 Nov 12:42 Chicago {2}18:42 UTC/],
    ["the gear, the link and the data's age", /\[P\].*halted .*LINK DOWN: again in 4 s.*for 3m/],
    ["why it is halted", /\n ■ HALTED: no link since 12:40 · no entries/],
    ["how long the position has been naked", /MNQ ▼ SHORT 3\/6 .* □ NAKED 3s/],
    ["the keys of a live run", /space pause {2}K kill {2}\? keys {2}q quit/],
  ])("has %s", (_, wanted) => {
    expect(text).toMatch(wanted);
  });

  it("does not move when the state changes", () => {
    const rowOf = (snapshot: Snapshot, wanted: string): number =>
      linesOf(state({ snapshot })).findIndex((line) => line.includes(wanted));
    for (const title of ["CAN TRADE", "POSITIONS", "FACTS"]) {
      expect(rowOf(worst, title)).toBe(rowOf(live(), title));
    }
  });

  it("is whole on a card too: state and reason, link, data, stop", () => {
    const card = linesOf(state({ snapshot: worst, columns: 60, rows: 12 })).join("\n");
    expect(card).toMatch(/ LIVE {3}■ HALTED {2}no link since 12:40/);
    expect(card).toMatch(/LINK DOWN: again in 4 s.*no data for 3m/);
    expect(card).toMatch(/MNQ ▼ SHORT 3 \+1\.18 R/);
    expect(card).toMatch(/stop 24,853\.75 □ NAKED 3s/);
    expect(card).toMatch(/K kill switch, q quits/);
  });
});

describe("symbols that a flatten holds", () => {
  const symbols = [
    { ...market("MNQ"), held: true },
    { ...market("ES"), held: true },
    market("EURUSD"),
  ];
  const shown = (change: Partial<Snapshot>, focus = "MNQ", size = {}): string =>
    linesOf(state({ snapshot: live({ symbols, ...change }), focus, ...size })).join("\n");

  it("are named as long as they are, though the system is READY", () => {
    expect(shown({})).toContain("‖ HELD MNQ, ES: no entries there until resumed");
    expect(shown({ symbols: [market("MNQ")] })).not.toContain("HELD");
    expect(shown({}, "MNQ", { columns: 60, rows: 15 })).toMatch(/held: MNQ, ES/);
  });

  it("take no trade where one of them is looked at; the others do", () => {
    expect(shown({})).toMatch(/NO · 1 of 4 today[\s\S]* MNQ is held/);
    expect(shown({}, "EURUSD")).toMatch(/yes · 1 of 4 today/);
  });

  it("are all that is got out of while their flatten is on its way", () => {
    const flattening = { state: "FLATTENING", state_reason: "flatten" } as const;
    expect(shown(flattening)).toContain("⇣ FLATTENING · getting out of MNQ, ES");
    const all = symbols.map((one) => ({ ...one, held: true }));
    expect(shown({ ...flattening, symbols: all })).toContain("getting out of everything");
  });
});

describe("an engine that does not answer", () => {
  const silence = { words: "gone", ms: 20_400 };
  const snapshot = live({ positions: [POSITION] });

  it("may no more be said to trade, or to be protected, than when it was last heard", () => {
    const text = linesOf(state({ snapshot, silence })).join("\n");
    expect(text).toMatch(/\? · it was yes[\s\S]*as of 20s ago/);
    expect(text).toMatch(/POSITIONS 1 {2}as of 20s ago ─/);
    expect(text).not.toMatch(/yes · 1 of 4|no guard objects/);
    const card = linesOf(state({ snapshot, silence, columns: 60, rows: 15 })).join("\n");
    expect(card).toContain("? could trade as of 20s ago");
  });
});

describe("the clock", () => {
  it("does not change with the symbol that is looked at", () => {
    const far = { ...market("EURUSD"), zone: "America/New_York", utc_offset_ms: -5 * HOUR };
    const snapshot = live({ symbols: [market("MNQ"), far] });
    const head = (focus: string): string => linesOf(state({ snapshot, focus }))[0] ?? "";
    expect(head("MNQ")).toContain("Tue 18 Nov 12:42 Chicago  18:42 UTC");
    expect(head("EURUSD")).toBe(head("MNQ"));
  });
});
