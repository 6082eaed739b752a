// The commands that look at a running engine and act on it, with their options and their help.

import { Argument, type Command, InvalidArgumentError } from "commander";
import { among } from "./choice.js";
import type { AttachFlags } from "./commands/attach.js";
import type { CloseFlags, SignalFlags } from "./commands/control.js";
import type { FlattenFlags } from "./commands/flatten.js";
import { addGeneral, examples } from "./help.js";
import type { GeneralFlags } from "./terminal.js";

const SIDES = ["long", "short", "exit"] as const;

function above(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a number above 0.");
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 100) return value;
  throw new InvalidArgumentError("Give per cent, above 0 and up to 100.");
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("Give seconds, 0 or more.");
}

function score(text: string): number {
  if (/^[1-5]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give 1 (bad) to 5 (good).");
}

const load = () => import("./commands/control.js");

/** Adds every command that uses the control surface. */
export function addControl(program: Command): void {
  addStatus(program);
  addAttach(program);
  addFlatten(program);
  addSystem(program);
  addPositions(program);
  addSignal(program);
}

function addStatus(program: Command): void {
  const command = program
    .command("status")
    .summary("what the running engine holds, and whether it may trade")
    .description(
      "Shows what the running engine holds, how it stands, and whether it may trade. Ends with 4 " +
        "where no engine answers.",
    );
  addGeneral(command).action(async (flags: GeneralFlags) => {
    const { showStatus } = await import("./commands/status.js");
    await showStatus(flags);
  });
  examples(command, ["transmission status", "transmission status --json | jq .day_R"]);
}

function addAttach(program: Command): void {
  const command = program
    .command("attach")
    .summary("the cockpit, on an engine that is already running")
    .description(
      "Shows the running engine in the cockpit; it goes on when the screen is left. One screen " +
        "is in control, any number look on. Ends with 4 where no engine answers.",
    )
    .optionsGroup("What it may do:")
    .option("--view", "only look: no key acts on the engine")
    .option("--ascii", "a screen of nothing but ASCII");
  addGeneral(command).action(async (flags: AttachFlags) => {
    const { attach } = await import("./commands/attach.js");
    await attach(flags);
  });
  examples(command, ["transmission attach", "transmission attach --view"]);
}

function addFlatten(program: Command): void {
  const command = program
    .command("flatten")
    .summary("leave every position at the market, and hold entries")
    .description(
      "Cancels what works, leaves every position at the market and holds entries until `resume`: " +
        "through the engine, or at the broker itself where none answers. Without --confirm it " +
        "shows what it would do, and ends with 3.",
    )
    .optionsGroup("What is left:")
    .option("--confirm", "do it")
    .option("--symbol <symbol>", "this symbol alone")
    .option("--wait <s>", "seconds that the broker may take to say flat (default: 90)", seconds);
  addGeneral(command).action(async (flags: FlattenFlags) => {
    const { flatten } = await import("./commands/flatten.js");
    await flatten(flags);
  });
  examples(command, [
    "transmission flatten",
    "transmission flatten --confirm",
    "transmission flatten --symbol MNQ --confirm --json",
  ]);
}

function addSystem(program: Command): void {
  const pause = program
    .command("pause")
    .summary("refuse new entries; stops, trails and targets go on")
    .description("Cancels working entries and refuses new ones; stops, trails and targets go on.");
  addGeneral(pause).action(async (flags: GeneralFlags) => (await load()).pause(flags));
  examples(pause, ["transmission pause"]);
  const resume = program
    .command("resume")
    .summary("allow entries again after a pause, a flatten or a block")
    .description(
      "Ends a pause, the hold of a flatten and a block. Ends with 3 where something else holds " +
        "entries back, and names it.",
    );
  addGeneral(resume).action(async (flags: GeneralFlags) => (await load()).resume(flags));
  examples(resume, ["transmission resume"]);
  const stop = program
    .command("stop")
    .summary("end the engine; protective stops rest on at the broker")
    .description(
      "Ends the engine; what is open stays open, with the stops that work at the broker.",
    );
  addGeneral(stop).action(async (flags: GeneralFlags) => (await load()).stop(flags));
  examples(stop, ["transmission stop"]);
  const mood = program
    .command("mood")
    .summary("say how you feel, 1 to 5: below 4 cuts the size")
    .description("Says how you feel; the governor goes by it until the day rolls.")
    .addArgument(new Argument("<score>", "1 (bad) to 5 (good)").argParser(score));
  addGeneral(mood).action(async (value: number, flags: GeneralFlags) =>
    (await load()).mood(value, flags),
  );
  examples(mood, ["transmission mood 4"]);
  const rearm = program
    .command("rearm")
    .summary("let a strategy trade again that entered too often")
    .description("Lets a strategy trade again that was switched off for entering too often.")
    .argument("<strategy>", "its name");
  addGeneral(rearm).action(async (name: string, flags: GeneralFlags) =>
    (await load()).rearm(name, flags),
  );
  examples(rearm, ["transmission rearm orb_retest"]);
}

function addPositions(program: Command): void {
  const close = program
    .command("close")
    .summary("leave a position at the market, or a part of it")
    .description("Leaves a position at the market, or a part of it.")
    .argument("<symbol>", "its symbol")
    .optionsGroup("How much:")
    .option(
      "--pct <n>",
      "per cent of what is not on its way out, rounded up to lots; all without it",
      share,
    );
  addGeneral(close).action(async (symbol: string, flags: CloseFlags) =>
    (await load()).close(symbol, flags),
  );
  examples(close, ["transmission close MNQ", "transmission close MNQ --pct 50"]);
  const move = program
    .command("move-stop")
    .summary("move a position's stop nearer to the market")
    .description("Moves a position's stop nearer to the market; a stop is never loosened.")
    .argument("<symbol>", "its symbol")
    .addArgument(new Argument("<price>", "where the stop goes").argParser(above));
  addGeneral(move).action(async (symbol: string, price: number, flags: GeneralFlags) =>
    (await load()).moveStop(symbol, price, flags),
  );
  examples(move, ["transmission move-stop MNQ 25010.25"]);
  const cancel = program
    .command("cancel")
    .summary("cancel a working order")
    .description("Cancels a working order; `status` shows their ids.")
    .argument("<order>", "its client order id");
  addGeneral(cancel).action(async (order: string, flags: GeneralFlags) =>
    (await load()).cancel(order, flags),
  );
  examples(cancel, ["transmission cancel txk3v9q-1f-e"]);
}

function addSignal(program: Command): void {
  const signal = program
    .command("signal")
    .summary("propose a trade by hand, or ask what the guards would say")
    .description(
      "Proposes a trade by hand: the guards are asked as for any other. With --dry-run it only " +
        "shows the size, the risk and what every guard says.",
    )
    .argument("<symbol>", "its symbol")
    .addArgument(new Argument("<side>", "long, short or exit").argParser(among(SIDES)))
    .optionsGroup("What is proposed:")
    .option("--stop <price>", "where the trade is wrong; every entry has one", above)
    .option("--target <price>", "where it has done its work", above)
    .option("--qty <n>", "units at most", above)
    .option("--tag <name>", "what the trade is filed under, as a strategy")
    .option("--dry-run", "ask, and do nothing");
  addGeneral(signal).action(async (symbol: string, side: string, flags: SignalFlags) =>
    (await load()).signal(symbol, side as (typeof SIDES)[number], flags),
  );
  examples(signal, [
    "transmission signal MNQ long --stop 24990 --dry-run",
    "transmission signal MNQ short --stop 25030 --target 24950 --qty 1 --tag hunch",
    "transmission signal MNQ exit",
  ]);
}
