// A live engine of this process on the screen. The engine does not need it: a terminal that goes
// away takes nothing with it, and a trader who leaves with something open leaves it in good hands.

import { plain } from "../analytics/figures.js";
import type { Config } from "../config/schema.js";
import type { LiveRun } from "../runtime/live.js";
import { ownSeatOf, type ScreenSeats } from "../runtime/screen-seats.js";
import type { LiveSession, Snapshot } from "../runtime/session.js";
import { hasScreen, showCockpit } from "./cockpit-screen.js";
import type { RunFlags } from "./live-run.js";
import { say } from "./terminal.js";

/** What it is called among the screens of the engine. */
const OWN_SCREEN = "own";

/**
 * What is to be done once the screen is over: go on without one, go on without one because the
 * terminal is gone, end, or hand what is open over to an engine without a screen.
 */
export type LiveEnd = "go_on" | "gone" | "end" | "hand_over";

/** Whether anything is open that has to be looked after. */
function isOpen({ positions, orders }: Snapshot): boolean {
  return positions.length > 0 || orders.length > 0;
}

/** What is open, in words. */
export function openWords({ positions, orders }: Snapshot): string {
  const held = positions.map(({ symbol, side, qty }) => `${symbol} ${side} ${qty}`);
  if (held.length > 0) return held.join(", ");
  if (orders.length === 0) return "nothing";
  return `${plain(orders.length, 0)} working order${orders.length === 1 ? "" : "s"}`;
}

/** Shows the engine until the trader leaves, it ends, or the terminal goes away. */
export async function showLive(
  session: LiveSession,
  flags: RunFlags,
  run: LiveRun,
  { seats, cockpit }: { readonly seats: ScreenSeats; readonly cockpit: Config["cockpit"] },
): Promise<LiveEnd> {
  const isInputTaken = (flags.feed ?? []).includes("-");
  if (flags.headless === true || flags.json === true || !hasScreen(isInputTaken)) return "go_on";
  const seat = ownSeatOf(seats, OWN_SCREEN);
  let isOthers = false;
  const end = await showCockpit({
    ...{ command: "run", session, isInputTaken, isDebugged: flags.debug === true },
    cockpit,
    isAscii: flags.ascii === true,
    // An engine of one's own ends by itself or not at all.
    standing: {
      seat,
      isViewOnly: false,
      isAttached: false,
      isWorthWaiting: () => true,
      isBusy: () => run.isBusy,
    },
    onQuit: (snapshot) => {
      if (!isInputTaken) return null;
      const why = "bars come on standard input, so the engine stays here, without a screen";
      return `${openWords(snapshot)}: ${why}`;
    },
    over: run.finished,
  }).finally(() => {
    isOthers = !seat.isInControl;
    seats.leave(OWN_SCREEN);
  });
  if (end === "unseen") return "go_on";
  if (end === "gone") return "gone";
  if (end !== "left" || run.isStopping) return "end";
  return leaveOf({ isOpen: isOpen(await session.snapshot()), isOthers, isInputTaken });
}

/**
 * What becomes of an engine whose trader leaves its screen: it ends where nothing is open and no
 * other screen is in control; else it goes on without this one.
 */
export function leaveOf(left: {
  readonly isOpen: boolean;
  /** Another screen is in control. */
  readonly isOthers: boolean;
  readonly isInputTaken: boolean;
}): LiveEnd {
  if (!left.isOpen && !left.isOthers) {
    say("nothing was open, so the engine ends with its screen; `transmission run` starts it again");
    return "end";
  }
  return left.isInputTaken ? "go_on" : "hand_over";
}
