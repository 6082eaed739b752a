import type { Regime } from "../strategy.js";

/** A signal as the guards see it. Prices in price, `stop` already on the grid. */
export interface EntrySignal {
  readonly symbol: number;
  readonly origin: "strategy" | "file" | "webhook" | "hand";
  readonly strategy: string;
  /** Regimes its strategy declares; empty asks for none in particular. */
  readonly regimes: readonly Regime[];
  readonly trend: boolean;
  readonly side: "long" | "short";
  readonly stop: number;
  readonly stopTicks: number;
  readonly targetTicks: number | null;
  /** Close of the bar it fell on. */
  readonly price: number;
  readonly askedQty: number | null;
}

/** What a guard saw when it objected, by name. */
export type Inputs = Record<string, unknown>;

/** All that object, in order, with what each saw. */
export interface Objections {
  readonly guards: string[];
  readonly inputs: Record<string, Inputs>;
}
