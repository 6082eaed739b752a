// The guards, in the order of SPEC 7. Every one is asked, also after the first that objects, so
// that the record names all that stood in the way. A guard answers with the inputs it saw when it
// objects, and with null when it lets the signal pass.

import {
  accountDayOf,
  bootSymbol,
  type Core,
  type Guard,
  isLive,
  isOn,
  ledgerOf,
  viewOf,
} from "../core.js";
import { askGate } from "../fusion.js";
import { toNumber } from "../market/instrument.js";
import type { SymbolLedger } from "../orders/ledger.js";
import { type Answer, priceCollarAnswer, spreadLimitAnswer } from "./collar.js";
import type { EntrySignal, Inputs, Objections } from "./entry-signal.js";
import { governorObjection } from "./governor.js";
import {
  circuitObjection,
  haltedObjection,
  pausedObjection,
  reconcileObjection,
  staleObjection,
} from "./live-guards.js";
import { newsObjection } from "./news.js";
import { loopObjection, orderRateObjection } from "./pace.js";
import { sessionObjection } from "./session-times.js";
import { TRIPWIRE_RULES } from "./tripwire-state.js";
import { tripwireObjection } from "./tripwires.js";

/** What a guard says of a signal. */
export interface Verdict {
  readonly guard: string;
  readonly ok: boolean;
  /** What it saw: always where it objects. */
  readonly inputs: Inputs;
}

const GUARDS: readonly Guard[] = [
  ["paused", pausedObjection],
  ["halted", haltedObjection],
  ["reconcile_hold", reconcileObjection],
  ["outside_session", sessionObjection],
  ["stale_data", staleObjection],
  ["bad_print", badPrint],
  ["position_open", positionOpen],
  ["news_blackout", newsObjection],
  ["regime", regime],
  ["htf_gate", htfGate],
  ["tripwire_day", (core) => tripwireObjection(core, "tripwire_day")],
  ["tripwire_week", (core) => tripwireObjection(core, "tripwire_week")],
  ["tripwire_red_days", (core) => tripwireObjection(core, "tripwire_red_days")],
  ["daily_loss_limit", (core) => tripwireObjection(core, "daily_loss_limit")],
  ["governor", governorObjection],
  ["constraint:max_trades_per_day", maxTradesPerDay],
  ["constraint:max_trades_per_week", maxTradesPerWeek],
  ["constraint:max_open_positions", maxOpenPositions],
  ["constraint:max_spread_ticks", (core) => objectionIn(spreadLimitAnswer(core))],
  ["constraint:max_order_rate_per_min", orderRateObjection],
  ["constraint:min_stop_ticks", minStopTicks],
  ["constraint:allowed_symbols", allowedSymbols],
  ["duplicate", duplicate],
  ["loop", loopObjection],
  ["stop_side", stopSide],
  ["price_collar", (core, signal) => objectionIn(priceCollarAnswer(core, signal))],
  ["circuit_open", circuitObjection],
];

/** Asked in a live run alone, where nothing switches the first four of them off. */
const LIVE_ONLY: ReadonlySet<string> = new Set([
  ...["paused", "halted", "reconcile_hold", "circuit_open"],
  "stale_data",
]);

/** What a live run asks whatever is switched off: a hold that stands is lifted by its own rule. */
const ALWAYS_LIVE: ReadonlySet<string> = new Set([
  ...["paused", "halted", "reconcile_hold", "circuit_open", "governor"],
  ...TRIPWIRE_RULES,
]);

function isAsked(core: Core, guard: string): boolean {
  if (guard === "position_open") return true;
  if (isLive(core)) return ALWAYS_LIVE.has(guard) || isOn(core, guard);
  return !LIVE_ONLY.has(guard) && isOn(core, guard);
}

/** What a guard objects; what cannot apply to the feed passes. */
function objectionIn(answer: Answer): Inputs | null {
  return typeof answer === "string" ? null : answer;
}

