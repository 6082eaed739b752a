import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { createByteText } from "../../src/journal/byte-text.js";
import { writeFact } from "../../src/journal/fact-bytes.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import { FactWriter } from "../../src/runtime/fact-writer.js";

const INSTANT = fc.integer({ min: -70_000_000_000_000, max: 260_000_000_000_000 });
const NUMBER = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.integer({ min: -400_000, max: 400_000 }).map((ticks) => ticks / 4),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0),
);
const WORD = fc.oneof(
  fc.constantFrom("MNQ", "t-000123", "outside_session", "", '"due_ts":5', "a\\b", "é", "\u2028"),
  fc.string({ unit: "binary" }),
);
const KEY = fc.oneof(fc.constantFrom("ts", "entry_ts", "_ts", "x_1_ts", "price", "15m_adx"), WORD);
const VALUE = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    NUMBER,
    WORD,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(KEY, tie("value"), { maxKeys: 4 }),
    fc.date({ noInvalidDate: true }),
  ),
})).value;

/** A fact of any type, with the keys of its type or others, in any order after the first three. */
const FACT = fc
  .record({
    ts: INSTANT,
    type: fc.constantFrom("regime_changed", "signal", "guard_reject", "fill", "trade_closed"),
    rest: fc.dictionary(KEY, VALUE, { maxKeys: 8 }),
    due_ts: fc.option(INSTANT),
  })
  .map(({ ts, type, rest, due_ts }) => {
    const { ts: _, seq: __, type: ___, ...others } = rest;
    return { seq: 7, ts, type, ...others, due_ts } as unknown as Fact;
  });

/** What a line must be: JSON of a copy whose times were written by `Date`. */
function expectedLine(fact: Fact): string {
  const copy = (value: unknown, isTop: boolean): unknown => {
    if (Array.isArray(value)) return value.map((each) => copy(each, false));
    if (value === null || typeof value !== "object" || value instanceof Date) return value;
    const entries = Object.entries(value).map(([key, each]) => {
      const isTime = (isTop && key === "ts") || /^[a-z_]+_ts$/.test(key);
      if (isTime && Number.isInteger(each)) return [key, new Date(each).toISOString()];
      return [key, copy(each, false)];
    });
    return Object.fromEntries(entries);
  };
  return JSON.stringify(copy(fact, true));
}

/** Times that are no whole number of ms, which no fact has, are cut by the long way. */
function hasOddTime(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, each]) => {
    const isOdd = typeof each === "number" && (!Number.isInteger(each) || Math.abs(each) > 8.64e15);
    return (isOdd && key.endsWith("_ts")) || hasOddTime(each);
  });
}

describe("a fact's bytes", () => {
  it("are its line, or it goes the long way", () => {
    const text = createByteText(1 << 16);
    let written = 0;
    fc.assert(
      fc.property(FACT, (fact) => {
        fc.pre(!hasOddTime(fact));
        const expected = expectedLine(fact);
        expect(encodeFact(fact)).toBe(expected);
        const end = writeFact(text, 5, fact);
        if (end < 0) return;
        written++;
        expect(text.bytes.toString("latin1", 5, end)).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
    expect(written).toBeGreaterThan(500);
  });

  it("need no long way for what the engine writes", () => {
    const fact = {
      seq: 1,
      ts: 1_262_559_540_000,
      type: "guard_reject",
      symbol: "MNQ",
      trace_id: "t-000002",
      reason: "outside_session",
      guards: ["outside_session", "regime"],
      inputs: { outside_session: { day: "2010-01-04", flat_by: false }, regime: { wanted: [] } },
      strategy: "mean_reversion",
    } as Fact;
    expect(writeFact(createByteText(1024), 0, fact)).toBe(expectedLine(fact).length);
  });
});

describe("what is written", () => {
  it("is hashed and handed out line by line, whatever way a line goes, however long it is", () => {
    fc.assert(
      fc.property(fc.array(FACT, { maxLength: 40 }), fc.nat(60_000), (facts, length) => {
        fc.pre(!facts.some(hasOddTime));
        const long = { seq: 8, ts: 0, type: "signal", note: "x".repeat(length) } as unknown as Fact;
        const all = [...facts, long, ...facts];
        const lines: string[] = [];
        const writer = new FactWriter((_, line) => lines.push(line()));
        writer.write([...all]);
        const expected = all.map(expectedLine);
        expect(lines).toEqual(expected);
        const text = expected.map((line) => `${line}\n`).join("");
        expect(writer.sha256).toBe(createHash("sha256").update(text).digest("hex"));
        expect(writer.count).toBe(all.length);
        const some: string[] = [];
        const seldomAsked = new FactWriter((_, line) => {
          if (seldomAsked.count % 20 === 0) some.push(line());
        });
        for (const fact of all) seldomAsked.write([fact]);
        expect(some).toEqual(expected.filter((_, at) => (at + 1) % 20 === 0));
        expect(seldomAsked.sha256).toBe(writer.sha256);
      }),
      { numRuns: 200 },
    );
  });
});
