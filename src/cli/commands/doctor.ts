// `doctor`: what is wrong here, and what to do about it.

import { existsSync } from "node:fs";
import { counted } from "../../analytics/count.js";
import { dataFolder } from "../../config/store.js";
import { UserError } from "../../engine/errors.js";
import { systemClock } from "../../runtime/clock.js";
import type { Check, Verdict } from "../doctor/check.js";
import { bookCheck, viewCheck, viewEngine, viewJournal } from "../doctor/engine-checks.js";
import { folderChecks, roomCheck, syncTimeCheck } from "../doctor/folders.js";
import { clockCheck, nodeCheck, syncCheck, zoneCheck } from "../doctor/machine.js";
import { calendarCheck, notifyCheck, openingChecks, viewConfig } from "../doctor/settings.js";
import { ownTerminal, terminalChecks } from "../doctor/terminal-checks.js";
import { type GeneralFlags, print, printJson } from "../terminal.js";
import { padded } from "../text-table.js";

/** Prints what was found. Throws a UserError (exit 1) where something is broken. */
export async function examine(flags: GeneralFlags): Promise<void> {
  const checks = await allChecks(flags);
  const bad = checks.filter(({ verdict }) => verdict === "broken");
  if (flags.json) await printJson({ ok: bad.length === 0, checks });
  else await print(`${textOf(checks)}\n`);
  if (bad.length === 0) return;
  const names = [...new Set(bad.map(({ check }) => check))].join(", ");
  throw new UserError(`broken: ${names}; do what stands beneath each`, 1);
}

async function allChecks(flags: GeneralFlags): Promise<Check[]> {
  const folder = await dataFolder();
  const now = systemClock.nowMs();
  const engine = await viewEngine(folder);
  const journal = viewJournal(folder, engine.isRunning);
  const { setup, checks } = await viewConfig(folder, flags.config);
  const { platform, versions, env } = process;
  return [
    nodeCheck(versions.node),
    zoneCheck(versions.tz ?? "", now),
    clockCheck(now, journal.lastMs),
    syncCheck(platform, existsSync),
    ...terminalChecks(ownTerminal()),
    ...folderChecks(folder),
    roomCheck(folder),
    syncTimeCheck(folder),
    ...checks,
    ...(setup === null ? [] : openingChecks(setup.config, env)),
    ...(setup === null ? [] : [notifyCheck(setup.config, env)]),
    calendarCheck(folder, setup?.config.news.zones ?? {}, now),
    ...engine.checks,
    journal.check,
    bookCheck(folder),
    viewCheck(folder),
  ];
}

const SIGNS: Readonly<Record<Verdict, string>> = {
  ok: "✓ ok",
  warning: "! warning",
  broken: "✗ BROKEN",
};

function textOf(checks: readonly Check[]): string {
  const rows = checks.flatMap(({ check, verdict, found, todo }) => [
    [SIGNS[verdict], check, found],
    ...(todo === null ? [] : [["", "", `→ ${todo}`]]),
  ]);
  const warnings = checks.filter(({ verdict }) => verdict === "warning").length;
  const bad = checks.filter(({ verdict }) => verdict === "broken").length;
  const sum = [bad === 0 ? "nothing is broken" : `${bad} broken`];
  if (warnings > 0) sum.push(counted(warnings, "warning"));
  return `${padded(rows)}\n\n${sum.join(", ")}`;
}
