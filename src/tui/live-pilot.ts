// Keys that move a live engine. What costs money asks first, and what was not typed by a hand
// does nothing.

import type { SessionSeat } from "../runtime/screen-seats.js";
import type { Snapshot } from "../runtime/session.js";
import { ActingPilot } from "./acting-pilot.js";
import { KILL_WORD, type LiveActions } from "./bindings.js";
import { isHeld } from "./cockpit-state.js";
import { isCommand, runCommand } from "./command-line.js";
import type { CommandingOptions } from "./commanding-pilot.js";
import { dispatch, liveKeys } from "./keymap.js";
import { ACTING } from "./keymap-live.js";
import type { Press } from "./keys.js";
import { messageOf } from "./message.js";

/** What a live pilot needs beside the others. */
export interface LivePilotOptions extends CommandingOptions {
  /** What becomes of what is open when the trader leaves; null asks nothing. */
  readonly onQuit: (snapshot: Snapshot) => string | null;
  /** Null where no other screen can be in control. */
  readonly seat: SessionSeat | null;
}

/** Turns keys into a live engine's commands. */
export class LivePilot extends ActingPilot implements LiveActions {
  readonly #onQuit: LivePilotOptions["onQuit"];
  readonly #seat: SessionSeat | null;

  constructor(options: LivePilotOptions) {
    super(options);
    this.#seat = options.seat;
    this.#onQuit = options.onQuit;
  }

  press(press: Press): void {
    if (this.isPaste(press)) return;
    this.noteKey(press);
    const { notice, prompt } = this.store.state;
    const { state } = this.store;
    const controls = { mode: "live", actions: this, place: state, view: state.view } as const;
    const isKnown = dispatch(press, controls, prompt);
    // What was said stays until a key does something: it may be that something is still open.
    if (isKnown && this.store.state.notice === notice) this.store.set({ notice: null });
  }

  askKill(): void {
    this.ask({ kind: "kill", typed: "" });
  }

  typeKill(letter: string): void {
    const typed = this.#typed + letter;
    // A slip among its letters begins the word anew: whoever is here is in a hurry.
    this.ask({ kind: "kill", typed: KILL_WORD.startsWith(typed) ? typed : "" });
  }

  eraseKill(): void {
    this.ask({ kind: "kill", typed: this.#typed.slice(0, -1) });
  }

  confirmKill(): void {
    if (this.#typed !== KILL_WORD) {
      this.closePrompt();
      return;
    }
    this.ask(null);
    this.flatten(null, "flatten everything");
  }

  refuseBurst(): void {
    const { prompt } = this.store.state;
    if (prompt?.kind === "kill") this.ask({ kind: "kill", typed: "" });
    if (prompt?.kind === "act") this.ask({ ...prompt, chosen: null });
    this.say("that came too fast to be typed, and did nothing", "alarm");
  }

  override closePrompt(): void {
    const { prompt } = this.store.state;
    super.closePrompt();
    if (prompt?.kind === "kill") this.say("cancelled: nothing was flattened");
  }

  /** The caller knows what becomes of what is open; with nothing open nothing is asked. */
  quit(): void {
    const { snapshot } = this.store.state;
    const isOpen = snapshot.positions.length > 0 || snapshot.orders.length > 0;
    const words = isOpen ? this.#onQuit(snapshot) : null;
    if (words === null) this.leave();
    else this.ask({ kind: "quit", words });
  }

  confirmQuit(): void {
    this.ask(null);
    this.leave();
  }

  explainSeat(): void {
    this.say(this.#seatWords);
  }

  /** A screen that looks on may hold entries; to let them again is for the one in control. */
  override togglePause(): void {
    const { seat, snapshot } = this.store.state;
    if (seat !== "acts" && isHeld(snapshot)) {
      this.say("entries are held; to let them again, C takes control, then space", "strong");
    } else super.togglePause();
  }

  askControl(): void {
    this.ask({ kind: "control" });
  }

  confirmControl(): void {
    this.ask(null);
    void this.#takeControl().catch((error) => this.say(messageOf(error)));
  }

  /** An engine that is stopped trades nothing and protects nothing. */
  override suspend(): void {
    if (this.store.state.isAttached) super.suspend();
    else this.say("not suspended: the engine would stand still; q leaves the screen", "alarm");
  }

  protected override runCommand(text: string): string | null {
    const { state } = this.store;
    const table = liveKeys(state, state.view);
    if (isCommand(text, table) || !isCommand(text, ACTING)) return runCommand(text, table, this);
    return this.#seatWords;
  }

  get #seatWords(): string {
    const shell = "in any shell: transmission flatten --confirm";
    if (this.store.state.seat === "views") return `view only, attached with --view; ${shell}`;
    return `view only: C takes control, K gets out without it; ${shell}`;
  }

  get #typed(): string {
    const { prompt } = this.store.state;
    return prompt?.kind === "kill" ? prompt.typed : "";
  }

  async #takeControl(): Promise<void> {
    const isTaken = (await this.#seat?.take()) ?? true;
    await this.store.refresh();
    if (isTaken) this.say("in control: the other screens look on", "strong");
    else this.say("control was not given");
  }
}
