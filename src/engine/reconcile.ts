// What the broker has, against what the ledger says.

import type { Core } from "./core.js";
import type { ReconcileEvent } from "./event.js";

/** The broker was asked as a whole. */
export function onReconcile(_core: Core, _event: ReconcileEvent): void {}
