// The cockpit: a session, shown on a terminal and moved by keys.

import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { render } from "ink";
import { createElement } from "react";
import type { Clock } from "../runtime/clock.js";
import type { Command, Session } from "../runtime/session.js";
import { App } from "./app.js";
import type { CurvePlotter } from "./cockpit-state.js";
import { dispatch, type KeyActions, nextSpeed } from "./keymap.js";
import { tame } from "./line.js";
import { Painter } from "./painter.js";
import { CockpitStore } from "./store.js";
import type { TerminalPort } from "./terminal.js";

/** How often the session is asked, ms. */
const ASK_MS = 200;

/** What a cockpit is made of. */
export interface CockpitOptions {
  readonly session: Session;
  readonly terminal: TerminalPort;
  readonly clock: Clock;
  readonly plot: CurvePlotter;
  readonly isColorful: boolean;
  /** Times real time to begin with; null is as fast as it goes. */
  readonly speed: number | null;
}

/** A cockpit on the screen. */
export interface Cockpit {
  /** Settles when the trader leaves, or the terminal does. */
  readonly left: Promise<void>;
  /** Takes it off the screen. */
  close(): void;
}

/** Shows a session and starts it. */
export async function openCockpit(options: CockpitOptions): Promise<Cockpit> {
  const { session, terminal, clock, speed } = options;
  await session.submit({ command_id: "screen-start", command: "resume", speed });
  const store = await CockpitStore.open(session, clock, terminal.size);
  let leave = (): void => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const pilot = new Pilot(session, store, terminal, speed, leave);
  const erase = draw(options, store);
  const asking = setInterval(() => void store.refresh().catch(leave), ASK_MS);
  terminal.onKey((key) => pilot.press(key));
  terminal.onResize(() => {
    terminal.screen.forget();
    store.set(terminal.size);
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

/**
 * Ink draws into our screen: whole rows, which is what it does when it is asked to debug.
 * Answers what ends it.
 */
function draw({ terminal, plot, isColorful }: CockpitOptions, store: CockpitStore): () => void {
  const painter = new Painter(terminal.screen, plot);
  let isDrawn = true;
  const sink = Object.assign(new EventEmitter(), {
    isTTY: false,
    write: (frame: string): boolean => {
      if (isDrawn) painter.take(frame);
      return true;
    },
  });
  Object.defineProperty(sink, "columns", { get: () => painter.read().columns });
  Object.defineProperty(sink, "rows", { get: () => painter.read().rows.length });
  painter.paint(store.read());
  store.subscribe(() => painter.paint(store.read()));
  const instance = render(createElement(App, { source: painter, isColorful }), {
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: sink as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  return () => {
    // Its farewell is an empty frame where it thinks that nobody watches (`CI`).
    isDrawn = false;
    instance.unmount();
  };
}

/** Turns keys into commands. */
class Pilot implements KeyActions {
  readonly #session: Session;
  readonly #store: CockpitStore;
  readonly #terminal: TerminalPort;
  readonly #leave: () => void;
  /** As it was last asked for: several presses may come before the next snapshot. */
  #speed: number | null;
  #isPlaying = true;
  #seeking: "no" | "asked" | "runs" = "no";
  #commands = 0;
  /** Commands go out one behind the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(
    session: Session,
    store: CockpitStore,
    terminal: TerminalPort,
    speed: number | null,
    leave: () => void,
  ) {
    this.#session = session;
    this.#store = store;
    this.#terminal = terminal;
    this.#speed = speed;
    this.#leave = leave;
  }

  press(key: string): void {
    this.#store.set({ notice: null });
    if (this.#seeking === "runs" && !this.#store.state.isSeeking) {
      // A run to the next trade pauses by itself.
      this.#seeking = "no";
      this.#isPlaying = false;
    }
    dispatch(key, this, this.#store.state.prompt);
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

  focusNext(): void {
    this.#store.focusNext();
  }

  askMood(): void {
    this.#store.set({ prompt: "mood" });
  }

  sayMood(score: number): void {
    this.#store.set({ prompt: null });
    this.#submit({ command: "mood", score });
  }

  closePrompt(): void {
    this.#store.set({ prompt: null });
  }

  toggleHelp(): void {
    this.#store.set({ isHelpOpen: !this.#store.state.isHelpOpen });
  }

  closeHelp(): void {
    this.#store.set({ isHelpOpen: false });
  }

  repaint(): void {
    this.#terminal.screen.repaint();
  }

  quit(): void {
    this.#leave();
  }

  #submit(command: Asked): void {
    this.#commands++;
    const given = { ...command, command_id: `screen-${this.#commands}` } as Command;
    this.#last = this.#last.then(async () => {
      try {
        const answer = await this.#session.submit(given);
        if (!answer.accepted) this.#store.set({ notice: answer.message });
        else if (this.#seeking === "asked" && "until" in command) {
          this.#seeking = "runs";
          this.#store.set({ isSeeking: true });
        }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#store.set({ notice: tame(message.split("\n")[0] ?? "") });
      }
      await this.#store.refresh().catch(() => {});
    });
  }
}

type Asked = Command extends infer C ? (C extends Command ? Omit<C, "command_id"> : never) : never;