/** Ceilings of the size: they cut and never refuse by themselves, and can be switched off too. */
const SIZE_CEILINGS = ["max_contracts", "max_notional_pct"] as const;

/** All names `--without` takes. */
export const GUARD_NAMES: readonly string[] = [
  ...GUARDS.map(([name]) => name).filter(
    (name) => name !== "position_open" && !LIVE_ONLY.has(name),
  ),
  ...SIZE_CEILINGS.map((name) => `constraint:${name}`),
  "entry_drift",
];

/**
 * Asks every guard of a signal; without guards only whether the symbol is taken and, live, what no
 * switch lifts.
 */
export function askGuards(core: Core, signal: EntrySignal): Objections {
  const guards: string[] = [];
  const seen: Inputs[] = [];
  core.guards ??= GUARDS.filter(([name]) => isAsked(core, name));
  const asked = core.guards;
  for (let i = 0; i < asked.length; i++) {
    const guard = asked[i] as Guard;
    const objection = guard[1](core, signal);
    if (objection === null) continue;
    guards.push(guard[0]);
    seen.push(objection);
  }
  return { guards, inputs: byName(guards, seen) };
}

/** Apart from the asking: every new company of guards is a new shape of object. */
function byName(guards: readonly string[], seen: readonly Inputs[]): Record<string, Inputs> {
  const inputs: Record<string, Inputs> = {};
  for (let i = 0; i < guards.length; i++) inputs[guards[i] as string] = seen[i] as Inputs;
  return inputs;
}

/** What each guard says of a signal, those that let it pass too; in their order. */
export function verdictsOf(core: Core, signal: EntrySignal): Verdict[] {
  return GUARDS.map(([guard, ask]) => {
    if (!isAsked(core, guard)) return { guard, ok: true, inputs: { asked: false } };
    if (guard === "constraint:max_spread_ticks" && spreadLimitAnswer(core) === "not_applicable") {
      return { guard, ok: true, inputs: { not_applicable: true } };
    }
    const seen = ask(core, signal);
    return { guard, ok: seen === null, inputs: seen ?? {} };
  });
}

/** Guards that hold back any entry in a symbol, whatever it is. An open position does not. */
const STANDING: readonly [
  name: string,
  ask: (core: Core, signal: Pick<EntrySignal, "symbol">) => Inputs | null,
][] = [
  ["paused", pausedObjection],
  ["halted", haltedObjection],
  ["reconcile_hold", reconcileObjection],
  ["outside_session", sessionObjection],
  ["stale_data", staleObjection],
  ["news_blackout", newsObjection],
  ["tripwire_day", (core) => tripwireObjection(core, "tripwire_day")],
  ["tripwire_week", (core) => tripwireObjection(core, "tripwire_week")],
  ["tripwire_red_days", (core) => tripwireObjection(core, "tripwire_red_days")],
  ["daily_loss_limit", (core) => tripwireObjection(core, "daily_loss_limit")],
  ["governor", governorObjection],
  ["constraint:max_trades_per_day", maxTradesPerDay],
  ["constraint:max_trades_per_week", maxTradesPerWeek],
  ["constraint:allowed_symbols", allowedSymbols],
  ["circuit_open", circuitObjection],
];

/** The first guard that would refuse every entry in a symbol now, or null. */
export function standingObjection(core: Core, symbol: number): string | null {
  const found = STANDING.find(
    ([name, ask]) => isAsked(core, name) && ask(core, { symbol }) !== null,
  );
  return found?.[0] ?? null;
}

function badPrint(core: Core, signal: EntrySignal): Inputs | null {
  const view = viewOf(core, signal.symbol);
  if (view.badPrintAtr === null) return null;
  const { open, previousClose: last_close } = view.market;
  return { open, last_close, atr: view.badPrintAtr, limit_atr: core.config.bad_print_atr };
}

