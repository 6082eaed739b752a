// `transmission run`: the engine live, with the cockpit in front of it or none.

import { dataFolder } from "../../config/store.js";
import type { Routes } from "../../control/routes.js";
import { clearStaleSocket } from "../../control/server.js";
import { addSessionRoutes } from "../../control/session-routes.js";
import { checkSocketPath, socketPath } from "../../control/socket.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import { takeLock } from "../../journal/lock.js";
import { systemClock } from "../../runtime/clock.js";
import type { LiveRun } from "../../runtime/live.js";
import { openLiveSession } from "../../runtime/live-session.js";
import { ScreenSeats } from "../../runtime/screen-seats.js";
import type { LiveSession, Snapshot } from "../../runtime/session.js";
import { LiveCounters } from "../../telemetry/counters.js";
import { refuseTwice } from "../clash.js";
import { EngineLog } from "../engine-log.js";
import { endingOf } from "../exit.js";
import { handOver } from "../hand-over.js";
import { checkOwnFolder, openLiveControl } from "../live-control.js";
import { openLiveNotify } from "../live-notify.js";
import { openLiveRun, type RunFlags, settingsOf } from "../live-run.js";
import { type LiveEnd, showLive } from "../live-screen.js";
import { LiveTelemetry } from "../live-telemetry.js";
import { followHeadless } from "../live-words.js";
import { outputPatiently } from "../patient-output.js";
import { restWords } from "../rest-words.js";
import { setUp } from "../setup.js";
import { openServiceManager } from "../systemd.js";
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
  const log = new EngineLog(folder, systemClock);
  const lock = await takeLock(folder);
  let left: Snapshot | null;
  try {
    // Before anything is written: another container's engine may have the folder.
    await clearStaleSocket(socketPath(folder));
    left = await runIn(folder, flags, log);
  } catch (error) {
    log.fail(endingOf(error, "run", flags.debug === true).message);
    throw error;
  } finally {
    await log.close();
    lock.release();
  }
  if (left === null) return;
  // What was left ends here, so that nobody takes the signals up again.
  await handOver({ folder, typed: process.argv.slice(2), left, clock: systemClock });
}

function passOver(): void {}

/** Answers what is to be handed over, if anything is. */
async function runIn(folder: string, flags: RunFlags, log: EngineLog): Promise<Snapshot | null> {
  log.hear();
  const setup = await setUp({ file: flags.config, set: settingsOf(flags) });
  log.configure(setup.config);
  const counters = new LiveCounters({ withProcess: true });
  const onSync = (ms: number): void => counters.noteSync(ms);
  const opened = await openLiveRun(folder, flags, { clock: systemClock, setup, onSync });
  const { run: live, sources, account, startedTs } = opened;
  const { reloadCalendars } = opened;
  const session = openLiveSession({ run: live, sources, account, startedTs, reloadCalendars });
  const telemetry = await LiveTelemetry.open({ run: live, session, log, counters });
  const { metricsText } = telemetry;
  const seats = new ScreenSeats(systemClock);
  const extend = (routes: Routes): void => addSessionRoutes(routes, { session, seats });
  const control = { session, folder, flags, setup, extend, metricsText };
  const server = await openLiveControl(control).catch(async (error) => {
    await live.stop();
    throw error;
  });
  const told = await openLiveNotify(opened, session, setup.config.notify);
  const stop = (): void => void live.stop();
  for (const signal of ENDING) process.on(signal, stop);
  // A terminal that goes away takes nothing with it.
  process.on("SIGHUP", () => {});
  const before = live.live.seq;
  const manager = openServiceManager(process.env, say);
  let end: LiveEnd = "end";
  try {
    await live.start();
    opened.onStarted();
    manager.ready();
    told.started();
    end = await showLive(session, flags, live, { seats, cockpit: setup.config.cockpit });
    if (end === "go_on" || end === "gone") {
      await goOn({ session, flags, live, log, end, seq: before });
    }
    // Whoever leaves with nothing open ends it.
    if (end === "hand_over" || end === "end") await live.stop();
    await live.finished;
  } catch (error) {
    const ended = error instanceof DiskError ? ofDisk(error) : error;
    told.failed(ended);
    throw ended;
  } finally {
    // A key that is pressed once more must not end us before the one who takes over is there.
    if (end === "hand_over") for (const signal of ENDING) process.on(signal, passOver);
    for (const signal of ENDING) process.off(signal, stop);
    manager.stopping();
    await live.stop();
    await told.close();
    await opened.onEnded();
    await server.close();
    telemetry.close();
  }
  if (end === "hand_over") return await session.snapshot();
  await sayWhatRests(session, live);
  return null;
}

/** Without a screen, to its end; nobody who does not read can hold it up. */
async function goOn(run: {
  readonly session: LiveSession;
  readonly flags: RunFlags;
  readonly live: LiveRun;
  readonly log: EngineLog;
  readonly end: LiveEnd;
  /** Facts behind this one are told. */
  readonly seq: number;
}): Promise<void> {
  const { session, flags, live, log, end, seq } = run;
  // Elsewhere a reader that has seen enough ends the program.
  process.stdout.removeAllListeners("error").on("error", log.sayAlone);
  if (end === "gone") {
    log.sayAlone();
    say("the terminal is gone; the engine goes on without one");
    return await live.finished;
  }
  const outputs = outputPatiently(log.sayAlone);
  try {
    await followHeadless(session, flags, live, seq, () => log.isAlone);
  } finally {
    await outputs.end();
  }
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
    const rests = restWords({ protection, stop });
    say(`${symbol} ${side} ${qty} from ${entry} stays open at ${name}; ${rests}`);
  }
  const isNamed = (symbol: string): boolean => positions.some((one) => one.symbol === symbol);
  for (const { client_order_id, symbol, role, state } of orders) {
    if (role === "stop" && isNamed(symbol)) continue;
    say(`${symbol}: order ${client_order_id} (${role}, ${state}) is left at ${name}`);
  }
  if (naked_s_today > 0) {
    say(`today positions were without a working stop for ${naked_s_today.toFixed(2)} s in all`);
  }
  if (positions.length > 0) say("start `transmission run` again to go on, or `flatten` to get out");
}
