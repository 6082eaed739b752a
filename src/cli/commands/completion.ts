// `completion`: the script with which a shell completes what is typed.

import type { Command } from "commander";
import { bashScript } from "../completion/bash.js";
import { fishScript } from "../completion/fish.js";
import { type Spot, spotsOf } from "../completion/tree.js";
import { zshScript } from "../completion/zsh.js";
import { print, printJson } from "../terminal.js";

const SCRIPTS: Readonly<Record<Shell, (spots: readonly Spot[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Shells that can be taught. */
export type Shell = "bash" | "zsh" | "fish";

/** Prints the script for a shell, made from the program's own commands. */
export async function printCompletion(
  program: Command,
  shell: Shell,
  flags: { readonly json?: true },
): Promise<void> {
  const script = SCRIPTS[shell](spotsOf(program));
  await (flags.json ? printJson({ shell, script }) : print(script));
}
