// Which facts are told, and as what.

import { describe, expect, it } from "vitest";
import { NOTICE_KINDS, NoticeKinds } from "../../src/telemetry/notice-kind.js";

const fact = (type: string, fields: object, symbol: string | null = "MNQ") => ({
  ...{ seq: 1, ts: "2025-11-18T15:00:00.000Z", type, symbol, trace_id: null },
  ...fields,
});
const mode = (to: string, reason = "") => fact("mode_changed", { from: "", to, reason }, null);
const protection = (state: string, alarm?: true, symbol = "MNQ") =>
  fact("protection", { state, ...(alarm === undefined ? {} : { alarm }) }, symbol);
const reconcile = (found: object) =>
  fact("reconcile", {
    ...{ trigger: "timer", agrees: false, positions: [], orphans: [], adopted: [], dropped: [] },
    ...{ cash_difference: 0, ...found },
  });

/** The kinds of facts in a row. */
function kindsOf(...facts: ReturnType<typeof fact>[]) {
  const kinds = new NoticeKinds();
  return facts.map((one) => kinds.of(one));
}

describe("the kinds of a fact", () => {
  it.each([
    ["fill", fact("fill", {}), ["fill"]],
    ["day", fact("tripwire", { state: "TRIPPED", action: "BLOCK" }), ["tripwire"]],
    ["lock", fact("tripwire", { state: "TRIPPED", action: "LOCK" }), ["lock", "tripwire"]],
    ["over", fact("tripwire", { state: "ENDED", action: "LOCK" }), []],
    ["halted", mode("HALTED", "another engine acts for the account: 3"), ["halted"]],
    ["differs", mode("HALTED", "the broker has other positions: MNQ"), ["halted"]],
    ["full", mode("PROTECT_ONLY", "the journal cannot grow"), ["halted"]],
    ["link", mode("HALTED", "no link to the broker: closed"), ["disconnect", "halted"]],
    ["data", mode("HALTED", "no data"), ["disconnect", "halted"]],
    ["start", mode("READY", "the broker was asked"), []],
    ["signal", fact("signal", {}), []],
    ["unheard of", fact("of a later version", {}), []],
  ])("%s", (_, one, kinds) => {
    expect(kindsOf(one)).toEqual([kinds]);
  });

  it("a stop on its way is no alarm; one that is missing too long is, until that is over", () => {
    expect(
      kindsOf(
        protection("NAKED"),
        protection("PROTECTED"),
        protection("NAKED", true),
        protection("UNKNOWN"),
        protection("PROTECTED", undefined, "MES"),
        protection("PROTECTED"),
        protection("PROTECTED"),
        protection("NAKED", true),
        fact("trade_closed", {}),
        fact("trade_closed", {}),
      ),
    ).toEqual([[], [], ["naked"], [], [], ["naked"], [], ["naked"], ["naked"], []]);
  });

  it("the end of what was broken is told as it was", () => {
    expect(
      kindsOf(
        mode("HALTED", "no link to the broker"),
        mode("RECONCILING", "the broker is being asked"),
        mode("READY", "the broker was asked"),
        mode("PAUSED", "pause"),
        mode("READY", "resumed"),
      ),
    ).toEqual([["disconnect", "halted"], [], ["disconnect", "halted"], [], []]);
  });

  it("a comparison is told where something is at the broker that we did not know", () => {
    const stop = { client_order_id: "a", action: "cancelled" };
    const found = [
      { positions: [{ symbol: "MNQ", ours: 0, brokers: 1 }] },
      { orphans: [stop] },
      { dropped: ["MNQ"] },
      { trigger: "over_exit" },
      { cash_difference: -3 },
    ];
    for (const one of found) expect(kindsOf(reconcile(one))).toEqual([["mismatch"]]);
    expect(kindsOf(reconcile({}), reconcile({ agrees: true }))).toEqual([[], []]);
  });

  it("have the names that SPEC 16 lists", () => {
    expect(NOTICE_KINDS.join(", ")).toBe(
      "naked, tripwire, lock, halted, disconnect, mismatch, fill, day_summary",
    );
  });
});
