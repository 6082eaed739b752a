import { UserError } from "../../engine/errors.js";

const EXPECTED =
  "give a calendar such as ts,title,currency,impact with 2025-11-19T19:00Z,FOMC Minutes,USD,high";

/** Text of a file as a terminal can show it: in one line, without anything that steers it. */
export function tame(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ").trim();
}

/** The refusal of a file that is no calendar. */
export function unusable(path: string, why: string): UserError {
  return new UserError(`${path}: ${tame(why)}; ${EXPECTED}`, 2);
}
