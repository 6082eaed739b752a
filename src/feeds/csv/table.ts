import type { BarBatch } from "../feed.js";

/** Rows of a block, and so of a batch. */
export const BLOCK_ROWS = 4096;

const COLUMNS = ["ts", "open", "high", "low", "close", "volume"] as const;
const COLUMN_BYTES = BLOCK_ROWS * Float64Array.BYTES_PER_ELEMENT;
const LINE_BYTES = BLOCK_ROWS * Uint32Array.BYTES_PER_ELEMENT;
const BLOCK_BYTES = COLUMNS.length * COLUMN_BYTES + LINE_BYTES;

/** Memory for so many blocks is asked for at once: a large piece comes clean and untouched. */
const PIECE_BLOCKS = 16;

/** A batch of one file: at most `BLOCK_ROWS` bars. */
export interface BarBlock extends BarBatch {
  /** Where in the file the rows stand that are earlier than one before them; no use of others. */
  readonly line: Uint32Array;
  /** The memory of all columns, in one piece. */
  readonly memory: Uint8Array;
}

/** Bars that come block by block. */
export interface BlockFeed {
  /** Puts the next bars into the block; fewer than `BLOCK_ROWS` are the last. */
  fill(block: BarBlock): Promise<void>;
  close(): Promise<void>;
}

/** An empty block, with memory of its own or in a larger piece. */
export function createBlock(piece = new ArrayBuffer(BLOCK_BYTES), from = 0): BarBlock {
  const column = (at: number) => new Float64Array(piece, from + at * COLUMN_BYTES, BLOCK_ROWS);
  return {
    length: 0,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    line: new Uint32Array(piece, from + COLUMNS.length * COLUMN_BYTES, BLOCK_ROWS),
    memory: new Uint8Array(piece, from, BLOCK_BYTES),
  };
}

/** The bars of one file in memory, as blocks that are full but for the last. */
export class BarTable {
  blocks: BarBlock[] = [];

  private piece = new ArrayBuffer(BLOCK_BYTES);
  private taken = 0;

  /** An empty block for the bars that come next. */
  spare(): BarBlock {
    if (this.taken === this.piece.byteLength) {
      this.piece = new ArrayBuffer(PIECE_BLOCKS * BLOCK_BYTES);
      this.taken = 0;
    }
    const block = createBlock(this.piece, this.taken);
    this.taken += BLOCK_BYTES;
    return block;
  }

  get length(): number {
    const last = this.blocks.at(-1);
    return last === undefined ? 0 : (this.blocks.length - 1) * BLOCK_ROWS + last.length;
  }

  /** Brings the rows into order of time; rows of one time stay in order of lines. */
  sort(): void {
    const { length } = this;
    const ts = this.column("ts");
    const order = new Uint32Array(length).map((_, at) => at);
    // The newest first is the usual disorder, and turning it round costs less than sorting.
    if (isFalling(ts)) order.reverse();
    else order.sort((a, b) => (ts[a] as number) - (ts[b] as number) || a - b);
    for (const name of [...COLUMNS, "line"] as const) {
      const from = name === "ts" ? ts : this.column(name);
      this.blocks.forEach((block, which) => {
        const start = which * BLOCK_ROWS;
        for (let at = 0; at < block.length; at++) {
          block[name][at] = from[order[start + at] as number] as number;
        }
      });
    }
  }

  /** Drops every row whose time the row before it has; `dropped` hears of its line. */
  dropRepeats(dropped: (line: number) => void): void {
    let kept = 0;
    let latest = Number.NaN;
    for (const block of this.blocks) {
      for (let at = 0; at < block.length; at++) {
        if (block.ts[at] === latest) {
          dropped(block.line[at] as number);
          continue;
        }
        latest = block.ts[at] as number;
        const to = this.blocks[Math.floor(kept / BLOCK_ROWS)] as BarBlock;
        const place = kept % BLOCK_ROWS;
        kept++;
        for (const name of COLUMNS) to[name][place] = block[name][at] as number;
      }
    }
    this.blocks.length = Math.ceil(kept / BLOCK_ROWS);
    this.blocks.forEach((block, which) => {
      block.length = Math.min(BLOCK_ROWS, kept - which * BLOCK_ROWS);
    });
  }

  /** All rows in one piece. */
  whole(): BarBatch {
    const [ts, open, high] = [this.column("ts"), this.column("open"), this.column("high")];
    const [low, close, volume] = [this.column("low"), this.column("close"), this.column("volume")];
    return { length: ts.length, ts, open, high, low, close, volume };
  }

  private column(name: (typeof COLUMNS)[number] | "line"): Float64Array {
    const column = new Float64Array(this.length);
    this.blocks.forEach((block, which) => {
      column.set(block[name].subarray(0, block.length), which * BLOCK_ROWS);
    });
    return column;
  }
}

function isFalling(ts: Float64Array): boolean {
  for (let at = 1; at < ts.length; at++) {
    if ((ts[at] as number) >= (ts[at - 1] as number)) return false;
  }
  return true;
}
