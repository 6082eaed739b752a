// Every command with its options and its help. The commands themselves are loaded when called.

import { Argument, Command, InvalidArgumentError } from "commander";
import { addCalendar } from "./calendar-program.js";
import { among, choice } from "./choice.js";
import type { Shell } from "./commands/completion.js";
import type { FeaturesFlags } from "./commands/features.js";
import { addConfig } from "./config-program.js";
import { addControl } from "./control-program.js";
import { EXIT_CODES } from "./exit.js";
import { FORMATS } from "./formats.js";
import { addGeneral, addHelp, collect, examples } from "./help.js";
import { addJournal } from "./journal-program.js";
import { addMetrics } from "./metrics-program.js";
import type { ReplayFlags } from "./replay-input.js";
import { addReport } from "./report-program.js";
import { addRun } from "./run-program.js";
import { addTrades } from "./trades-program.js";
import { addUpkeep } from "./upkeep-program.js";
import { version } from "./version.js";

/** What is said to someone who asks for nothing yet. */
export const WELCOME = `transmission replay data.csv       play bars through the strategies
transmission run --feed data.csv   trade on paper as the file grows, in the cockpit
transmission --help                every command, with examples
`;

/** What adds commands, in the order of the help; by its name where that is one and stands alone. */
const ADDERS: readonly (readonly [name: string | null, add: (program: Command) => void])[] = [
  ["run", (program) => addRun(program, addSource)],
  ["replay", addReplay],
  ["features", addFeatures],
  ["metrics", addMetrics],
  ["trades", addTrades],
  ["report", addReport],
  ["calendar", addCalendar],
  [null, addControl],
  ["journal", addJournal],
  ["config", addConfig],
  [null, addUpkeep],
  // These two look at all the others.
  [null, addCompletion],
  [null, addHelp],
];

/**
 * The command line. Throws commander's and the commands' errors; never exits.
 * @param called a first word that is typed: where it is a command that stands alone, the others,
 * which take a tenth of a start, are left out
 */
export function createProgram(called = ""): Command {
  const program = new Command("transmission")
    .description("A terminal trading cockpit: replay, adapt, manage and explain trades.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .option("--debug", "show a stack trace with an error")
    .configureOutput({ writeErr: () => {} })
    // What stands behind a command is that command's: `metrics` and `metrics export` take the same.
    .enablePositionalOptions()
    .exitOverride();
  program.addHelpText(
    "after",
    `
Examples:
  $ transmission replay MNQ-1m.csv
  $ transmission replay MNQ-1m.csv --set fusion.enabled=false --json > result.json
  $ transmission features MNQ-1m.csv --timeframes 5m,1h > features.csv
  $ transmission config show

${EXIT_CODES}`,
  );
  const alone = ADDERS.filter(([name]) => name === called);
  for (const [, add] of alone.length > 0 ? alone : ADDERS) add(program);
  return program;
}

function positive(text: string, advice = "Give a number above 0."): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(advice);
}

function symbol(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("Give a symbol such as MNQ.");
}

/** A word for what has no number: commander takes a null for no value at all. */
function speed(text: string): number | "max" {
  return text === "max" ? "max" : positive(text, "Give max, or a number above 0.");
}

function addSource(command: Command): Command {
  return command
    .optionsGroup("What the file cannot say:")
    .option("--symbol <symbol>", "the instrument, e.g. MNQ or EUR/USD", symbol)
    .option("--tz <zone>", "time zone of stamps without one, e.g. America/New_York")
    .addOption(
      choice("--label <which>", "what the stamps name: a bar's open or its close", [
        "open",
        "close",
      ]),
    )
    .option("--timeframe <length>", "length of a bar, e.g. 1m, 4h or 1d")
    .option("--price-scale <n>", "prices in the file are divided by this", (text) => positive(text))
    .option("--strict", "refuse a file with any bad or misplaced row");
}

