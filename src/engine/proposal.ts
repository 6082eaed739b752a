// What a strategy may hand back. A strategy can be anyone's, so its answer is checked before it
// becomes a signal.

/** Shows a value to a person without calling anything on it. */
function shown(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "function" ? "a function" : String(value);
}

/**
 * The fault of what a strategy returned, as the end of a sentence that begins with the
 * strategy's name, or null when it is a sound proposal. Null and undefined propose nothing.
 */
export function checkProposal(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object" || Array.isArray(value)) {
    return `returned ${shown(value)}; return null or { side, stop, target }`;
  }
  const side = "side" in value ? value.side : undefined;
  if (side !== "long" && side !== "short" && side !== "exit") {
    return side === undefined
      ? "returned no side; return long, short or exit"
      : `returned side ${shown(side)}; return long, short or exit`;
  }
  const stop = "stop" in value ? value.stop : undefined;
  if (side !== "exit" && (typeof stop !== "number" || !Number.isFinite(stop))) {
    return stop === undefined || stop === null
      ? `returned ${side} without a stop; give the initial stop price`
      : `returned stop ${shown(stop)}; give the initial stop as a finite price`;
  }
  const target = "target" in value ? (value.target ?? null) : null;
  if (target !== null && (typeof target !== "number" || !Number.isFinite(target))) {
    return `returned target ${shown(target)}; give a finite price, or null for none`;
  }
  const confidence = "confidence" in value ? (value.confidence ?? null) : null;
  if (
    confidence !== null &&
    !(typeof confidence === "number" && confidence >= 0 && confidence <= 1)
  ) {
    return `returned confidence ${shown(confidence)}; give a number from 0 to 1`;
  }
  return null;
}
