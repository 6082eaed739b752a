/** One bar. `ts` is the interval's open time, UTC epoch ms; prices as the data has them. */
export interface Bar {
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}
