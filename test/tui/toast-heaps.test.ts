// What is told as one: only what is the same is counted; and what goes when it is over.

import { describe, expect, it } from "vitest";
import { withToasts } from "../../src/tui/panels/toasts.js";
import { Toasts } from "../../src/tui/toasts.js";
import { live, state } from "./states.js";
import { fact, places, told } from "./told.js";

describe("a toast", () => {
  it("says of different orders, fills and stops how many they are, not that they are one", () => {
    const entry = fact("order_submitted", { role: "entry", order_type: "limit", price: 104.75 });
    const stop = fact("order_submitted");
    const target = (price: number) =>
      fact("order_submitted", { role: "target", order_type: "limit", side: "sell", qty: 1, price });
    const toasts = told(entry, stop, target(109.25), target(113.75));
    expect(toasts.map(({ text, count }) => [text, count])).toEqual([
      ["4 orders sent, the last: target sent: sell 1 limit 113.75", 1],
    ]);
    expect(told(target(109.25), target(109.25), stop, stop)).toMatchObject([
      { text: "4 orders sent, the last: stop sent: buy 3 stop 100.25", count: 1 },
    ]);
    expect(told(fact("fill"), fact("fill", { role: "stop" }))).toMatchObject([
      { text: expect.stringMatching(/^2 fills, the last: stop filled: /), count: 1 },
    ]);
    expect(told(fact("stop_moved"), fact("stop_moved", { from: 104.75, to: 106 }))).toMatchObject([
      { text: "2 moves of the stop, the last: stop 104.75 → 106.00 to break-even" },
    ]);
    const shown = state({
      snapshot: live(),
      toasts: toasts.map((one) => ({ ...one, untilMs: 9 })),
    });
    const rows = withToasts(shown, [[], [], [], []], 80).map((row) =>
      row.map(({ text }) => text).join(""),
    );
    expect(rows.at(-1)).toMatch(
      /INFO → 4 orders sent, the last: target sent: sell 1 limit 113\.75 $/,
    );
  });

  it("counts anew once what was told has gone", () => {
    const toasts = new Toasts();
    toasts.take(fact("fill"), places, 0);
    toasts.take(fact("fill", { role: "stop" }), places, 1_000);
    toasts.at(9_000);
    toasts.take(fact("fill", { role: "exit" }), places, 9_000);
    expect(toasts.at(9_000)).toMatchObject([{ text: expect.stringMatching(/^exit filled/) }]);
  });

  it("of a flatten goes when that is done, whether a key came or not", () => {
    const begun = fact("mode_changed", { from: "READY", to: "FLATTENING", reason: "flatten" });
    const done = fact("mode_changed", { from: "FLATTENING", to: "PAUSED", reason: "flatten" });
    expect(told(begun)).toMatchObject([{ severity: "alarm", text: "FLATTENING" }]);
    expect(told(begun, done).map(({ severity, text }) => [severity, text])).toEqual([
      ["warn", "PAUSED: after a flatten"],
    ]);
    // Another alarm stays.
    expect(
      told(fact("mode_changed", { from: "READY", to: "HALTED", reason: "no link" }), begun, done),
    ).toHaveLength(2);
  });

  it("of a stop that worked within a second goes with that, and of a longer wait stays", () => {
    const naked = fact("protection", { state: "NAKED", naked_ms: 4 });
    const covered = (naked_ms: number) => fact("protection", { state: "PROTECTED", naked_ms });
    expect(told(naked)).toHaveLength(1);
    expect(told(naked, covered(33))).toEqual([]);
    expect(told(naked, covered(1_000))).toHaveLength(1);
    expect(told(naked, { ...covered(33), symbol: "MES" })).toHaveLength(1);
  });

  it("says that a calendar is broken, and nothing of one that was read", () => {
    const problem = "/data/calendars/a.csv: line 3 has no time";
    expect(told(fact("calendar_loaded", { problem }))).toMatchObject([
      { severity: "alarm", text: expect.stringContaining("a.csv: line 3 has no time") },
    ]);
    expect(told(fact("calendar_loaded", { problem: null }))).toEqual([]);
  });
});
