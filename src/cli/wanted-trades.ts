// The flags that say which trades count, for every command that shows trades or what they add up
// to.

import { type Command, InvalidArgumentError } from "commander";
import type { ExitReason } from "../engine/trade/record.js";
import type { WantedTrades } from "../projection/trades.js";
import { choice } from "./choice.js";
import { collect } from "./help.js";
import { checkRange, momentOf } from "./range.js";
import type { GeneralFlags } from "./terminal.js";

/** The flags that say which trades count. */
export interface TradeFlags {
  readonly from?: string;
  readonly to?: string;
  readonly symbol?: string;
  readonly strategy?: string;
  readonly regime?: string;
  readonly side?: "long" | "short";
  readonly exitReason?: ExitReason;
  readonly tag?: readonly string[];
  readonly account?: string;
  readonly source?: string;
}

/**
 * What trades of an instrument bear, whatever it was called: its one symbol; and the very name, by
 * which an import has kept what nobody described.
 */
async function symbolsOf(name: string, config: string | undefined): Promise<string[]> {
  // Reading the configuration takes longer than all else of a list.
  const { setUp } = await import("./setup.js");
  const { matchInstrument } = await import("../engine/market/roots.js");
  const { instruments } = await setUp({ file: config });
  const known = matchInstrument(name, instruments)?.symbol;
  return [...new Set([name, name.toUpperCase(), ...(known === undefined ? [] : [known])])];
}

/** Which trades count. Throws UserErrors: no range, or a configuration that cannot be used. */
export async function wantedOf(
  flags: TradeFlags & Pick<GeneralFlags, "config">,
): Promise<WantedTrades> {
  const from = momentOf("--from", flags.from);
  const to = momentOf("--to", flags.to);
  checkRange(from, to);
  const { symbol, config, strategy, regime, side, exitReason, tag, account, source } = flags;
  return {
    ...(from !== null && "ts" in from ? { fromTs: from.ts } : {}),
    ...(to !== null && "ts" in to ? { toTs: to.ts } : {}),
    ...(from !== null && "day" in from ? { fromDay: from.day } : {}),
    ...(to !== null && "day" in to ? { toDay: to.day } : {}),
    ...(symbol === undefined ? {} : { symbols: await symbolsOf(symbol, config) }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(regime === undefined ? {} : { regime }),
    ...(side === undefined ? {} : { side }),
    ...(exitReason === undefined ? {} : { exitReason }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(account === undefined ? {} : { account }),
    ...(source === undefined ? {} : { source }),
  };
}

const REASONS: readonly ExitReason[] = [
  ...(["stop", "break_even", "trail", "target", "signal", "time", "news", "tripwire"] as const),
  ...(["flatten", "hand", "session_close", "end_of_data"] as const),
];

/** An empty name is a shell's variable that was not set. */
function name(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("Give a name.");
}

/** Gives a command those flags. */
export function addTradeFilters(command: Command): Command {
  return command
    .optionsGroup("Which trades:")
    .option("--from <time>", "only trades closed at or after this day or moment")
    .option("--to <time>", "only trades closed before this moment, or up to this day")
    .option("--symbol <symbol>", "only trades of this instrument, by any of its names", name)
    .option("--strategy <name>", "only trades of this strategy", name)
    .option("--regime <name>", "only trades entered in this regime", name)
    .addOption(choice("--side <side>", "only trades of this side", ["long", "short"]))
    .addOption(choice("--exit-reason <reason>", "only trades that left for this reason", REASONS))
    .option("--tag <tag>", "only trades that bear this tag; may be repeated", collect)
    .option("--account <name>", "only trades of this account, imported ones too", name)
    .option(
      "--source <source>",
      "journal (our own, as without it), import, the program that wrote a file, or all",
      name,
    );
}
