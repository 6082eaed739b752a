// What rests at the broker for a position once the engine has ended, in words.

import type { Snapshot } from "../runtime/session.js";

type RestingPosition = Pick<Snapshot["positions"][number], "protection" | "stop">;

/** Says what protects a position that nobody watches any more. */
export function restWords({ protection, stop }: RestingPosition): string {
  switch (protection) {
    case "PROTECTED":
      return `its stop at ${stop} rests`;
    case "NAKED":
      return "NO STOP WORKS";
    default:
      return "whether it is still there, and its stop, only the broker knows";
  }
}
