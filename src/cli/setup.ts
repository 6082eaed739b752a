// What every command that reads the configuration does with it before it begins.

import { instrumentsOf, symbolNamed } from "../config/instrument-schema.js";
import { type ConfigRequest, type LoadedConfig, loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { type InstrumentSpec, matchInstrument } from "../engine/market/roots.js";
import type { ClampedConstraint } from "../engine/risk/ceilings.js";
import { clampConstraints } from "../engine/risk/ceilings.js";
import { builtInStrategies, createStrategy } from "../strategies/index.js";

/** A configuration ready to be run by. */
export interface Setup extends LoadedConfig {
  /** Whole, but before the ceilings. */
  readonly asked: Config;
  readonly clamped: readonly ClampedConstraint[];
  readonly instruments: Readonly<Record<string, InstrumentSpec>>;
}

type Strategies = Config["strategies"];

/** Whether the configuration has parameters for a strategy. */
function isBuiltIn(
  name: string,
  strategies: Strategies,
): name is Exclude<keyof Strategies, "enabled"> {
  return name !== "enabled" && Object.hasOwn(strategies, name);
}

/**
 * Checks what the schema alone cannot (parameters of strategies, and instruments), fills in the
 * parameters that were left out, and applies the ceilings.
 */
export function checkSetup(loaded: LoadedConfig): Setup {
  const { config: asked } = loaded;
  const strategies = { ...asked.strategies };
  for (const { name, defaults } of builtInStrategies) {
    if (!isBuiltIn(name, strategies)) continue;
    createStrategy(name, strategies[name]);
    strategies[name] = { ...defaults, ...strategies[name] };
  }
  const instruments = instrumentsOf(asked.instruments, asked.account.currency);
  const whole = { ...asked, strategies };
  const { effective, clamped } = clampConstraints(whole);
  const allowed = effective.constraints.allowed_symbols?.map((name) =>
    symbolNamed("constraints.allowed_symbols", name, instruments),
  );
  const { day } = effective.account;
  const config = {
    ...effective,
    constraints: { ...effective.constraints, allowed_symbols: allowed ?? null },
    // An instrument that nobody described may be meant: whether it is loaded is seen later.
    account: {
      ...effective.account,
      day: day === null ? null : (matchInstrument(day, instruments)?.symbol ?? day),
    },
  };
  return { ...loaded, asked: whole, config, clamped, instruments };
}

/** The effective configuration, held to the ceilings. Throws UserErrors. */
export async function setUp(request: ConfigRequest): Promise<Setup> {
  return checkSetup(await loadConfig(request));
}
