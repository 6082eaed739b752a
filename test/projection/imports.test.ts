// What was imported: the same trades whatever files brought the fills, and nothing lost or half
// there after a crash.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImportFile, readImports, writeImport } from "../../src/projection/import-files.js";
import { deriveImports } from "../../src/projection/imports.js";
import { seeded } from "../bare-run.js";
import { Died, SimDisk } from "../sim-disk.js";

type Fill = ImportFile["fills"][number];

function fillAt(n: number, side: "buy" | "sell", qty: string, price: string): Fill {
  return {
    ...{ key: `id ${n}`, order: "", is_order: false, contract: "MNQZ5" },
    ...{ ts: new Date(Date.UTC(2025, 10, 18, 15, n)).toISOString(), side, qty, price },
    ...{ commission: "0.62", hour: 9, weekday: 1, day: "2025-11-18" },
  };
}

function fileOf(fills: readonly Fill[], risk: ImportFile["risk"] = RISK): ImportFile {
  return {
    ...{ format: 1, source: "test", account: "A", files: ["a.csv"], strategy: "import", risk },
    instruments: { MNQZ5: { symbol: "MNQ", tick: "0.25", point_value: "2", fx_rate: "1" } },
    ...{ fills: [...fills], trades: [] },
  };
}

const RISK = { kind: "money", money: "80" } as const;

describe("trades of fills", () => {
  const fills = [fillAt(1, "sell", "2", "24800"), fillAt(2, "buy", "2", "24790.5")];

  it("are measured by the money that was risked", () => {
    const [trade] = deriveImports([fileOf(fills)]).trades;
    // (24800 − 24790.5) × 2 × 2 = 38, less 1.24; a stop 20 points above risks 80.
    expect(trade).toMatchObject({
      ...{ side: "short", qty: 2, gross_pnl: 38, commission: 1.24, net_pnl: 36.76 },
      ...{ result_R: 36.76 / 80, initial_stop: 24820, entry_price: 24800, exit_price: 24790.5 },
      ...{ mae_R: 0, mfe_R: 9.5 / 20, risk: "assumed", source: "test", account: "A" },
      ...{ entry_hour: 9, entry_weekday: 1, exit_day: "2025-11-18", regime: "unknown" },
    });
  });

  it("or by the ticks that the stop was away", () => {
    const [trade] = deriveImports([fileOf(fills, { kind: "ticks", ticks: 40 })]).trades;
    // Forty ticks are ten points, on two contracts at 2 each: 40.
    expect(trade).toMatchObject({ result_R: 36.76 / 40, initial_stop: 24810 });
  });

  it("are the same however the fills are spread over files, and in which order they came", () => {
    const some = fc.array(
      fc.record({
        side: fc.constantFrom("buy" as const, "sell" as const),
        qty: fc.constantFrom("1", "2", "0.5"),
        price: fc.constantFrom("100", "101.25", "99.123456"),
        files: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(some, (rows) => {
        const made = rows.map(({ side, qty, price }, n) => fillAt(n, side, qty, price));
        const whole = deriveImports([fileOf(made)]);
        const spread = [0, 1, 2, 3].map((file) =>
          fileOf(made.filter((_, at) => rows[at]?.files.includes(file))),
        );
        const bare = ({ trades, open }: ReturnType<typeof deriveImports>) => ({
          trades: trades.map(({ parts, ...trade }) => ({ ...trade, parts: parts.length })),
          open,
        });
        expect(bare(deriveImports(spread))).toEqual(bare(whole));
      }),
    );
  });
});

describe("the folder", () => {
  const content = fileOf([fillAt(1, "buy", "1", "100"), fillAt(2, "sell", "1", "101")]);

  it("has an import whole or not at all, wherever it dies, and takes it again", () => {
    const random = seeded(7);
    const first = new SimDisk();
    writeImport(first, "/data", content);
    const calls = first.calls;
    expect(calls).toBeGreaterThan(5);
    for (let at = 1; at <= calls; at++) {
      for (let round = 0; round < 6; round++) {
        const disk = new SimDisk();
        disk.faults.dieAt = at;
        expect(() => writeImport(disk, "/data", content)).toThrow(Died);
        const after = disk.crashed(random);
        const found = readImports(after, "/data");
        expect([0, 1]).toContain(found.files.length);
        for (const file of found.files) expect(file.content).toEqual(content);
        writeImport(after, "/data", content);
        const again = readImports(after.crashed(random), "/data");
        expect(again.files.map((file) => file.content)).toEqual([content]);
        expect(again.damaged).toEqual([]);
      }
    }
  });

  it("takes the same twice as once", () => {
    const disk = new SimDisk();
    writeImport(disk, "/data", content);
    const before = disk.image();
    writeImport(disk, "/data", content);
    expect(disk.image()).toEqual(before);
    writeImport(disk, "/data", { ...content, account: "B" });
    expect(readImports(disk, "/data").files).toHaveLength(2);
  });
});
