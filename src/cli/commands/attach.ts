// `attach`: the cockpit on an engine that is running already, in another process.

import { randomBytes } from "node:crypto";
import type { Config } from "../../config/schema.js";
import { dataFolder } from "../../config/store.js";
import { mayComeBack, openRemoteSession } from "../../control/remote-session.js";
import { UserError } from "../../engine/errors.js";
import type { LiveSession } from "../../runtime/session.js";
import { hasScreen, showCockpit } from "../cockpit-screen.js";
import { endingOf } from "../exit.js";
import { setUp } from "../setup.js";
import { type GeneralFlags, say } from "../terminal.js";

/** What is left behind, which may be another engine than the one that was come to. */
async function farewell(session: LiveSession): Promise<string> {
  try {
    const { engine } = await session.snapshot();
    return `the engine (pid ${engine.pid}) goes on without this screen`;
  } catch {
    return "the engine does not answer; look with `transmission status`";
  }
}

/** A configuration that is broken keeps nobody from an engine. */
async function cockpitOf(flags: AttachFlags): Promise<Config["cockpit"]> {
  try {
    return (await setUp({ file: flags.config })).config.cockpit;
  } catch (error) {
    say(endingOf(error, "attach", false).message);
    return { theme: "default", background: "dark", ascii: false, bell: false, osc9: false };
  }
}

/** How long an engine that does not answer any more is waited for, ms. */
const PATIENCE_MS = 60_000;

/** Flags of `attach`. */
export interface AttachFlags extends GeneralFlags {
  /** Only look. */
  readonly view?: true;
  readonly ascii?: true;
}

/** Shows the running engine until the trader leaves; the engine goes on. Throws UserErrors. */
export async function attach(flags: AttachFlags): Promise<void> {
  const folder = await dataFolder();
  const screen = `attach-${process.pid}-${randomBytes(4).toString("hex")}`;
  const isViewOnly = flags.view === true;
  const session = openRemoteSession({ folder, screen, isViewOnly });
  try {
    await session.snapshot();
    if (!hasScreen(false)) {
      throw new UserError(
        "attach needs a terminal for the cockpit; `transmission status` prints what it shows",
      );
    }
    let lost: unknown = null;
    const end = await showCockpit({
      ...{ command: "attach", session, isInputTaken: false, isDebugged: flags.debug === true },
      standing: {
        ...{ seat: session.seat, isViewOnly, isAttached: true },
        isWorthWaiting: (error, silentMs) => {
          if (mayComeBack(error) && silentMs < PATIENCE_MS) return true;
          lost = error;
          return false;
        },
      },
      onQuit: () => null,
      cockpit: await cockpitOf(flags),
      isAscii: flags.ascii === true,
      over: new Promise(() => {}),
    });
    if (lost !== null) throw lost;
    if (end === "unseen") throw new UserError("this terminal cannot be taken for the cockpit", 1);
    if (end === "left") say(await farewell(session));
  } finally {
    await session.close();
  }
}
