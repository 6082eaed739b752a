import { UserError } from "../../engine/errors.js";

const EXPECTED =
  "give a calendar such as ts,title,currency,impact with 2025-11-19T19:00Z,FOMC Minutes,USD,high";

/** The refusal of a file that is no calendar. */
export function unusable(path: string, why: string): UserError {
  return new UserError(`${path}: ${why}; ${EXPECTED}`, 2);
}
