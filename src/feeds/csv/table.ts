import type { BarBatch } from "../feed.js";

const FIRST_ROWS = 4096;
const NAMES = ["ts", "open", "high", "low", "close", "volume", "line"] as const;

type Columns = Record<(typeof NAMES)[number], Float64Array>;

function columnsOf(rows: number): Columns {
  const make = () => new Float64Array(rows);
  return {
    ts: make(),
    open: make(),
    high: make(),
    low: make(),
    close: make(),
    volume: make(),
    line: make(),
  };
}

/** The bars of one file, whole in memory, as columns that grow. */
export class BarTable {
  length = 0;
  columns: Columns = columnsOf(FIRST_ROWS);

  /** Makes room for one more row. */
  reserve(): void {
    if (this.length < this.columns.ts.length) return;
    const wider = columnsOf(this.columns.ts.length * 2);
    for (const name of NAMES) wider[name].set(this.columns[name]);
    this.columns = wider;
  }

  /** Brings the rows into order of time; rows of one time stay in order of lines. */
  sort(): void {
    const { ts } = this.columns;
    const order = new Uint32Array(this.length).map((_, at) => at);
    order.sort((a, b) => (ts[a] as number) - (ts[b] as number) || a - b);
    const sorted = columnsOf(this.length);
    for (const name of NAMES) {
      const from = this.columns[name];
      const to = sorted[name];
      for (let at = 0; at < order.length; at++) to[at] = from[order[at] as number] as number;
    }
    this.columns = sorted;
  }

  /** Drops every row whose time the row before it has; `dropped` hears of its line. */
  dropRepeats(dropped: (line: number) => void): void {
    const { ts, line } = this.columns;
    let kept = Math.min(1, this.length);
    for (let at = 1; at < this.length; at++) {
      if (ts[at] === ts[kept - 1]) {
        dropped(line[at] as number);
        continue;
      }
      if (kept !== at) for (const name of NAMES) this.move(name, at, kept);
      kept++;
    }
    this.length = kept;
  }

  /** The rows [from, to) as a view. */
  batch(from: number, to: number): BarBatch {
    const { ts, open, high, low, close, volume } = this.columns;
    return {
      length: to - from,
      ts: ts.subarray(from, to),
      open: open.subarray(from, to),
      high: high.subarray(from, to),
      low: low.subarray(from, to),
      close: close.subarray(from, to),
      volume: volume.subarray(from, to),
    };
  }

  private move(name: (typeof NAMES)[number], from: number, to: number): void {
    this.columns[name][to] = this.columns[name][from] as number;
  }
}
