// What becomes of an engine whose trader leaves its screen.

import { afterEach, describe, expect, it, vi } from "vitest";
import { leaveOf } from "../../src/cli/live-screen.js";

describe("an engine whose screen is left", () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  afterEach(() => void said.splice(0));

  it("ends where nothing is open, and says so", () => {
    const left = { isOpen: false, isOthers: false };
    expect(leaveOf({ ...left, isInputTaken: false })).toBe("end");
    expect(leaveOf({ ...left, isInputTaken: true })).toBe("end");
    expect(said).toHaveLength(2);
    for (const one of said)
      expect(one).toMatch(/nothing was open, so the engine ends with its scr/);
  });

  it.each([
    [{ isOpen: true, isOthers: false }],
    [{ isOpen: true, isOthers: true }],
    // Whoever is in control elsewhere keeps the engine.
    [{ isOpen: false, isOthers: true }],
  ])("goes on without it: %o", (left) => {
    expect(leaveOf({ ...left, isInputTaken: false })).toBe("hand_over");
    expect(leaveOf({ ...left, isInputTaken: true })).toBe("go_on");
    expect(said).toEqual([]);
  });
});
