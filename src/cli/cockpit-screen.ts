// The cockpit of a live engine on this terminal, whether the engine is in this process or another.

import type { Config } from "../config/schema.js";
import { systemClock } from "../runtime/clock.js";
import type { LiveSession, Snapshot } from "../runtime/session.js";
import type { CockpitOptions } from "../tui/cockpit.js";
import type { Standing } from "../tui/standing.js";
import { curveLines } from "./curve.js";
import { endingOf } from "./exit.js";
import { saveText } from "./output-file.js";
import { isColorful, say } from "./terminal.js";

/** Labels of the curve. */
const LABELS = { label: 6, places: 2 };

/** What is to be shown, and how it ends. */
export interface ScreenRequest {
  /** The command that shows it. */
  readonly command: "run" | "attach";
  readonly session: LiveSession;
  readonly standing: Standing;
  /** What the trader is asked before they leave while something is open; null asks nothing. */
  readonly onQuit: (snapshot: Snapshot) => string | null;
  /** Standard input carries bars, so that keys come from the terminal itself. */
  readonly isInputTaken: boolean;
  readonly isDebugged: boolean;
  /** How it looks, and how the trader is called when something is grave. */
  readonly cockpit: Config["cockpit"];
  /** Nothing but ASCII is drawn, whatever is configured. */
  readonly isAscii: boolean;
  /** Ends it, too. */
  readonly over: Promise<void>;
}

/**
 * How it ended: there was no terminal to take, the trader left, the terminal went away, the program
 * was asked to end, or what was shown is over.
 */
export type ScreenEnd = "unseen" | "left" | "gone" | "asked" | "over";

/** Whether the terminal of this process can show anything. */
export function hasScreen(isInputTaken: boolean): boolean {
  if (process.env.TERM === "dumb") return false;
  return process.stdout.isTTY === true && (process.stdin.isTTY === true || isInputTaken);
}

/** How the screen is to look, on this process's terminal. */
export function lookOf(
  { theme, background, ascii }: Config["cockpit"],
  isAscii: boolean,
): CockpitOptions["look"] {
  return {
    ...{ theme, background, isAscii: isAscii || ascii },
    isColorful: isColorful(process.stdout),
  };
}

/** What stands between this process and the terminal. */
function multiplexer(): "tmux" | "screen" | null {
  if ((process.env.TMUX ?? "") !== "") return "tmux";
  return (process.env.STY ?? "") === "" ? null : "screen";
}

/** Shows it until it ends. Rejects with what ended `over`. */
export async function showCockpit(request: ScreenRequest): Promise<ScreenEnd> {
  const { command, session, standing, onQuit, isInputTaken, isDebugged, over } = request;
  const { bell, osc9 } = request.cockpit;
  const [{ openCockpit }, { Terminal }] = await Promise.all([
    import("../tui/cockpit.js"),
    import("../tui/terminal.js"),
  ]);
  const state: { end: ScreenEnd } = { end: "left" };
  let leave = (): void => {};
  const asked = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const endBy = (how: ScreenEnd): void => {
    // A terminal that is gone cannot be given back, whatever else there is.
    if (state.end !== "gone") state.end = how;
    leave();
  };
  const terminal = Terminal.open({
    isInputTaken,
    onCrash: (error) => {
      const { message, code } = endingOf(error, command, isDebugged);
      say(message);
      process.exitCode = code;
    },
    onSignal: (name) => endBy(name === "SIGHUP" ? "gone" : "asked"),
  });
  if (terminal === null) return "unseen";
  let sayRest = (): void => {};
  const port: CockpitOptions["terminal"] = {
    ...{ screen: terminal.screen },
    get size() {
      return terminal.size;
    },
    onKeys: (take) => terminal.onKeys(take),
    onResize: (take) => terminal.onResize(take),
    suspend: () => terminal.suspend(),
    onGone: (take) => {
      terminal.onGone(() => {
        endBy("gone");
        take();
      });
    },
  };
  try {
    const cockpit = await openCockpit({
      ...{ mode: "live", session, standing, clock: systemClock, terminal: port, onQuit },
      plot: (results, columns, rows) => curveLines(results, columns, { rows, ...LABELS }),
      save: saveText,
      look: lookOf(request.cockpit, request.isAscii),
      alerts: { bell, osc9, multiplexer: multiplexer() },
    });
    const done = over.then(() => {
      if (state.end === "left") state.end = "over";
    });
    await Promise.race([cockpit.left, asked, done]).finally(() => cockpit.close());
  } finally {
    sayRest = terminal.close();
  }
  // Whoever does not read any more must not keep us from what comes next.
  if (state.end !== "gone") sayRest();
  return state.end;
}
