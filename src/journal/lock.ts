// One engine per data folder. Whoever wants the folder first puts down a claim of his own, a file
// whose name no other has, and only then looks for others' claims: he has the folder when he sees
// no claim of a process that runs. Of two who would both have it, the later to put his claim down
// looked after the other's was there, so that both cannot. A claim whose process has ended counts
// for nothing, and removing it takes nothing from anybody: a killed process leaves no lock.

import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { nodeDisk } from "../disk/node-disk.js";
import { UserError } from "../engine/errors.js";
import { isRunning, ownProcess, type ProcessId } from "./process-id.js";

/** Names the holder, for people. */
const LOCK = "engine.lock";
/** `engine.lock.<pid>-<started>-<four bytes>`. */
const CLAIM = /^engine\.lock\.(\d+)-([0-9a-f.]*)-[0-9a-f]{8}$/;
/** How long one of several who start at once waits for the others to give way, ms and times. */
const WAIT_MS = 20;
const WAITS = 250;

/** A folder that is ours until this is released or the process ends. */
export interface Lock {
  release(): void;
}

/** Somebody else's wish for the folder. */
interface Claim extends ProcessId {
  readonly name: string;
}

function claimsIn(folder: string, own: string): Claim[] {
  const { standing, left } = sortedClaims(folder, own);
  for (const { name } of left) rmSync(join(folder, name), { force: true });
  return standing;
}

/** Those of processes that run, and those of processes that have ended. */
function sortedClaims(folder: string, own: string): { standing: Claim[]; left: Claim[] } {
  const claims = readdirSync(folder).flatMap((name): Claim[] => {
    const [, pid, started] = CLAIM.exec(name) ?? [];
    if (pid === undefined || started === undefined || name === own) return [];
    return [{ name, pid: Number(pid), started }];
  });
  const standing = claims.filter(isRunning);
  return { standing, left: claims.filter((claim) => !standing.includes(claim)) };
}

/** Who has a folder, for whoever only wants to know. */
export interface LockView {
  /** Process that has it, or wishes for it; null where none runs. */
  readonly pid: number | null;
  /** Claims of processes that have ended. */
  readonly left: number;
}

/** Looks at a folder that is there, and changes nothing. Throws Node's errors. */
export function viewLock(folder: string): LockView {
  const { standing, left } = sortedClaims(folder, "");
  const held = heldClaim(folder);
  const holder = standing.find(({ name }) => name === held) ?? standing[0];
  return { pid: holder?.pid ?? null, left: left.length };
}

/** The claim that the folder's holder wrote down as his; empty where nobody has it. */
function heldClaim(folder: string): string {
  try {
    return readFileSync(join(folder, LOCK), "utf8").trim().split(" ").at(-1) ?? "";
  } catch {
    return "";
  }
}

/**
 * Takes a folder for this process; made (0700) where it is missing. Throws a UserError: another
 * process has it (3, names its number), or the disk refuses (1).
 */
export async function takeLock(folder: string): Promise<Lock> {
  try {
    nodeDisk.makeFolder(folder);
    return await claim(folder);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = code === "EROFS" ? "its disk is read-only" : code;
    throw new UserError(
      `the data folder ${folder} cannot be written (${why}); check it and its disk, or choose ` +
        "another with TRANSMISSION_HOME",
      1,
    );
  }
}

async function claim(folder: string): Promise<Lock> {
  const { pid, started } = ownProcess();
  const own = `${LOCK}.${pid}-${started}-${randomBytes(4).toString("hex")}`;
  const giveWay = () => rmSync(join(folder, own), { force: true });
  writeFileSync(join(folder, own), "", { flag: "wx", mode: 0o600 });
  try {
    for (let waits = 0; ; waits += 1) {
      const others = claimsIn(folder, own);
      const [first] = others;
      if (first === undefined) break;
      const held = heldClaim(folder);
      const holder = others.find(({ name }) => name === held);
      // Of those who only wish for it, all but the first by name give way.
      const earlier = others.find(({ name }) => name < own);
      const other = holder ?? earlier ?? (waits >= WAITS ? first : undefined);
      if (other !== undefined) throw heldBy(folder, other.pid);
      await wait(WAIT_MS);
    }
    writeHolder(folder, pid, own);
  } catch (error) {
    giveWay();
    throw error;
  }
  return {
    release() {
      if (heldClaim(folder) === own) rmSync(join(folder, LOCK), { force: true });
      giveWay();
    },
  };
}

/** In one step, so that nobody reads half of it. */
function writeHolder(folder: string, pid: number, own: string): void {
  const path = join(folder, LOCK);
  const temporary = `${path}.${pid}.tmp`;
  writeFileSync(temporary, `pid ${pid} ${own}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

function heldBy(folder: string, pid: number): UserError {
  return new UserError(
    `${folder} is in use by another transmission (pid ${pid}); stop that one first, or give this ` +
      "one a folder of its own with TRANSMISSION_HOME",
    3,
  );
}
