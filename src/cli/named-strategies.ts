// The strategies that a run is to trade by.

import type { NamedStrategy } from "../runtime/replay-setup.js";
import { loadStrategyFile } from "../runtime/strategy-file.js";
import { createStrategy } from "../strategies/index.js";
import type { Setup } from "./setup.js";

/** Built-in strategies carry no hash of their source: the same run is the same in every version. */
export const BUILT_IN_SOURCE = "built-in";

/** What trades: a file of either kind replaces the built-in strategies. */
export async function strategiesOf(
  flags: { readonly strategy?: string; readonly signals?: string },
  { config }: Setup,
): Promise<NamedStrategy[]> {
  if (flags.strategy !== undefined) return [await loadStrategyFile(flags.strategy)];
  if (flags.signals !== undefined) return [];
  const { enabled, ...parameters } = config.strategies;
  return enabled.map((name) => ({
    strategy: createStrategy(name, parameters[name]),
    source: BUILT_IN_SOURCE,
  }));
}
