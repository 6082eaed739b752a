// What hands out the bars of one file: from memory, or from a second reading.

import { UserError } from "../../engine/errors.js";
import type { BarBatch, BarSource, SourceDescription } from "../feed.js";
import { type BarBlock, type BarTable, type BlockFeed, createBlock } from "./table.js";

/** Bars that are in memory. */
export class MemorySource implements BarSource {
  readonly description: SourceDescription;
  private readonly table: BarTable;
  private at = 0;

  constructor(description: SourceDescription, table: BarTable) {
    this.description = description;
    this.table = table;
  }

  next(): Promise<BarBatch | null> {
    return Promise.resolve(this.table.blocks[this.at++] ?? null);
  }

  whole(): BarBatch {
    return this.table.whole();
  }
}

/** Bars that are too many for memory: every batch is in the same arrays. */
export class StreamedSource implements BarSource {
  readonly description: SourceDescription;
  private readonly open: () => Promise<BlockFeed>;
  private readonly shift: number;
  private readonly block = createBlock();
  private feed: BlockFeed | null = null;
  private isOver = false;
  private bars = 0;
  private latest = -Infinity;

  /**
   * @param open begins to read, when the first bar is asked for
   * @param shift is taken from every stamp, ms
   */
  constructor(description: SourceDescription, open: () => Promise<BlockFeed>, shift: number) {
    this.description = description;
    this.open = open;
    this.shift = shift;
  }

  async next(): Promise<BarBatch | null> {
    if (this.isOver) return null;
    this.feed ??= await this.open();
    const { block } = this;
    await this.feed.fill(block);
    this.check(block);
    if (block.length > 0) return block;
    this.isOver = true;
    await this.feed.close();
    return null;
  }

  /** What is read now must be what was described. */
  private check(block: BarBlock): void {
    const { ts, length } = block;
    let { latest } = this;
    let isRising = true;
    for (let at = 0; at < length; at++) {
      const stamp = (ts[at] as number) - this.shift;
      isRising &&= stamp > latest;
      latest = stamp;
      ts[at] = stamp;
    }
    this.latest = latest;
    this.bars += length;
    const { bars } = this.description;
    if (!isRising || this.bars > bars || (length === 0 && this.bars < bars)) {
      throw changedFile(this.description.file);
    }
  }
}

/** Someone wrote to the file between its two readings. */
export function changedFile(file: string): UserError {
  return new UserError(`${file}: changed while it was read; try again when nothing writes to it`);
}
