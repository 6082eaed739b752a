// How the program ends: one line for an error, and a code that scripts can rely on.

import { CommanderError } from "commander";
import { DiskError } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";

/** Exit codes, as help shows them. */
export const EXIT_CODES = `Exit codes:
  0  done
  1  failed
  2  wrong use or unusable input
  3  refused: not confirmed, or a guard said no
  4  the broker or the engine cannot be reached`;

/** Commander's own complaint as our one line; it writes `error: …` and a suggestion below. */
function usageLine(message: string, command: string): string {
  const text = message
    .replace(/^error: /, "")
    .replace(/^command-argument value ('.*') is invalid for argument ('.*?')/, "$2 cannot be $1")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ")
    .replace(/\.$/, "");
  const help = command === "" ? "transmission --help" : `transmission ${command} --help`;
  if (text === "(outputHelp)") {
    return `${command || "transmission"} needs to be told what to do; see \`${help}\``;
  }
  return `${text}; see \`${help}\``;
}

/** What goes to standard error, and the exit code. */
export interface Ending {
  /** Without line end; empty where there is nothing to say. */
  readonly message: string;
  readonly code: number;
}

/**
 * The ending that an error asks for.
 * @param command the command that was called, for the hint to its help
 * @param debug whether the stack trace is shown
 */
export function endingOf(error: unknown, command: string, debug: boolean): Ending {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { message: "", code: 0 };
    return { message: `transmission: ${usageLine(error.message, command)}`, code: 2 };
  }
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  if (error instanceof UserError) {
    return { message: `transmission: ${oneLine(error.message)}${stack}`, code: error.exitCode };
  }
  if (error instanceof DiskError) {
    const advice = "check the disk's room, what is there and its permissions";
    return { message: `transmission: ${error.message}; ${advice}${stack}`, code: 1 };
  }
  const text = oneLine(error instanceof Error ? error.message : String(error));
  const advice = debug ? "" : "; this is a fault of the program, --debug shows where";
  return { message: `transmission: ${text}${advice}${stack}`, code: 1 };
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}
