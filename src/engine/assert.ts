/** Thrown by a failed assertion: a programmer's error, never the user's. */
class AssertionError extends Error {
  constructor(message: string) {
    super(`assertion failed: ${message}`);
    this.name = "AssertionError";
  }
}

/** Stays on in production: a broken invariant must crash into recovery, not trade on. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}
