// The terminal as the cockpit holds it: its screen, its keys, its size; and the promise that it is
// given back as it was, however the program ends.

import { openSync } from "node:fs";
import { ReadStream } from "node:tty";
import { KeyReader } from "./keys.js";
import { openTerminal, Screen, writerOf } from "./screen.js";
import type { Size } from "./store.js";

/** What a cockpit needs of a terminal. */
export interface TerminalPort {
  readonly screen: Screen;
  readonly size: Size;
  /** Takes the keys that came at once. */
  onKeys(take: (keys: readonly string[]) => void): void;
  onResize(take: () => void): void;
  /** The terminal went away. */
  onGone(take: () => void): void;
  /** Leaves the terminal to the shell; comes back when the shell says so. */
  suspend(): void;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;
/** Characters that others wrote and that are kept for later. */
const KEPT_CHARS = 1 << 16;

/** A stop takes hold of all threads of a process a moment after it was asked for, ms. */
const RESUME_MS = 50;

type Output = "stdout" | "stderr";

/** How the terminal is to be taken. */
export interface TerminalOptions {
  /** Standard input carries bars, so that keys come from the terminal itself. */
  readonly isInputTaken: boolean;
  /** Says what a crash was, once the terminal is back; the program ends behind it. */
  readonly onCrash: (error: unknown) => void;
  /**
   * Ends the program in its own way when it is asked to; left out, the terminal is given back and
   * the program ends there and then.
   */
  readonly onSignal?: (name: Signal) => void;
}

/** The terminal of this process. */
export class Terminal implements TerminalPort {
  readonly screen: Screen;
  readonly #keys: ReadStream;
  readonly #options: TerminalOptions;
  readonly #kept: { output: Output; text: string }[] = [];
  readonly #writes: Record<Output, NodeJS.WriteStream["write"]>;
  #keptChars = 0;
  #gone: () => void = () => {};
  #isOpen = true;

  private constructor(descriptor: number, keys: ReadStream, options: TerminalOptions) {
    this.#keys = keys;
    this.#options = options;
    this.screen = new Screen({ write: writerOf(descriptor), onGone: () => this.#gone() });
    this.#writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  }

  /** Takes the terminal over, or answers null where there is none that can be. */
  static open(options: TerminalOptions): Terminal | null {
    const descriptor = openTerminal();
    if (descriptor === null) return null;
    const keys = options.isInputTaken ? openKeys() : process.stdin;
    if (keys === null) return null;
    const terminal = new Terminal(descriptor, keys, options);
    terminal.#begin();
    return terminal;
  }

  get size(): Size {
    const { columns, rows } = process.stdout;
    // A terminal of no size at all is one that never said it.
    return { columns: columns || 80, rows: rows || 24 };
  }

  onKeys(take: (keys: readonly string[]) => void): void {
    const reader = new KeyReader();
    this.#keys.setEncoding("utf8");
    this.#keys.on("data", (text) => {
      const keys = reader.read(String(text));
      if (keys.length > 0) take(keys);
    });
    this.#keys.resume();
  }

  onResize(take: () => void): void {
    process.stdout.on("resize", take);
  }

  onGone(take: () => void): void {
    this.#gone = take;
    this.#keys.on("end", take);
    this.#keys.on("error", take);
  }

  suspend(): void {
    if (!this.#isOpen) return;
    this.screen.leave();
    this.#setRaw(false);
    // To all of the job, as the terminal itself does; execution stops here until it is continued.
    // Where nobody could continue it, the system does not stop it.
    process.kill(0, "SIGTSTP");
    setTimeout(() => this.#resume(), RESUME_MS);
  }

  /**
   * Gives it back. The function that it answers writes what the terminal would not take yet and
   * what others wrote meanwhile: that may have to wait for whoever reads, so it comes after
   * everything else that matters.
   */
  close(): () => void {
    const rest = this.#release();
    return () => {
      if (rest !== "") process.stdout.write(rest);
      for (const { output, text } of this.#kept.splice(0)) process[output].write(text);
    };
  }

  #begin(): void {
    process.on("exit", this.#onExit);
    process.on("uncaughtException", this.#onException);
    for (const name of Object.keys(SIGNALS)) process.on(name, this.#onSignal);
    process.on("SIGCONT", this.#resume);
    for (const output of ["stdout", "stderr"] as const) this.#divert(output);
    this.#keys.setRawMode(true);
    this.screen.open();
  }

  /** The shell has had the terminal, and may have left it in any state. */
  readonly #resume = (): void => {
    if (!this.#isOpen) return;
    this.#setRaw(false);
    this.#setRaw(true);
    this.screen.enter();
    // Its size may have changed while we stood still, and only the shell was told.
    process.kill(process.pid, "SIGWINCH");
  };

  #setRaw(isRaw: boolean): void {
    try {
      this.#keys.setRawMode(isRaw);
    } catch {
      // It is gone: there is nothing left to set.
    }
  }

  /** Answers what the terminal still has to be sent. */
  #release(): string {
    if (!this.#isOpen) return "";
    this.#isOpen = false;
    const rest = this.screen.close();
    this.#setRaw(false);
    this.#keys.removeAllListeners("data");
    this.#keys.pause();
    this.#keys.unref();
    process.stdout.write = this.#writes.stdout;
    process.stderr.write = this.#writes.stderr;
    process.stdout.removeAllListeners("resize");
    process.off("exit", this.#onExit);
    process.off("uncaughtException", this.#onException);
    process.off("SIGCONT", this.#resume);
    for (const name of Object.keys(SIGNALS)) process.off(name, this.#onSignal);
    return rest;
  }

  /** What anything else writes would lie across the screen: it is kept for later. */
  #divert(output: Output): void {
    const keep = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      this.#keptChars += text.length;
      if (this.#keptChars <= KEPT_CHARS) this.#kept.push({ output, text });
      const done = rest.find((each) => typeof each === "function");
      if (typeof done === "function") done();
      return true;
    };
    process[output].write = keep as NodeJS.WriteStream["write"];
  }

  readonly #onExit = (): void => {
    this.#release();
  };

  readonly #onSignal = (name: NodeJS.Signals): void => {
    const { onSignal } = this.#options;
    if (onSignal !== undefined) {
      onSignal(name as Signal);
      return;
    }
    // Whoever does not read any more must not keep us from ending: what is left over is lost.
    this.#release();
    process.exit(SIGNALS[name as Signal]);
  };

  readonly #onException = (error: unknown): void => {
    this.close()();
    this.#options.onCrash(error);
    process.exit(process.exitCode ?? 1);
  };
}

/** The terminal's keys, where standard input is something else. */
function openKeys(): ReadStream | null {
  try {
    return new ReadStream(openSync("/dev/tty", "r"));
  } catch {
    return null;
  }
}
