// `features`: bars with their indicators as CSV.

import { engineConfigOf } from "../../config/schema.js";
import { selectTimeframes } from "../../engine/fusion.js";
import { createTradingCalendar } from "../../feeds/trading-days.js";
import { writeFeatures } from "../../runtime/features.js";
import { openSources, type SourceFlags } from "../bars.js";
import { setUp } from "../setup.js";
import { type GeneralFlags, print, say } from "../terminal.js";

/** Flags of `features`. */
export interface FeaturesFlags extends GeneralFlags, SourceFlags {
  /** Comma-separated; empty is none. */
  readonly timeframes?: string;
  readonly set?: readonly string[];
}

/** Prints one row per bar. */
export async function features(file: string, flags: FeaturesFlags): Promise<void> {
  const setup = await setUp({ file: flags.config, set: flags.set });
  const [source] = await openSources([file], flags, setup.instruments);
  if (source === undefined) return;
  const { instrument, interval, timeframe } = source.description;
  const named = flags.timeframes
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const isAsked = named !== undefined || setup.explicit("fusion.timeframes");
  const names = named ?? setup.config.fusion.timeframes;
  const { timeframes, dropped } = selectTimeframes(names, interval, isAsked);
  if (dropped.length > 0) {
    const have = dropped.length === 1 ? "has" : "have";
    say(`${dropped.join(" and ")} cannot be built from ${timeframe} bars and ${have} no columns`);
  }
  const config = engineConfigOf(setup.config);
  const calendar = createTradingCalendar(instrument, {
    sessions: config.constraints.sessions,
    earlyCloses: setup.config.early_closes,
  });
  const toJson = flags.json ? jsonLines() : null;
  await writeFeatures(source, { timeframes, config, calendar }, (chunk) =>
    print(toJson === null ? chunk : toJson(chunk)),
  );
}

/** Columns that are text; all others are numbers, or null where not warm. */
const TEXT_COLUMNS = ["ts", "regime"];

/** Turns chunks of whole CSV rows, the header first, into JSON lines. */
function jsonLines(): (chunk: string) => string {
  let columns: string[] | null = null;
  const objectOf = (names: readonly string[], row: string): string => {
    const cells = row.split(",");
    const entries = names.map((name, place): [string, string | number | null] => {
      const text = cells[place] ?? "";
      if (TEXT_COLUMNS.includes(name)) return [name, text];
      return [name, text === "" ? null : Number(text)];
    });
    return JSON.stringify(Object.fromEntries(entries));
  };
  return (chunk) => {
    const rows = chunk.split("\n").filter((row) => row !== "");
    if (columns === null) columns = (rows.shift() ?? "").split(",");
    const names = columns;
    return rows.map((row) => `${objectOf(names, row)}\n`).join("");
  };
}
