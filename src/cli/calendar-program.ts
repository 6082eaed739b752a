// `calendar` with its options and its help. The commands are loaded when called.

import type { Command } from "commander";
import type { CalendarFlags } from "./commands/calendar.js";
import { addGeneral, addHelp, collect, examples } from "./help.js";
import type { GeneralFlags } from "./terminal.js";

const READ = `
Calendars that are read, told by what stands in them:
  our plain form  ts,title,currency,impact,symbols,asset_classes as CSV or JSON
  ForexFactory    the week's JSON, CSV or XML
  Investing.com, Myfxbook  CSV
  iCalendar       .ics, with any zone, recurring events and days without a time
Without a file, the folder calendars beside the configuration is read.`;

function addOptions(command: Command): Command {
  return command
    .argument("[files...]", "calendars, or folders of them")
    .optionsGroup("What is asked:")
    .option("--symbols <list>", "whose blackouts, e.g. MNQ,EURUSD")
    .option("--tz <zone>", "time zone of stamps without one, e.g. America/New_York")
    .option("--set <key=value>", "as if this were set; may be repeated", collect);
}

/** Adds `calendar check`, `calendar list` and `calendar reload`. */
export function addCalendar(program: Command): void {
  const calendar = program
    .command("calendar")
    .summary("what calendars say, and when nothing is traded for it")
    .description("Shows what calendars say, and when nothing is traded for it.");
  const load = () => import("./commands/calendar.js");
  const check = addOptions(
    calendar
      .command("check")
      .description("Shows what was read, what could not be, and each symbol's blackouts."),
  ).option("--watch", "print again whenever a file is saved");
  addGeneral(check).action(async (files: string[], flags: CalendarFlags) =>
    (await load()).checkCalendar(files, flags),
  );
  check.addHelpText("after", READ);
  examples(check, [
    "transmission calendar check calendars/sample-week.csv",
    "transmission calendar check statement.csv --tz America/New_York --symbols MNQ,ES",
    "transmission calendar check --json",
  ]);
  const list = addOptions(
    calendar
      .command("list")
      .description("Shows the next events and blackouts in exchange time and UTC."),
  ).option("--from <time>", "from this day or moment on; now without it");
  addGeneral(list).action(async (files: string[], flags: CalendarFlags) =>
    (await load()).listCalendar(files, flags),
  );
  examples(list, [
    "transmission calendar list",
    "transmission calendar list calendars/sample-week.csv --from 2025-11-18 --symbols MNQ",
  ]);
  const reload = calendar
    .command("reload")
    .description("Has a running engine read its calendars again now; saving one is enough.");
  addGeneral(reload).action(async (flags: GeneralFlags) =>
    (await import("./commands/control.js")).reloadCalendars(flags),
  );
  examples(reload, ["transmission calendar reload"]);
  examples(calendar, [
    "transmission calendar check calendars/sample-week.csv --symbols MNQ",
    "transmission calendar list --symbols MNQ",
  ]);
  addHelp(calendar);
}
