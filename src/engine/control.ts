// What people and circumstances do to a running engine: commands, and conditions that hold
// entries back.

import type { Core } from "./core.js";
import type { CommandEvent, ConditionEvent } from "./event.js";

/** A person acts. */
export function onCommand(_core: Core, _event: CommandEvent): void {}

/** A circumstance begins or ends. */
export function onCondition(core: Core, event: ConditionEvent): void {
  if (event.isOn) core.state.conditions[event.condition] = event.reason;
  else delete core.state.conditions[event.condition];
}
