// Reads the command line, runs one command, ends with its code. What a command needs is loaded
// when it runs.

import { statSync } from "node:fs";
import { type Command, CommanderError } from "commander";
import { UserError } from "../engine/errors.js";
import { nearestName } from "../engine/nearest.js";
import { endingOf } from "./exit.js";
import { whyUnwritable } from "./output-file.js";
import { createProgram, WELCOME } from "./program.js";

/** Options of the program itself; any other before a command is meant for `run`. */
const OWN = new Set(["-V", "--version", "-h", "--help", "--debug"]);

/** The command that was called, as it is written: `config show`. */
function calledCommand(command: Command, words: readonly string[]): string {
  const named = words.map((word) => command.commands.find((one) => one.name() === word));
  const at = named.findIndex((one) => one !== undefined);
  const called = named[at];
  if (called === undefined || called.name() === "help") return "";
  return `${called.name()} ${calledCommand(called, words.slice(at + 1))}`.trim();
}

function watchOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has seen enough (`| head`): that is no failure.
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`transmission: standard output: ${whyUnwritable(error)}\n`);
    process.exit(1);
  });
  // Where nothing can be said, the exit code still tells.
  process.stderr.on("error", () => {});
}

/** Whether a first word is an option that is meant for `run`, which may be left out. */
function isOfRun(first: string): boolean {
  if (first.length <= 2 || !first.startsWith("--") || OWN.has(first)) return false;
  const run = createProgram("run").commands.find((one) => one.name() === "run");
  const known = run?.options.flatMap(({ long }) => long ?? []) ?? [];
  // One that is written wrong is taken for what it is most like.
  return !OWN.has(nearestName(first, [...known, ...OWN]) ?? "");
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What is wrong, or what was meant by a file in the place of a command. */
function meant(error: unknown, first: string): unknown {
  const isUnknown = error instanceof CommanderError && error.code === "commander.unknownCommand";
  if (!isUnknown || !isFile(first)) return error;
  const hint = `\`transmission replay ${first}\` plays it`;
  return new UserError(`${first} is a file, not a command; ${hint}`);
}

/** Runs what was typed behind the program's name. Sets the exit code and never throws. */
export async function start(typed: readonly string[]): Promise<void> {
  watchOutput();
  const [first = ""] = typed;
  const args = isOfRun(first) ? ["run", ...typed] : [...typed];
  const terminator = args.indexOf("--");
  const options = terminator < 0 ? args : args.slice(0, terminator);
  const program = createProgram(args[0]);
  try {
    if (args.length === 0) process.stdout.write(WELCOME);
    else await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const command = calledCommand(program, args);
    const { message, code } = endingOf(meant(error, first), command, options.includes("--debug"));
    if (message !== "") process.stderr.write(`${message}\n`);
    process.exitCode = code;
  }
}
