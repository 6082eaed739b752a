// The configuration, what it opens to others, whom it tells, and the news.

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { counted } from "../../analytics/count.js";
import { moment } from "../../analytics/figures.js";
import { isFolder } from "../../config/folder.js";
import { resolveConfig } from "../../config/load.js";
import type { Config } from "../../config/schema.js";
import { calendarPaths } from "../../feeds/calendar/folder.js";
import { readCalendar } from "../../feeds/calendar/read.js";
import { checkSetup, type Setup, setUp } from "../setup.js";
import { broken, type Check, ofError, ok, warning } from "./check.js";

/** The configuration, and what was found of it. */
export interface ConfigView {
  /** Null where it cannot be used. */
  readonly setup: Setup | null;
  readonly checks: readonly Check[];
}

/**
 * Reads the configuration.
 * @param folder the data folder
 * @param file what `--config` names
 */
export async function viewConfig(folder: string, file: string | undefined): Promise<ConfigView> {
  const path = file ?? join(dirname(folder), "config.json");
  if (file === undefined && !existsSync(path)) {
    const setup = checkSetup(resolveConfig([]));
    return { setup, checks: [ok("config", "none stored; every value is its default")] };
  }
  try {
    const setup = await setUp({ file });
    const lowered = setup.clamped.map(({ rule, asked, effective }) =>
      warning(
        "limit",
        `${rule}: ${asked} is above the ceiling; ${effective} is in force`,
        `ask for ${effective} or less`,
      ),
    );
    return { setup, checks: [fileCheck(path), ...lowered] };
  } catch (error) {
    return { setup: null, checks: [ofError("config", error)] };
  }
}

function fileCheck(path: string): Check {
  const { mode } = statSync(path);
  if (process.platform === "win32" || (mode & 0o077) === 0) return ok("config", path);
  const found = `${path}: others may read it (mode ${(mode & 0o777).toString(8)})`;
  return warning("config", `${found}; addresses of notify may be in it`, `chmod 600 ${path}`);
}

/** A secret that is shorter is guessed sooner, in characters. */
const LEAST_SECRET = 16;

/** What is open to others; never the secrets themselves. */
export function openingChecks({ api }: Config, env: NodeJS.ProcessEnv): Check[] {
  const { key_hash, cors_origins } = api;
  const key = key_hash === null ? "none: writes over TCP are closed" : "set";
  const origins = cors_origins.length === 0 ? "none" : cors_origins.join(", ");
  return [ok("API key", key), ok("CORS origins", origins), webhook(env)];
}

function webhook({ TRANSMISSION_WEBHOOK_SECRET: secret = "" }: NodeJS.ProcessEnv): Check {
  if (secret === "") return ok("webhook", "off: TRANSMISSION_WEBHOOK_SECRET is not set");
  if (secret.length >= LEAST_SECRET) return ok("webhook", "on, with its secret");
  const found = `on, with a secret of less than ${LEAST_SECRET} characters`;
  return warning("webhook", found, "set a longer TRANSMISSION_WEBHOOK_SECRET");
}

/** Whom it tells. */
export function notifyCheck({ notify }: Config, env: NodeJS.ProcessEnv): Check {
  const { command, url, heartbeat_url: heartbeat, on } = notify;
  const [program] = command === null ? [] : [command].flat();
  if (program !== undefined && !canRun(program, env)) {
    const todo = "name one that can be run: transmission config set notify.command …";
    return broken("notify", `notify.command: there is no program ${program}`, todo);
  }
  const targets = Object.entries({ command, url, heartbeat_url: heartbeat });
  const set = targets.flatMap(([name, value]) => (value === null ? [] : name));
  if (set.length === 0) {
    const todo = "set notify.command or notify.url; see `transmission notify test --help`";
    return warning("notify", "nobody is told of an alarm", todo);
  }
  if (on.length === 0) return warning("notify", "notify.on is empty", "reset it: config reset");
  return ok("notify", `${set.join(", ")}; \`transmission notify test\` tries them`);
}

/** Whether a program is there and may be run; by its path, or found on PATH. */
function canRun(program: string, { PATH = "" }: NodeJS.ProcessEnv): boolean {
  const places = program.includes("/")
    ? [program]
    : PATH.split(delimiter).map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}

/**
 * The calendars that `run` reads by itself.
 * @param folder the data folder
 * @param zones of files, as `news.zones` has them
 * @param nowMs UTC epoch ms
 */
export function calendarCheck(
  folder: string,
  zones: Config["news"]["zones"],
  nowMs: number,
): Check {
  const place = join(dirname(folder), "calendars");
  const todo = `put this week's into ${place}`;
  try {
    const paths = isFolder(place) ? calendarPaths([place]) : [];
    if (paths.length === 0) {
      return warning("calendars", `none in ${place}: entries are made through the news`, todo);
    }
    const events = paths.flatMap((path) => readCalendar(path, { zones }).events);
    const last = events.reduce((latest, { ts }) => Math.max(latest, ts ?? -Infinity), -Infinity);
    const what = `${counted(paths.length, "file")}, ${counted(events.length, "event")}`;
    if (last === -Infinity) return warning("calendars", `${what}, none with a time`, todo);
    const when = `${moment(last)} UTC`;
    if (last >= nowMs) return ok("calendars", `${what}, the last at ${when}`);
    return warning("calendars", `${what}, none after ${when}`, `download this week's: ${todo}`);
  } catch (error) {
    return ofError("calendars", error);
  }
}
