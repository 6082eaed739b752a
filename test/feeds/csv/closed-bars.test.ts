// Bars in hours in which the market is closed: counted, and said before anything runs.

import { describe, expect, it } from "vitest";
import { sayDescription } from "../../../src/feeds/csv/read.js";
import type { SourceOptions } from "../../../src/feeds/feed.js";
import { openText } from "./open.js";

/** Tuesday 18 November 2025, 15:57 to 16:02 in Chicago; at 16:00 futures close there. */
const MINUTES = [
  "timestamp,open,high,low,close,volume",
  "2025-11-18T21:57:00Z,100,101,99,100,5",
  "2025-11-18T21:58:00Z,100,101,99,100,5",
  "2025-11-18T21:59:00Z,100,101,99,100,5",
  "2025-11-18T22:00:00Z,100,101,99,100,5",
  "2025-11-18T22:01:00Z,100,101,99,100,5",
  "2025-11-18T22:02:00Z,100,100,100,100,0",
].join("\n");

async function described(symbol: string, options: SourceOptions = {}, text = MINUTES) {
  const { description } = await openText(text, { symbol, ...options }, "bars.csv");
  return description;
}

describe("a bar while the market is closed", () => {
  it("is told apart by whether anything was traded", async () => {
    // 16:00 and 16:01 trade, 16:02 is made up.
    const description = await described("MNQ");
    expect(description).toMatchObject({ closedTraded: 2, closedFlats: 1 });
    expect(sayDescription(description)).toContain(
      ", 1 flat bar while the market is closed, " + "2 bars trade while the market is closed",
    );
    // Where the file does not say its zone, that is asked first.
    const unsaid = await described("MNQ", {}, MINUTES.replaceAll("Z,", ","));
    expect(sayDescription(unsaid)).toContain(
      "2 bars trade while the market is closed: is the zone right?",
    );
  });

  it("is one by its open, also where its close is stamped", async () => {
    // Stamped 16:00 it opened at 15:59.
    const description = await described("MNQ", { label: "close" });
    expect(description).toMatchObject({ closedTraded: 1, closedFlats: 1 });
  });

  it("is nothing strange for a stock, and not there where the market never closes", async () => {
    expect((await described("SPY")).closedTraded).toBeUndefined();
    expect((await described("BTCUSD")).closedTraded).toBeUndefined();
  });

  it("is not asked of days, which are stamped with their date", async () => {
    const days = "date,open,high,low,close\n2025-11-17,100,101,99,100\n2025-11-18,100,101,99,100";
    expect((await described("MNQ", {}, days)).closedTraded).toBeUndefined();
  });
});
