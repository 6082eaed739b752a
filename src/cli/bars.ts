// The files of bars that a command was given, opened and said aloud.

import { counted } from "../analytics/count.js";
import { UserError } from "../engine/errors.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import { openBars } from "../feeds/csv/read.js";
import { sayDescription } from "../feeds/csv/sentence.js";
import type { BarSource, SourceDescription, SourceOptions } from "../feeds/feed.js";
import { countOverlap } from "../feeds/history.js";
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

/** What the flags say of a file. */
export function optionsOf(flags: SourceFlags, instruments: Instruments): SourceOptions {
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

/** Says what a file was taken for, and which rows of it could not be read. */
function sayFile(file: string, description: SourceDescription): void {
  say(`${file}: ${sayDescription(description)}`);
  const { bad, badRows } = description;
  // The sentence names the first; more of them are a list.
  if (badRows < 2) return;
  for (const { line, reason } of bad) say(`  line ${line}: ${reason}`);
  if (badRows > bad.length) say(`  and ${counted(badRows - bad.length, "more", "more")}`);
}

/** Says how many bars were passed over because an earlier file has them as well. */
function sayRepeats(joined: readonly BarSource[], opened: readonly BarSource[]): void {
  for (const { description } of joined) {
    const { symbol } = description.instrument;
    const parts = opened.filter((one) => one.description.instrument.symbol === symbol);
    const known = parts.reduce((sum, one) => sum + one.description.badRows, 0);
    const repeats = description.badRows - known;
    if (repeats === 0) continue;
    say(
      `${symbol}: ${counted(repeats, "bar")} of a time that a file named before has too; dropped`,
    );
  }
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
    sayFile(file, source.description);
    opened.push(source);
  }
  const joined = joinSources(opened);
  sayRepeats(joined, opened);
  return joined;
}

/**
 * Opens the finer bars of the first symbol; null where none were given. Throws a UserError for
 * bars of another symbol, and for bars that do not part the first symbol's evenly.
 */
export async function openDetail(
  file: string | undefined,
  sources: readonly BarSource[],
  flags: SourceFlags,
  instruments: Instruments,
): Promise<BarSource | null> {
  const base = sources[0]?.description;
  if (file === undefined || base === undefined) return null;
  const { timeframe: _, ...sharedFlags } = flags;
  const { symbol } = base.instrument;
  const open = (given: SourceFlags): Promise<BarSource> =>
    openBars(file, optionsOf(given, instruments));
  // Only a file that does not say whose bars it has is taken for the first symbol's.
  const own = file === "-" ? null : await open(sharedFlags);
  const isNamed = own !== null && !own.description.instrument.unknown;
  const detail = isNamed ? own : await open({ ...sharedFlags, symbol });
  sayFile(file, detail.description);
  checkDetail(detail.description, base);
  return detail;
}

function checkDetail(detail: SourceDescription, base: SourceDescription): void {
  const flag = `--detail ${detail.file}`;
  const [own, wanted] = [detail.instrument.symbol, base.instrument.symbol];
  if (own !== wanted) {
    throw new UserError(`${flag}: bars of ${own}, but ${base.file} has ${wanted}; give its bars`);
  }
  if (detail.interval >= base.interval || base.interval % detail.interval !== 0) {
    throw new UserError(
      `${flag}: bars of ${detail.timeframe} do not part bars of ${base.timeframe}; ` +
        "give finer ones, whole times in each",
    );
  }
  if (detail.to < base.from || detail.from >= base.to + base.interval) {
    say(`${flag}: none of its bars falls into the time of ${base.file}; it settles nothing`);
  }
}

/**
 * Opens the bars that warm up and never trade, one source per symbol, and says how many they are.
 * Throws a UserError for bars of a symbol or an interval that the data does not have.
 */
export async function openHistory(
  files: readonly string[],
  sources: readonly BarSource[],
  flags: SourceFlags,
  instruments: Instruments,
): Promise<readonly BarSource[]> {
  const opened: BarSource[] = [];
  for (const file of files) {
    const own = await openBars(file, optionsOf(flags, instruments));
    const [only, ...others] = sources;
    const symbol = others.length === 0 ? only?.description.instrument.symbol : undefined;
    // Only a file that does not say whose bars it has is taken for those of the one symbol.
    const isTaken = own.description.instrument.unknown && symbol !== undefined && file !== "-";
    const named = { ...flags, ...(symbol === undefined ? {} : { symbol }) };
    const source = isTaken ? await openBars(file, optionsOf(named, instruments)) : own;
    sayFile(file, source.description);
    checkHistory(source.description, sources);
    opened.push(source);
  }
  const joined = joinSources(opened);
  sayRepeats(joined, opened);
  for (const history of joined) sayHistory(history, sources);
  return joined;
}

/** The data of which a history holds earlier bars. */
function dataOf(
  { instrument }: SourceDescription,
  sources: readonly BarSource[],
): SourceDescription | undefined {
  const found = sources.find((one) => one.description.instrument.symbol === instrument.symbol);
  return found?.description;
}

function checkHistory(history: SourceDescription, sources: readonly BarSource[]): void {
  const flag = `--history ${history.file}`;
  const data = dataOf(history, sources);
  if (data === undefined) {
    const symbols = sources.map(({ description }) => description.instrument.symbol).join(", ");
    throw new UserError(
      `${flag}: bars of ${history.instrument.symbol}, but the data is of ${symbols}; give its bars`,
    );
  }
  if (data.interval !== history.interval) {
    throw new UserError(
      `${flag}: bars of ${history.timeframe}, but ${data.file} has ${data.timeframe}; ` +
        "give bars of that length",
    );
  }
}

function sayHistory(history: BarSource, sources: readonly BarSource[]): void {
  const { bars, instrument } = history.description;
  const data = dataOf(history.description, sources);
  if (data === undefined) return;
  const dropped = countOverlap(data, history);
  const some = dropped === null ? "those" : counted(dropped, "bar");
  const warming = dropped === null ? "its bars" : counted(bars - dropped, "bar");
  const rest = dropped === 0 ? "" : `; ${some} at or after the first bar of ${data.file} dropped`;
  say(`history of ${instrument.symbol}: ${warming} warm up and never trade${rest}`);
}
