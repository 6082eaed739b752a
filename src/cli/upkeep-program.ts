// The commands that look after an installation, with their options and their help.

import type { Command } from "commander";
import { addGeneral, addHelp, examples } from "./help.js";
import type { GeneralFlags } from "./terminal.js";

const NOTIFY_KEYS = `
Who is told of what, all of it under notify in the configuration:
  command        a program, or a list of it and its arguments; run without a shell, the notice as
                 JSON on its standard input and in TRANSMISSION_EVENT, _SYMBOL and _TEXT
  url            gets the notice as a POST of JSON: text, content, kind, symbol, ts, count
  on             naked, tripwire, lock, halted, disconnect, mismatch, fill, day_summary
  heartbeat_url  called every heartbeat_s seconds while the engine is well; one that watches for
                 its absence tells you of an engine that has died
Addresses are shown by no command. A notice that could not be told is not sent again; the next is.`;

/** Adds `notify` and `doctor`. */
export function addUpkeep(program: Command): void {
  const notify = program
    .command("notify")
    .summary("whether you are told when something happens")
    .description("Tells you when something happens.");
  const test = notify
    .command("test")
    .description("Sends a message to every target that is configured and says what became of it.");
  addGeneral(test).action(async (flags: GeneralFlags) => {
    const { testNotify } = await import("./commands/notify.js");
    await testNotify(flags);
  });
  test.addHelpText("after", NOTIFY_KEYS);
  examples(test, ["transmission notify test"]);
  examples(notify, [
    "transmission notify test",
    `transmission config set notify.command '["notify-send","transmission"]'`,
    "transmission config set notify.url https://hooks.example/T0/B0/token",
  ]);
  addHelp(notify);
  const doctor = program
    .command("doctor")
    .summary("what is wrong here, and what to do about it")
    .description(
      "Looks at the machine, the folders, the engine, the journal and the configuration and says " +
        "what to do about what is not as it should be. Ends with 1 where something is broken.",
    );
  addGeneral(doctor).action(async (flags: GeneralFlags) => {
    const { examine } = await import("./commands/doctor.js");
    await examine(flags);
  });
  examples(doctor, ["transmission doctor", "transmission doctor --json | jq -r '.checks[].found'"]);
}
