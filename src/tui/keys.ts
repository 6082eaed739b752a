// From the bytes a terminal sends to the names of keys. What comes at once over a slow line is as
// many keys as it has; what is pasted is none.

import type { Clock } from "../runtime/clock.js";

const NAMED: Readonly<Record<string, string>> = {
  " ": "space",
  "\t": "tab",
  "\r": "enter",
  "\n": "enter",
  "\b": "backspace",
  "\u007f": "backspace",
  "\u001b": "esc",
  "\u0003": "ctrl+c",
  "\u000c": "ctrl+l",
  "\u001a": "ctrl+z",
  "\u0015": "ctrl+u",
  "\u0017": "ctrl+w",
  "\u001b[Z": "shift+tab",
  "\u001b[5~": "pageup",
  "\u001b[6~": "pagedown",
  "\u001b[H": "home",
  "\u001b[1~": "home",
  "\u001b[F": "end",
  "\u001b[4~": "end",
  "\u001b[A": "up",
  "\u001b[B": "down",
  "\u001b[C": "right",
  "\u001b[D": "left",
  // Cursor keys of a terminal in application mode.
  "\u001bOA": "up",
  "\u001bOB": "down",
  "\u001bOC": "right",
  "\u001bOD": "left",
  "\u001bOH": "home",
  "\u001bOF": "end",
};

/** A control sequence (CSI or SS3) or a single character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal sends
const KEY = /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO.|\u001b|[^\u001b]/gu;
const PASTE_BEGIN = "\u001b[200~";
const PASTE_END = "\u001b[201~";
/** The name of a key that stands for what was pasted, which itself is dropped. */
export const PASTED = "pasted";
/** A hand's fastest keys in a row, ms from one to the next. */
const HAND_MS = 40;
/** So many may still come at once: where the engine was busy for a moment, or the line is slow. */
const AT_ONCE = 3;

/** Tells keys from what is pasted, across the pieces in which it comes. */
export class KeyReader {
  #isPasting = false;
  /** The last of what is being pasted: its end may come in two pieces. */
  #tail = "";

  /**
   * The keys in what was read, in order; what is pasted is one, `PASTED`. A sequence that is not
   * known is its own name.
   */
  read(text: string): string[] {
    if (this.#isPasting) {
      const pasted = this.#tail + text;
      const end = pasted.indexOf(PASTE_END);
      this.#tail = end < 0 ? pasted.slice(1 - PASTE_END.length) : "";
      if (end < 0) return [];
      this.#isPasting = false;
      return this.read(pasted.slice(end + PASTE_END.length));
    }
    const begin = text.indexOf(PASTE_BEGIN);
    if (begin < 0) return namesOf(text);
    this.#isPasting = true;
    const before = namesOf(text.slice(0, begin));
    return [...before, PASTED, ...this.read(text.slice(begin + PASTE_BEGIN.length))];
  }
}

function namesOf(text: string): string[] {
  return (text.match(KEY) ?? []).map((key) => NAMED[key] ?? key);
}

/** A key, and whether a hand can have pressed it. */
export interface Press {
  readonly key: string;
  readonly isByHand: boolean;
}

/** Tells what a hand pressed from what came in a burst, by how many keys there were how fast. */
export class Hand {
  readonly #clock: Clock;
  /** Keys that a hand could have pressed by now and has not. */
  #room = AT_ONCE;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keys that came at once. */
  take(keys: readonly string[]): Press[] {
    const now = this.#clock.monotonicMs();
    this.#room = Math.min(AT_ONCE, this.#room + (now - this.#lastMs) / HAND_MS);
    this.#lastMs = now;
    const isByHand = keys.length <= this.#room;
    this.#room = Math.max(0, this.#room - keys.length);
    return keys.map((key) => ({ key, isByHand }));
  }
}
