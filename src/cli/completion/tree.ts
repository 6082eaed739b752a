// What can stand where on the command line, read from commander's own commands, so that no shell
// is told of a command, an option or a choice that there is not.

import type { Command, Option } from "commander";
import { knownKeys } from "../../config/key.js";
import { builtInStrategies } from "../../strategies/index.js";

/**
 * What may stand as a value: one of a few words, a file, a configuration key, `key=value`, or the
 * value of the key before it.
 */
export type Value =
  | { readonly kind: "file" | "folder" | "key" | "setting" | "key-value" | "free" }
  | { readonly kind: "words"; readonly words: readonly string[] };

/** A word with what it is for, in one line. */
export interface Word {
  readonly name: string;
  readonly about: string;
}

/** An option by its long name; `value` is null where it takes none. */
export interface SpotOption extends Word {
  readonly value: Value | null;
}

/** One command with all that may follow it. */
export interface Spot {
  /** From the program's name down: `transmission config set`. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly SpotOption[];
  /** Values by place; where `repeats`, the last stands for all that follow too. */
  readonly places: readonly Value[];
  readonly repeats: boolean;
}

/** A configuration key and the words that its value can only be; none where it can be more. */
export interface Key {
  readonly name: string;
  readonly words: readonly string[];
}

/** Every command that help shows, the program itself first. */
export function spotsOf(command: Command, above = ""): Spot[] {
  const path = `${above} ${command.name()}`.trim();
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const spot: Spot = {
    path,
    commands: commands.map((one) => ({ name: one.name(), about: help.subcommandDescription(one) })),
    options: help.visibleOptions(command).flatMap(optionOf),
    places: command.registeredArguments.map((argument) =>
      valueIn(argument.name(), argument.argChoices),
    ),
    repeats: command.registeredArguments.at(-1)?.variadic === true,
  };
  return [spot, ...commands.flatMap((one) => spotsOf(one, path))];
}

/** What a placeholder of the help stands for. */
const KINDS: Readonly<Record<string, Exclude<Value["kind"], "words">>> = {
  file: "file",
  files: "file",
  folder: "folder",
  key: "key",
  "key=value": "setting",
  value: "key-value",
};

function valueIn(placeholder: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: "words", words: choices };
  return { kind: KINDS[placeholder] ?? "free" };
}

function optionOf(option: Option): SpotOption[] {
  const { long, description, flags, argChoices } = option;
  if (long === undefined || long === null) return [];
  const placeholder = /[<[](.+?)(\.\.\.)?[>\]]/.exec(flags)?.[1];
  const value = placeholder === undefined ? null : valueIn(placeholder, argChoices);
  return [{ name: long, about: description, value }];
}

/** Keys that take a value; a built-in strategy's parameters are keys of their own. */
export function settableKeys(): Key[] {
  const parameters = new Map(
    builtInStrategies.map(({ name, defaults }) => [`strategies.${name}`, Object.keys(defaults)]),
  );
  return knownKeys().flatMap(({ key, words }) => {
    const names = parameters.get(key);
    if (names === undefined) return [{ name: key, words }];
    return names.map((name) => ({ name: `${key}.${name}`, words: [] }));
  });
}

/** Keys that take a value, and the groups they lie in. */
export function readableKeys(): string[] {
  const names = settableKeys().map(({ name }) => name);
  const groups = names.flatMap((name) => {
    const parts = name.split(".");
    return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("."));
  });
  return [...new Set([...groups, ...names])].sort();
}
