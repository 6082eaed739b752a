// The way to flat; and what viewers that do not read cost an engine, and days its memory.

import { attached } from "./control-looking.js";
import { busyStory, homeIn, type Place, stillStory, tradedStory } from "./control-stories.js";
import {
  aliveMb,
  endEngine,
  type RecordedStep,
  rssMb,
  stalledViewer,
  startEngine,
  timed,
  until,
} from "./engine-run.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** With a signal on each bar of a minute, a thousand facts a second. */
const BUSY = 25_000;
/** Bars of a run that viewers stall, and runs of each kind, by turns. */
const BUSY_BARS = 5_000;
const TURNS = 2;
/** How often another viewer comes that does not read: one that was let go is no load. */
const STALL_MS = 5_000;
/** How often it is asked whether the bars have ended, which is a load too. */
const SELDOM_MS = 500;
const DAY_BARS = 23 * 60;
const DAYS = 10;
const WEEK = 5;
/** A day takes about a second. */
const QUICK = 72_000;

/** How an engine stands while its account is flattened. */
export type Standing = "runs" | "is dead" | "hangs";

/** `flatten --confirm` with a position open, from its start to its end, ms. */
export async function flattenOnce(place: Place, standing: Standing): Promise<number> {
  const home = homeIn(place);
  const engine = await startEngine(home, stillStory(home));
  await home.statusWhen("a position", ({ positions }) => positions[0]?.protection === "PROTECTED");
  if (standing === "is dead") await endEngine(engine, "SIGKILL");
  if (standing === "hangs") engine.kill("SIGSTOP");
  const ms = await timed(home.spawn(["flatten", "--confirm", "--json"]));
  await endEngine(engine, "SIGKILL");
  return ms;
}

/** What the engine was behind with each bar, ms, and what it held in the end, MB. */
export interface Lag {
  readonly ms: readonly number[];
  readonly mb: number;
  readonly eventsPerSecond: number;
  readonly factsPerSecond: number;
}

/**
 * Bars are due at a steady pace, anew after each silence that is passed over; the least late of a
 * stretch tells when the others were due.
 */
function lagsOf(steps: readonly RecordedStep[], speed: number): number[] {
  const closes = steps.flatMap(({ event }) => {
    return event.type === "bar" && event.phase === "close" ? [event] : [];
  });
  const lags: number[] = [];
  let stretch: number[] = [];
  const end = (): void => {
    const least = Math.min(...stretch);
    lags.push(...stretch.map((behind) => behind - least));
    stretch = [];
  };
  for (const [at, { ts, wall = Number.NaN }] of closes.entries()) {
    if (ts - (closes[at - 1]?.ts ?? ts) > 30 * MINUTE_MS) end();
    stretch.push(wall - ts / speed);
  }
  end();
  return lags;
}

async function lagOf(place: Place, hasStalled: boolean): Promise<Lag> {
  const home = homeIn(place);
  const engine = await startEngine(home, busyStory(home, place.barsFile(BUSY_BARS), BUSY));
  const stalled: { end(): void }[] = [];
  let more: NodeJS.Timeout | undefined;
  if (hasStalled) {
    const stall = (): void => {
      const socket = stalledViewer(home);
      stalled.push({ end: () => socket.destroy() });
    };
    stall();
    more = setInterval(stall, STALL_MS);
    const { run } = await attached(home);
    process.kill(run.pty.pid, "SIGSTOP");
    stalled.push({ end: () => run.pty.kill("SIGKILL") });
  }
  const last = await home.client.snapshot();
  const hasEnded = async (): Promise<boolean> => (await home.client.snapshot()).feed.ended;
  await until("the end of the bars", hasEnded, SELDOM_MS);
  clearInterval(more);
  const mb = rssMb(last.engine.pid);
  for (const one of stalled) one.end();
  await endEngine(engine, "SIGTERM");
  const steps = home.steps();
  const walls = steps.flatMap(({ event }) => (event.type === "bar" ? [event.wall ?? 0] : []));
  const seconds = (Math.max(...walls) - Math.min(...walls)) / 1_000;
  const facts = steps.reduce((sum, step) => sum + step.facts.length, 0);
  return {
    ...{ ms: lagsOf(steps, BUSY), mb },
    ...{ eventsPerSecond: steps.length / seconds, factsPerSecond: facts / seconds },
  };
}

/** Runs without viewers that stall and with them, by turns. */
export async function studyStalling(place: Place) {
  const without: Lag[] = [];
  const beside: Lag[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    without.push(await lagOf(place, false));
    beside.push(await lagOf(place, true));
  }
  return { without, beside };
}

/** Memory at the end of each day, and what of it is still held after each week, MB. */
export interface Days {
  readonly rss: readonly number[];
  readonly alive: readonly number[];
}

/** Plays days one after the other. */
export async function studyDays(place: Place): Promise<Days> {
  const home = homeIn(place);
  const engine = await startEngine(home, tradedStory(place.barsFile(DAYS * DAY_BARS), QUICK));
  const rss: number[] = [];
  const alive: number[] = [];
  const note = async (): Promise<void> => {
    rss.push(rssMb(engine.pid ?? 0));
    if (rss.length % WEEK === 0) alive.push(await aliveMb(engine));
  };
  let day = 0;
  await until("the last day", async () => {
    const { feed } = await home.client.snapshot();
    // In winter days end at 22:00 UTC, and the next one begins an hour later.
    const now = Math.floor((Date.parse(feed.last_ts ?? "") + 90 * MINUTE_MS) / DAY_MS);
    if (day !== 0 && now > day) await note();
    day = now;
    return feed.ended;
  });
  await note();
  await endEngine(engine, "SIGTERM");
  return { rss, alive };
}
