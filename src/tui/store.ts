// One state for the whole screen. It asks the session a few times a second and tells the app when
// something is different, at most five times a second and never without a reason.

import type { Clock } from "../runtime/clock.js";
import type { Snapshot } from "../runtime/session.js";
import { Bulletin } from "./bulletin.js";
import { type CockpitState, firstState, type ViewPlace } from "./cockpit-state.js";
import { decimalsOf } from "./decimals.js";
import { FactLog } from "./fact-log.js";
import { GivingWay } from "./giving-way.js";
import { span } from "./line.js";
import { messageOf } from "./message.js";
import type { DecimalsOf } from "./sentence.js";
import { ALONE, placeOf, type Standing } from "./standing.js";
import { type Look, PLAIN_LOOK } from "./theme.js";
import type { Toast } from "./toasts.js";
import { type Viewed, ViewLoader } from "./view-loader.js";
import type { ViewName } from "./view-names.js";
import { VIEW_TABLE } from "./views/index.js";

/** Least time from frame to frame, ms. */
const FRAME_MS = 200;
/** A frame that gives way to the engine is tried again so much later, ms. */
const HELD_MS = 10;
/** Closes asked for: two for each cell of the widest chart. */
const CLOSES = 600;

/** Size of the terminal in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a store stands on beside its session. */
interface Stage {
  readonly size: Size;
  readonly standing: Standing;
  readonly look: Look;
}

/** Everything that is shown, read from a session. */
export class CockpitStore {
  readonly #session: Viewed;
  readonly #clock: Clock;
  readonly #standing: Standing;
  readonly #way: GivingWay;
  readonly #loader: ViewLoader;
  /** When it answered last, monotonic ms. */
  #answeredMs: number;
  readonly #log = new FactLog();
  readonly #bulletin: Bulletin;
  readonly #listeners = new Set<() => void>();
  #next: CockpitState;
  #published: CockpitState;
  #seen = "";
  #logSeq = -1;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> | null = null;
  #unsubscribe: () => void = () => {};
  /** The trader chose the symbol; until then it is the one that trades. */
  #isFocusChosen = false;

  private constructor(
    session: Viewed,
    clock: Clock,
    snapshot: Snapshot,
    { size, standing, look }: Stage,
  ) {
    this.#session = session;
    this.#clock = clock;
    this.#standing = standing;
    this.#way = new GivingWay(standing.isBusy ?? (() => false), clock);
    this.#loader = new ViewLoader(session, clock);
    this.#answeredMs = clock.monotonicMs();
    this.#bulletin = new Bulletin(clock, snapshot.engine.seq);
    const { results } = this.#log;
    this.#next = firstState(snapshot, { results, look, ...placeOf(standing), ...size });
    this.#published = this.#next;
  }

