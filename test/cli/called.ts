// The command line in this process: what a person would see of it.

import type { Command } from "commander";
import { vi } from "vitest";
import { endingOf } from "../../src/cli/exit.js";
import { createProgram } from "../../src/cli/program.js";

/** What a command left behind. */
export interface Called {
  readonly stdout: string;
  /** The words, and the error's line last. */
  readonly stderr: string;
  readonly code: number;
}

type Done = (error?: Error | null) => void;

/** Takes what is written to a stream until its end, and says so to whoever waits for it. */
export function captured(stream: NodeJS.WriteStream): { text: () => string; end: () => void } {
  let text = "";
  const spy = vi
    .spyOn(stream, "write")
    .mockImplementation((chunk: unknown, encoding?: unknown, callback?: unknown) => {
      text += typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString();
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") (done as Done)();
      return true;
    });
  return { text: () => text, end: () => spy.mockRestore() };
}

/** Runs one command line on a program of its own. */
export async function called(...args: string[]): Promise<Called> {
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return { stdout: stdout.text(), stderr: stderr.text(), code: 0 };
  } catch (error) {
    const ending = endingOf(error, "", args.includes("--debug"));
    const words = ending.message === "" ? "" : `${ending.message}\n`;
    return { stdout: stdout.text(), stderr: stderr.text() + words, code: ending.code };
  } finally {
    stdout.end();
    stderr.end();
  }
}

/** Every command with the words that call it, the program itself first. */
export function everyCommand(): { path: string[]; command: Command }[] {
  const below = (command: Command, path: string[]): { path: string[]; command: Command }[] => [
    { path, command },
    ...command.commands.flatMap((one) => below(one, [...path, one.name()])),
  ];
  return below(createProgram(), []);
}
