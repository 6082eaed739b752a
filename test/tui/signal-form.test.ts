// A signal by hand: nothing is sent that the guards have not been asked of, exactly as it stands.

import { describe, expect, it } from "vitest";
import type { CommandAnswer, DryRun, LiveCommand } from "../../src/runtime/session.js";
import {
  editForm,
  openForm,
  type SignalForm,
  sendObstacle,
  signalOf,
  typedNumber,
  valuesKey,
} from "../../src/tui/forms/signal-form.js";
import { inputWords, objectionWords } from "../../src/tui/guard-inputs.js";
import { signalLines } from "../../src/tui/panels/signal-form.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { openLive as open } from "./live-cockpits.js";
import { typed } from "./presses.js";
import { live, state } from "./states.js";

const PASSES: DryRun = {
  ...{ qty: 2, R: 122 },
  verdicts: [
    { guard: "paused", ok: true, inputs: {} },
    { guard: "constraint:max_spread_ticks", ok: true, inputs: { not_applicable: true } },
  ],
};
const OBJECTS: DryRun = {
  ...{ qty: 0, R: 0 },
  verdicts: [
    ...PASSES.verdicts,
    { guard: "constraint:max_trades_per_day", ok: false, inputs: { trades: 4, limit: 4 } },
    {
      ...{ guard: "news_blackout", ok: false },
      inputs: { titles: ["CPI"], to_ts: Date.UTC(2025, 10, 18, 19, 5), note: null },
    },
  ],
};

const press = (form: SignalForm, ...keys: string[]): SignalForm =>
  keys.reduce((now, key) => {
    const edit = editForm(now, key, ["MNQ", "MES"]);
    return edit.kind === "form" ? edit.form : now;
  }, form);

describe("the fields", () => {
  it("are gone through by Tab and arrows, chosen by ← and →, and typed", () => {
    const form = press(
      openForm("MNQ"),
      ...["right", "down", "left", "tab", ..."24,850.25", "enter", "up", "backspace", "down"],
      ...["down", "2", "down", ..."hunch", "ctrl+w", ..."fade"],
    );
    expect(form.values).toEqual({
      ...{ symbol: "MES", side: "short", stop: "24,850.2", target: "", qty: "2", tag: "fade" },
    });
    expect(form.at).toBe("tag");
    expect(press(form, "tab").at).toBe("send");
    expect(press(form, "tab", "tab").at).toBe("symbol");
    expect(press(openForm("MNQ"), "up").at).toBe("send");
    expect(signalOf(form.values)).toEqual({
      ...{ command: "signal", symbol: "MES", side: "short", stop: 24_850.2, qty: 2, tag: "fade" },
    });
  });

  it("are sent from Send alone, and left by Esc from anywhere", () => {
    const places = ["symbol", "side", "stop", "target", "qty", "tag"] as const;
    for (const at of places) {
      expect(editForm({ ...openForm("MNQ"), at }, "enter", []).kind).toBe("form");
      expect(editForm({ ...openForm("MNQ"), at }, "esc", []).kind).toBe("cancel");
    }
    expect(editForm({ ...openForm("MNQ"), at: "send" }, "enter", []).kind).toBe("send");
  });

  it.each([
    ["24850.25", 24_850.25],
    ["24,850.25", 24_850.25],
    [" 1,000,000 ", 1_000_000],
    [".5", 0.5],
    // A comma that parts decimals elsewhere is not guessed at.
    ["24850,25", null],
    ["24,85", null],
    ["1e5", null],
    ["-3", null],
    ["0", null],
    ["", null],
    ["0x10", null],
  ])("take %o as %o", (text, value) => {
    expect(typedNumber(text)).toBe(value);
  });
});

describe("what a guard saw", () => {
  it("names an open trade as one: its number is no quantity", () => {
    expect(inputWords("position_open", { position: 3 })).toBe("trade 3");
    expect(inputWords("governor", { reason: "2 losses: three quarters", streak: 2 })).toBe(
      "streak 2",
    );
    expect(objectionWords("governor", { reason: "2 losses: three quarters" })).toBe(
      "governor, 2 losses: three quarters",
    );
  });
});

it("leaves out what has nothing to say for itself", () => {
  const nothing = { deep: { limit: null }, none: [] };
  expect(inputWords("loop", { ...nothing, entries: 3 })).toBe("entries 3");
  expect(inputWords("loop", nothing)).toBe("");
});

