// The engine and what it has recorded: who has the folder, who answers, whether the journal holds.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../../analytics/count.js";
import { loadBook } from "../../brokers/paper/segments.js";
import { isFolder } from "../../config/folder.js";
import { ControlClient } from "../../control/client.js";
import { socketPath } from "../../control/socket.js";
import { EngineUnreachable } from "../../control/transport.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { type LockView, viewLock } from "../../journal/lock.js";
import { findSegments } from "../../journal/open.js";
import { groupOf } from "../../journal/reader.js";
import { readSegment } from "../../journal/segments.js";
import { readSealed } from "../../projection/sealed-file.js";
import type { Snapshot } from "../../runtime/session.js";
import { broken, type Check, ofError, ok, warning } from "./check.js";

/** Longest wait for the engine, ms. */
const ANSWER_MS = 2_000;

/** The engine, as far as it can be seen. */
export interface EngineView {
  readonly checks: readonly Check[];
  /** One answers, or a process has the folder. */
  readonly isRunning: boolean;
}

/** The engine of a data folder. */
export async function viewEngine(folder: string): Promise<EngineView> {
  if (!isFolder(folder)) return { checks: [ok("engine", "none runs")], isRunning: false };
  let lock: LockView;
  try {
    lock = viewLock(folder);
  } catch (error) {
    return { checks: [ofError("engine", error)], isRunning: false };
  }
  const client = new ControlClient({ folder, by: "cli", answerMs: ANSWER_MS });
  try {
    return { checks: answering(await client.snapshot(), lock), isRunning: true };
  } catch (error) {
    const isOurs = error instanceof EngineUnreachable;
    const check = isOurs ? silent(error, lock, folder) : ofError("engine", error);
    const left = lock.left === 0 ? [] : [leftClaims(lock.left)];
    const isSilent = isOurs && error.kind !== "none";
    return { checks: [...left, check], isRunning: isSilent || lock.pid !== null };
  }
}

function leftClaims(count: number): Check {
  const whose = count === 1 ? "an engine that was killed" : `${count} engines that were killed`;
  return ok("lock", `left by ${whose}; the next start clears it away`);
}

const GRAVE: ReadonlySet<string> = new Set(["HALTED", "PROTECT_ONLY"]);

function answering(shown: Snapshot, { pid }: LockView): Check[] {
  const { mode, state, state_reason, positions, engine } = shown;
  const words = state_reason === null ? state : `${state}, ${state_reason}`;
  const where = pid === engine.pid ? "" : " from elsewhere, as from a container";
  const found = `pid ${engine.pid} answers${where}: ${mode} ${words}`;
  const bare = positions.filter(({ protection }) => protection !== "PROTECTED");
  const checks = bare.map(({ symbol, protection }) =>
    broken("protection", `${symbol} is ${protection}`, "look at `transmission status` now"),
  );
  if (GRAVE.has(state)) return [warning("engine", found, "see its reason"), ...checks];
  return [ok("engine", found), ...checks];
}

/** No engine answers: whether one should. */
function silent(error: EngineUnreachable, { pid }: LockView, folder: string): Check {
  const { kind } = error;
  if (kind === "denied") return ofError("engine", error);
  if (pid !== null) {
    if (kind === "none") {
      const found = `pid ${pid} has the folder and does not listen: it starts, or ends`;
      return warning("engine", found, "ask again in a minute; then end that process");
    }
    return broken(
      "engine",
      `pid ${pid} has the folder and does not answer within ${ANSWER_MS / 1_000} s`,
      "`transmission flatten --confirm` leaves the market without it; then end that process",
    );
  }
  if (kind === "none" && existsSync(socketPath(folder))) {
    return ok("engine", "none runs; the last one left its socket, which the next start takes over");
  }
  if (kind === "none") return ok("engine", "none runs");
  const found = "an engine elsewhere, or no engine of ours, has its socket and does not answer";
  return broken("engine", found, `end what listens on ${socketPath(folder)}`);
}

/** What the journal is found to be. */
export interface JournalView {
  readonly check: Check;
  /** The machine's clock at the last event, UTC epoch ms; null where none is known. */
  readonly lastMs: number | null;
}

/** Looked through from the end for an event with the machine's clock; lines. */
const MOST_LINES = 100;

/**
 * The first lines of all segments and the whole last one; `journal verify` reads everything.
 * @param isWritten an engine writes to it now, so that half a line is none that was torn
 */
export function viewJournal(folder: string, isWritten: boolean): JournalView {
  const journal = join(folder, "journal");
  try {
    if (!isFolder(journal)) return { check: ok("journal", "none yet"), lastMs: null };
    const { segments, unborn } = findSegments(nodeDisk, journal);
    const last = segments.at(-1);
    if (last === undefined) return { check: ok("journal", "empty"), lastMs: null };
    const { lines, torn } = readSegment(nodeDisk, last.path);
    const found = `${counted(segments.length, "segment")}, the last of ${last.header.day} is whole`;
    const more = "; `transmission journal verify` reads them all";
    const isTorn = (torn.length > 0 || unborn !== null) && !isWritten;
    const check = isTorn
      ? warning("journal", "its last line is unfinished", "nothing: the next start saves it aside")
      : ok("journal", `${found}${segments.length > 1 ? more : ""}`);
    const walls = lines
      .slice(1)
      .slice(-MOST_LINES)
      .flatMap((line) => groupOf(last.path, line).steps)
      .flatMap(({ event }) => event.wall ?? []);
    return { check, lastMs: walls.length === 0 ? null : Math.max(...walls) };
  } catch (error) {
    return { check: ofError("journal", error), lastMs: null };
  }
}

/** The paper broker's book, which knows what is open. */
export function bookCheck(folder: string): Check {
  const hasJournal = isFolder(join(folder, "journal"));
  try {
    const book = isFolder(folder) ? loadBook(nodeDisk, folder) : null;
    if (book !== null) return ok("paper book", "whole");
    if (!hasJournal) return ok("paper book", "none yet");
    return broken(
      "paper book",
      "it is gone, and a journal is here: what is open nobody knows",
      "bring back book.<fence>.jsonl",
    );
  } catch (error) {
    return ofError("paper book", error);
  }
}

/** The view of the journal that any SQLite tool opens. */
export function viewCheck(folder: string): Check {
  const path = join(folder, "projection.sqlite");
  if (!existsSync(path)) return ok("view", "none yet; `transmission trades list` makes it");
  if (readSealed(path) !== null) return ok("view", path);
  return warning(
    "view",
    `${path} is not as it was written`,
    "nothing: whoever reads it next makes it anew",
  );
}