  /** A store that has read its session once. */
  static async open(
    session: Viewed,
    clock: Clock,
    { standing = ALONE, look = PLAIN_LOOK, ...stage }: Partial<Stage> & Pick<Stage, "size">,
  ): Promise<CockpitStore> {
    const snapshot = await session.snapshot();
    const store = new CockpitStore(session, clock, snapshot, { ...stage, standing, look });
    store.#unsubscribe = await session.subscribe(0, (fact) => {
      const placesOf: DecimalsOf = (symbol) => decimalsOf(store.#next.snapshot, symbol);
      store.#log.take(fact, placesOf);
      store.#bulletin.take(fact, placesOf, store.#next);
    });
    await store.refresh();
    store.#published = store.#next;
    return store;
  }

  /** The newest state, shown or not. */
  get state(): CockpitState {
    return this.#next;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly read = (): CockpitState => this.#published;

  close(): void {
    this.#unsubscribe();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#listeners.clear();
  }

  /** Changes what the screen alone knows of. */
  set(
    change: Partial<
      Pick<
        CockpitState,
        | "isSeeking"
        | "isHelpOpen"
        | "helpRow"
        | "why"
        | "prompt"
        | "notice"
        | "underWay"
        | "toasts"
        | "look"
        | "columns"
        | "rows"
      >
    >,
  ): void {
    const entries = Object.entries(change) as [keyof typeof change, unknown][];
    if (entries.every(([key, value]) => this.#next[key] === value)) return;
    this.#next = { ...this.#next, ...change };
    this.#publishSoon();
  }

  /** A key was pressed while toasts were seen. */
  pressed(key: string, seen: readonly Toast[]): void {
    this.set({ toasts: this.#bulletin.dismiss(key, seen) });
  }

  /** Shows another view. */
  show(view: ViewName): void {
    if (view === this.#next.view && this.#next.why === null) return;
    // What was asked of it before may be long ago.
    const data = { ...this.#next.data, ...VIEW_TABLE[view].stale };
    this.#loader.forget();
    this.#next = { ...this.#next, view, data, isHelpOpen: false, why: null };
    this.#publishSoon();
    void this.refreshIfQuiet().catch(() => {});
  }

  /** Changes where the shown view stands. */
  place(change: Partial<ViewPlace>): void {
    const { view, places } = this.#next;
    const place = { ...places[view], ...change };
    this.#next = { ...this.#next, places: { ...places, [view]: place } };
    this.#publishSoon();
    if (change.opened !== undefined) void this.refreshIfQuiet().catch(() => {});
  }

  /** Asks why something is, or is not, entered now, and shows it; false before the first bar. */
  async lookWhy(): Promise<boolean> {
    const why = await this.#session.query("why", { symbol: this.#next.focus });
    this.#next = { ...this.#next, why, isHelpOpen: false, helpRow: 0 };
    this.#publishSoon();
    return why !== null;
  }

  /** Shows the price of the next symbol, or of the one before. */
  focusNext(step: 1 | -1 = 1): void {
    const { snapshot, focus } = this.#next;
    const { length } = snapshot.symbols;
    const at = snapshot.symbols.findIndex(({ symbol }) => symbol === focus);
    const next = snapshot.symbols[(at + step + length) % Math.max(1, length)];
    if (next === undefined) return;
    this.#isFocusChosen = true;
    this.#next = { ...this.#next, focus: next.symbol };
    this.#seen = "";
    void this.refreshIfQuiet().catch(() => {});
  }

  /** Asks the session, unless the engine has better to do just now. */
  async refreshIfQuiet(): Promise<void> {
    if (!this.#way.isHeld) await this.refresh();
  }

  /** Asks the session; what is under way already counts. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    try {
      await this.#look().finally(() => this.set({ toasts: this.#bulletin.look(this.#next) }));
    } catch (error) {
      const ms = this.#clock.monotonicMs() - this.#answeredMs;
      if (!this.#standing.isWorthWaiting(error, ms)) throw error;
      // Nothing that was shown is true any more for sure, and nothing can be asked for.
      this.#next = { ...this.#next, silence: { words: messageOf(error), ms } };
      this.#publishSoon();
    }
  }

  async #look(): Promise<void> {
    const log = this.#log;
    let today = this.#next.today;
    const { snapshot, data } = await this.#loader.look(
      () => this.#next,
      // Later facts than the snapshot's may be here by the time that other questions are answered.
      (taken) => {
        today = log.today(taken);
        this.#answeredMs = this.#clock.monotonicMs();
      },
    );
    this.#sit();
    const seen = JSON.stringify(snapshot);
    if (data === null && seen === this.#seen && log.seq === this.#logSeq) return;
    const focus = this.#focusIn(snapshot);
    const recent = await this.#session.query("closes", { symbol: focus, limit: CLOSES });
    this.#seen = seen;
    if (log.seq !== this.#logSeq) {
      const { feed, facts, closed, refusals, results, marks } = log;
      this.#next = { ...this.#next, feed, facts, closed, refusals, results, marks };
      this.#logSeq = log.seq;
    }
    const isSeeking = this.#next.isSeeking && snapshot.state === "READY";
    const known = { ...this.#next.data, ...data };
    this.#next = { ...this.#next, snapshot, today, data: known, focus, recent, isSeeking };
    this.#publishSoon();
  }

  /** Sees who is in control, and that it is answered. */
  #sit(): void {
    const { seat } = placeOf(this.#standing);
    const { prompt, seat: before, silence } = this.#next;
    if (seat === before && silence === null) return;
    this.#next = { ...this.#next, seat, silence: null };
    if (before === "acts" && seat !== "acts") {
      // What was being asked is not this screen's to answer any more.
      const notice = span("another screen is in control now; this one looks on", "strong");
      this.#next = { ...this.#next, notice, prompt: isForAll(prompt) ? prompt : null };
    }
    this.#publishSoon();
  }

  #focusIn({ positions }: Snapshot): string {
    const { focus } = this.#next;
    if (this.#isFocusChosen || positions.some(({ symbol }) => symbol === focus)) return focus;
    return positions[0]?.symbol ?? focus;
  }

  #publishSoon(): void {
    const wait = this.#publishedMs + FRAME_MS - this.#clock.monotonicMs();
    this.#timer ??= setTimeout(() => this.#publish(), Math.max(0, wait));
  }

  #publish(): void {
    this.#timer = null;
    if (this.#way.isHeld) {
      this.#timer = setTimeout(() => this.#publish(), HELD_MS);
      return;
    }
    this.#publishedMs = this.#clock.monotonicMs();
    this.#published = this.#next;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether any acting screen may answer it, whoever is in control: to leave, and to get out. */
function isForAll(prompt: CockpitState["prompt"]): boolean {
  if (prompt?.kind === "act") return prompt.act.what === "flatten";
  return prompt?.kind === "quit" || prompt?.kind === "kill";
}
