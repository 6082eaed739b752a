// A replay on the screen: when there is one, what it looks like before and after.

import { counted } from "../analytics/count.js";
import { plain } from "../analytics/figures.js";
import type { Config } from "../config/schema.js";
import type { Clock } from "../runtime/clock.js";
import type { ReplaySession } from "../runtime/replay-session.js";
import { lookOf } from "./cockpit-screen.js";
import { curveLines } from "./curve.js";
import { endingOf } from "./exit.js";
import { saveText } from "./output-file.js";
import { say } from "./terminal.js";

/** Minute bars pass at ten a second: fast enough to go on with, slow enough to follow. */
const SCREEN_SPEED = 600;
/** Closes kept of each symbol for its chart. */
export const KEPT_CLOSES = 1_024;
/** Labels of the curve. */
const LABELS = { label: 6, places: 2 };

interface ScreenFlags {
  readonly json?: true;
  readonly headless?: true;
  readonly ascii?: true;
  readonly debug?: true;
  readonly speed?: number | "max";
}

/** Whether a replay of these files is shown on the terminal. */
export function isOnScreen(files: readonly string[], flags: ScreenFlags): boolean {
  if (flags.json === true || flags.headless === true || process.env.TERM === "dumb") return false;
  return process.stdout.isTTY === true && (process.stdin.isTTY === true || files.includes("-"));
}

/** What is shown. */
export interface ShownReplay {
  readonly session: ReplaySession;
  readonly files: readonly string[];
  readonly flags: ScreenFlags;
  readonly clock: Clock;
  /** How it looks. */
  readonly cockpit: Config["cockpit"];
  /** The same replay from its beginning; null where it can't be had again. */
  readonly again: (() => Promise<ReplaySession>) | null;
}

/** The session that was shown last, and what there is left to say once the terminal is free. */
export interface ReplayEnd {
  readonly session: ReplaySession;
  readonly sayRest: () => void;
}

/**
 * Shows a replay until the trader leaves; null where there is no terminal that can be taken. Throws
 * what ended the run otherwise.
 */
export async function showReplay({
  session: first,
  files,
  flags,
  clock,
  cockpit: configured,
  again,
}: ShownReplay): Promise<ReplayEnd | null> {
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
  if (terminal === null) return null;
  let session = first;
  let startTs: number | null = null;
  let speed = flags.speed === "max" ? null : (flags.speed ?? SCREEN_SPEED);
  try {
    for (;;) {
      // It may fail before anybody waits for it below.
      session.finished.catch(() => {});
      const cockpit = await openCockpit({
        ...{ mode: "replay", session, terminal, clock, startTs, canRewind: again !== null },
        plot: (results, columns, rows) => curveLines(results, columns, { rows, ...LABELS }),
        save: saveText,
        look: lookOf(configured, flags.ascii === true),
        speed,
      });
      const failed = session.finished.then(() => cockpit.left);
      startTs = await Promise.race([cockpit.left, failed]).finally(() => cockpit.close());
      await session.submit({ command_id: "screen-left", command: "stop" });
      await session.finished;
      if (startTs === null || again === null) break;
      ({ speed = null } = (await session.snapshot()).replay ?? {});
      session = await again();
    }
  } catch (error) {
    terminal.close()();
    throw error;
  }
  const sayRest = terminal.close();
  const { replay, positions } = await session.snapshot();
  const sayAll = (): void => {
    sayRest();
    if (replay === null || replay.ended) return;
    const open = positions.length === 0 ? "" : "; what was open is not counted";
    say(`stopped after ${plain(replay.bars, 0)} of ${counted(replay.total_bars, "bar")}${open}`);
  };
  return { session, sayRest: sayAll };
}
