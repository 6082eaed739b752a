// The port through which a live feed reads rows that are added to text whose format is known.

import type { Bar } from "../engine/market/bar.js";
import type { BadRow, BarBatch, SourceDescription } from "./feed.js";

/** What was found in lines that were added. */
export interface AddedBars {
  /** In order of lines, which need not be that of time; a time may have been seen before. */
  readonly bars: readonly Bar[];
  readonly bad: readonly BadRow[];
}

/** Bars of text that grows. */
export interface GrowingBars {
  /** Of what was there when it was opened. */
  readonly description: SourceDescription;
  /** What was there when it was opened, in order of time; the arrays are the reader's own. */
  readonly batches: readonly BarBatch[];
  /**
   * Reads whole lines with their ends that stand behind those so far; null where the format has to
   * be read anew as a whole.
   * @throws UserError on a bad row of a reader that is strict
   */
  readonly add: ((lines: Buffer) => AddedBars) | null;
  /** The same of lines that may be written over: the next lines stand in their place. */
  readonly peek: ((lines: Buffer) => AddedBars) | null;
}

/**
 * Opens text, UTF-8 in whole lines without a mark, as bars.
 * @param file its path as the user gave it; `-` is standard input
 * @param interval bar length, ms, where it is known from before; else null
 * @throws UserError (exit 2) where nothing in it is usable
 */
export type OpenGrowing = (
  file: string,
  text: Iterable<Buffer>,
  interval: number | null,
) => Promise<GrowingBars>;
