// `replay` of a journal: a recorded run again, held against what was written then.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { counted } from "../../analytics/count.js";
import { isFolder } from "../../config/folder.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import type { BootEvent } from "../../engine/event.js";
import { fromPlain } from "../../journal/plain.js";
import { type JournalRecord, readRecord } from "../../journal/record.js";
import { segmentNames } from "../../journal/segments.js";
import { type Difference, type JournalRun, replayJournal } from "../../runtime/journal-replay.js";
import type { NamedStrategy } from "../../runtime/replay-setup.js";
import { type LoadedStrategy, loadStrategyFile } from "../../runtime/strategy-file.js";
import { createStrategy } from "../../strategies/index.js";
import { BUILT_IN_SOURCE } from "../named-strategies.js";
import type { ReplayFlags } from "../replay-input.js";
import { print, printJson, say } from "../terminal.js";
import { decisionCode } from "../version.js";

/** A journal's folder, and the one segment of it that was named, or null. */
export interface JournalPlace {
  readonly folder: string;
  readonly segment: string | null;
}

/** How a journal's first line begins: a hash, and a header with its format. */
const FIRST_LINE = /^\{"h":"[0-9a-f]{16}","b":\{"format":/;
const FIRST_BYTES = 64;

/** The beginning of a file; nothing where it is none, or cannot be read, as its reader will say. */
function firstText(path: string): string {
  const bytes = Buffer.alloc(FIRST_BYTES);
  try {
    if (!statSync(path).isFile()) return "";
    const file = openSync(path, "r");
    try {
      readSync(file, bytes, 0, FIRST_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
  return bytes.toString("latin1");
}

/** What a path names where that is a journal; null where it names bars. */
export function journalAt(path: string): JournalPlace | null {
  const place = resolve(path);
  if (isFolder(place)) {
    for (const folder of [place, join(place, "journal")]) {
      if (segmentNames(nodeDisk, folder).length > 0) return { folder, segment: null };
    }
    throw new UserError(`${path}: a folder without a journal; name files of bars, or a journal's`);
  }
  if (!place.endsWith(".jsonl") || !FIRST_LINE.test(firstText(place))) return null;
  return { folder: dirname(place), segment: basename(place) };
}

/** Flags that go with a journal. */
const OWN_FLAGS: ReadonlySet<string> = new Set([
  ...["json", "config", "debug", "strategy", "headless"],
]);

function checkFlags(flags: ReplayFlags): void {
  const odd = Object.keys(flags).find((name) => !OWN_FLAGS.has(name));
  if (odd === undefined) return;
  const flag = odd.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UserError(
    `--${flag} does not go with a journal, which is run again as it was recorded; leave it out`,
  );
}

/** The strategies that traded then: built-in ones by their parameters, one's own by its file. */
function strategiesThen(own: LoadedStrategy | null, path: string | undefined) {
  return (boot: BootEvent): NamedStrategy[] =>
    boot.strategies.map(({ name, source, params = {} }) => {
      if (source === BUILT_IN_SOURCE) return { strategy: createStrategy(name, params), source };
      const wanted = `strategy ${name}, whose file's SHA-256 was ${source.slice(0, 12)}…`;
      if (own === null) {
        throw new UserError(`it was traded by ${wanted}; name that file with --strategy`);
      }
      if (own.source === source) return own;
      throw new UserError(
        `${path} is not what traded then (its SHA-256 is ${own.source.slice(0, 12)}…): it was ` +
          `${wanted}; give that version of it`,
      );
    });
}

const isoOf = (ts: number | null): string | null =>
  ts === null ? null : new Date(ts).toISOString();

function reportOf(paths: readonly string[], run: JournalRun, code: string, isEqual: boolean) {
  const [symbol, ...more] = run.symbols;
  return {
    files: paths,
    ...(more.length === 0 ? { symbol } : { symbols: run.symbols }),
    bars: run.bars,
    from: isoOf(run.fromTs),
    to: isoOf(run.toTs),
    boots: run.boots,
    facts: run.facts,
    facts_sha256: run.sha256,
    recorded_sha256: run.recordedSha256,
    equal: isEqual,
    first_difference: run.difference,
    recorded_by_other_code: code !== decisionCode(),
    metrics: run.metrics,
  };
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};

function wordsOf({ seq, field, recorded, now }: Difference): string {
  if (field === "orders") {
    return `after fact ${seq} other orders leave: then ${shown(recorded)}, now ${shown(now)}`;
  }
  if (field !== "fact") return `fact ${seq}: ${field} was ${shown(recorded)}, is ${shown(now)}`;
  return `fact ${seq} was ${shown(recorded)}, is ${shown(now)}`;
}

function open(place: JournalPlace): JournalRecord {
  try {
    return readRecord(nodeDisk, place.folder, place.segment, say);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UserError(`${error.message}; check the file and its permissions`, 1);
  }
}

/**
 * Runs a journal again and prints how that went. Throws UserErrors; exit 1 where something differs,
 * naming the first difference.
 */
export async function replayRecorded(
  paths: readonly string[],
  place: JournalPlace,
  flags: ReplayFlags,
): Promise<void> {
  if (paths.length > 1) throw new UserError("one journal is run again at a time; name it alone");
  checkFlags(flags);
  const own = flags.strategy === undefined ? null : await loadStrategyFile(flags.strategy);
  const { recorded, headers } = open(place);
  const code = headers.find((header) => header.code !== decisionCode())?.code ?? decisionCode();
  if (code !== decisionCode()) {
    say(`it was recorded by other code (${code.slice(0, 12)}); differences may come from that`);
  }
  const { snapshot } = recorded;
  const run = replayJournal({
    // A journal's page holds the engine's part beside what viewers were shown.
    recorded: {
      ...recorded,
      snapshot: snapshot === null ? null : (fromPlain(snapshot) as { engine: string }).engine,
    },
    strategiesOf: strategiesThen(own, flags.strategy),
    code: decisionCode(),
  });
  const isEqual = run.difference === null && run.sha256 === run.recordedSha256;
  if (flags.json) await printJson(reportOf(paths, run, code, isEqual));
  if (!isEqual) {
    const [path] = paths;
    if (run.stopped !== null) say(`the engine could not go on: ${run.stopped}`);
    const what = run.difference === null ? "the facts differ" : wordsOf(run.difference);
    throw new UserError(`${path} does not follow again: ${what}`, 1);
  }
  if (flags.json) return;
  const parts = [
    `${isoOf(run.fromTs)?.slice(0, 10) ?? "no bars"}`,
    ...(run.toTs === null ? [] : [`to ${isoOf(run.toTs)?.slice(0, 10)}`]),
  ];
  await print(
    `${run.symbols.join(", ")} ${parts.join(" ")}: ${counted(run.bars, "bar")}, ` +
      `${counted(run.boots, "start")}, ${counted(run.metrics.trades, "trade")}\n` +
      `all ${counted(run.facts, "fact")} follow again as they were written\n` +
      `sha256 ${run.sha256}\n`,
  );
}
