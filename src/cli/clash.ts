// Files that a command would read and overwrite, or read twice: told by where they really are.

import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../engine/errors.js";

/** A path, and what the command line calls it: a flag, or nothing for an argument. */
export interface Named {
  readonly name: string;
  readonly path: string;
}

/** Standard input is no path. */
const STANDARD_INPUT = "-";

/** Where a path leads, links followed; what is not there yet lies in its folder. */
export function realPathOf(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(realPathOf(above), basename(whole));
  }
}

/** Refuses a file that is given twice. Throws a UserError. */
export function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const place = file === STANDARD_INPUT ? file : realPathOf(file);
    const before = seen.get(place);
    if (before !== undefined) {
      const same = before === file ? "is given twice" : `and ${before} are the same file`;
      throw new UserError(`${file} ${same}; give it once`);
    }
    seen.set(place, file);
  }
}

/** Refuses outputs that would replace an input, or one another. Throws a UserError. */
export function refuseOverwrite(outputs: readonly Named[], inputs: readonly Named[]): void {
  const read = inputs.filter(({ path }) => path !== STANDARD_INPUT);
  const written = new Map<string, string>();
  const places = new Map(read.map((input) => [realPathOf(input.path), input]));
  for (const { name, path } of outputs) {
    const place = realPathOf(path);
    const other = written.get(place);
    if (other !== undefined) {
      throw new UserError(`${other} and ${name} both write ${path}; choose another place for one`);
    }
    written.set(place, name);
    const input = places.get(place);
    if (input === undefined) continue;
    const what = input.name === "" ? `the input ${input.path}` : `what ${input.name} reads`;
    throw new UserError(`${name} would overwrite ${what} (${path}); choose another place`);
  }
}
