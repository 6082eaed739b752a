import { performance } from "node:perf_hooks";

/** The one port to the machine's clocks. */
export interface Clock {
  /** Wall clock, UTC epoch ms. */
  nowMs(): number;
  /** Never runs backwards; its zero means nothing. */
  monotonicMs(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
