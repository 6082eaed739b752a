// The bundled days as the command line runs them by default, with every step of them.

import { createReplayVenue } from "../src/brokers/replay/venue.js";
import { resolveConfig } from "../src/config/load.js";
import { engineConfigOf } from "../src/config/schema.js";
import type { BootEvent } from "../src/engine/event.js";
import { openBars } from "../src/feeds/csv/read.js";
import { prepareReplay } from "../src/runtime/replay-setup.js";
import { createStrategy } from "../src/strategies/index.js";
import { stillClock } from "./harness.js";
import { type RecordedStep, record } from "./recorded.js";

/** Steps of `replays/mnq-3day.csv`, the boot's first. */
export async function bundledRun(): Promise<{ boot: BootEvent; steps: RecordedStep[] }> {
  const { config } = resolveConfig([]);
  const { options } = await prepareReplay({
    sources: [await openBars("replays/mnq-3day.csv", {})],
    config: engineConfigOf(config),
    clamped: [],
    earlyCloses: config.early_closes,
    timeframesAsked: false,
    strategies: config.strategies.enabled.map((name) => ({
      strategy: createStrategy(name, config.strategies[name]),
      source: "built-in",
    })),
    signals: [],
    unguarded: false,
    without: [],
    detail: null,
    from: null,
    to: null,
    clock: stillClock,
    createVenue: createReplayVenue,
  });
  const { steps } = await record(options);
  return { boot: options.boot, steps };
}
