// Bytes that were there when they were opened, read as bars but for the last row, which may still
// be written over.

import { UserError } from "../../engine/errors.js";
import type { Bar } from "../../engine/market/bar.js";
import { isPacked, wideName } from "../encoding.js";
import type { SourceDescription } from "../feed.js";
import type { AddedBars, GrowingBars, OpenGrowing } from "../growing.js";
import { type Encoding, lastLineEnd, lastLineStart, textOf, textPieces } from "./raw-lines.js";

/** What bytes were read as. */
export interface OpenedText {
  readonly growing: GrowingBars;
  /** With the last row, though that is not done. */
  readonly description: SourceDescription;
  readonly encoding: Encoding;
  /** The bytes that are done; the last row stands behind them. */
  readonly done: Buffer;
  /** The bar of that row, newer than all others; null where there is none. */
  readonly last: Bar | null;
}

/**
 * Opens bytes as bars.
 * @param isStill what lacks its line end will get none
 * @param interval bar length, ms, where it is known; else null
 * @throws UserError (exit 2) where they hold no bars, or too few to tell their length
 */
export async function openText(
  file: string,
  bytes: Buffer,
  { open, isStill, interval }: { open: OpenGrowing; isStill: boolean; interval: number | null },
): Promise<OpenedText> {
  if (isPacked(bytes)) {
    throw new UserError(`${file}: packed, so it can't be followed; unpack it, or add --speed`);
  }
  const encoding = wideName(bytes.subarray(0, 4));
  const end = isStill ? bytes.length : lastLineEnd(bytes, encoding);
  const lines = bytes.subarray(0, end);
  const read = (part: Buffer) => open(file, textPieces(part, encoding), interval);
  const start = lastLineStart(lines, encoding);
  const part = await opened(() => read(lines.subarray(0, start)));
  if (part?.peek != null && part.description.isIntervalGuessed !== true) {
    const last = peeked(part, lines.subarray(start), encoding);
    const [bar = null] = last.bars;
    if (bar === null || bar.ts > part.description.to) {
      const description = bar === null ? part.description : withBar(part.description, bar);
      return { growing: part, description, encoding, done: lines.subarray(0, start), last: bar };
    }
  }
  const growing = await read(lines);
  const { description } = growing;
  if (description.isIntervalGuessed === true) {
    throw new UserError(
      `${file}: one bar, which does not show how long its bars are; say --timeframe`,
    );
  }
  return { growing, description, encoding, done: lines, last: null };
}

/** The bars of lines that may be written over; a bad row among them is none yet. */
export function peeked(growing: GrowingBars, raw: Buffer, encoding: Encoding): AddedBars {
  try {
    return growing.peek?.(withEnd(textOf(raw, encoding))) ?? NOTHING;
  } catch (error) {
    if (error instanceof UserError) return NOTHING;
    throw error;
  }
}

const NOTHING: AddedBars = { bars: [], bad: [] };

function withEnd(text: Buffer): Buffer {
  return text.at(-1) === 10 ? text : Buffer.concat([text, Buffer.from("\n")]);
}

async function opened(open: () => Promise<GrowingBars>): Promise<GrowingBars | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function withBar(description: SourceDescription, bar: Bar): SourceDescription {
  return {
    ...description,
    bars: description.bars + 1,
    to: bar.ts,
    hasVolume: description.hasVolume || bar.volume > 0,
  };
}
