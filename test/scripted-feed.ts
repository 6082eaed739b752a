// A live feed over bars in memory, whose time is the engine's.

import type { Bar } from "../src/engine/market/bar.js";
import type { Instrument } from "../src/engine/market/instrument.js";
import type { KnownBars, LiveBar, LiveFeed } from "../src/feeds/live-feed.js";
import type { Deaths } from "./chaos/sim/deaths.js";
import { MINUTE } from "./fixtures.js";
import { sourceOf } from "./harness.js";
import type { VirtualTime } from "./virtual-time.js";

/** What is handed out. */
export interface FeedScript {
  readonly instruments: readonly Instrument[];
  /** By symbol, a minute each. */
  readonly bars: readonly (readonly Bar[])[];
  /** From bar to bar, ms of the machine's time; a quarter of a second without it. */
  readonly gapMs?: number | undefined;
}

/** Where it is handed out. */
export interface FeedWorld {
  readonly time: VirtualTime;
  readonly deaths: Deaths;
  /** Bars up to here came while nobody was there, UTC epoch ms of their open. */
  readonly missedTo?: number | undefined;
}

/** Bars of a script, a moment apart, from the first that is not known. */
export class ScriptedFeed implements LiveFeed {
  readonly descriptions;
  readonly history;
  hasEnded = false;
  lastCloseTs: number | null = null;
  /** Called before a bar is handed out, with its open. */
  beforeBar: (ts: number) => Promise<void> = async () => {};
  readonly #bars: readonly LiveBar[];
  readonly #time: VirtualTime;
  readonly #deaths: Deaths;
  readonly #gapMs: number;
  #at = 0;
  #nowTs: number;

  constructor(
    { bars, instruments, gapMs }: FeedScript,
    known: KnownBars,
    { time, deaths, missedTo = Number.NEGATIVE_INFINITY }: FeedWorld,
  ) {
    const sources = instruments.map((of, i) => sourceOf(bars[i] ?? [], of));
    this.descriptions = sources.map(({ description }) => description);
    this.history = instruments.map((of) => sourceOf([], of));
    this.#time = time;
    this.#deaths = deaths;
    this.#gapMs = gapMs ?? 250;
    const lastOf = (symbol: number): number =>
      known?.get(instruments[symbol]?.symbol ?? "") ?? Number.NEGATIVE_INFINITY;
    this.#bars = bars
      .flatMap((own, symbol) => own.map((bar) => ({ symbol, bar, missed: bar.ts <= missedTo })))
      .filter(({ symbol, bar }) => bar.ts > lastOf(symbol))
      .sort((a, b) => a.bar.ts - b.bar.ts || a.symbol - b.symbol);
    const first = Math.min(...bars.flatMap((own) => own.slice(0, 1).map(({ ts }) => ts)));
    this.#nowTs = Math.max(first, ...[...(known?.values() ?? [])]) + MINUTE;
  }

  /** The close of the last bar. */
  now(): number {
    return this.#nowTs;
  }

  async next(): Promise<readonly LiveBar[] | null> {
    this.#deaths.live();
    await this.#time.sleep(this.#gapMs);
    const bar = this.#bars[this.#at++];
    await this.beforeBar(bar?.bar.ts ?? Number.POSITIVE_INFINITY);
    this.#deaths.at("bar: before");
    if (bar === undefined) {
      this.hasEnded = true;
      return null;
    }
    this.#nowTs = Math.max(this.#nowTs, bar.bar.ts + MINUTE);
    this.lastCloseTs = this.#nowTs;
    return [bar];
  }

  onNotice(): void {}

  async close(): Promise<void> {}
}
