// Keys that move a tape.

import type { Command, Session } from "../runtime/session.js";
import type { TapeActions } from "./bindings.js";
import { runCommand } from "./command-line.js";
import { dispatch, tapeKeys } from "./keymap.js";
import type { Press } from "./keys.js";
import { messageOf } from "./message.js";
import { MOMENT_USAGE, momentOf } from "./moment.js";
import { type PilotOptions, ViewPilot } from "./pilot.js";

/** Speeds by their steps, times real time; null is as fast as it goes. */
const SPEEDS: readonly (number | null)[] = [1, 10, 60, 300, 600, 1800, 3600, null];

/** The next speed up or down from any speed. */
export function nextSpeed(speed: number | null, direction: 1 | -1): number | null {
  const paceOf = (one: number | null): number => one ?? Number.POSITIVE_INFINITY;
  const steps = direction > 0 ? SPEEDS : [...SPEEDS].reverse();
  const found = steps.find((one) => direction * (paceOf(one) - paceOf(speed)) > 0);
  return found === undefined ? speed : found;
}

type Asked = Command extends infer C ? (C extends Command ? Omit<C, "command_id"> : never) : never;

/** What a tape's pilot needs beside the others. */
export interface TapePilotOptions extends PilotOptions<Session> {
  /** Times real time to begin with; null is as fast as it goes. */
  readonly speed: number | null;
  /** Plays it from its beginning to a time, UTC epoch ms; null where that can't be. */
  readonly rewind: ((ts: number) => void) | null;
}

/** Turns keys into a tape's commands. */
export class TapePilot extends ViewPilot implements TapeActions {
  readonly #session: Session;
  /** As it was last asked for: several presses may come before the next snapshot. */
  #speed: number | null;
  #isPlaying = true;
  #seeking: "no" | "asked" | "runs" = "no";
  #commands = 0;
  /** Commands go out one behind the other. */
  #last: Promise<void> = Promise.resolve();

  /** Plays it from its beginning to a time, UTC epoch ms; null where that can't be. */
  readonly #rewind: ((ts: number) => void) | null;

  constructor({ speed, rewind, ...options }: TapePilotOptions) {
    super(options);
    this.#session = options.session;
    this.#speed = speed;
    this.#rewind = rewind;
  }

  press(press: Press): void {
    const { store } = this;
    if (this.isPaste(press)) return;
    this.noteKey(press);
    store.set({ notice: null });
    if (this.#seeking === "runs" && !store.state.isSeeking) {
      // A run to the next trade pauses by itself.
      this.#seeking = "no";
      this.#isPlaying = false;
    }
    const { view, prompt } = store.state;
    dispatch(press, { mode: "replay", actions: this, view }, prompt);
  }

  togglePlay(): void {
    this.#isPlaying = !this.#isPlaying;
    if (this.#isPlaying) this.#submit({ command: "resume", speed: this.#speed });
    else this.#submit({ command: "pause" });
  }

  step(): void {
    if (this.#isPlaying) this.#submit({ command: "pause" });
    this.#isPlaying = false;
    this.#submit({ command: "step", bars: 1 });
  }

  changeSpeed(direction: 1 | -1): void {
    this.#speed = nextSpeed(this.#speed, direction);
    this.#submit({ command: "speed", speed: this.#speed });
  }

  seekTrade(): void {
    this.#isPlaying = true;
    this.#seeking = "asked";
    this.#submit({ command: "resume", until: "trade" });
  }

  setSpeed(speed: number | null): void {
    this.#speed = speed;
    this.#submit({ command: "speed", speed });
  }

  goTo(text: string): void {
    this.#goTo(text).catch((error) => this.say(messageOf(error)));
  }

  async #goTo(text: string): Promise<void> {
    const { snapshot } = this.store.state;
    const { replay, symbols } = snapshot;
    if (replay === null) return;
    const zone = symbols[0]?.zone ?? "UTC";
    const from = Date.parse(replay.from);
    const now = replay.ts === null ? from : Date.parse(replay.ts);
    const ts = await momentOf(text, { now, from, to: Date.parse(replay.to), zone });
    if (ts === null) this.say(`${text} is no time; as ${MOMENT_USAGE}`);
    else if (ts > now) this.runTo(ts);
    else if (this.#rewind === null) this.say("this tape runs forward alone: start it again");
    else this.#rewind(ts);
  }

  /** Runs as fast as it goes to a time, UTC epoch ms, and pauses there. */
  runTo(ts: number): void {
    this.#isPlaying = true;
    this.#seeking = "asked";
    this.#submit({ command: "resume", until: new Date(ts).toISOString() });
  }

  sayMood(score: number): void {
    this.ask(null);
    this.#submit({ command: "mood", score });
  }

  quit(): void {
    this.leave();
  }

  protected override runCommand(text: string): string | null {
    return runCommand(text, tapeKeys(this.store.state.view), this);
  }

  #submit(command: Asked): void {
    this.#commands++;
    const given = { ...command, command_id: `screen-${this.#commands}` } as Command;
    this.#last = this.#last.then(async () => {
      try {
        const answer = await this.#session.submit(given);
        if (!answer.accepted) this.say(answer.message);
        else if (this.#seeking === "asked" && "until" in command) {
          this.#seeking = "runs";
          this.store.set({ isSeeking: true });
        }
      } catch (error) {
        this.say(messageOf(error));
      }
      await this.store.refresh().catch(() => {});
    });
  }
}
