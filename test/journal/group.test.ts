import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact, OrderCommand } from "../../src/engine/effect.js";
import type { EngineEvent } from "../../src/engine/event.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import { readFact } from "../../src/journal/fact-read.js";
import { decodeGroup, encodeGroup } from "../../src/journal/group.js";
import { bundledRun } from "../bundled-run.js";

const INSTANT = fc.integer({ min: -70_000_000_000_000, max: 260_000_000_000_000 });
const NUMBER = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.integer(),
);
const { inputs } = fc.letrec((tie) => ({
  inputs: fc.dictionary(
    fc.constantFrom("r", "limit", "note", "from_ts", "until_ts", "list", "15m_adx", "ts"),
    fc.oneof(
      { maxDepth: 2 },
      NUMBER,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("inputs"), { maxLength: 2 }),
      tie("inputs"),
    ),
    { noNullPrototype: true, maxKeys: 4 },
  ),
}));

/** Times are whole numbers wherever a key says that it is one; texts under other keys are free. */
function withTimes(value: unknown, times: () => number): unknown {
  if (Array.isArray(value)) return value.map((each) => withTimes(each, times));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key.endsWith("_ts") && each !== null ? times() : withTimes(each, times),
    ]),
  );
}

const FACT: fc.Arbitrary<Fact> = fc
  .record({
    seq: fc.nat(),
    ts: INSTANT,
    type: fc.constantFrom("guard_reject", "signal", "operator", "trade_closed"),
    symbol: fc.oneof(fc.constant(null), fc.string()),
    trace_id: fc.oneof(fc.constant(null), fc.string({ unit: "binary" })),
    due_ts: fc.oneof(fc.constant(null), INSTANT),
    note: fc.string(),
    price: NUMBER,
    inputs,
    times: fc.array(INSTANT, { minLength: 1 }),
  })
  .map(({ times, ...fact }) => {
    let at = 0;
    const next = (): number => times[at++ % times.length] as number;
    return { ...fact, inputs: withTimes(fact.inputs, next) } as unknown as Fact;
  });

const EVENT: fc.Arbitrary<EngineEvent> = fc
  .record({
    type: fc.constantFrom("bar", "signal", "report", "reconcile"),
    ts: INSTANT,
    wall: fc.oneof(fc.constant(0), INSTANT),
    number: fc.oneof(fc.double(), fc.constant(-0)),
    cashNano: fc.oneof(fc.constant(null), fc.bigInt()),
    text: fc.string({ unit: "binary" }),
    windows: fc.array(fc.record({ from: fc.double(), titles: fc.array(fc.string()) })),
  })
  .map((event) => event as unknown as EngineEvent);

describe("a line of the journal", () => {
  it("gives back what it was given", () => {
    const step = fc.record({ event: EVENT, facts: fc.array(FACT, { maxLength: 4 }) });
    const steps = fc.array(step, { maxLength: 4 });
    const orders = fc.array(
      fc.record({
        kind: fc.constantFrom("place", "amend", "cancel"),
        clientOrderId: fc.string(),
        fromTs: fc.oneof(INSTANT, fc.constant(Number.NEGATIVE_INFINITY)),
      }),
    );
    fc.assert(
      fc.property(fc.record({ wall: INSTANT, steps, orders }), (given) => {
        const group = { ...given, orders: given.orders as unknown as OrderCommand[] };
        const text = encodeGroup(group);
        expect(text).not.toContain("\n");
        // A copy: what the arbitraries make has no prototype.
        expect(decodeGroup(text)).toStrictEqual(structuredClone(group));
        for (const fact of group.steps.flatMap(({ facts }) => facts)) {
          expect(text).toContain(encodeFact(fact));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads a fact's own line back, also what JSON has no word for, as the line has it", () => {
    fc.assert(
      fc.property(FACT, fc.constantFrom(Number.NaN, -0, undefined), (fact, odd) => {
        expect(readFact(encodeFact(fact))).toStrictEqual(fact);
        const line = encodeFact({ ...fact, odd } as unknown as Fact);
        expect(encodeFact(readFact(line))).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    "{}",
    "null",
    "[]",
    "7",
    '{"wall":1,"steps":[{"event":{},"facts":[]}],"orders":[]}',
    '{"wall":1,"steps":[{"event":{"type":"bar"},"facts":[{"seq":1,"ts":5}]}],"orders":[]}',
    '{"wall":1,"steps":[{"event":{"type":"bar"},"facts":{}}],"orders":[]}',
    '{"wall":1,"steps":[],"orders":[]',
  ])("refuses %s", (text) => {
    expect(() => decodeGroup(text)).toThrow(SyntaxError);
  });

  it("refuses a fact without a time, or with one that is none", () => {
    const line = encodeFact({ seq: 1, ts: 0, type: "time_exit" } as unknown as Fact);
    expect(readFact(line)).toStrictEqual({ seq: 1, ts: 0, type: "time_exit" });
    for (const odd of [
      line.replace("1970-01-01T00:00:00.000Z", "today"),
      line.replace("1", '"1"'),
    ]) {
      expect(() => readFact(odd)).toThrow(SyntaxError);
    }
  });

  it("holds every step of the bundled days", async () => {
    const { steps } = await bundledRun();
    const kinds = new Set<string>();
    for (const { event, facts, orders } of steps) {
      const group = { wall: 5, steps: [{ event, facts }], orders };
      const read = decodeGroup(encodeGroup(group));
      // What JSON takes of a fact (an undefined field, −0) is no part of it.
      expect(read.steps[0]?.facts.map(encodeFact)).toEqual(facts.map(encodeFact));
      expect(read.steps[0]?.event).toStrictEqual(event);
      expect(read.orders).toStrictEqual(orders);
      for (const { type } of facts) kinds.add(type);
    }
    expect(kinds.size).toBeGreaterThan(14);
  });
});
