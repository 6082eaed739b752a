// What every command that reads the configuration does with it before it begins.

import { instrumentsOf } from "../config/instrument-schema.js";
import { type ConfigRequest, type LoadedConfig, loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import type { ClampedConstraint } from "../engine/risk/ceilings.js";
import { clampConstraints } from "../engine/risk/ceilings.js";
import { createStrategy } from "../strategies/index.js";

/** A configuration ready to be run by. */
export interface Setup extends LoadedConfig {
  /** As it was asked for, before the ceilings. */
  readonly asked: Config;
  readonly clamped: readonly ClampedConstraint[];
  readonly instruments: Readonly<Record<string, InstrumentSpec>>;
}

/** Checks what the schema alone cannot: parameters of strategies, and instruments. */
export function checkSetup(loaded: LoadedConfig): Setup {
  const { config: asked } = loaded;
  const { vwap_pullback, orb_retest, mean_reversion } = asked.strategies;
  createStrategy("vwap_pullback", vwap_pullback);
  createStrategy("orb_retest", orb_retest);
  createStrategy("mean_reversion", mean_reversion);
  const instruments = instrumentsOf(asked.instruments);
  const { effective, clamped } = clampConstraints(asked);
  return { ...loaded, asked, config: effective, clamped, instruments };
}

/** The effective configuration, held to the ceilings. Throws UserErrors. */
export async function setUp(request: ConfigRequest): Promise<Setup> {
  return checkSetup(await loadConfig(request));
}
