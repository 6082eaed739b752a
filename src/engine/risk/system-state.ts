// The system's state (SPEC 14): read off what holds and what is broken, and written when it
// changes. No decision is made by it.

import { bootSymbol, type Core, emit, isLive, ledgerOf } from "../core.js";
import type { Condition } from "../event.js";
import type { SystemState } from "../live-facts.js";
import { isFlattenHeld, isLeaving } from "./holds-state.js";
import { conditionWords, mismatchWords } from "./live-guards.js";

/** The system's state, and why, where it is not READY. */
export interface SystemStanding {
  readonly state: SystemState;
  readonly reason: string | null;
}

/** What halts the system, the gravest first; a full journal has a state of its own. */
const HALTING: readonly Condition[] = ["fenced", "broker_down", "feed_down", "circuit_open"];

/** The system's state now: of all that apply, the one that weighs most. */
export function systemStateOf(core: Core): SystemStanding {
  return standingBy(core, core.state.ledger.risk.holds.isBooting);
}

function standingBy(core: Core, isBooting: boolean): SystemStanding {
  const { conditions, ledger } = core.state;
  if (isFlattening(core)) return { state: "FLATTENING", reason: "flatten" };
  if (conditions.journal_full !== undefined) {
    return { state: "PROTECT_ONLY", reason: conditionWords(core, "journal_full") };
  }
  if (isBooting) return { state: "BOOTING", reason: "boot" };
  if (conditions.reconciling !== undefined) {
    return { state: "RECONCILING", reason: conditionWords(core, "reconciling") };
  }
  const halting = HALTING.find((condition) => conditions[condition] !== undefined);
  if (halting !== undefined) return { state: "HALTED", reason: conditionWords(core, halting) };
  if (ledger.mismatch.length > 0) return { state: "HALTED", reason: mismatchWords(core) };
  const pause = pauseReason(core);
  return pause === null ? { state: "READY", reason: null } : { state: "PAUSED", reason: pause };
}

/** Why no symbol takes entries, as a person wanted it; a flatten is told before a pause. */
function pauseReason(core: Core): string | null {
  const { holds } = core.state.ledger.risk;
  const isHeld = core.boot.symbols.every(({ instrument }) =>
    isFlattenHeld(holds, instrument.symbol),
  );
  if (isHeld) return "flatten";
  if (holds.pause !== null) return "pause";
  return core.state.ledger.adoptedPause ? "a position was taken over" : null;
}

/** Whether a flatten still has something to get out of. */
function isFlattening(core: Core): boolean {
  for (let symbol = 0; symbol < core.boot.symbols.length; symbol++) {
    if (isGettingOut(core, symbol)) return true;
  }
  return false;
}

/** Whether a flatten still has a symbol's position, entry or exit to see to. */
export function isGettingOut(core: Core, symbol: number): boolean {
  const { holds } = core.state.ledger.risk;
  if (!isLeaving(holds, bootSymbol(core, symbol).instrument.symbol)) return false;
  const { position, orders } = ledgerOf(core, symbol);
  return position !== null || orders.some(({ role }) => role === "entry" || role === "exit");
}

/** Live: writes the system's state where it has changed, or where a pause has another reason. */
export function judgeSystemState(core: Core): void {
  if (!isLive(core)) return;
  const { holds } = core.state.ledger.risk;
  const { state, reason } = systemStateOf(core);
  if (state !== holds.state) emitState(core, state, reason ?? READY_AGAIN[holds.state]);
  else if (state === "PAUSED" && reason !== holds.reason) emitState(core, state, reason ?? "");
}

/** Live: the engine has begun anew; entries are held until the broker has been asked. */
export function bootSystemState(core: Core): void {
  emitState(core, "BOOTING", "boot");
}

/** Live: the broker was asked as a whole; what the boot held back it holds no more. */
export function endBoot(core: Core): void {
  const { holds } = core.state.ledger.risk;
  if (!holds.isBooting || holds.state !== "BOOTING") return;
  const { state, reason } = standingBy(core, false);
  emitState(core, state, reason ?? READY_AGAIN.BOOTING);
}

/** Why it is READY after another state. */
const READY_AGAIN: Readonly<Record<SystemState, string>> = {
  READY: "",
  PAUSED: "resumed",
  HALTED: "all is up again",
  RECONCILING: "the broker was asked",
  BOOTING: "the broker was asked",
  PROTECT_ONLY: "the journal can grow again",
  FLATTENING: "flat",
};

function emitState(core: Core, to: SystemState, reason: string): void {
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "mode_changed",
    symbol: null,
    trace_id: null,
    from: core.state.ledger.risk.holds.state,
    to,
    reason,
  });
}
