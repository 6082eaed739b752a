// Words of which one is right: what is read, and what is said of a wrong one.

import { InvalidArgumentError, Option } from "commander";
import { nearestName } from "../engine/nearest.js";

/** Shorter words stand in anything. */
const TELLING_CHARS = 3;

/**
 * A question after the word that begins with what was typed, else the nearest, else one that has
 * it; as commander asks it. Empty where there is none.
 */
export function hintOf(word: string, words: readonly string[]): string {
  const isTelling = word.length >= TELLING_CHARS;
  // An abbreviation is no slip of the finger.
  const begun = isTelling ? words.find((one) => one.startsWith(word)) : undefined;
  const part = isTelling ? words.find((one) => one.includes(word)) : undefined;
  const meant = begun ?? nearestName(word, words) ?? part;
  return meant === undefined ? "" : ` (Did you mean ${meant}?)`;
}

/** What a choice is read by. Throws for any other word, and names the nearest right one. */
export function among(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    const hint = hintOf(text, choices);
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}${hint}`);
  };
}

/** An option that takes one of a few words. */
export function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).argParser(among(choices));
}
