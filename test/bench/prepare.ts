// A replay as the command line would make it: the default configuration, the built-in strategies.

import { createReplayVenue } from "../../src/brokers/replay/venue.js";
import { checkSetup } from "../../src/cli/setup.js";
import { type ConfigLayer, resolveConfig } from "../../src/config/load.js";
import { engineConfigOf } from "../../src/config/schema.js";
import { openBars } from "../../src/feeds/csv/read.js";
import { systemClock } from "../../src/runtime/clock.js";
import type { ReplayOptions } from "../../src/runtime/replay-options.js";
import { prepareReplay } from "../../src/runtime/replay-setup.js";
import { createStrategy } from "../../src/strategies/index.js";

/** What may differ from the default. */
interface Change {
  /** Values of the configuration as a tree. */
  readonly values?: ConfigLayer["values"];
  /** As after `--without`: names of guards. */
  readonly without?: readonly string[];
}

/** The options of a replay of one file. */
export async function prepareDefault(file: string, change: Change = {}): Promise<ReplayOptions> {
  const { config, clamped } = checkSetup(
    resolveConfig([{ source: "bench", values: change.values ?? {} }]),
  );
  const { enabled, ...parameters } = config.strategies;
  const { options } = await prepareReplay({
    sources: [await openBars(file, {})],
    config: engineConfigOf(config),
    clamped,
    earlyCloses: config.early_closes,
    timeframesAsked: false,
    strategies: enabled.map((name) => ({
      strategy: createStrategy(name, parameters[name]),
      source: "built-in",
    })),
    signals: [],
    unguarded: false,
    without: change.without ?? [],
    detail: null,
    from: null,
    to: null,
    clock: systemClock,
    createVenue: createReplayVenue,
  });
  return options;
}
