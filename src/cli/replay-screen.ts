// A replay on the screen: when there is one, what it looks like before and after.

import type { Clock } from "../runtime/clock.js";
import type { ReplaySession } from "../runtime/replay-session.js";
import { curveLines } from "./curve.js";
import { endingOf } from "./exit.js";
import { isColorful, say } from "./terminal.js";

/** Minute bars pass at ten a second: fast enough to go on with, slow enough to follow. */
const SCREEN_SPEED = 600;
/** Closes kept of each symbol for its chart. */
export const KEPT_CLOSES = 1_024;
/** Labels of the curve. */
const LABELS = { label: 6, places: 2 };

interface ScreenFlags {
  readonly json?: true;
  readonly headless?: true;
  readonly debug?: true;
  readonly speed?: number | "max";
}

/** Whether a replay of these files is shown on the terminal. */
export function isOnScreen(files: readonly string[], flags: ScreenFlags): boolean {
  if (flags.json === true || flags.headless === true) return false;
  return process.stdout.isTTY === true && (process.stdin.isTTY === true || files.includes("-"));
}

/**
 * Shows a replay until the trader leaves. False where there is no terminal that can be taken.
 * Throws what ended the run otherwise.
 */
export async function showReplay(
  session: ReplaySession,
  files: readonly string[],
  flags: ScreenFlags,
  clock: Clock,
): Promise<boolean> {
  const [{ openCockpit }, { Terminal }] = await Promise.all([
    import("../tui/cockpit.js"),
    import("../tui/terminal.js"),
  ]);
  const terminal = Terminal.open({
    isInputTaken: files.includes("-"),
    onCrash: (error) => {
      const { message, code } = endingOf(error, "replay", flags.debug === true);
      say(message);
      process.exitCode = code;
    },
  });
  if (terminal === null) return false;
  try {
    const cockpit = await openCockpit({
      session,
      terminal,
      clock,
      plot: (results, columns, rows) => curveLines(results, columns, { rows, ...LABELS }),
      isColorful: isColorful(process.stdout),
      speed: flags.speed === "max" ? null : (flags.speed ?? SCREEN_SPEED),
    });
    const failed = session.finished.then(() => cockpit.left);
    await Promise.race([cockpit.left, failed]).finally(() => cockpit.close());
  } finally {
    terminal.close();
  }
  await session.submit({ command_id: "screen-left", command: "stop" });
  await session.finished;
  const { replay, positions } = await session.snapshot();
  if (replay.ended) return true;
  const open = positions.length === 0 ? "" : "; what was open is not counted";
  say(`stopped after ${replay.bars} of ${replay.total_bars} bars${open}`);
  return true;
}
