// The form of a signal by hand where there is little room: every objection is seen.

import { describe, expect, it } from "vitest";
import type { DryRun } from "../../src/runtime/session.js";
import { openForm, valuesKey } from "../../src/tui/forms/signal-form.js";
import { signalLines } from "../../src/tui/panels/signal-form.js";
import { live, state } from "./states.js";

describe("a form with little room", () => {
  const GUARDS = ["paused", "halted", "governor", "duplicate", "loop", "stop_side", "size_zero"];
  const passing = GUARDS.flatMap((guard) => [
    { guard, ok: true, inputs: {} },
    { guard: `${guard}_too`, ok: true, inputs: { asked: false } },
  ]);
  const warming = { guard: "htf_gate", ok: false, inputs: { warming: "warming, 575 bars left" } };
  const many = Array.from({ length: 4 }, (_, at) => {
    const inputs = { why: "a long word about what it saw ".repeat(4), at };
    return { guard: `guard_${at}`, ok: false, inputs };
  });
  const filled = openForm("MNQ", { stop: "24800" });
  const textOf = (verdicts: DryRun["verdicts"], rows: number): string => {
    const answer = {
      accepted: true as const,
      command_id: "c",
      dry_run: { qty: 1, R: 9, verdicts },
    };
    const form = { ...filled, check: { of: valuesKey(filled.values), at: "", answer } };
    const lines = signalLines(state({ snapshot: live() }), form, 80, rows);
    return lines.map((line) => line.map(({ text }) => text).join("")).join("\n");
  };

  it("counts what passes, and shows every objection whole", () => {
    const text = textOf([warming, ...passing], 5);
    expect(text).toContain("✗ higher timeframes warming, 575 bars left");
    expect(text).toContain("✓ 7 others pass, 7 not asked");
    expect(text).not.toMatch(/more rows/);
    expect(textOf([warming, ...passing], 11)).toMatch(/✓not paused/);
  });

  it("leaves out what objections saw before it leaves out one of them", () => {
    const text = textOf([...many, ...passing], 7);
    for (const { guard } of many) expect(text).toContain(`✗ ${guard.replace("_", " ")} `);
    expect(text).toContain("✓ 7 others pass");
    expect(textOf([...many, ...passing], 4)).toMatch(/… and 4 more rows/);
  });
});
