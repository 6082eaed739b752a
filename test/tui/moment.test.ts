// Times as they are typed at a tape.

import { describe, expect, it } from "vitest";
import { momentOf } from "../../src/tui/moment.js";

/** A Tuesday in November, 11:30 in Chicago, which is six hours behind. */
const base = {
  now: Date.parse("2025-11-18T17:30:00Z"),
  from: Date.parse("2025-11-17T23:00:00Z"),
  to: Date.parse("2025-11-20T23:00:00Z"),
  zone: "America/Chicago",
};

const at = async (text: string): Promise<string | null> => {
  const ts = await momentOf(text, base);
  return ts === null ? null : new Date(ts).toISOString();
};

describe("a time that is typed", () => {
  it.each([
    ["10:42", "2025-11-18T16:42:00.000Z"],
    ["9:05", "2025-11-18T15:05:00.000Z"],
    ["2025-11-19", "2025-11-19T06:00:00.000Z"],
    ["2025-11-19 10:42", "2025-11-19T16:42:00.000Z"],
    ["2025-11-19T10:42", "2025-11-19T16:42:00.000Z"],
    // Summer in Chicago: five hours behind, whatever the clock is ahead of UTC where the tape is.
    ["2025-07-01 10:00", "2025-07-01T15:00:00.000Z"],
    ["+30m", "2025-11-18T18:00:00.000Z"],
    ["-2h", "2025-11-18T15:30:00.000Z"],
    ["+1d", "2025-11-19T17:30:00.000Z"],
    ["50%", "2025-11-19T11:00:00.000Z"],
    ["0 %", "2025-11-17T23:00:00.000Z"],
    ["200%", "2025-11-20T23:00:00.000Z"],
  ])("%s is %s", async (text, wanted) => {
    expect(await at(text)).toBe(wanted);
  });

  it.each(["", "noon", "25:00", "10:61", "2025-13-01", "30m", "+30", "1e9%"])(
    "%o is none",
    async (text) => {
      expect(await at(text)).toBeNull();
    },
  );
});
