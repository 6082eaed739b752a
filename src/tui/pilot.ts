// What keys do whatever is shown: they change the screen and nothing else.

import type { Prompt } from "./bindings.js";
import { span, tame } from "./line.js";
import type { CockpitStore } from "./store.js";
import type { TerminalPort } from "./terminal.js";
import type { Role } from "./theme.js";

/** What a pilot moves. */
export interface PilotOptions<Moved> {
  readonly session: Moved;
  readonly store: CockpitStore;
  readonly terminal: TerminalPort;
  readonly leave: () => void;
}

/** The part of a pilot that only changes what is seen. */
export abstract class ViewPilot {
  protected readonly store: CockpitStore;
  protected readonly leave: () => void;
  readonly #terminal: TerminalPort;

  constructor({ store, terminal, leave }: Omit<PilotOptions<unknown>, "session">) {
    this.store = store;
    this.leave = leave;
    this.#terminal = terminal;
  }

  focusNext(): void {
    this.store.focusNext();
  }

  askMood(): void {
    this.ask({ kind: "mood" });
  }

  closePrompt(): void {
    this.ask(null);
  }

  toggleHelp(): void {
    this.store.set({ isHelpOpen: !this.store.state.isHelpOpen });
  }

  closeHelp(): void {
    this.store.set({ isHelpOpen: false });
  }

  repaint(): void {
    this.#terminal.screen.repaint();
  }

  suspend(): void {
    this.#terminal.suspend();
  }

  protected ask(prompt: Prompt | null): void {
    this.store.set({ prompt });
  }

  /** Says at the foot what came of a key. */
  protected say(text: string, role: Role = "loss"): void {
    this.store.set({ notice: span(tame(text), role) });
  }
}
