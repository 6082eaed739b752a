// From a command as a person gives it (symbols by name, decimals) to what the engine takes
// (symbols by index, ticks and lots), or why that is not possible.

import type { Core } from "../engine/core.js";
import type { EngineCommand, SignalEvent } from "../engine/event.js";
import { nearestSteps } from "../engine/market/instrument.js";
import { matchInstrument } from "../engine/market/roots.js";
import { lotsLeft } from "../engine/trade/by-hand.js";
import type { liveCommandSchema } from "./live-command.js";

type Parsed = ReturnType<typeof liveCommandSchema.parse>;
/** What the engine does with what is open, with strategies, or with itself. */
export type Acting = Exclude<Parsed, { command: "stop" | "mood" | "signal" | "reload_calendar" }>;

/** Why a request cannot become an event. */
export interface Impossible {
  readonly code: string;
  readonly message: string;
}

function unknownSymbol(core: Core, name: string): Impossible {
  const known = core.boot.symbols.map(({ instrument }) => instrument.symbol).join(", ");
  return { code: "unknown_symbol", message: `there is no ${name} in this run; it has ${known}` };
}

function indexOf(core: Core, name: string): number {
  // `MNQZ5` and the like mean the instrument of their root, as everywhere else.
  const wanted = matchInstrument(name, {})?.symbol ?? name.toUpperCase();
  return core.boot.symbols.findIndex(({ instrument }) => instrument.symbol === wanted);
}

/** The engine's form of a command. */
export function engineCommandOf(core: Core, command: Acting): EngineCommand | Impossible {
  switch (command.command) {
    case "pause":
      return { name: "pause" };
    case "resume":
      return { name: "resume" };
    case "rearm":
      return { name: "rearm", strategy: command.strategy };
    case "cancel":
      return cancelOf(core, command.client_order_id);
    default:
      break;
  }
  if (command.symbol === undefined) return { name: "flatten", symbol: null };
  const symbol = indexOf(core, command.symbol);
  if (symbol < 0) return unknownSymbol(core, command.symbol);
  if (command.command === "flatten") return { name: "flatten", symbol };
  const ledger = core.state.ledger.symbols[symbol];
  if (ledger === undefined) return unknownSymbol(core, command.symbol);
  if (command.command === "move_stop") {
    const { tick } = ledger.instrument;
    return { name: "move_stop", symbol, priceTicks: nearestSteps(command.price, tick) };
  }
  // What an exit takes off already is as good as gone: half, asked for twice, is no whole.
  const left = lotsLeft(core, symbol);
  const qtyLots = Math.ceil((left * (command.pct ?? 100)) / 100 - 1e-9);
  return { name: "close", symbol, qtyLots };
}

function cancelOf(core: Core, clientOrderId: string): EngineCommand | Impossible {
  const symbol = core.state.ledger.symbols.findIndex(({ orders }) =>
    orders.some((order) => order.clientOrderId === clientOrderId),
  );
  if (symbol >= 0) return { name: "cancel", symbol, clientOrderId };
  return {
    code: "unknown_order",
    message: `there is no working order '${clientOrderId}'; see \`status\``,
  };
}

/** A person's, or a webhook's, signal as an event. `ts` is its decision time. */
export function signalOf(
  core: Core,
  command: Extract<Parsed, { command: "signal" }>,
  ts: number,
): SignalEvent | Impossible {
  const symbol = indexOf(core, command.symbol);
  if (symbol < 0) return unknownSymbol(core, command.symbol);
  if (command.side !== "exit" && command.stop === undefined) {
    return { code: "no_stop", message: "an entry needs its stop; give --stop" };
  }
  if (Number.isNaN(core.state.views[symbol]?.market.close ?? Number.NaN)) {
    return { code: "no_price", message: `no bar of ${command.symbol} has come yet` };
  }
  return {
    ...{ type: "signal", symbol, ts, origin: command.origin },
    strategy: command.tag ?? command.origin,
    side: command.side,
    stop: command.stop ?? null,
    target: command.target ?? null,
    qty: command.qty ?? null,
  };
}
