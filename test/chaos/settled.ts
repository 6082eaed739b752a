// When nothing is in doubt.

import type { Status } from "./engine-process.js";

/** What an engine says of itself once nothing more comes of itself, without a bar. */
export function isSettled({ state, orders, positions }: Status): boolean {
  return (
    state === "READY" &&
    orders.every((order) => order.state === "WORKING" || order.state === "PARTIAL") &&
    // One whose stops were refused is on its way out, which takes a bar to be over.
    positions.every(
      ({ protection, trade_state }) => protection === "PROTECTED" || trade_state === "EXITING",
    )
  );
}
