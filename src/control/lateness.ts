// An engine that hung finds what was asked of it meanwhile, by whoever has stopped waiting.

import type { Context } from "hono";
import { systemClock } from "../runtime/clock.js";
import type { LiveCommand } from "../runtime/session.js";
import { UNTIL_HEADER } from "./transport.js";

/** How it is refused. */
export const TOO_LATE = {
  code: "too_late",
  message: "nothing was done: whoever asked has stopped waiting; ask again",
} as const;

/** To get out and to hold is never too late. */
const ALWAYS: ReadonlySet<LiveCommand["command"]> = new Set(["flatten", "pause"]);

/** Whether nobody waits for a command any more, as its request says in `x-transmission-until`. */
export function isTooLate(c: Context, { command }: LiveCommand): boolean {
  const until = Number(c.req.header(UNTIL_HEADER) ?? Number.POSITIVE_INFINITY);
  return !ALWAYS.has(command) && systemClock.nowMs() > until;
}
