// `run` with its options and its help.

import { type Command, InvalidArgumentError } from "commander";
import { type TcpAddress, tcpAddressOf } from "../control/tcp-address.js";
import { addGeneral, collect, examples } from "./help.js";
import type { RunFlags } from "./live-run.js";

function speed(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a number above 0.");
}

function address(text: string): TcpAddress {
  const found = tcpAddressOf(text);
  if (found !== null) return found;
  throw new InvalidArgumentError("Give a host and a port, as in 127.0.0.1:8787 or [::1]:8787.");
}

/** Adds `run`. */
export function addRun(program: Command, addSource: (command: Command) => Command): void {
  const command = program
    .command("run")
    .summary("trade live: the cockpit over an engine, on a paper broker")
    .description(
      "Runs the engine on bars as they come and shows it in the cockpit. What it decides is in " +
        "its journal before it happens: started again after any end, it goes on where it was.",
    )
    .optionsGroup("What comes in:")
    .option("--feed <files...>", "files of bars that grow, or - for standard input")
    .option("--speed <n>", "play the files at n times real time", speed)
    .option("--history <files...>", "earlier bars: they warm up, never trade")
    .optionsGroup("How it is traded:")
    .option(
      "--broker <name>",
      "paper; or, to see what goes wrong, paper:lost_ack=0.05,seed=7 and the like",
      "paper",
    )
    .option(
      "--strategy <file>",
      "a TypeScript strategy of one's own, in place of the built-in ones",
    )
    .option("--signals <file>", "a CSV of signals, in place of the built-in strategies")
    .option("--symbols <list>", "enter only these of the feed's symbols, e.g. MNQ,ES")
    .option("--calendar <file>", "news to stay out of; may be repeated", collect)
    .option("--set <key=value>", "a configuration value for this run; may be repeated", collect)
    .optionsGroup("What comes out:")
    .option("--headless", "no screen; what happens is printed, a line each")
    .option("--ascii", "a screen of nothing but ASCII")
    .option("--api <host:port>", "HTTP and WebSocket there too; see `config api-key`", address);
  addGeneral(addSource(command)).action(async (flags: RunFlags) => {
    const { run } = await import("./commands/run.js");
    await run(flags);
  });
  examples(command, [
    "transmission run --feed MNQ-1m.csv",
    "transmission run --feed MNQ-1m.csv --speed 60",
    "feed-of-mine | transmission run --feed - --symbol MNQ --headless",
    "transmission run --feed MNQ-1m.csv --headless --api 127.0.0.1:8787",
    "transmission run --feed MNQ-1m.csv --history MNQ-last-month.csv",
  ]);
}
