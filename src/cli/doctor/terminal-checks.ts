// The terminal: whether the cockpit can be shown on it, and how well.

import { closeSync, constants, openSync } from "node:fs";
import { type Check, ok, warning } from "./check.js";

/** What is known of the terminal. */
export interface TerminalView {
  readonly env: NodeJS.ProcessEnv;
  readonly isTTY: boolean;
  /** 0 where it does not say. */
  readonly columns: number;
  readonly rows: number;
  /** Whether the terminal itself can be written to; the cockpit does. */
  readonly canOpen: () => boolean;
}

/** The terminal of this process. */
export function ownTerminal(): TerminalView {
  const { isTTY, columns, rows } = process.stdout;
  return {
    env: process.env,
    isTTY: isTTY === true,
    columns: columns ?? 0,
    rows: rows ?? 0,
    canOpen() {
      try {
        const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants;
        closeSync(openSync("/dev/tty", O_WRONLY | O_NOCTTY | O_NONBLOCK));
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** The cockpit is laid out for so many; with fewer it shows a card. */
const LEAST = { columns: 80, rows: 24 };

/** Looks at it. */
export function terminalChecks(view: TerminalView): Check[] {
  const held = heldBy(view.env);
  return [
    terminal(view),
    ...(view.isTTY ? [colour(view.env)] : []),
    letters(view.env),
    ...(held === null ? [] : [ok("multiplexer", held)]),
  ];
}

function terminal({ env, isTTY, columns, rows, canOpen }: TerminalView): Check {
  const { TERM = "" } = env;
  if (!isTTY) {
    return ok(
      "terminal",
      "none here, output goes elsewhere; commands and `run --headless` need none",
    );
  }
  if (TERM === "" || TERM === "dumb") {
    const found = TERM === "" ? "TERM is not set" : "TERM is dumb";
    return warning("terminal", `${found}: no cockpit is shown`, "export TERM=xterm-256color");
  }
  if (!canOpen()) {
    const todo = "open a terminal of your own: `ssh -t`, `docker run -it`";
    return warning("terminal", "/dev/tty cannot be written: keys and screen may fail", todo);
  }
  const found = `${columns}×${rows}, TERM ${TERM}`;
  if (columns === 0 || rows === 0) return ok("terminal", `no size, taken for 80×24; TERM ${TERM}`);
  if (columns >= LEAST.columns && rows >= LEAST.rows) return ok("terminal", found);
  const todo = `make it ${LEAST.columns}×${LEAST.rows} or larger`;
  return warning("terminal", `${found}: the cockpit is a card with the least`, todo);
}

function colour({ NO_COLOR = "", TERM }: NodeJS.ProcessEnv): Check {
  if (NO_COLOR !== "") return ok("colour", "none: NO_COLOR is set");
  return ok("colour", TERM === "dumb" ? "none" : "the terminal's sixteen");
}

function letters({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): Check {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  if (/utf-?8/i.test(locale)) return ok("letters", locale);
  const found = locale === "" ? "no locale is set" : `the locale is ${locale}`;
  return warning("letters", `${found}: lines and signs may be garbled`, "export LANG=C.UTF-8");
}

/** The first of tmux that passes on where a frame begins and ends. */
const WHOLE_FRAMES = [3, 5] as const;

/** What lies between us and the terminal, and what that means. */
function heldBy({ TMUX, STY, TERM_PROGRAM, TERM_PROGRAM_VERSION }: NodeJS.ProcessEnv) {
  const kept = "the cockpit outlives a closed link there, and the engine does anyway";
  if (STY !== undefined) return `GNU screen: frames may flicker; ${kept}`;
  if (TMUX === undefined) return null;
  const version = TERM_PROGRAM === "tmux" ? (TERM_PROGRAM_VERSION ?? "") : "";
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [least, leastMinor] = WHOLE_FRAMES;
  const isOld = version !== "" && (major < least || (major === least && minor < leastMinor));
  const flicker = isOld ? "frames may flicker before 3.5; " : "";
  return `${`tmux ${version}`.trim()}: ${flicker}${kept}`;
}
