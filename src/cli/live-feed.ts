// The feed of a live run, by the command line: files that grow, standard input, or files that are
// played at a multiple of real time.

import { followBars } from "../feeds/csv/follow.js";
import { parseInterval } from "../feeds/csv/interval.js";
import { sayDescription } from "../feeds/csv/sentence.js";
import type { OpenGrowing } from "../feeds/growing.js";
import { withHistory } from "../feeds/history.js";
import { followFeed } from "../feeds/live/follow.js";
import { playFeed, playStart } from "../feeds/live/played-feed.js";
import type { KnownBars, LiveFeed } from "../feeds/live-feed.js";
import { type LiveClock, PlayedClock, systemTimer, wallClock } from "../runtime/live-clock.js";
import { openHistory, openSources, optionsOf } from "./bars.js";
import type { RunFlags } from "./live-run.js";
import type { Setup } from "./setup.js";
import { say } from "./terminal.js";

/** A feed, and the engine's clock with it. */
export interface OpenedFeed {
  readonly feed: LiveFeed;
  readonly engineClock: LiveClock;
  /** A file is played: its time is the engine's. */
  readonly isPaced: boolean;
}

/**
 * Opens what `--feed` names and says what it was taken for. Throws UserErrors.
 * @param known the last bar the journal has of each symbol; null at the very first start
 */
export async function openLiveFeed(
  flags: RunFlags,
  setup: Setup,
  known: KnownBars,
): Promise<OpenedFeed> {
  const files = flags.feed ?? [];
  const { speed } = flags;
  if (speed !== undefined) return await openPlayed(files, flags, setup, known, speed);
  const options = optionsOf(flags, setup.instruments);
  const open: OpenGrowing = (file, text, interval) => followBars(file, text, interval, options);
  const ending = new AbortController();
  const onSignal = (): void => ending.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const feed = await followFeed(
      files,
      {
        ...{ open, known, stdin: process.stdin, signal: ending.signal, onWaiting: say },
        interval: flags.timeframe === undefined ? null : parseInterval(flags.timeframe),
        // A run that has begun before knows what it waits for.
        mayWait: known !== null || (flags.symbol !== undefined && flags.timeframe !== undefined),
      },
      systemTimer,
    );
    for (const description of feed.descriptions) {
      say(`${description.file}: ${sayDescription(description)}`);
    }
    return {
      feed: await warmed(feed, flags, setup, known),
      engineClock: wallClock,
      isPaced: false,
    };
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** Files that are played: every bar is live, from the first that is not known. */
async function openPlayed(
  files: readonly string[],
  flags: RunFlags,
  setup: Setup,
  known: KnownBars,
  speed: number,
): Promise<OpenedFeed> {
  const sources = await openSources(files, flags, setup.instruments);
  const start = playStart(
    sources.map(({ description }) => description),
    known,
  );
  const engineClock = new PlayedClock(speed, start, systemTimer);
  const feed = await warmed(playFeed(sources, known, engineClock), flags, setup, known);
  return { feed, engineClock, isPaced: true };
}

/** With the bars of `--history` at the very first start; later the journal has what they warmed. */
async function warmed(
  feed: LiveFeed,
  flags: RunFlags,
  { instruments }: Setup,
  known: KnownBars,
): Promise<LiveFeed> {
  const files = known === null ? (flags.history ?? []) : [];
  try {
    return withHistory(feed, await openHistory(files, feed.history, flags, instruments));
  } catch (error) {
    await feed.close();
    throw error;
  }
}
