// How often someone may ask: a token bucket for each, in bounded memory.

/** What a limit is made of. */
export interface RateLimitOptions {
  /** So many at once, and so many within `perMs` in the long run. */
  readonly most: number;
  readonly perMs: number;
  /** A clock that only goes forward, ms. */
  readonly monotonicMs: () => number;
  /** Askers remembered; the one that has not asked for longest is forgotten first. */
  readonly mostAskers: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** A limit on each of many askers. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** The one that asked last is last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Takes one request. 0 where it may go on, else the ms after which the next one may. */
  take(asker: string): number {
    const { most, perMs, monotonicMs, mostAskers } = this.#options;
    const now = monotonicMs();
    const known = this.#buckets.get(asker) ?? { tokens: most, atMs: now };
    const tokens = Math.min(most, known.tokens + ((now - known.atMs) * most) / perMs);
    const isAllowed = tokens >= 1;
    this.#buckets.delete(asker);
    this.#buckets.set(asker, { tokens: isAllowed ? tokens - 1 : tokens, atMs: now });
    if (this.#buckets.size > mostAskers) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return isAllowed ? 0 : Math.ceil(((1 - tokens) * perMs) / most);
  }
}