function positionOpen(core: Core, signal: EntrySignal): Inputs | null {
  const symbol = ledgerOf(core, signal.symbol);
  if (symbol.position !== null) return { position: symbol.position.tradeId };
  if (symbol.entry !== null) return { entry: symbol.entry.clientOrderId };
  const unknown = symbol.orders.find(({ state }) => state === "UNKNOWN");
  return unknown === undefined ? null : { unknown: unknown.clientOrderId };
}

function regime(core: Core, signal: EntrySignal): Inputs | null {
  const current = viewOf(core, signal.symbol).market.regime;
  if (signal.regimes.length === 0 || signal.regimes.includes(current)) return null;
  return { regime: current, wanted: [...signal.regimes] };
}

function htfGate(core: Core, signal: EntrySignal): Inputs | null {
  const { fusion } = core.config;
  const { market } = viewOf(core, signal.symbol);
  const asked = signal.origin === "strategy" ? signal.trend : fusion.gate_signals;
  if (!fusion.enabled || !asked) return null;
  const answer = askGate(market, fusion, signal.side);
  return answer.pass ? null : answer.inputs;
}

function workingEntries(core: Core): number {
  const { symbols } = core.state.ledger;
  let working = 0;
  for (let i = 0; i < symbols.length; i++) {
    const { entry, position } = symbols[i] as SymbolLedger;
    if (entry !== null && position === null) working++;
  }
  return working;
}

function maxTradesPerDay(core: Core): Inputs | null {
  const { ledger } = core.state;
  const today = ledger.countDay === accountDayOf(core).ordinal ? ledger.tradesToday : 0;
  const limit = core.config.constraints.max_trades_per_day;
  const trades = today + workingEntries(core);
  return trades < limit ? null : { trades, limit };
}

function maxTradesPerWeek(core: Core): Inputs | null {
  const { ledger } = core.state;
  const week = ledger.countWeek === accountDayOf(core).week ? ledger.tradesThisWeek : 0;
  const limit = core.config.constraints.max_trades_per_week;
  const trades = week + workingEntries(core);
  return trades < limit ? null : { trades, limit };
}

function maxOpenPositions(core: Core): Inputs | null {
  let positions = workingEntries(core);
  for (const { position } of core.state.ledger.symbols) if (position !== null) positions++;
  const limit = core.config.constraints.max_open_positions;
  return positions < limit ? null : { positions, limit };
}

function stopDistance(signal: EntrySignal): number {
  return signal.side === "long" ? signal.price - signal.stop : signal.stop - signal.price;
}

function minStopTicks(core: Core, signal: EntrySignal): Inputs | null {
  const { tick } = bootSymbol(core, signal.symbol).instrument;
  const ticks = Math.abs(stopDistance(signal)) / toNumber(tick);
  const limit = core.config.constraints.min_stop_ticks;
  return ticks >= limit - 1e-6 ? null : { stop_ticks: ticks, limit };
}

function allowedSymbols(core: Core, signal: Pick<EntrySignal, "symbol">): Inputs | null {
  const allowed = core.config.constraints.allowed_symbols;
  const { symbol } = bootSymbol(core, signal.symbol).instrument;
  return allowed === null || allowed.includes(symbol) ? null : { symbol };
}

function duplicate(core: Core, signal: EntrySignal): Inputs | null {
  const { symbol } = bootSymbol(core, signal.symbol).instrument;
  const last = core.state.ledger.risk.pace.notes.findLast(
    ({ symbol: of, side, stop }) => of === symbol && side === signal.side && stop === signal.stop,
  );
  if (last === undefined) return null;
  const age = core.state.now - last.ts;
  return age > core.config.duplicate_window_s * 1000 ? null : { age_ms: age };
}

function stopSide(_core: Core, signal: EntrySignal): Inputs | null {
  return stopDistance(signal) > 0 ? null : { stop: signal.stop, price: signal.price };
}