describe("a form", () => {
  const filled = openForm("MNQ", { stop: "24800" });
  const checked = (answer: Partial<DryRun> | null, of = valuesKey(filled.values)): SignalForm => {
    const dry_run = { ...PASSES, ...answer };
    return {
      ...filled,
      check: { of, at: "", answer: { accepted: true, command_id: "c", dry_run } },
    };
  };

  it("is not sent without a stop, or with what is no number", () => {
    expect(sendObstacle(openForm("MNQ"))).toBe("an entry needs its stop");
    expect(sendObstacle(openForm("MNQ", { stop: "24800", qty: "x" }))).toMatch(
      /qty x is no number/,
    );
  });

  it("is sent only behind a dry run of what stands there, that no guard objected to", () => {
    expect(sendObstacle(checked(null))).toBeNull();
    expect(sendObstacle(filled)).toBe("the guards are being asked");
    expect(sendObstacle(checked(null, "of something else"))).toBe("the guards are being asked");
    expect(sendObstacle({ ...checked(null), values: { ...filled.values, qty: "1" } })).toBe(
      "the guards are being asked",
    );
    expect(sendObstacle(checked(OBJECTS))).toBe("day's trades used up, news, CPI");
    expect(sendObstacle(checked({ qty: 0 }))).toBe("nothing would be left to trade");
  });

  it("shows size, risk and every verdict with what the guard saw, on 80 columns", () => {
    // 24,830.50 less 24,800 is 122 ticks; 122 of 50,260.25 are 0.24 %.
    const text = (form: SignalForm): string =>
      signalLines(state({ snapshot: live() }), form, 80, 11)
        .map((line) =>
          line
            .map((one) => one.text)
            .join("")
            .trimEnd(),
        )
        .join("\n");
    const passing = text(checked(null));
    expect(passing).toContain("2 MNQ, 122.00 USD at risk, 0.24 % of the equity");
    expect(passing).toContain("stop 122 ticks from 24,830.50");
    expect(passing).toContain("✓not paused –spread (– not asked)");
    // What it comes to is seen on the smallest card too.
    const narrow = signalLines(state({ snapshot: live() }), checked(null), 40, 5);
    expect(
      narrow
        .at(-1)
        ?.map((one) => one.text)
        .join(""),
    ).toContain("2 MNQ, 122.00 USD at risk");
    const refused = text(checked(OBJECTS));
    expect(refused).toContain("nothing would be traded");
    expect(refused).toContain("✗ day's trades used up (trades 4, limit 4)");
    expect(refused).toContain("✗ news, CPI (to 13:05)");
  });
});

/** A session whose guards say what they are told to. */
function guarded(dry_run: () => DryRun): FakeLiveSession {
  const session = new FakeLiveSession();
  session.answer = (command: LiveCommand): CommandAnswer => ({
    ...{ accepted: true, command_id: command.command_id },
    ...(command.command === "signal" && command.dry_run === true ? { dry_run: dry_run() } : {}),
  });
  return session;
}

const sent = (session: FakeLiveSession) =>
  session.asked.filter((one) => JSON.stringify(one).includes('"dry_run":false'));

describe("a signal by hand", () => {
  it("asks the guards as it is filled in, and is sent by Enter on Send", async () => {
    const session = guarded(() => PASSES);
    const { terminal, type } = await open(session);
    await type("S", "tab", "tab", ..."24800", "tab", ..."24900");
    const text = await terminal.shows(/2 MNQ, 122\.00 USD at risk/);
    expect(text).toMatch(/target \+2\.28 R/);
    expect(text).toMatch(/PAPER {2}paper sim-1 {2}● READY/);
    expect(sent(session)).toEqual([]);
    await type("enter", "enter", "enter");
    expect(sent(session)).toEqual([]);
    await type("enter");
    expect(sent(session)).toEqual([
      {
        ...{ command: "signal", by: "cockpit", symbol: "MNQ", side: "long", dry_run: false },
        ...{ stop: 24_800, target: 24_900, origin: "hand" },
      },
    ]);
    await terminal.shows(/taken: signal MNQ long passed the guards/);
  });

  it("comes filled in by its command, and is shown before it is sent all the same", async () => {
    const session = guarded(() => PASSES);
    const { terminal, type } = await open(session);
    await type(...typed("signal mnq short --stop 24,860 --qty 1 --tag fade"));
    await terminal.shows(/side {3}‹ ▼ SHORT ›[\s\S]*qty {4}1[\s\S]*tag {4}fade/);
    expect(sent(session)).toEqual([]);
    await type("up", "enter");
    expect(sent(session)).toMatchObject([{ side: "short", stop: 24_860, qty: 1, tag: "fade" }]);
  });

  it("is not sent while a guard objects, and says which", async () => {
    const session = guarded(() => OBJECTS);
    const { terminal, type } = await open(session);
    await type(...typed("signal MNQ long --stop 24800"), "up");
    await terminal.shows(/nothing would be traded/);
    await type("enter");
    await terminal.shows(/not sent: day's trades used up, news, CPI/);
    expect(sent(session)).toEqual([]);
  });

  it("is not sent on what the guards said of other values, or before they answered", async () => {
    const session = guarded(() => PASSES);
    const { terminal, type } = await open(session);
    await type(...typed("signal MNQ long --stop 24800"));
    await terminal.shows(/at risk/);
    const { answer } = session;
    session.answer = () => new Promise(() => {});
    await type("down", "down", "backspace", "9", "up", "up", "up", "enter");
    await terminal.shows(/not sent: the guards are being asked/);
    expect(sent(session)).toEqual([]);
    session.answer = answer;
  });

  it("is not sent by a burst, nor by what came before it could be read", async () => {
    const session = guarded(() => PASSES);
    const { terminal, type } = await open(session);
    await type(...typed("signal MNQ long --stop 24800"), "up");
    terminal.burst(["enter", "enter", "enter", "enter"]);
    await terminal.shows(/too fast to be typed/);
    await type("down");
    // Another side, and at once to Send.
    await type("down");
    terminal.burst(["right"]);
    terminal.burst(["up", "up"]);
    terminal.burst(["enter"]);
    expect(sent(session)).toEqual([]);
  });

  it("says what the engine refused, and keeps what was typed", async () => {
    const session = guarded(() => PASSES);
    const { terminal, type } = await open(session);
    await type(...typed("signal MNQ long --stop 24800 --tag fade"), "up");
    const { answer } = session;
    session.answer = ({ command_id }) => ({
      ...{ accepted: false, command_id, code: "htf_gate", message: "refused by htf_gate" },
    });
    await type("enter");
    await terminal.shows(/NOT SENT: refused by htf_gate/);
    session.answer = answer;
    await type("S");
    await terminal.shows(/stop {3}24800[\s\S]*tag {4}fade/);
  });
});
