// A path that was typed where no shell reads it first.

import { homedir } from "node:os";
import { UserError } from "../engine/errors.js";

/** The path with the home folder in the place of a `~` that it begins with. Throws a UserError. */
export function typedPath(path: string): string {
  if (!/^~(\/|$)/.test(path)) return path;
  return homeOf(path) + path.slice(1);
}

function homeOf(path: string): string {
  let home = "";
  try {
    home = homedir();
  } catch {
    // A user without an entry in the system's list and without HOME has none.
  }
  if (home !== "") return home;
  throw new UserError(`${path}: there is no home folder; begin with / or with a folder here`);
}
