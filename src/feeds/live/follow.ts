// Opens what grows of its own accord: files and standard input.

import { basename, dirname, resolve } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { UserError } from "../../engine/errors.js";
import type { FeedTimer, KnownBars, LiveFeed } from "../live-feed.js";
import { FileBytes } from "./file-bytes.js";
import { type FollowOptions, GrowingFile } from "./growing-file.js";
import { Bell, type FollowedSource, Notices, SourceFeed } from "./source-feed.js";
import { StreamedRows } from "./stream.js";

const STDIN = "-";
/** How often a file is looked for that is not there yet, ms. */
const WAIT_MS = 1000;

/** What is said of bars that are followed. */
export interface FollowRequest extends Omit<FollowOptions, "notice" | "timer"> {
  readonly stdin: NodeJS.ReadableStream;
  /** Null at the very first start: rows that are in a file then are history. */
  readonly known: KnownBars;
  /** The user said symbol and timeframe, so that a file may still be without bars. */
  readonly mayWait: boolean;
  /** Hears while it waits for the first rows. */
  readonly onWaiting: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows files as they grow, or standard input (`-`); one symbol each, in this order. Waits for
 * rows on standard input, and with `mayWait` for those of a file.
 * @throws UserError (exit 2) where one can't be read as bars, or two are of one symbol
 */
export async function followFeed(
  files: readonly string[],
  request: FollowRequest,
  timer: FeedTimer,
): Promise<LiveFeed> {
  const bell = new Bell(timer);
  const notices = new Notices();
  const onDisk = files.filter((file) => file !== STDIN);
  const watcher = onDisk.length === 0 ? null : watchFiles(onDisk, () => bell.ring());
  const sources: FollowedSource[] = [];
  const close = async () => {
    await Promise.all([watcher?.close(), ...sources.map((source) => source.close())]);
  };
  try {
    for (const file of files) {
      const source = await openOne(file, request, { timer, bell, notice: notices.say });
      sources.push(source);
      refuseSecond(sources);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return new SourceFeed(sources, { bell, notices, close });
}

interface Tools {
  readonly timer: FeedTimer;
  readonly bell: Bell;
  readonly notice: (line: string) => void;
}

async function openOne(
  file: string,
  request: FollowRequest,
  { timer, bell, notice }: Tools,
): Promise<FollowedSource> {
  const { known, stdin, signal, mayWait, onWaiting } = request;
  const options = { ...request, timer, notice };
  const knownOf = (symbol: string) => known?.get(symbol) ?? null;
  if (file === STDIN) {
    onWaiting("standard input: waiting for its first rows");
    return await StreamedRows.open(stdin, knownOf, options, { bell, signal });
  }
  let isSaid = false;
  for (;;) {
    try {
      return await GrowingFile.open(file, knownOf, options);
    } catch (error) {
      if (!mayWait || signal.aborted || !(error instanceof UserError) || !isBare(file)) throw error;
      if (!isSaid) onWaiting(`${error.message} (waiting for its first bars)`);
      isSaid = true;
      await bell.wait(WAIT_MS, signal);
    }
  }
}

/** Whether a file is not there, or has no more than a header. */
function isBare(file: string): boolean {
  const content = new FileBytes(file).whole();
  if (content === null) return true;
  return (
    content.bytes.length < 4096 && content.bytes.toString("latin1").trim().split("\n").length < 2
  );
}

function refuseSecond(sources: readonly FollowedSource[]): void {
  const [last, ...others] = [...sources].reverse();
  const symbol = last?.description.instrument.symbol;
  const same = others.find(({ description }) => description.instrument.symbol === symbol);
  if (last === undefined || same === undefined) return;
  throw new UserError(
    `${last.description.file}: bars of ${symbol}, as ${same.description.file} has; follow one, ` +
      "and give earlier bars with --history",
  );
}

/** A file that is replaced by renaming is another file: its folder is what stays. */
function watchFiles(files: readonly string[], onChange: () => void): FSWatcher {
  const folders = [...new Set(files.map((file) => dirname(resolve(file))))];
  const names = new Set(files.map((file) => basename(file)));
  const known = new Set(folders);
  const watcher = watch(folders, {
    ignoreInitial: true,
    depth: 0,
    ignored: (path) => !known.has(resolve(path)) && !names.has(basename(path)),
  });
  watcher.on("all", onChange);
  // What it misses, and where it can't watch at all, is found by looking every second.
  watcher.on("error", onChange);
  return watcher;
}
