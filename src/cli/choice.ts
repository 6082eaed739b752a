// Words of which one is right: what is read, and what is said of a wrong one.

import { InvalidArgumentError, Option } from "commander";
import { nearestName } from "../engine/nearest.js";

/** A question after the nearest right word, as commander asks it; empty where none is near. */
export function hintOf(word: string, words: readonly string[]): string {
  const nearest = nearestName(word, words);
  return nearest === null ? "" : ` (Did you mean ${nearest}?)`;
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
