// What people do to a running engine, worked by hand: 250 of risk, a stop 10 points away and 2 a
// point are 12.5 contracts, and the ceiling makes that 10.

import { describe, expect, it } from "vitest";
import { standingOf } from "../../src/engine/risk/standing.js";
import { systemStateOf } from "../../src/engine/risk/system-state.js";
import { factsOf } from "../harness.js";
import { long, modesOf, opened, ordersOf, positionOf, reasonsOf, survives } from "./live-desk.js";

describe("a pause", () => {
  it("cancels the entry that works, refuses new ones, and leaves what protects", () => {
    const desk = opened();
    desk.signal(1);
    desk.command({ name: "pause" });
    expect(ordersOf(desk)).toEqual([]);
    desk.signal(1, { stop: 91 });
    expect(reasonsOf(desk.facts)).toEqual(["paused"]);
    desk.bar(1, 100);
    expect(positionOf(desk)).toBeNull();
    expect(systemStateOf(desk.engine.core)).toEqual({ state: "PAUSED", reason: "pause" });
    const { objection, gear, gearReason } = standingOf(desk.engine.core, 0);
    expect([objection, gear, gearReason]).toEqual(["paused", "N", "paused until you resume"]);
    survives(desk);
  });

  it("lets a trade go on to its stop", () => {
    const desk = long();
    desk.command({ name: "pause" });
    expect(ordersOf(desk)?.map(({ role }) => role)).toEqual(["stop"]);
    desk.bar(2, 100, 89);
    expect(factsOf(desk.facts, "trade_closed").map(({ reason }) => reason)).toEqual(["stop"]);
  });

  it("is written first, with who asked, and a resume ends it", () => {
    const desk = opened();
    desk.command({ name: "pause" }, "cockpit");
    desk.command({ name: "resume" }, "api");
    const acts = factsOf(desk.facts, "operator");
    expect(acts.map(({ command, by }) => `${command} ${by}`)).toEqual([
      "pause cockpit",
      "resume api",
    ]);
    expect(modesOf(desk.facts)).toEqual([
      "BOOTING BOOTING boot",
      "BOOTING READY the broker was asked",
      "READY PAUSED pause",
      "PAUSED READY resumed",
    ]);
    desk.signal(1);
    desk.bar(1, 100);
    expect(positionOf(desk)?.entryLots).toBe(10);
    survives(desk);
  });

  it("of a position that was taken over holds until a person resumes", () => {
    const desk = opened();
    desk.engine.state.ledger.adoptedPause = true;
    desk.signal(1);
    expect(reasonsOf(desk.facts)).toEqual(["paused"]);
    desk.command({ name: "resume" });
    expect(desk.engine.state.ledger.adoptedPause).toBe(false);
  });
});

describe("a close by hand", () => {
  it("takes lots off at the market, and never more than are left", () => {
    const desk = long();
    desk.command({ name: "close", symbol: 0, qtyLots: 4 });
    desk.command({ name: "close", symbol: 0, qtyLots: 100 });
    const exits = factsOf(desk.facts, "order_submitted").filter(({ role }) => role === "exit");
    expect(exits.map(({ qty, reason }) => [qty, reason])).toEqual([
      [4, "hand"],
      [6, "hand"],
    ]);
    desk.bar(2, 101);
    expect(positionOf(desk)).toBeNull();
    const [closed] = factsOf(desk.facts, "trade_closed");
    expect([closed?.exit_reason, closed?.hand_stop]).toEqual(["hand", undefined]);
    expect(factsOf(desk.facts, "operator")[0]?.inputs).toEqual({ symbol: "A", qty: 4 });
    survives(desk);
  });

  it("leaves the stop on what is still open", () => {
    const desk = long();
    desk.command({ name: "close", symbol: 0, qtyLots: 4 });
    desk.bar(2, 100);
    const position = positionOf(desk);
    expect((position?.entryLots ?? 0) - (position?.exitedLots ?? 0)).toBe(6);
    const [stop] = ordersOf(desk) ?? [];
    expect([stop?.role, (stop?.qtyLots ?? 0) - (stop?.filledLots ?? 0)]).toEqual(["stop", 6]);
  });
});

describe("a stop moved by hand", () => {
  it("tightens, is told so, and the stop names it", () => {
    const desk = long();
    desk.command({ name: "move_stop", symbol: 0, priceTicks: 380 });
    const [moved] = factsOf(desk.facts, "stop_moved");
    expect([moved?.from, moved?.to, moved?.why]).toEqual([90, 95, "hand"]);
    desk.bar(2, 100, 94);
    expect(factsOf(desk.facts, "trade_closed")[0]).toMatchObject({
      exit_reason: "hand",
      // So that nobody takes it for a close by hand.
      hand_stop: true,
      price: 95,
    });
    survives(desk);
  });

  it("never loosens, whatever comes through", () => {
    const desk = long();
    desk.command({ name: "move_stop", symbol: 0, priceTicks: 359 });
    desk.command({ name: "move_stop", symbol: 0, priceTicks: 360 });
    expect(factsOf(desk.facts, "stop_moved")).toEqual([]);
    expect(positionOf(desk)?.stopTicks).toBe(360);
  });
});

describe("a cancel", () => {
  it("takes an entry or a target, and not a stop", () => {
    const desk = opened();
    desk.signal(1, { target: 120 });
    desk.command({
      name: "cancel",
      symbol: 0,
      clientOrderId: ordersOf(desk)?.[0]?.clientOrderId ?? "",
    });
    expect(ordersOf(desk)).toEqual([]);
    desk.signal(1, { target: 120, stop: 90.25 });
    desk.bar(1, 100);
    expect(ordersOf(desk)?.map(({ role }) => role)).toEqual(["stop", "target"]);
    for (const { clientOrderId } of [...(ordersOf(desk) ?? [])]) {
      desk.command({ name: "cancel", symbol: 0, clientOrderId });
    }
    expect(ordersOf(desk)?.map(({ role }) => role)).toEqual(["stop"]);
  });
});
