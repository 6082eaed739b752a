// Which process is meant by a number, and whether it still runs.

import { readFileSync } from "node:fs";

/** A process, told from any other that had or will have its number. */
export interface ProcessId {
  readonly pid: number;
  /** When it was started, in the system's own terms; empty where the system does not tell. */
  readonly started: string;
}

/** Fields of `/proc/<pid>/stat` after the name, which may hold blanks and brackets itself. */
const STATE = 0;
const START_TIME = 19;
const ENDED = new Set(["Z", "X"]);

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** When a process was started; null where it is none, or has ended and was not fetched yet. */
function startOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  const started = fields[START_TIME];
  if (started === undefined || ENDED.has(fields[STATE] ?? "")) return null;
  // Ticks since the machine was started, so that its start belongs to it.
  const boot = textOf("/proc/sys/kernel/random/boot_id")?.trim().slice(0, 8) ?? "";
  return `${boot}.${started}`;
}

/** This process. */
export function ownProcess(): ProcessId {
  return { pid: process.pid, started: startOf(process.pid) ?? "" };
}

/** Whether a process still runs. Where the system tells no start times its number must do. */
export function isRunning({ pid, started }: ProcessId): boolean {
  if (startOf(process.pid) !== null) return startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
