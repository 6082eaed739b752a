// The port through which bars come in. A feed turns outside data into batches of plain numbers
// and names what it could not parse; it knows nothing of the engine's state.

import type { Bar } from "../engine/market/bar.js";
import type { InstrumentSpec } from "../engine/market/roots.js";

/** Bars as columns. The arrays may be reused by the next batch; only `length` rows count. */
export interface BarBatch {
  length: number;
  /** Open time of each interval, UTC epoch ms, strictly rising. */
  ts: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** 0 where the data has none. */
  volume: Float64Array;
}

/** One bar of a batch. */
export function barAt(batch: BarBatch, at: number): Bar {
  return {
    ts: batch.ts[at] as number,
    open: batch.open[at] as number,
    high: batch.high[at] as number,
    low: batch.low[at] as number,
    close: batch.close[at] as number,
    volume: batch.volume[at] as number,
  };
}

/** A row that was dropped. */
export interface BadRow {
  /** 1-based line in the file. */
  readonly line: number;
  readonly reason: string;
}

/** What was recognised in a file, known before the first bar is handed out. */
export interface SourceDescription {
  /** The path as the user gave it; `-` is standard input. */
  readonly file: string;
  /** The dialect as a person would say it, e.g. `TradingView export`. */
  readonly format: string;
  readonly instrument: InstrumentSpec;
  /** Bar interval, ms, and its name, e.g. `1m`. */
  readonly interval: number;
  readonly timeframe: string;
  /** The data has too few bars to tell, so the interval is a guess. */
  readonly isIntervalGuessed?: boolean;
  /** IANA zone or offset the stamps were read in, and how that is known. */
  readonly zone: string;
  readonly zoneSource: "flag" | "file" | "dialect" | "default";
  /** The file names the zone itself; else offsets or instants in it tell. */
  readonly isZoneNamed?: boolean;
  /** Whether the file stamps a bar at its open or its close. */
  readonly label: "open" | "close";
  readonly bars: number;
  /** Places where the market was open and bars are missing. */
  readonly gaps: number;
  /** Bars among them that only repeat a price while the market is closed; none when absent. */
  readonly closedFlats?: number;
  /** Other bars in those hours, but of stocks; nothing fills on them. None when absent. */
  readonly closedTraded?: number;
  /** All rows dropped, and the first of them (at most 20). */
  readonly badRows: number;
  readonly bad: readonly BadRow[];
  /** Rows that were out of order and were sorted in. */
  readonly sortedRows: number;
  readonly hasVolume: boolean;
  /** `ts` of the first and last bar. */
  readonly from: number;
  readonly to: number;
}

/** Bars of one symbol, in order of time. */
export interface BarSource {
  readonly description: SourceDescription;
  /** The next batch (at most 4,096 bars), or null at the end. */
  next(): Promise<BarBatch | null>;
  /** All its bars at once, where they are in memory; what it hands out is not affected. */
  whole?(): BarBatch;
}

/** What the user said of the files, because a file can't. */
export interface SourceOptions {
  readonly symbol?: string;
  /** IANA zone of stamps without one. */
  readonly tz?: string;
  readonly label?: "open" | "close";
  /** Bar interval, e.g. `1m`, `4h`, `1d`. */
  readonly timeframe?: string;
  /** Prices in the file are divided by this. */
  readonly priceScale?: number;
  /** Refuse a file with any bad or misplaced row. */
  readonly strict?: boolean;
  /** The user's own instruments by symbol. */
  readonly instruments?: Readonly<Record<string, InstrumentSpec>>;
}
