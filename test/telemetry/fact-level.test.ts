import { expect, it } from "vitest";
import { levelOf } from "../../src/telemetry/fact-level.js";

it.each([
  ["regime_changed", {}, "debug"],
  ["shadow_closed", {}, "debug"],
  ["signal", {}, "info"],
  ["order_submitted", {}, "info"],
  ["trade_closed", {}, "info"],
  ["guard_reject", {}, "warn"],
  ["constraint_violation", {}, "warn"],
  ["order_state", { state: "WORKING" }, "info"],
  ["order_state", { state: "REJECTED" }, "warn"],
  ["order_state", { state: "UNKNOWN" }, "warn"],
  ["protection", { state: "PROTECTED" }, "info"],
  ["protection", { state: "NAKED" }, "warn"],
  ["protection", { state: "NAKED", alarm: true }, "error"],
  ["mode_changed", { from: "BOOTING", to: "RECONCILING" }, "info"],
  ["mode_changed", { from: "HALTED", to: "RECONCILING" }, "warn"],
  ["mode_changed", { from: "READY", to: "HALTED" }, "error"],
  ["mode_changed", { from: "READY", to: "PROTECT_ONLY" }, "error"],
  ["mode_changed", { from: "READY", to: "PAUSED" }, "info"],
  ["tripwire", { state: "TRIPPED", action: "LOCK" }, "error"],
  ["tripwire", { state: "TRIPPED", action: "BLOCK" }, "warn"],
  ["tripwire", { state: "ENDED", action: "LOCK" }, "info"],
  ["reconcile", { agrees: true, trigger: "timer" }, "debug"],
  ["reconcile", { agrees: true, trigger: "boot" }, "info"],
  ["reconcile", { agrees: true, trigger: "reconnect" }, "warn"],
  ["reconcile", { agrees: false, trigger: "timer" }, "error"],
  ["a_fact_of_later", {}, "info"],
])("%s %o is %s", (type, rest, level) => {
  expect(levelOf({ seq: 1, type, ...rest })).toBe(level);
});
