// How a paper broker is told to misbehave: `lost_ack=0.05,late_ack=0.1,seed=7`.

import { UserError } from "../../engine/errors.js";

/**
 * What it can be told to do, each with a chance from 0 to 1.
 * To a request: `lost_ack` does it and never answers; `late_ack` answers late; `timeout` answers
 * that it took too long, having done it or not; `lost_request` never gets it and never answers;
 * `reject` refuses it; `error_429` refuses it as one too many; `error_500` fails, having done it
 * or not; `disconnect` drops the link for a while, with the reports of that time.
 * To a new order that fills at once or later: `partial_then_cancel` ends an entry at its first
 * partial fill, `silent_oco_cancel` ends the others of its group without a word.
 * To reports: `duplicate_fill` says a fill twice, `fill_before_ack` says an ack after the fill.
 */
export const MISCHIEF = [
  "lost_ack",
  "late_ack",
  "timeout",
  "lost_request",
  "reject",
  "error_429",
  "error_500",
  "disconnect",
  "partial_then_cancel",
  "silent_oco_cancel",
  "duplicate_fill",
  "fill_before_ack",
] as const;
/** A kind of it. */
export type Mischief = (typeof MISCHIEF)[number];

/** Chances by kind; what is left out never happens. */
export interface MischiefPlan {
  readonly chances: Readonly<Partial<Record<Mischief, number>>>;
  readonly seed: number;
}

function isMischief(word: string): word is Mischief {
  return (MISCHIEF as readonly string[]).includes(word);
}

/** A plan from its text. Throws a UserError (exit 2) that names the word it stops at. */
export function parseMischief(text: string): MischiefPlan {
  const chances: Partial<Record<Mischief, number>> = {};
  let seed = 1;
  for (const part of text.split(",")) {
    const [word = "", value = "", ...more] = part.split("=").map((piece) => piece.trim());
    const where = `paper broker: "${part.trim()}"`;
    if (word !== "seed" && !isMischief(word)) {
      throw new UserError(`${where} is not known; known are ${MISCHIEF.join(", ")} and seed`);
    }
    const number = value === "" || more.length > 0 ? Number.NaN : Number(value);
    if (word === "seed") {
      if (!Number.isSafeInteger(number)) throw new UserError(`${where}: seed is a whole number`);
      seed = number;
    } else {
      if (!(number >= 0 && number <= 1)) {
        throw new UserError(`${where}: a chance is a number from 0 to 1, as in ${word}=0.05`);
      }
      chances[word] = number;
    }
  }
  return { chances, seed };
}
