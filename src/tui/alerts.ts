// A bell, or a notice of the terminal's own, where something is grave: for a trader who looks
// elsewhere. Off until it is asked for.

import type { Clock } from "../runtime/clock.js";
import { tame } from "./line.js";
import type { Toast } from "./toasts.js";

/** How a trader who looks elsewhere is called. */
export interface AlertOptions {
  readonly bell: boolean;
  /** As OSC 9, which many terminals show as a notification of the desktop. */
  readonly osc9: boolean;
  /**
   * What stands between this and the terminal: tmux hands on what is wrapped for it, where its
   * `allow-passthrough` is on; screen is not asked to.
   */
  readonly multiplexer: "tmux" | "screen" | null;
}

/** Least time from one call to the next, ms. */
const APART_MS = 10_000;
/** Characters of a notice. */
const MOST_TEXT = 120;
const BEL = "\u0007";
const ESC = "\u001b";

/** Calls the trader when there is a new alarm. */
export class Alerts {
  readonly #options: AlertOptions;
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  /** When the last alarm came that was looked at, and when it was called last; monotonic ms. */
  #lastMs = Number.NEGATIVE_INFINITY;
  #calledMs = Number.NEGATIVE_INFINITY;

  /** @param send writes to the terminal, and may drop what it is given */
  constructor(options: AlertOptions, clock: Clock, send: (text: string) => void) {
    this.#options = options;
    this.#clock = clock;
    this.#send = send;
  }

  /** Looks whether there is an alarm that was not there before. */
  look(toasts: readonly Toast[]): void {
    const alarms = toasts.filter(({ severity }) => severity === "alarm");
    const newest = alarms.reduce<Toast | null>(
      (found, one) => (found === null || one.fromMs >= found.fromMs ? one : found),
      null,
    );
    if (newest === null || newest.fromMs <= this.#lastMs) return;
    this.#lastMs = newest.fromMs;
    const now = this.#clock.monotonicMs();
    if (now - this.#calledMs < APART_MS) return;
    const text = this.#textOf(newest);
    if (text === "") return;
    this.#calledMs = now;
    this.#send(text);
  }

  #textOf({ symbol, text }: Toast): string {
    const { bell, osc9, multiplexer } = this.#options;
    const rings = bell ? BEL : "";
    if (!osc9 || multiplexer === "screen") return rings;
    const words = tame(["transmission", symbol ?? "", text].filter((one) => one !== "").join(" "));
    const notice = `${ESC}]9;${words.slice(0, MOST_TEXT)}${BEL}`;
    if (multiplexer === null) return rings + notice;
    return `${rings}${ESC}Ptmux;${notice.replaceAll(ESC, ESC + ESC)}${ESC}\\`;
  }
}
