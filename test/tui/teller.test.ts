// An entry that was taken back: by whom and why, as facts before it say.

import { describe, expect, it } from "vitest";
import type { FactJson } from "../../src/runtime/session.js";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { Teller } from "../../src/tui/teller.js";
import { ALL_FACTS } from "./facts.js";
import { NOW } from "./states.js";

const places = (): number => 2;

/** Facts in their order, each of a type with what matters of it. */
function facts(...given: readonly (readonly [string, object])[]): FactJson[] {
  return given.map(([type, change], at) => {
    const known = ALL_FACTS.find((one) => one.type === type);
    return { ...known, seq: 10 + at, ts: NOW, symbol: "MNQ", trace_id: "t1", ...change };
  }) as FactJson[];
}

function lastOf(...given: readonly (readonly [string, object])[]): string {
  const teller = new Teller();
  return facts(...given)
    .map((fact) => teller.tell(fact, places).text)
    .at(-1) as string;
}

const SENT = ["order_submitted", { role: "entry", client_order_id: "e1" }] as const;
const END = [
  "order_state",
  { role: "entry", client_order_id: "e1", state: "CANCELLED", reason: "asked", qty: 1 },
] as const;
const asks = (command: string, inputs: object = {}, symbol: string | null = null) =>
  ["operator", { command, inputs, symbol, by: "cockpit", trace_id: null }] as const;

describe("an entry that was not filled", () => {
  it.each([
    [
      "the engine's last look at the open",
      ["guard_reject", { reason: "size_zero", guards: ["size_zero"], inputs: {} }] as const,
      "withdrawn by the engine at the open, nothing left after sizing",
    ],
    ["a hand", asks("cancel", { client_order_id: "e1" }), "cancelled, asked by cockpit"],
    ["a pause", asks("pause"), "withdrawn, cockpit holds entries"],
    ["a flatten", asks("flatten", {}, "MNQ"), "withdrawn, cockpit flattens"],
    [
      "a loss limit",
      ["tripwire", { symbol: null }] as const,
      "withdrawn, a loss limit has tripped",
    ],
    ["what is not known", asks("flatten", {}, "MES"), "withdrawn by the engine"],
    [
      "a refusal of another",
      ["guard_reject", { trace_id: "t2" }] as const,
      "withdrawn by the engine",
    ],
  ])("says that it was taken back by %s", (_, why, words) => {
    expect(lastOf(SENT, why, END)).toBe(`entry of 1 not filled: ${words}`);
  });

  it("does not put it down to what was asked for before it was sent", () => {
    expect(lastOf(asks("pause"), asks("resume"), SENT, END)).toMatch(/: withdrawn by the engine$/);
  });

  it("claims nothing where nobody listened when it was sent, or facts are told alone", () => {
    expect(lastOf(asks("pause"), END)).toBe("entry of 1 not filled: withdrawn");
    const [alone] = facts(END);
    expect(sentenceOf(alone as FactJson, places).text).toBe("entry of 1 not filled: withdrawn");
  });

  it("is told as ever where the open had no offer", () => {
    const rest = [END[0], { ...END[1], reason: "rest", price: 104.5 }] as const;
    expect(lastOf(SENT, rest)).toMatch(/the open had no offer at 104\.50 or better$/);
  });
});

describe("a trade that a hand has ended", () => {
  const closed = (change: object): string =>
    lastOf(["trade_closed", { exit_reason: "hand", reason: "hand", late: undefined, ...change }]);

  it("was closed, or left by the stop that was moved", () => {
    expect(closed({})).toMatch(/: out by hand at 104\.50/);
    expect(closed({ hand_stop: true })).toMatch(/: out by the stop moved by hand at 104\.50/);
  });
});
