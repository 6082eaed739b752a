// What `doctor` has found of one thing.

import { UserError } from "../../engine/errors.js";

/** `broken` is what keeps something from working; a `warning` does not. */
export type Verdict = "ok" | "warning" | "broken";

/** One thing that was looked at. */
export interface Check {
  /** What it is: `node`, `data folder`. */
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do about it; null where all is well. */
  readonly todo: string | null;
}

/** All is well with it. */
export const ok = (check: string, found: string): Check => {
  return { check, verdict: "ok", found, todo: null };
};

/** It works, but not as well as it should. */
export const warning = (check: string, found: string, todo: string): Check => {
  return { check, verdict: "warning", found, todo };
};

/** It does not work. */
export const broken = (check: string, found: string, todo: string): Check => {
  return { check, verdict: "broken", found, todo };
};

/** What an error says: `what is wrong; what to do`. Errors that are none of ours say less. */
export function ofError(check: string, error: unknown): Check {
  const message = error instanceof Error ? error.message : String(error);
  const [, found = message, todo] = /^(.*?); (.*)$/s.exec(message) ?? [];
  if (error instanceof UserError) return broken(check, found, todo ?? "see the line itself");
  return broken(check, message, "check the file and its permissions");
}
