// Cells of trade files as people and programs write them.

import { describe, expect, it } from "vitest";
import { decimalIn, markIn, StampsOf, wayIn } from "../../../src/feeds/trades/cells.js";

describe("an amount", () => {
  it.each([
    ["24800.25", "24800.25"],
    ["1,234.50", "1234.50"],
    ["$(12.50)", "-12.50"],
    ["$1.24", "1.24"],
    ["-$3.10", "-3.10"],
    ["−5", "-5"],
    ["5-", "-5"],
    ["+7", "7"],
    [".5", "0.5"],
    ["007", "7"],
    ["-0.00", "0.00"],
    ["250.00 EUR", "250.00"],
    ["1 000", "1000"],
  ])("%j is %j", (text, expected) => {
    expect(decimalIn(text, ".")).toBe(expected);
  });

  it.each([
    ["6700,25", "6700.25"],
    ["1.234,50 €", "1234.50"],
    ["(200,00 €)", "-200.00"],
  ])("%j with a decimal comma is %j", (text, expected) => {
    expect(decimalIn(text, ",")).toBe(expected);
  });

  it.each(["", "-", "free", "1.2.3", "1,23,4", "1e5", "NaN", "Infinity", "0x10", "9".repeat(50)])(
    "%j is none",
    (text) => {
      expect(decimalIn(text, ".")).toBeNull();
    },
  );

  it("shows how a file writes decimals", () => {
    expect(markIn(["1", "2.5"])).toBe(".");
    expect(markIn(["1,234", "12,345,678"])).toBe(".");
    expect(markIn(["1,234", "2,5"])).toBe(",");
    expect(markIn(["1.234,50"])).toBe(",");
    expect(markIn(["1,234.50"])).toBe(".");
    expect(markIn([])).toBe(".");
  });
});

describe("a side", () => {
  it("is what programs call it", () => {
    for (const word of ["Buy", " Buy", "BOT", "long", "B", "Buy to cover"]) {
      expect(wayIn(word), word).toBe("buy");
    }
    for (const word of ["Sell", "SLD", "Short", "SELL SHORT", "S"]) {
      expect(wayIn(word), word).toBe("sell");
    }
    for (const word of ["", "hold", "balance", "buy limit"]) expect(wayIn(word), word).toBeNull();
  });
});

describe("a stamp", () => {
  const read = (text: string, zone = "UTC", others: readonly string[] = []): string | null => {
    const ts = new StampsOf(zone, "mdy", [text, ...others]).read(text);
    return ts === null ? null : new Date(ts).toISOString();
  };

  it.each([
    ["20251118;093105", "America/New_York", "2025-11-18T14:31:05.000Z"],
    ["2025-11-18, 09:31:05", "America/New_York", "2025-11-18T14:31:05.000Z"],
    ["2025-07-18, 09:31:05", "America/New_York", "2025-07-18T13:31:05.000Z"],
    ["11/18/2025 9:31:05 AM", "America/Chicago", "2025-11-18T15:31:05.000Z"],
    ["11/18/2025 1:02:03 PM", "UTC", "2025-11-18T13:02:03.000Z"],
    ["2025.11.18 10:00:00", "UTC", "2025-11-18T10:00:00.000Z"],
    ["2025-11-18 15:30:05.120Z", "America/Chicago", "2025-11-18T15:30:05.120Z"],
    ["2025-11-18T15:30:05.120+01:00", "UTC", "2025-11-18T14:30:05.120Z"],
    ["20251118 09:31:05 US/Eastern", "UTC", "2025-11-18T14:31:05.000Z"],
    ["2025-11-18 10:15", "UTC", "2025-11-18T10:15:00.000Z"],
    ["1763458265", "America/Chicago", "2025-11-18T09:31:05.000Z"],
    ["1763458265120", "America/Chicago", "2025-11-18T09:31:05.120Z"],
  ])("%j in %s is %s", (text, zone, expected) => {
    expect(read(text, zone)).toBe(expected);
  });

  it("takes day and month as another one of the file shows them", () => {
    expect(read("05/06/2025 10:00:00")).toBe("2025-05-06T10:00:00.000Z");
    expect(read("05/06/2025 10:00:00", "UTC", ["18/06/2025 10:00:00"])).toBe(
      "2025-06-05T10:00:00.000Z",
    );
  });

  it.each(["", "2025-11-18", "2025-02-30 10:00", "2025-13-01 10:00", "2025-11-18 25:00", "soon"])(
    "%j is none",
    (text) => {
      expect(read(text)).toBeNull();
    },
  );
});
