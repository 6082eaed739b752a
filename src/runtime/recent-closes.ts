// The last closes of each symbol, for charts.

/** Keeps so many closes of each symbol. */
export class RecentCloses {
  readonly #rings: readonly Float64Array[];
  readonly #counts: number[];

  constructor(symbols: number, kept: number) {
    this.#rings = Array.from({ length: symbols }, () => new Float64Array(kept));
    this.#counts = this.#rings.map(() => 0);
  }

  note(symbol: number, close: number): void {
    const ring = this.#rings[symbol];
    const count = this.#counts[symbol];
    if (ring === undefined || count === undefined) return;
    ring[count % ring.length] = close;
    this.#counts[symbol] = count + 1;
  }

  /** The last ones, oldest first, at most `limit`; and how many there have been. */
  read(symbol: number, limit: number): { count: number; closes: number[] } {
    const ring = this.#rings[symbol];
    const count = this.#counts[symbol] ?? 0;
    if (ring === undefined) return { count: 0, closes: [] };
    const length = Math.min(limit, count, ring.length);
    const closes = Array.from(
      { length },
      (_, place) => ring[(count - length + place) % ring.length] as number,
    );
    return { count, closes };
  }
}
