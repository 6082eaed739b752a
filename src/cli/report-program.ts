// `report` with its options and its help. The command is loaded when called.

import type { Command } from "commander";
import type { ReportFlags } from "./commands/report.js";
import { addGeneral, examples } from "./help.js";
import { addTradeFilters } from "./wanted-trades.js";

const WHAT = `
One HTML file that stands alone: it needs no network, works from disk, is light or dark as the
reader's machine is, and prints. The same journal gives the same file.`;

/** Adds `report`. */
export function addReport(program: Command): void {
  const command = addTradeFilters(
    program
      .command("report")
      .summary("what was traded, as one HTML file")
      .description(
        "Writes a report of what was traded: results, curves, where they come from, what the " +
          "guards were worth, and every trade with its path.",
      ),
  )
    .optionsGroup("What comes out:")
    .requiredOption("--out <file>", "write to this file");
  addGeneral(command).action(async (flags: ReportFlags) => {
    const { report } = await import("./commands/report.js");
    await report(flags);
  });
  command.addHelpText("after", WHAT);
  examples(command, [
    "transmission report --out report.html",
    "transmission report --from 2025-11-01 --strategy orb_retest --out november.html",
  ]);
}
