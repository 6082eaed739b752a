// What the shown view alone shows: asked for again when that can have changed, and not more often.

import type { Clock } from "../runtime/clock.js";
import type { Session, Snapshot } from "../runtime/session.js";
import type { CockpitState, ViewData } from "./cockpit-state.js";
import { viewOf } from "./views/index.js";

/** Least time from one asking for what follows facts to the next, ms. */
const LOAD_MS = 1_000;
/** How often a moment is taken anew that has passed while it was asked about. */
const TRIES = 3;

/** What is read of a session, whatever may be asked of it. */
export type Viewed = Omit<Session, "submit">;

/** A moment of the engine, with what the shown view asked of it where that is new. */
export interface Looked {
  readonly snapshot: Snapshot;
  readonly data: Partial<ViewData> | null;
}

/** Looks at a session for the view that is shown. */
export class ViewLoader {
  readonly #session: Viewed;
  readonly #clock: Clock;
  /** What was asked for last, how the engine stood then, and when. */
  #key = "";
  #stand = "";
  #ms = Number.NEGATIVE_INFINITY;

  constructor(session: Viewed, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  /** What was asked for is not shown any more. */
  forget(): void {
    this.#key = "";
  }

  /**
   * The engine now. What follows prices is of the same moment: they stand on one screen.
   * @param onTaken called with a snapshot that stands, as it comes
   */
  async look(stateOf: () => CockpitState, onTaken: (snapshot: Snapshot) => void): Promise<Looked> {
    let snapshot = await this.#session.snapshot();
    for (let tried = 1; ; tried++) {
      onTaken(snapshot);
      const state = stateOf();
      const data = await this.#load(snapshot, state);
      if (data === null || viewOf(state).stale === undefined) return { snapshot, data };
      const after = await this.#session.snapshot();
      if (standOf(after) === standOf(snapshot) || tried === TRIES) return { snapshot, data };
      snapshot = after;
    }
  }

  async #load(snapshot: Snapshot, state: CockpitState): Promise<Partial<ViewData> | null> {
    const { load, stale } = viewOf(state);
    if (load === undefined) return null;
    const key = `${state.view} ${state.places[state.view].opened ?? ""}`;
    const stand = stale === undefined ? `${snapshot.engine.seq}` : JSON.stringify(snapshot);
    const now = this.#clock.monotonicMs();
    const mayWait = stale === undefined && now - this.#ms < LOAD_MS;
    if (key === this.#key && (stand === this.#stand || mayWait)) return null;
    const data = await load(this.#session, state);
    [this.#key, this.#stand, this.#ms] = [key, stand, now];
    return data;
  }
}

/** What tells whether facts or prices have come between two snapshots. */
function standOf({ engine, equity, current_R, reason }: Snapshot): string {
  return JSON.stringify([engine.seq, equity, current_R, reason]);
}
