// `transmission run`: the engine live, with the cockpit in front of it or none.

import { dataFolder } from "../../config/store.js";
import { checkSocketPath, socketPath } from "../../control/socket.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import { takeLock } from "../../journal/lock.js";
import { systemClock } from "../../runtime/clock.js";
import type { LiveRun } from "../../runtime/live.js";
import { openLiveSession } from "../../runtime/live-session.js";
import type { LiveSession } from "../../runtime/session.js";
import { refuseTwice } from "../clash.js";
import { checkOwnFolder, openLiveControl } from "../live-control.js";
import { openLiveRun, type RunFlags } from "../live-run.js";
import { showLive } from "../live-screen.js";
import { followHeadless } from "../live-words.js";
import { say } from "../terminal.js";

/** Signals that ask a run to end; what protects rests on. */
const ENDING = ["SIGTERM", "SIGINT"] as const;

/** Runs the engine until it is stopped. Throws UserErrors. */
export async function run(flags: RunFlags): Promise<void> {
  const feeds = flags.feed ?? [];
  if (feeds.length === 0) {
    throw new UserError(
      "run needs bars: give --feed bars.csv (a file that grows), --feed bars.csv --speed 60 (a " +
        "file that is played), or --feed - for standard input",
    );
  }
  refuseTwice([...feeds, ...(flags.history ?? [])]);
  const folder = await dataFolder();
  checkSocketPath(socketPath(folder));
  nodeDisk.makeFolder(folder);
  checkOwnFolder(folder);
  const lock = await takeLock(folder);
  try {
    await runIn(folder, flags);
  } finally {
    lock.release();
  }
}

async function runIn(folder: string, flags: RunFlags): Promise<void> {
  const opened = await openLiveRun(folder, flags, systemClock);
  const { run: live, sources, account, startedTs } = opened;
  const session = openLiveSession({ run: live, sources, account, startedTs });
  const { setup } = opened;
  const server = await openLiveControl({ session, folder, flags, setup }).catch(async (error) => {
    await live.stop();
    throw error;
  });
  const stop = (): void => void live.stop();
  for (const signal of ENDING) process.on(signal, stop);
  // A terminal that goes away takes nothing with it.
  process.on("SIGHUP", () => {});
  const before = live.live.seq;
  try {
    await live.start();
    opened.onStarted();
    if (!(await showLive(session, flags, live))) await followHeadless(session, flags, live, before);
    await live.finished;
  } catch (error) {
    throw error instanceof DiskError ? ofDisk(error) : error;
  } finally {
    for (const signal of ENDING) process.off(signal, stop);
    await live.stop();
    await opened.onEnded();
    await server.close();
  }
  await sayWhatRests(session, live);
}

/** What is not on the disk did not happen: the engine ends, and what protects rests on. */
function ofDisk({ message }: DiskError): UserError {
  const rest = "the engine has ended and protective stops rest on at the broker";
  return new UserError(`${message}; ${rest}; mend the disk, then start again`, 1);
}

/** What is left when the engine has ended. */
async function sayWhatRests(session: LiveSession, live: LiveRun): Promise<void> {
  const { positions, orders, naked_s_today } = await session.snapshot();
  const { name } = live.options.broker;
  for (const { symbol, side, qty, entry, stop, protection } of positions) {
    const rests = protection === "PROTECTED" ? `its stop at ${stop} rests` : "NO STOP WORKS";
    say(`${symbol} ${side} ${qty} from ${entry} stays open at ${name}; ${rests}`);
  }
  const others = orders.filter(({ role }) => role !== "stop");
  for (const { client_order_id, symbol, role } of others) {
    say(`${symbol}: order ${client_order_id} (${role}) rests at ${name}`);
  }
  if (naked_s_today > 0) {
    say(`today positions were without a working stop for ${naked_s_today.toFixed(2)} s in all`);
  }
  if (positions.length > 0) say("start `transmission run` again to go on, or `flatten` to get out");
}
