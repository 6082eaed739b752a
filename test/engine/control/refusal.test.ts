// Commands that are not possible are refused before they become events: a code, and one line.

import { expect, it } from "vitest";
import { refusalOf } from "../../../src/engine/control/refusal.js";
import type { EngineCommand } from "../../../src/engine/event.js";
import { type LiveDesk, long, opened, ordersOf } from "../live-desk.js";
import { plainConfig } from "../risk/attempts.js";

const codeOf = (desk: LiveDesk, command: EngineCommand): string | null =>
  refusalOf(desk.engine.core, command)?.code ?? null;
const moveTo = (priceTicks: number): EngineCommand => {
  return { name: "move_stop", symbol: 0, priceTicks };
};
const close: EngineCommand = { name: "close", symbol: 0, qtyLots: 1 };

it("what is flat can neither be closed nor have its stop moved", () => {
  const desk = opened();
  expect(codeOf(desk, close)).toBe("no_position");
  expect(codeOf(desk, moveTo(380))).toBe("no_position");
});

it("a long's stop at 90 (360 ticks), the market at 100 (400)", () => {
  const desk = long();
  const codes = [359, 360, 361, 399, 400, 401].map((ticks) => codeOf(desk, moveTo(ticks)));
  expect(codes).toEqual([
    ...["stop_loosens", "stop_loosens", null, null],
    ...["stop_beyond_market", "stop_beyond_market"],
  ]);
});

it("a short's stop at 110 (440 ticks), the market at 100 (400)", () => {
  const desk = opened();
  desk.signal(1, { side: "short", stop: 110 });
  desk.bar(1, 100);
  const codes = [441, 440, 439, 401, 400, 399].map((ticks) => codeOf(desk, moveTo(ticks)));
  expect(codes).toEqual([
    ...["stop_loosens", "stop_loosens", null, null],
    ...["stop_beyond_market", "stop_beyond_market"],
  ]);
});

it("what is all on its way out can be neither closed again nor protected anew", () => {
  const desk = long();
  desk.command({ name: "close", symbol: 0, qtyLots: 10 });
  expect(codeOf(desk, close)).toBe("leaving");
  expect(codeOf(desk, moveTo(380))).toBe("leaving");
  const exit = ordersOf(desk)?.find(({ role }) => role === "exit");
  const cancel: EngineCommand = {
    ...{ name: "cancel", symbol: 0, clientOrderId: exit?.clientOrderId ?? "" },
  };
  expect(codeOf(desk, cancel)).toBe("exit_order");
});

it("a protective stop is not cancelled; an entry and a target are", () => {
  const desk = opened();
  const codes: Record<string, string | null> = {};
  const note = (): void => {
    for (const { role, clientOrderId } of ordersOf(desk) ?? []) {
      codes[role] = codeOf(desk, { name: "cancel", symbol: 0, clientOrderId });
    }
  };
  desk.signal(1, { target: 120 });
  note();
  desk.bar(1, 100);
  note();
  expect(codes).toEqual({ entry: null, stop: "protective_stop", target: null });
  const unknown: EngineCommand = { name: "cancel", symbol: 0, clientOrderId: "txtest0-zz-e" };
  expect(codeOf(desk, unknown)).toBe("no_order");
});

it("a resume is refused where it would end nothing and something holds", () => {
  const desk = opened({ config: plainConfig() });
  expect(codeOf(desk, { name: "resume" })).toBeNull();
  desk.condition("reconciling", true, "");
  expect(refusalOf(desk.engine.core, { name: "resume" })).toEqual({
    code: "still_held",
    message: "resume: this holds on: reconcile hold: the broker is being asked",
  });
  desk.command({ name: "pause" });
  expect(codeOf(desk, { name: "resume" })).toBeNull();
});

it("only what is switched off is armed again", () => {
  expect(codeOf(opened(), { name: "rearm", strategy: "hand" })).toBe("not_switched_off");
});

it("every refusal is one line that says what and why", () => {
  const desk = long();
  const [stop] = ordersOf(desk) ?? [];
  const commands: EngineCommand[] = [
    moveTo(300),
    moveTo(500),
    { name: "cancel", symbol: 0, clientOrderId: stop?.clientOrderId ?? "" },
    { name: "cancel", symbol: 0, clientOrderId: "none" },
    { name: "rearm", strategy: "x" },
  ];
  for (const command of commands) {
    const message = refusalOf(desk.engine.core, command)?.message ?? "";
    expect(message).toMatch(/^(move-stop|cancel|rearm): [^\n]{20,140}$/);
  }
});

it("does nothing of an account that was taken from it, and says so", () => {
  const desk = long();
  desk.condition("fenced", true, "book.2.jsonl");
  for (const command of [
    { name: "close", symbol: 0, qtyLots: 1 },
    { name: "move_stop", symbol: 0, priceTicks: 380 },
    { name: "cancel", symbol: 0, clientOrderId: "any" },
  ] as const) {
    expect(refusalOf(desk.engine.core, command)?.code).toBe("fenced");
  }
  expect(refusalOf(desk.engine.core, { name: "pause" })).toBeNull();
});
