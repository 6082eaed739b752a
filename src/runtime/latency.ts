// Time per bar, as a histogram of fixed size: exact to 0.05 µs below 100 µs, to 1 µs below 10 ms;
// what lies above is kept one by one, because it is rare and worth seeing.

const FINE_US = 0.05;
const FINE_PER_US = 20;
const FINE_BINS = 2_000;
const COARSE_US = 1;
const COARSE_BINS = 10_000;
const MOST_KEPT = 10_000;

/** Percentiles in µs; null before the first bar. */
export interface LatencySummary {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly p9999: number | null;
  readonly max: number | null;
}

/** Collects durations in µs. */
export class LatencyHistogram {
  readonly #fine = new Uint32Array(FINE_BINS);
  readonly #coarse = new Uint32Array(COARSE_BINS);
  readonly #above: number[] = [];
  #count = 0;
  #max = 0;

  add(us: number): void {
    this.#count++;
    if (us > this.#max) this.#max = us;
    if (us < FINE_BINS * FINE_US) {
      const fine = (us * FINE_PER_US) | 0;
      this.#fine[fine] = (this.#fine[fine] as number) + 1;
      return;
    }
    const coarse = Math.floor(us / COARSE_US);
    if (coarse < COARSE_BINS) this.#coarse[coarse] = (this.#coarse[coarse] as number) + 1;
    else if (this.#above.length < MOST_KEPT) this.#above.push(us);
  }

  /** Upper edge of the bin that holds the share `q` of the durations. */
  #percentile(q: number): number | null {
    if (this.#count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (let bin = 0; bin < FINE_BINS; bin++) {
      seen += this.#fine[bin] as number;
      if (seen >= rank) return Math.min(this.#max, Math.round((bin + 1) * FINE_US * 100) / 100);
    }
    for (let bin = 0; bin < COARSE_BINS; bin++) {
      seen += this.#coarse[bin] as number;
      if (seen >= rank) return Math.min(this.#max, (bin + 1) * COARSE_US);
    }
    const above = [...this.#above].sort((a, b) => a - b);
    return above[rank - seen - 1] ?? this.#max;
  }

  summary(): LatencySummary {
    return {
      p50: this.#percentile(0.5),
      p99: this.#percentile(0.99),
      p999: this.#percentile(0.999),
      p9999: this.#percentile(0.9999),
      max: this.#count === 0 ? null : this.#max,
    };
  }
}
