// A live engine on the screen. The engine does not need it: a terminal that goes away takes
// nothing with it.

import { plain } from "../analytics/figures.js";
import { systemClock } from "../runtime/clock.js";
import type { LiveRun } from "../runtime/live.js";
import type { LiveSession, Snapshot } from "../runtime/session.js";
import { curveLines } from "./curve.js";
import { endingOf } from "./exit.js";
import type { RunFlags } from "./live-run.js";
import { isColorful, say } from "./terminal.js";

/** Labels of the curve. */
const LABELS = { label: 6, places: 2 };

function isOnScreen({ headless, json, feed = [] }: RunFlags): boolean {
  if (headless === true || json === true || process.env.TERM === "dumb") return false;
  return process.stdout.isTTY === true && (process.stdin.isTTY === true || feed.includes("-"));
}

/** What becomes of what is open when the trader leaves. */
function farewell({ positions, orders, broker }: Snapshot): string | null {
  const name = broker?.name ?? "the broker";
  if (positions.length > 0) {
    const which = positions.map(({ symbol, side, qty }) => `${symbol} ${side} ${plain(qty, 0)}`);
    return `${which.join(", ")} stays open; its stop rests at ${name}, nobody manages it`;
  }
  return orders.length > 0 ? `orders rest on at ${name}` : null;
}

/**
 * Shows the engine until the trader leaves, which stops it; false where there is no terminal that
 * can be taken, or where it went away: then the engine runs on.
 */
export async function showLive(
  session: LiveSession,
  flags: RunFlags,
  run: LiveRun,
): Promise<boolean> {
  if (!isOnScreen(flags)) return false;
  const [{ openCockpit }, { Terminal }] = await Promise.all([
    import("../tui/cockpit.js"),
    import("../tui/terminal.js"),
  ]);
  let isGone = false;
  let leave = (): void => {};
  const asked = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const terminal = Terminal.open({
    isInputTaken: (flags.feed ?? []).includes("-"),
    onCrash: (error) => {
      const { message, code } = endingOf(error, "run", flags.debug === true);
      say(message);
      process.exitCode = code;
    },
    onSignal: (name) => {
      if (name === "SIGHUP") isGone = true;
      leave();
    },
  });
  if (terminal === null) return false;
  let sayRest = (): void => {};
  try {
    const cockpit = await openCockpit({
      ...{ mode: "live", session, clock: systemClock },
      terminal: {
        ...{ screen: terminal.screen },
        get size() {
          return terminal.size;
        },
        onKeys: (take) => terminal.onKeys(take),
        onResize: (take) => terminal.onResize(take),
        suspend: () => terminal.suspend(),
        onGone: (take) => {
          terminal.onGone(() => {
            isGone = true;
            take();
          });
        },
      },
      plot: (results, columns, rows) => curveLines(results, columns, { rows, ...LABELS }),
      isColorful: isColorful(process.stdout),
      onQuit: farewell,
    });
    await Promise.race([cockpit.left, asked, run.finished]).finally(() => cockpit.close());
  } finally {
    sayRest = terminal.close();
  }
  if (isGone) return false;
  sayRest();
  await run.stop();
  return true;
}
