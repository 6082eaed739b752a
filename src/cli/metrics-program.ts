// `metrics` with its options and its help. The commands are loaded when called.

import type { Command } from "commander";
import { choice, hintOf } from "./choice.js";
import type { MetricsFlags } from "./commands/metrics.js";
import type { MetricsExportFlags } from "./commands/metrics-export.js";
import { addGeneral, addHelp, examples } from "./help.js";
import { addTradeFilters } from "./wanted-trades.js";

function addSource(command: Command): Command {
  return addTradeFilters(
    command
      .optionsGroup("What is counted:")
      .option(
        "--trades <file>",
        "a trades CSV, as `replay --trades` writes it; our own journal without",
      ),
  );
}

/** Adds `metrics` and `metrics export`. */
export function addMetrics(program: Command): void {
  const metrics = addSource(
    program
      .command("metrics")
      .summary("what the trades add up to, and why")
      .description("Shows what the closed trades add up to, and where it comes from."),
  );
  addGeneral(metrics)
    .allowExcessArguments()
    .action(async (flags: MetricsFlags, { args: [word] }: Command) => {
      if (word === undefined) return (await import("./commands/metrics.js")).showMetrics(flags);
      const names = metrics.commands.map((command) => command.name());
      metrics.error(`unknown command '${word}'${hintOf(word, names)}`);
    });
  const out = addSource(
    metrics
      .command("export")
      .description("Writes the metrics of what was traded as JSON, CSV or for Prometheus."),
  )
    .optionsGroup("What comes out:")
    .addOption(
      choice("--format <format>", "how it is written", ["json", "csv", "prometheus"]).default(
        "json",
      ),
    )
    .option("--all", "performance and attribution beside the metrics")
    .option("--out <file>", "write to this file instead of standard output");
  addGeneral(out).action(async (flags: MetricsExportFlags) => {
    const { exportMetrics } = await import("./commands/metrics-export.js");
    await exportMetrics(flags);
  });
  examples(out, [
    "transmission metrics export --from 2025-11-17",
    "transmission metrics export --trades trades.csv --all --out metrics.json",
    "transmission metrics export --format prometheus --strategy orb_retest",
  ]);
  examples(metrics, [
    "transmission metrics",
    "transmission metrics --symbol MNQ --regime TREND --from 2025-11-01",
    "transmission metrics --trades trades.csv | less",
    "transmission metrics export --format csv",
  ]);
  addHelp(metrics);
}
