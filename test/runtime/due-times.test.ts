import { describe, expect, it } from "vitest";
import { DueTimes } from "../../src/runtime/due-times.js";

describe("what is due", () => {
  it("comes every so often, each by itself, and is noticed after a sleep", () => {
    let ms = 10_000;
    const due = new DueTimes<"a" | "b">({ nowMs: () => 0, monotonicMs: () => ms });
    expect(due.isDue("a", 500)).toBe(true);
    expect(due.isDue("a", 500)).toBe(false);
    expect(due.isDue("b", 500)).toBe(true);
    ms += 499;
    expect(due.isDue("a", 500)).toBe(false);
    ms += 1;
    due.done("a");
    expect(due.isDue("a", 500)).toBe(false);
    expect(due.isDue("b", 500)).toBe(true);
    // Half a second has passed since it was made.
    expect(due.hasSlept()).toBe(false);
    ms += 3_000;
    expect(due.hasSlept()).toBe(false);
    ms += 3_001;
    expect(due.hasSlept()).toBe(true);
    expect(due.hasSlept()).toBe(false);
  });
});
