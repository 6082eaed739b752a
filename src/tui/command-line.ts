// What is typed after `:`: found in the same table as the keys, completed from it, and done.

import type { Binding, CommandForm } from "./bindings.js";
import type { CockpitState } from "./cockpit-state.js";

/** What could be done by name here and now: bindings that have one. */
interface Named<Actions> extends Binding<Actions> {
  readonly command: CommandForm<Actions>;
}

function named<Actions>(table: readonly Binding<Actions>[]): Named<Actions>[] {
  return table.filter((each): each is Named<Actions> => each.command !== undefined);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** What may follow what is typed. */
export interface Completion {
  /** Whole lines, each of which begins with what is typed, in alphabetical order. */
  readonly lines: readonly string[];
  /** What the command takes, once its name stands there whole; empty before. */
  readonly usage: string;
}

/** What can be made of a text that is being typed. */
export function completionOf<Actions>(
  text: string,
  table: readonly Binding<Actions>[],
  state: CockpitState,
): Completion {
  const words = wordsOf(text);
  const [name = ""] = words;
  const isNameWhole = /\s/.test(text.trimStart());
  if (!isNameWhole) {
    const names = named(table).map(({ command }) => command.names[0]);
    const lines = names.filter((one) => one.startsWith(name)).sort();
    return { lines, usage: usageOf(find(name, table)) };
  }
  const found = find(name, table);
  if (found === undefined) return { lines: [], usage: "" };
  const isWordBegun = !/\s$/.test(text);
  const before = words.slice(1, isWordBegun ? -1 : undefined);
  const begun = isWordBegun ? (words.at(-1) ?? "") : "";
  const next = found.command.complete?.(state, before) ?? [];
  const lines = next
    .filter((word) => word.toLowerCase().startsWith(begun.toLowerCase()))
    .map((word) => [name, ...before, word].join(" "));
  return { lines, usage: usageOf(found) };
}

function usageOf<Actions>(found: Named<Actions> | undefined): string {
  if (found === undefined) return "";
  const { command, help } = found;
  return command.usage === undefined ? help : `${command.usage}: ${help}`;
}

function find<Actions>(
  name: string,
  table: readonly Binding<Actions>[],
): Named<Actions> | undefined {
  return named(table).find(({ command }) => command.names.includes(name));
}

/** A text with as much more as is sure: what all completions have in common. */
export function completed(text: string, { lines }: Completion): string {
  const [first] = lines;
  if (first === undefined) return text;
  if (lines.length === 1) return `${first} `;
  let common = first;
  for (const line of lines) while (!line.startsWith(common)) common = common.slice(0, -1);
  return common.length > text.length ? common : text;
}

/** A text that Tab has made, and what it was made of. */
export interface Tabbed {
  readonly base: string;
  readonly text: string;
}

/**
 * What Tab makes of a text: as much more as is sure; where nothing is, each of the completions in
 * turn, `step` 1 forwards and -1 backwards.
 */
export function tabbed(
  typed: string,
  before: Tabbed | null,
  step: 1 | -1,
  complete: (text: string) => Completion,
): Tabbed {
  // The one that stands there came from Tab: the next of the same.
  const base = before?.text === typed ? before.base : typed;
  const completion = complete(base);
  const { lines } = completion;
  const sure = completed(base, completion);
  if (base === typed && (sure !== typed || lines.length < 2)) return { base: sure, text: sure };
  const at = lines.indexOf(typed);
  const first = step > 0 ? 0 : lines.length - 1;
  const next = base === typed ? first : (at + step + lines.length) % lines.length;
  return { base, text: lines[next] ?? typed };
}

/** Whether what is typed names a command of a table. */
export function isCommand<Actions>(text: string, table: readonly Binding<Actions>[]): boolean {
  const [name = ""] = wordsOf(text);
  return (find(name, table) ?? onlyOne(name, table)) !== undefined;
}

/** Does what is typed; answers in a sentence why it can't be, or null. */
export function runCommand<Actions>(
  text: string,
  table: readonly Binding<Actions>[],
  actions: Actions,
): string | null {
  const [name, ...words] = wordsOf(text);
  if (name === undefined) return null;
  const found = find(name, table) ?? onlyOne(name, table);
  if (found === undefined) return `there is no command ${name} here; Tab shows what there is`;
  const { command, act } = found;
  if (command.run !== undefined) return command.run(actions, words);
  if (words.length > 0) return `${command.names[0]} takes nothing`;
  act(actions, "");
  return null;
}

/** A name may be cut short where that leaves no doubt. */
function onlyOne<Actions>(
  begun: string,
  table: readonly Binding<Actions>[],
): Named<Actions> | undefined {
  const fitting = named(table).filter(({ command }) => command.names[0].startsWith(begun));
  return fitting.length === 1 ? fitting[0] : undefined;
}
