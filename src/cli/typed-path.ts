// A path that was typed where no shell reads it first.

import { homeFolder } from "../config/folder.js";
import { UserError } from "../engine/errors.js";

/** The path with the home folder in the place of a `~` that it begins with. Throws a UserError. */
export function typedPath(path: string): string {
  if (!/^~(\/|$)/.test(path)) return path;
  const home = homeFolder();
  if (home !== null) return home + path.slice(1);
  throw new UserError(`${path}: there is no home folder; begin with / or with a folder here`);
}
