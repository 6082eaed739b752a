// The one writer to the terminal. It takes whole frames and writes only the cells that changed, at
// their own addresses, in one write; and it never waits for whoever reads. Ink's own writer clears
// the terminal for every frame that fills it, and a terminal's standard output blocks: one stalled
// connection would stop the engine. So this writes to a descriptor that does not block.

import { constants, openSync, writeSync } from "node:fs";
import { rowChange } from "./row-change.js";

const ESC = "\u001b[";
/** Alternate screen, no cursor, no wrapping at the right edge, marks around what is pasted. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}?2004h${ESC}2J`;
/** GNU screen may have no alternate screen to leave: what follows then stands below all of it. */
const BELOW = `${ESC}999;1H\n`;
const LEAVE = `${ESC}?2026l${ESC}0m${ESC}?2004l${ESC}?7h${ESC}?25h${BELOW}${ESC}?1049l`;
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
/** How long a reader that took nothing is left alone, ms. */
const RETRY_MS = 100;

/** Writes bytes and answers how many were taken; throws the system's error. */
export type ByteWriter = (bytes: Uint8Array) => number;

/** A descriptor of the terminal that never blocks, or null where there is no terminal. */
export function openTerminal(): number | null {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  for (const path of ["/dev/tty", "/dev/fd/1"]) {
    try {
      return openSync(path, flags);
    } catch {
      // Without a controlling terminal standard output may still be one.
    }
  }
  return null;
}

/** Writes to a descriptor. */
export function writerOf(descriptor: number): ByteWriter {
  return (bytes) => writeSync(descriptor, bytes);
}

/** What happens to the screen that others must know. */
export interface ScreenOptions {
  readonly write: ByteWriter;
  /** The terminal is gone; nothing is written any more. */
  readonly onGone?: () => void;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** The alternate screen of a terminal. */
export class Screen {
  readonly #write: ByteWriter;
  readonly #onGone: () => void;
  /** The frame that should be seen, and the rows that are; null where nothing is known. */
  #wanted: readonly string[] | null = null;
  #shown: readonly string[] | null = null;
  /** What a short write left over: it goes out before anything else, or a sequence is torn. */
  #rest: Uint8Array = new Uint8Array(0);
  #retry: NodeJS.Timeout | null = null;
  #state: "closed" | "open" | "gone" = "closed";
  #isAway = false;

  constructor({ write, onGone = () => {} }: ScreenOptions) {
    this.#write = write;
    this.#onGone = onGone;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Takes the terminal over. */
  open(): void {
    if (this.#state !== "closed") return;
    this.#state = "open";
    this.#send(ENTER);
  }

  /** Shows a frame, rows parted by line ends; each row stands by itself, with its own styles. */
  show(frame: string): void {
    if (this.#state !== "open") return;
    this.#wanted = frame.split("\n");
    this.#draw();
  }

  /** Sends what is no part of the picture, as a bell is; dropped where nobody reads. */
  signal(text: string): void {
    if (this.#state === "open" && !this.#isAway && this.#rest.length === 0) this.#send(text);
  }

  /** The terminal has another size: nothing is known of it until the next frame, which is whole. */
  forget(): void {
    this.#shown = null;
    this.#wanted = null;
  }

  /** Draws everything anew: when something else wrote over it. */
  repaint(): void {
    this.#shown = null;
    if (this.#state === "open") this.#draw();
  }

  /** Leaves the terminal as it was for a while; nothing is drawn until it is entered again. */
  leave(): void {
    if (this.#state !== "open") return;
    this.#flush();
    this.#send(LEAVE);
    this.#isAway = true;
  }

  /** Takes it again, whatever was done to it meanwhile. */
  enter(): void {
    if (this.#state !== "open") return;
    this.#isAway = false;
    this.#send(ENTER);
    this.repaint();
  }

  /**
   * Gives the terminal back as it was. Answers what it would not take: whoever writes to it next
   * has to write that first.
   */
  close(): string {
    if (this.#state === "open") {
      this.#flush();
      this.#send(LEAVE);
    }
    this.#state = "closed";
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#shown = null;
    const rest = Buffer.from(this.#rest).toString();
    this.#rest = new Uint8Array(0);
    return rest;
  }

  #draw(): void {
    this.#flush();
    const wanted = this.#wanted;
    if (this.#state !== "open" || wanted === null || this.#isAway) return;
    // The reader is behind: this frame is dropped, and the next one that passes is whole.
    if (this.#rest.length > 0) {
      this.#shown = null;
      return;
    }
    const shown = this.#shown;
    const changes = wanted.map((row, at) => {
      const before = shown?.[at];
      if (before === row) return "";
      if (before !== undefined) return rowChange(before, row, at + 1);
      // Erased first: behind a row as wide as the terminal that would take the last character.
      return `${ESC}${at + 1};1H${ESC}K${row}${ESC}0m`;
    });
    const isShorter = shown !== null && shown.length > wanted.length;
    if (isShorter) changes.push(`${ESC}${wanted.length + 1};1H${ESC}J`);
    const text = changes.join("");
    if (text === "") return;
    const clear = shown === null ? `${ESC}2J` : "";
    this.#shown = this.#send(`${BEGIN}${clear}${text}${END}`) ? wanted : null;
  }

  /** False where nothing of it was taken, so that it never happened. */
  #send(text: string): boolean {
    if (this.#state === "gone") return false;
    const isBehind = this.#rest.length > 0;
    const bytes = Buffer.from(text);
    const taken = isBehind ? 0 : this.#attempt(bytes);
    // Entering and leaving must not be lost; a frame that nobody took may be.
    if (taken === 0 && text !== ENTER && text !== LEAVE) {
      this.#retryLater();
      return false;
    }
    this.#rest = Buffer.concat([this.#rest, bytes.subarray(taken)]);
    if (this.#rest.length > 0) this.#retryLater();
    return true;
  }

  #flush(): void {
    if (this.#rest.length > 0) this.#rest = this.#rest.subarray(this.#attempt(this.#rest));
    if (this.#rest.length > 0) this.#retryLater();
  }

  #retryLater(): void {
    if (this.#state !== "open") return;
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.#draw();
    }, RETRY_MS).unref();
  }

  /** How many bytes the terminal took. */
  #attempt(bytes: Uint8Array): number {
    try {
      return this.#write(bytes);
    } catch (error) {
      const code = codeOf(error);
      if (code === "EAGAIN" || code === "EINTR") return 0;
      this.#state = "gone";
      this.#rest = new Uint8Array(0);
      this.#onGone();
      return bytes.length;
    }
  }
}
