// Files of trades that were cut, garbled or mixed up: they are read or refused in one line, and
// what is read is finite.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { readTrades } from "../../../src/feeds/trades/read.js";

const FOLDER = "test/fixtures/trades";
const names = readdirSync(FOLDER);
const folder = mkdtempSync(join(tmpdir(), "mutations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Change = (bytes: Buffer, at: number, other: Buffer) => Buffer;

const CHANGES: Readonly<Record<string, Change>> = {
  cut: (bytes, at) => bytes.subarray(0, at),
  drop: (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 7)]),
  byte: (bytes, at) => {
    const changed = Buffer.from(bytes);
    changed[at % changed.length] = (at * 31) % 256;
    return changed;
  },
  quote: (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from('"'), bytes.subarray(at)]),
  mix: (bytes, at, other) => Buffer.concat([bytes.subarray(0, at), other.subarray(at)]),
};

it("are read or refused, whatever became of them", () => {
  const wishes = { tz: null, symbol: "MNQ", nowMs: Date.UTC(2026, 0, 1) };
  let refused = 0;
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...names),
      fc.constantFrom(...Object.keys(CHANGES)),
      fc.nat(),
      (name, otherName, change, place) => {
        const [bytes, other] = [name, otherName].map((one) => readFileSync(join(FOLDER, one)));
        if (bytes === undefined || other === undefined) throw new Error("no fixture");
        const path = join(folder, name);
        const changed = CHANGES[change]?.(bytes, place % bytes.length, other) ?? bytes;
        writeFileSync(path, changed);
        try {
          const { fills, trades } = readTrades(path, wishes);
          read++;
          for (const { ts, qty, price } of fills) {
            expect([ts, Number(qty), Number(price)].every(Number.isFinite)).toBe(true);
            expect(Number(qty)).toBeGreaterThan(0);
          }
          for (const trade of trades) {
            expect(trade.exit_ts).toBeGreaterThanOrEqual(trade.entry_ts);
          }
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused++;
          expect(error.message.includes("\n")).toBe(false);
        }
      },
    ),
    { numRuns: 250 },
  );
  expect([read > 20, refused > 5]).toEqual([true, true]);
});
