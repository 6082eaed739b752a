// The cockpit: a session, shown on a terminal and moved by keys.

import type { Clock } from "../runtime/clock.js";
import type { LiveSession, Session, Snapshot } from "../runtime/session.js";
import { type AlertOptions, Alerts } from "./alerts.js";
import type { CurvePlotter } from "./cockpit-state.js";
import { drawWithInk } from "./ink-frame.js";
import { Hand } from "./keys.js";
import { LivePilot } from "./live-pilot.js";
import { Painter } from "./painter.js";
import type { SaveFile } from "./pilot.js";
import { ALONE, type Standing } from "./standing.js";
import { CockpitStore } from "./store.js";
import { TapePilot } from "./tape-pilot.js";
import type { TerminalPort } from "./terminal.js";
import type { Look } from "./theme.js";

/** How often the session is asked, ms. */
const ASK_MS = 200;

interface CommonOptions {
  readonly terminal: TerminalPort;
  readonly clock: Clock;
  readonly plot: CurvePlotter;
  readonly look: Look;
  readonly save: SaveFile;
}

/** A cockpit for a tape. */
interface ReplayCockpitOptions extends CommonOptions {
  readonly mode: "replay";
  readonly session: Session;
  /** Times real time to begin with; null is as fast as it goes. */
  readonly speed: number | null;
  /** It can be played from its beginning again. */
  readonly canRewind: boolean;
  /** Runs there as fast as it goes and pauses, UTC epoch ms; null plays from the beginning. */
  readonly startTs: number | null;
}

/** A cockpit for a live engine. */
interface LiveCockpitOptions extends CommonOptions {
  readonly mode: "live";
  readonly session: LiveSession;
  /**
   * Asked when the trader leaves while a position or an order is open: says in a sentence what
   * becomes of it, and the trader has to confirm; null lets them go without a word.
   */
  readonly onQuit: (snapshot: Snapshot) => string | null;
  /** Where it stands; left out, it is alone before an engine of its own. */
  readonly standing?: Standing;
  /** How a trader who looks elsewhere is called; left out, not at all. */
  readonly alerts?: AlertOptions;
}

/** What a cockpit is made of. */
export type CockpitOptions = ReplayCockpitOptions | LiveCockpitOptions;

/** A cockpit on the screen. */
export interface Cockpit {
  /**
   * Settles when the trader leaves, or the terminal does; with a time, UTC epoch ms, where a tape
   * is to be played from its beginning to there.
   */
  readonly left: Promise<number | null>;
  /** Takes it off the screen. */
  close(): void;
}

/** Shows a session; a tape is started. */
export async function openCockpit(options: CockpitOptions): Promise<Cockpit> {
  const { terminal, clock } = options;
  if (options.mode === "replay") {
    const { session, speed, startTs } = options;
    const until = startTs === null ? {} : { until: new Date(startTs).toISOString() };
    await session.submit({ command_id: "screen-start", command: "resume", speed, ...until });
  }
  const standing = (options.mode === "live" ? options.standing : undefined) ?? ALONE;
  const store = await CockpitStore.open(options.session, clock, {
    ...{ size: terminal.size, standing, look: options.look },
  });
  let end = (_rewindTs: number | null): void => {};
  const left = new Promise<number | null>((resolve) => {
    end = resolve;
  });
  const leave = (): void => end(null);
  const pilot = pilotOf(options, standing, store, { leave, rewind: end });
  const hand = new Hand(clock);
  if (options.mode === "live" && options.alerts !== undefined) {
    const alerts = new Alerts(options.alerts, clock, (text) => terminal.screen.signal(text));
    store.subscribe(() => alerts.look(store.read().toasts));
  }
  const painter = new Painter(terminal.screen, options.plot);
  painter.paint(store.read());
  store.subscribe(() => painter.paint(store.read()));
  const erase = drawWithInk(painter);
  const asking = setInterval(() => {
    pilot.look();
    void store.refreshIfQuiet().catch(leave);
  }, ASK_MS);
  terminal.onKeys((keys) => {
    for (const press of hand.take(keys)) pilot.press(press);
  });
  terminal.onResize(() => {
    const { columns, rows } = store.state;
    const { size } = terminal;
    if (size.columns === columns && size.rows === rows) {
      terminal.screen.repaint();
      return;
    }
    // It may be back at its old size before the next frame: whatever that is, it is whole.
    terminal.screen.forget();
    painter.forget();
    store.set(size);
  });
  terminal.onGone(leave);
  return {
    left,
    close: () => {
      clearInterval(asking);
      store.close();
      erase();
    },
  };
}

function pilotOf(
  options: CockpitOptions,
  { seat, isAttached }: Standing,
  store: CockpitStore,
  { leave, rewind }: { readonly leave: () => void; readonly rewind: (ts: number) => void },
): TapePilot | LivePilot {
  const { terminal, clock, save } = options;
  if (options.mode === "replay") {
    const { session, speed, canRewind } = options;
    const moved = { session, store, terminal, clock, leave, save, speed };
    return new TapePilot({ ...moved, rewind: canRewind ? rewind : null });
  }
  const { session, onQuit } = options;
  const idPrefix = `cockpit-${process.pid}-${clock.nowMs().toString(36)}`;
  const by = isAttached ? "attach" : "cockpit";
  const moved = { session, store, terminal, leave, save, clock };
  return new LivePilot({ ...moved, onQuit, idPrefix, seat, by });
}
