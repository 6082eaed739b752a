// What it takes until somebody sees what has happened, or until what they ask for happens.

import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/runtime/clock.js";
import type { PtyRun } from "../tui/terminal-emulator.js";
import { busyStory, CALM, homeIn, type Place, tradedStory } from "./control-stories.js";
import {
  type EngineHome,
  endEngine,
  FactViewer,
  type RecordedStep,
  startEngine,
  until,
} from "./engine-run.js";

const KEYS = 40;
const ATTACHES = 7;
const BARS = 20_000;
/** A bar of a minute takes a fiftieth of a second. */
const BRISK = 3_000;
/** The end of a synchronized update, which every frame is. */
const FRAME_END = "\u001b[?2026l";

/** From the moment an event came to the engine to the moment a viewer had its fact, ms. */
function delaysOf(steps: readonly RecordedStep[], viewer: FactViewer) {
  const came = new Map<number, { wall: number; isAtOnce: boolean }>();
  for (const { event, facts } of steps) {
    const isAtOnce = event.type !== "bar" && event.type !== "clock";
    for (const { seq } of facts) came.set(seq, { wall: event.wall ?? Number.NaN, isAtOnce });
  }
  const atOnce: number[] = [];
  const inTime: number[] = [];
  // What was there before it came is no news.
  const since = viewer.receipts[0]?.wall ?? 0;
  for (const { fact, wall } of viewer.receipts) {
    const found = came.get(fact.seq);
    if (found === undefined || found.wall <= since) continue;
    (found.isAtOnce ? atOnce : inTime).push(wall - found.wall);
  }
  return { atOnce, inTime };
}

/** Presses `space` again and again; answers how long each took to come back as a fact, ms. */
async function pressKeys(run: PtyRun, viewer: FactViewer): Promise<number[]> {
  const took: number[] = [];
  const operators = () => viewer.receipts.filter(({ fact }) => fact.type === "operator");
  for (let press = 0; press < KEYS; press++) {
    // At any moment of the cockpit's own looks, five a second.
    await sleep(250 + ((press * 37) % 200));
    const before = operators().length;
    const from = systemClock.monotonicMs();
    run.press(" ");
    await until("a key's command", () => operators().length > before);
    took.push((operators()[before]?.monotonicMs ?? Number.NaN) - from);
  }
  return took;
}

/** An attached screen in its terminal; resolves with its first whole frame and its time, ms. */
export async function attached(
  home: EngineHome,
): Promise<{ readonly run: PtyRun; readonly ms: number }> {
  const from = systemClock.monotonicMs();
  const run = home.inTerminal(["attach"]);
  const ms = await new Promise<number>((resolve, reject) => {
    let text = "";
    run.pty.onData((chunk) => {
      text += chunk;
      // A frame ends so; one that shows nothing yet does not have the account's mode.
      const mode = text.indexOf("PAPER");
      if (mode >= 0 && text.includes(FRAME_END, mode)) resolve(systemClock.monotonicMs() - from);
    });
    void run.exit.then((code) => reject(new Error(`attach ended with ${code}\n${run.text}`)));
  });
  return { run, ms };
}

async function left(run: PtyRun): Promise<void> {
  run.pty.kill("SIGKILL");
  await run.exit;
}

/** An engine with a screen of its own: its keys, and facts with a signal on every bar. */
async function studyOwn(place: Place) {
  const home = homeIn(place);
  const cockpit = home.inTerminal(["run", ...busyStory(home, place.barsFile(BARS), CALM)]);
  await cockpit.shows(/PAPER/);
  await home.statusWhen("an engine that is ready", ({ state }) => state === "READY");
  const viewer = new FactViewer(home);
  const keys = await pressKeys(cockpit, viewer);
  const delays = delaysOf(home.steps(), viewer);
  viewer.close();
  await left(cockpit);
  return { keys, delays };
}

/** An engine without one, and screens elsewhere; its facts are what bars alone lead to. */
async function studyAttached(place: Place) {
  const home = homeIn(place);
  const engine = await startEngine(home, tradedStory(place.barsFile(BARS), BRISK));
  const viewer = new FactViewer(home);
  const attaches: number[] = [];
  for (let turn = 0; turn < ATTACHES; turn++) {
    const { run, ms } = await attached(home);
    attaches.push(ms);
    run.press("q");
    await run.exit;
  }
  const { run } = await attached(home);
  const keys = await pressKeys(run, viewer);
  const delays = delaysOf(home.steps(), viewer);
  viewer.close();
  await left(run);
  await endEngine(engine, "SIGKILL");
  return { keys, attaches, delays };
}

/** Keys, facts and first frames. */
export async function studyLooking(place: Place) {
  const own = await studyOwn(place);
  const other = await studyAttached(place);
  return {
    ...{ ownKeys: own.keys, attachedKeys: other.keys, attaches: other.attaches },
    atOnce: [...own.delays.atOnce, ...other.delays.atOnce],
    inTime: [...own.delays.inTime, ...other.delays.inTime],
  };
}
