// The hold that a flatten leaves for the next engine, on the machine's own disk.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type FlattenHold,
  readFlattenHolds,
  removeFlattenHolds,
  writeFlattenHold,
} from "../../src/control/flatten-hold.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { shortFolder } from "./listening.js";

const HOLD: FlattenHold = {
  ts: "2025-11-18T15:42:00.000Z",
  by: "cli",
  symbol: null,
  fills: [
    {
      ts: "2025-11-18T15:41:00.000Z",
      ...{ client_order_id: "txflat0-1-x", execution_id: "MNQ-2-7", symbol: "MNQ", side: "sell" },
      ...{ qty: 2, price: 25_000.25, commission: 1.24, stale_price: true },
    },
  ],
};

describe("a flatten's hold", () => {
  it("is there until the engine has taken it, beside those of others, oldest first", () => {
    const folder = shortFolder();
    expect(readFlattenHolds(nodeDisk, folder).holds).toEqual([]);
    const later = { ...HOLD, ts: "2025-11-18T15:43:00.000Z", symbol: "MNQ", fills: [] };
    writeFlattenHold(nodeDisk, folder, "a1", later);
    writeFlattenHold(nodeDisk, folder, "b2", { ...HOLD, fills: [] });
    writeFlattenHold(nodeDisk, folder, "b2", HOLD);
    const { holds, paths } = readFlattenHolds(nodeDisk, folder);
    expect(holds).toEqual([HOLD, later]);
    // One that comes meanwhile stays.
    writeFlattenHold(nodeDisk, folder, "c3", later);
    removeFlattenHolds(nodeDisk, folder, paths);
    expect(readFlattenHolds(nodeDisk, folder).holds).toEqual([later]);
  });

  it("is a file of its own, for its owner alone", () => {
    const folder = shortFolder();
    writeFlattenHold(nodeDisk, folder, "a1", HOLD);
    const path = join(folder, "flatten-hold.a1.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ format: 1, holds: [HOLD] });
  });

  it.each(["", "{", "[]", '{"format":2,"holds":[]}', '{"format":1,"holds":[{}]}'])(
    "that reads %j stops the start and says where it lies",
    (text) => {
      const folder = shortFolder();
      const path = join(folder, "flatten-hold.json");
      writeFileSync(path, text);
      expect(() => readFlattenHolds(nodeDisk, folder)).toThrow(`${path}: cannot be read`);
    },
  );
});
