// Why nothing is entered, or why something would be: every guard's word on an entry made now, and
// which strategies want the market as it is.

import { dryRun } from "../engine/control/dry-run.js";
import { bootSymbol, type Core } from "../engine/core.js";
import { fromSteps, toNumber } from "../engine/market/instrument.js";
import type { DryRun } from "./session.js";

/** How far away the stop of the entry is that is only asked about, in ATRs. */
const STOP_ATRS = 2;

/** A strategy, and whether it wants the regime as it is. */
export interface StrategyRow {
  readonly name: string;
  /** None where it wants any. */
  readonly regimes: readonly string[];
  readonly fits: boolean;
  /** Null while it runs; why it is switched off. */
  readonly off: string | null;
}

/** What would become of an entry that is made now. */
export interface WhyView {
  readonly symbol: string;
  /** Decision time, ISO-8601 UTC. */
  readonly ts: string;
  readonly price: number;
  /** The asked entry's distance to its stop, price. */
  readonly stop_distance: number;
  readonly regime: string;
  readonly strategies: readonly StrategyRow[];
  /** A person's entry, which declares no regime and counts as no trend entry. */
  readonly long: DryRun;
  readonly short: DryRun;
}

/** Asks about a symbol by its name; null where there is none, or it has had no bar. */
export function whyView(core: Core, symbol: string): WhyView | null {
  const index = core.boot.symbols.findIndex(({ instrument }) => instrument.symbol === symbol);
  const market = core.state.views[index]?.market;
  if (market === undefined || Number.isNaN(market.close)) return null;
  const { instrument } = bootSymbol(core, index);
  const tick = toNumber(instrument.tick);
  const atr = Number.isFinite(market.dmi.atr) ? market.dmi.atr : tick;
  const least = core.config.constraints.min_stop_ticks * tick;
  const distance = Math.max(least, Math.ceil((STOP_ATRS * atr) / tick) * tick);
  const ask = (side: "long" | "short"): DryRun => {
    const stop = side === "long" ? market.close - distance : market.close + distance;
    const { qtyLots, riskMoney, verdicts } = dryRun(core, {
      ...{ type: "signal", symbol: index, ts: core.state.now, origin: "hand" },
      ...{ strategy: "hand", side, stop, target: null, qty: null },
    });
    return { qty: fromSteps(qtyLots, instrument.lot), R: riskMoney, verdicts };
  };
  const { strategies: paces } = core.state.ledger.risk.pace;
  const isOff = (name: string): boolean =>
    paces.some(({ strategy, disabled }) => disabled && strategy === name);
  return {
    symbol,
    ts: new Date(core.state.now).toISOString(),
    price: market.close,
    stop_distance: distance,
    regime: market.regime,
    strategies: core.strategies.map(({ name, regimes }) => ({
      ...{ name, regimes },
      fits: regimes.length === 0 || regimes.includes(market.regime),
      off: isOff(name) ? "too many entries; re-arm it" : null,
    })),
    long: ask("long"),
    short: ask("short"),
  };
}
