// How a broker is asked: again and again, until its breaker opens.

import {
  ConsecutiveBreaker,
  circuitBreaker,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  handleAll,
  type IPolicy,
  retry,
  wrap,
} from "cockatiel";

/** Failures in a row that open the breaker, and how long it stays open, ms. */
const BREAK_AFTER = 5;
const OPEN_MS = 10_000;

/** Who is told of it. */
export interface ReadingOptions {
  /** A question is put once more. */
  readonly onRetry: () => void;
  /** The breaker has opened, or closed again. */
  readonly onCircuit: (isOpen: boolean, reason: string) => void;
}

/** A way to ask, with a breaker of its own: what failed on one link says nothing of the next. */
export function createReading({ onRetry, onCircuit }: ReadingOptions): IPolicy {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
  });
  const again = retry(handleAll, {
    maxAttempts: 3,
    backoff: new ExponentialBackoff({
      initialDelay: 100,
      maxDelay: 1_000,
      generator: decorrelatedJitterGenerator,
    }),
  });
  again.onRetry(onRetry);
  breaker.onBreak(() => onCircuit(true, "the broker fails again and again"));
  breaker.onReset(() => onCircuit(false, "the broker answers again"));
  return wrap(again, breaker);
}