function addReplay(program: Command): void {
  const command = program
    .command("replay")
    .summary("play recorded bars and show how the trades went")
    .description(
      "Plays recorded bars through the strategies, the guards and the simulated fills, and shows " +
        "how the trades went. Several files of one symbol are joined, of several symbols merged. " +
        "A journal is decided again as it was recorded, and the first difference is named.",
    )
    .argument(
      "<files...>",
      "files of bars (CSV or JSON, also gzipped), - for standard input, or a journal's folder",
    )
    .optionsGroup("What is played:")
    .option(
      "--from <time>",
      "first day (YYYY-MM-DD) or moment that counts; before it, bars warm up",
    )
    .option("--to <time>", "last day (YYYY-MM-DD), or moment that no longer counts")
    .option("--history <files...>", "earlier bars, named after the data: they warm up, never trade")
    .option("--speed <n>", "max, or n times real time (on the screen 600, else max)", speed)
    .option("--detail <file>", "finer bars that settle what came first inside a bar")
    .optionsGroup("How it is traded:")
    .option(
      "--strategy <file>",
      "a TypeScript strategy of one's own, in place of the built-in ones",
    )
    .option("--signals <file>", "a CSV of signals, in place of the built-in strategies")
    .option("--calendar <file>", "news to stay out of; may be repeated", collect)
    .option("--set <key=value>", "a configuration value for this run; may be repeated", collect)
    .option("--unguarded", "without any guard")
    .option("--without <reasons>", "without the guards named, separated by commas")
    .optionsGroup("What comes out:")
    .option("--headless", "no screen, the summary alone")
    .option("--ascii", "a screen of nothing but ASCII")
    .option("--trades <file>", "write the trades as CSV")
    .option("--out <folder>", "write facts.jsonl, trades.csv and metrics.json")
    .option("--report <file>", "write a report as one HTML file");
  addGeneral(addSource(command)).action(async (files: string[], flags: ReplayFlags) => {
    const { replay } = await import("./commands/replay.js");
    await replay(files, flags);
  });
  command.addHelpText("after", `\n${FORMATS}`);
  examples(command, [
    "transmission replay MNQ-1m.csv",
    "transmission replay MNQ-1m.csv --from 2025-11-10 --to 2025-11-14",
    "transmission replay MNQ-today.csv --history MNQ-last-week.csv",
    "transmission replay bars.csv --symbol ES --tz America/Chicago --label close",
    "transmission replay MNQ-1m.csv --set constraints.risk_per_trade_pct=1 --out result",
    "zcat bars.csv.gz | transmission replay - --symbol MNQ --json",
  ]);
}

function addFeatures(program: Command): void {
  const command = program
    .command("features")
    .summary("print one CSV row of indicators per bar")
    .description(
      "Prints bars with their indicators as CSV: what a strategy knows at each close, in full " +
        "precision, empty until warm.",
    )
    .argument("<file>", "a file of bars (CSV or JSON, also gzipped), or - for standard input")
    .optionsGroup("What is computed:")
    .option("--timeframes <list>", 'higher timeframes, e.g. 15m,1h; "" is none')
    .option("--set <key=value>", "a configuration value for this run; may be repeated", collect);
  addGeneral(addSource(command)).action(async (file: string, flags: FeaturesFlags) => {
    const { features } = await import("./commands/features.js");
    await features(file, flags);
  });
  examples(command, [
    "transmission features MNQ-1m.csv > features.csv",
    'transmission features EURUSD.csv --timeframes "" | head',
  ]);
}

const COMPLETION_PLACES = `
Where it goes:
  bash  in ~/.bashrc:  source <(transmission completion bash)
        or once:       transmission completion bash \\
                         > ~/.local/share/bash-completion/completions/transmission
  zsh   in ~/.zshrc, after compinit:  source <(transmission completion zsh)
        or once, into a folder of $fpath:  transmission completion zsh > ~/.zfunc/_transmission
  fish  once:  transmission completion fish > ~/.config/fish/completions/transmission.fish
A file that was written once is written again after an upgrade.`;

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

function addCompletion(program: Command): void {
  const command = program
    .command("completion")
    .summary("print the script with which a shell completes what is typed")
    .description(
      "Prints a script that completes commands, options, their choices, files and configuration " +
        "keys in bash, zsh or fish.",
    )
    .addArgument(
      new Argument("<shell>", "bash, zsh or fish").choices(SHELLS).argParser(among(SHELLS)),
    )
    .optionsGroup("General:")
    .option("--json", "print JSON")
    .option("--debug", "show a stack trace with an error")
    .helpOption("-h, --help", "show help")
    .addHelpText("after", COMPLETION_PLACES);
  command.action(async (shell: Shell, flags: { json?: true }) => {
    const { printCompletion } = await import("./commands/completion.js");
    await printCompletion(program, shell, flags);
  });
  examples(command, ["source <(transmission completion bash)"]);
}
