// What the help of every command has.

import { Argument, type Command } from "commander";
import { hintOf } from "./choice.js";
import { EXIT_CODES } from "./exit.js";

/** Ends a command's help with examples and the exit codes. */
export function examples(command: Command, lines: readonly string[]): Command {
  const text = lines.map((line) => `  $ ${line}`).join("\n");
  return command.addHelpText("after", `\nExamples:\n${text}\n\n${EXIT_CODES}`);
}

/** What an option that may be repeated is gathered by. */
export const collect = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  value,
];

/** Gives a command the options that every command has. */
export function addGeneral(command: Command): Command {
  return command
    .optionsGroup("General:")
    .option("--json", "print JSON")
    .option("--config <file>", "read this JSON file instead of the stored configuration")
    .option("--debug", "show a stack trace with an error")
    .helpOption("-h, --help", "show help");
}

/** Adds `help`: commander's own has no word for a command that there is not. */
export function addHelp(parent: Command): void {
  const names = parent.commands.map((command) => command.name());
  parent
    .helpCommand(false)
    .command("help")
    .description("show help for a command")
    .helpOption("-h, --help", "show help")
    .addArgument(
      new Argument("[command...]", "its name, as it is called")
        .choices(names)
        .argParser((name, before: string[] = []) => [...before, name]),
    )
    .action((words: string[] = []) => {
      words.reduce(below, parent).help();
    });
}

/** The command of a name below another. */
function below(parent: Command, name: string): Command {
  const found = parent.commands.find((one) => one.name() === name);
  if (found !== undefined) return found;
  const names = parent.commands.map((one) => one.name());
  return parent.error(`unknown command '${name}'${hintOf(name, names)}`);
}
