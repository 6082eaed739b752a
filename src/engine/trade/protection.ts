// Whether what is open is covered by stops that work at the broker, and what happens when it is
// not.

import type { Core } from "../core.js";

/** Time has passed: a position without its stop for too long is an alarm, then it is closed. */
export function judgeProtection(_core: Core): void {}
