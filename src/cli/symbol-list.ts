// Symbols as they are listed on the command line.

import { UserError } from "../engine/errors.js";

/** The names of a list that is parted by commas. Throws a UserError where there is none. */
export function symbolNames(list: string): string[] {
  const names = list.split(",").flatMap((name) => name.trim() || []);
  if (names.length > 0) return names;
  throw new UserError("--symbols names none; give one, e.g. MNQ,ES");
}
