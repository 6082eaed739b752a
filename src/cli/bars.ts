// The files of bars that a command was given, opened and said aloud.

import type { InstrumentSpec } from "../engine/market/roots.js";
import { openBars } from "../feeds/csv/read.js";
import { sayDescription } from "../feeds/csv/sentence.js";
import type { BarSource, SourceOptions } from "../feeds/feed.js";
import { joinSources } from "../feeds/join.js";
import { say } from "./terminal.js";

/** What the command line says of the files. */
export interface SourceFlags {
  readonly symbol?: string;
  readonly tz?: string;
  readonly label?: "open" | "close";
  readonly timeframe?: string;
  readonly priceScale?: number;
  readonly strict?: true;
}

type Instruments = Readonly<Record<string, InstrumentSpec>>;

function optionsOf(flags: SourceFlags, instruments: Instruments): SourceOptions {
  const { symbol, tz, label, timeframe, priceScale, strict } = flags;
  return {
    ...(symbol === undefined ? {} : { symbol }),
    ...(tz === undefined ? {} : { tz }),
    ...(label === undefined ? {} : { label }),
    ...(timeframe === undefined ? {} : { timeframe }),
    ...(priceScale === undefined ? {} : { priceScale }),
    ...(strict === undefined ? {} : { strict }),
    instruments,
  };
}

/** Opens the files, one source per symbol, and says what each was taken for. */
export async function openSources(
  files: readonly string[],
  flags: SourceFlags,
  instruments: Instruments,
): Promise<readonly BarSource[]> {
  const opened: BarSource[] = [];
  for (const file of files) {
    const source = await openBars(file, optionsOf(flags, instruments));
    say(`${file}: ${sayDescription(source.description)}`);
    opened.push(source);
  }
  return joinSources(opened);
}

/** Opens the finer bars of the first symbol; null where none were given. */
export async function openDetail(
  file: string | undefined,
  sources: readonly BarSource[],
  flags: SourceFlags,
  instruments: Instruments,
): Promise<BarSource | null> {
  if (file === undefined) return null;
  const { timeframe: _, ...sharedFlags } = flags;
  const symbol = sources[0]?.description.instrument.symbol;
  const given = symbol === undefined ? sharedFlags : { ...sharedFlags, symbol };
  const [detail] = await openSources([file], given, instruments);
  return detail ?? null;
}
