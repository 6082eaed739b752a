// The machine: Node, zone data, the clock and who keeps it.

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { duration, moment } from "../../analytics/figures.js";
import { ZoneClock } from "../../feeds/zone.js";
import { broken, type Check, ok, warning } from "./check.js";

/** As `engines` in package.json has it. */
const LEAST_NODE = [20, 19] as const;

/** @param found e.g. `20.20.0` */
export function nodeCheck(found: string): Check {
  const [major = 0, minor = 0] = found.split(".").map(Number);
  const [least, leastMinor] = LEAST_NODE;
  const words = `v${found}, ${least}.${leastMinor} or newer is needed`;
  if (major > least || (major === least && minor >= leastMinor)) return ok("node", words);
  return broken("node", words, `install Node ${least}.${leastMinor} or newer`);
}

const HOUR = 3_600_000;

/** Clocks that were changed, and what they were ahead of UTC just before and from then on. */
const CHANGES = [
  ["America/Chicago", Date.UTC(2025, 2, 9, 8), -6 * HOUR, -5 * HOUR],
  ["America/Chicago", Date.UTC(2025, 10, 2, 7), -5 * HOUR, -6 * HOUR],
  ["Europe/London", Date.UTC(2025, 2, 30, 1), 0, HOUR],
] as const;

/** Data of the zones older than this may lack a change of law; years. */
const MOST_ZONE_YEARS = 2;

/**
 * @param version e.g. `2025b`; empty where Node does not know it
 * @param nowMs UTC epoch ms
 */
export function zoneCheck(version: string, nowMs: number): Check {
  for (const [zone, ts, before, after] of CHANGES) {
    const clock = new ZoneClock(zone);
    if (clock.offsetAt(ts - 1) === before && clock.offsetAt(ts) === after) continue;
    const found = `${zone} does not change its clock at ${moment(ts)} UTC`;
    return broken("zone data", found, "install a Node with full ICU data, or unset NODE_ICU_DATA");
  }
  if (version === "")
    return ok("zone data", "the system's; US and EU changes of the clock are known");
  const found = `${version}; US and EU changes of the clock are known`;
  const age = new Date(nowMs).getUTCFullYear() - Number.parseInt(version, 10);
  if (age < MOST_ZONE_YEARS) return ok("zone data", found);
  return warning("zone data", `${found}; it is ${age} years old`, "update Node");
}

/** A clock may be set back by so much without a word, ms. */
const STEP_MS = 1_000;

/** When this program was built, or unpacked; UTC epoch ms. */
const builtMs = (): number => statSync(fileURLToPath(import.meta.url)).mtimeMs;

/**
 * The clock beside what was surely before now.
 * @param nowMs UTC epoch ms
 * @param journalMs when the journal was written to last, by the clock of then; null is never
 */
export function clockCheck(nowMs: number, journalMs: number | null, programMs = builtMs()): Check {
  const found = `${moment(nowMs)} UTC`;
  const todo = "set the clock, and have NTP keep it, before anything is traded";
  if (nowMs < programMs) {
    return broken("clock", `${found}, before this program was made (${moment(programMs)})`, todo);
  }
  const behindMs = (journalMs ?? nowMs) - nowMs;
  if (behindMs <= STEP_MS) return ok("clock", found);
  const by = behindMs < 60_000 ? `${Math.ceil(behindMs / 1_000)} s` : duration(behindMs / 60_000);
  return broken("clock", `${found}, ${by} before the journal's last line`, todo);
}

/** What shows that somebody keeps the clock, and what says how well. */
const KEEPERS = [
  ["/run/systemd/timesync/synchronized", "systemd-timesyncd has synchronised it"],
  ["/run/chrony/chronyd.pid", "chronyd runs; `chronyc tracking` says how well it is kept"],
  ["/run/chronyd.pid", "chronyd runs; `chronyc tracking` says how well it is kept"],
  ["/run/ntpd.pid", "ntpd runs; `ntpq -p` says how well it is kept"],
  ["/.dockerenv", "the container's host keeps it, or does not: look there"],
  ["/run/.containerenv", "the container's host keeps it, or does not: look there"],
] as const;

/**
 * Who keeps the clock, as far as files tell: Node cannot ask the kernel.
 * @param isThere whether there is a file
 */
export function syncCheck(platform: string, isThere: (path: string) => boolean): Check {
  if (platform === "darwin") return ok("time sync", "macOS keeps it, unless that was switched off");
  const keeper = KEEPERS.find(([path]) => isThere(path));
  if (keeper !== undefined) return ok("time sync", keeper[1]);
  return warning(
    "time sync",
    "nobody is seen to keep the clock; one that is off spoils news and the age of data",
    "run systemd-timesyncd or chrony",
  );
}
