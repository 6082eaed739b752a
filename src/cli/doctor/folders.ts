// The folders: whose they are, who may look into them, and the disk below.

import {
  accessSync,
  closeSync,
  constants,
  fdatasyncSync,
  openSync,
  rmSync,
  type Stats,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { plain } from "../../analytics/figures.js";
import { isFolder } from "../../config/folder.js";
import { checkSocketPath, socketPath } from "../../control/socket.js";
import { systemClock } from "../../runtime/clock.js";
import { checkOwnFolder } from "../live-control.js";
import { broken, type Check, ofError, ok, warning } from "./check.js";

const permissions = ({ mode }: Stats): string => (mode & 0o777).toString(8);

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

/**
 * The folder of the configuration, and the data folder in it.
 * @param folder the data folder
 */
export function folderChecks(folder: string): Check[] {
  const home = dirname(folder);
  return [
    looked("config folder", () => homeCheck(home)),
    looked("data folder", () => dataCheck(folder)),
    looked("socket path", () => {
      const path = socketPath(folder);
      checkSocketPath(path);
      return ok("socket path", `${Buffer.byteLength(path)} of 107 bytes`);
    }),
  ];
}

function looked(check: string, look: () => Check): Check {
  try {
    return look();
  } catch (error) {
    return ofError(check, error);
  }
}

function homeCheck(home: string): Check {
  const name = "config folder";
  const found = statOf(home);
  if (found === undefined) return comingCheck(name, home);
  if (!found.isDirectory()) {
    return broken(name, `${home} is no folder`, "name a folder in TRANSMISSION_HOME");
  }
  const own = process.getuid?.();
  if (own !== undefined && found.uid !== own) {
    const todo = "run as that one, or name another folder in TRANSMISSION_HOME";
    return broken(name, `${home} is another user's`, todo);
  }
  if (process.platform !== "win32" && (found.mode & 0o022) !== 0) {
    const what = `${home}: others may write there (mode ${permissions(found)})`;
    return broken(name, what, `chmod go-w ${home}`);
  }
  if (!canUse(home)) return broken(name, `${home} cannot be used`, `chmod u+rwx ${home}`);
  return ok(name, `${home} (mode ${permissions(found)})`);
}

/** Of a folder that is not there yet: whether it can be made, in the nearest one that is. */
function comingCheck(name: string, home: string): Check {
  const place = nearestFolder(home);
  if (canUse(place)) return ok(name, `${home}, not made yet`);
  const todo = "name a folder of your own in TRANSMISSION_HOME";
  return broken(name, `${home} cannot be made: ${place} may not be written`, todo);
}

function nearestFolder(path: string): string {
  let place = path;
  while (!isFolder(place) && place !== dirname(place)) place = dirname(place);
  return place;
}

function canUse(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function dataCheck(folder: string): Check {
  const found = statOf(folder);
  if (found === undefined) return ok("data folder", `${folder}, made by \`transmission run\``);
  if (!found.isDirectory()) {
    return broken("data folder", `${folder} is no folder`, "move it away; `run` makes one");
  }
  checkOwnFolder(folder);
  return ok("data folder", `${folder} (mode ${permissions(found)})`);
}

/** Below this a day's journal may not fit; bytes. */
const LITTLE_ROOM = 1 << 30;
/** Below this the engine itself begins to keep room back; bytes. */
const NO_ROOM = 64 << 20;

function mebibytes(bytes: number): string {
  return `${plain(Math.floor(bytes / (1 << 20)), 0)} MiB`;
}

/** The room that is left where the data folder is, or will be. */
export function roomCheck(folder: string): Check {
  const place = nearestFolder(folder);
  return looked("disk room", () => {
    const { bavail, bsize } = statfsSync(place);
    const bytes = bavail * bsize;
    const found = `${mebibytes(bytes)} free at ${place}`;
    const todo = "make room, or name a folder on another disk in TRANSMISSION_HOME";
    if (bytes < NO_ROOM) return broken("disk room", found, todo);
    return bytes < LITTLE_ROOM ? warning("disk room", found, todo) : ok("disk room", found);
  });
}

/** Lines that are written and synced, at most, and for how long at most, ms. */
const ROUNDS = 16;
const MOST_MS = 1_500;
const LINE = Buffer.alloc(512, "x");
/** Every decision waits for one; from here on that is felt, ms. */
const SLOW_MS = 50;

/** How long a line of the journal takes to be on the disk; the folder is left as it was. */
export function syncTimeCheck(folder: string): Check {
  const name = "disk sync";
  const home = dirname(folder);
  const place = isFolder(folder) ? folder : home;
  if (!isFolder(place)) return ok(name, "not measured, there is no folder yet");
  return looked(name, () => {
    const times = syncTimes(join(place, `.doctor.${process.pid}`)).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)] ?? 0;
    const found = `${plain(median, 1)} ms for a line, ${plain(times.at(-1) ?? 0, 1)} at worst`;
    if (median < SLOW_MS) return ok(name, found);
    return warning(name, `${found}; every decision waits for it`, "use a local disk, an SSD");
  });
}

function syncTimes(path: string): number[] {
  const times: number[] = [];
  const begun = systemClock.monotonicMs();
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      while (times.length < ROUNDS && systemClock.monotonicMs() - begun < MOST_MS) {
        const started = systemClock.monotonicMs();
        writeSync(file, LINE);
        fdatasyncSync(file);
        times.push(systemClock.monotonicMs() - started);
      }
    } finally {
      closeSync(file);
    }
  } finally {
    rmSync(path, { force: true });
  }
  return times;
}
