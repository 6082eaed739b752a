// What a journal tells of one trade: its facts in the order in which they fell, and the bars around
// it. Only the segments that it lived in are read, and its neighbours' where its bars reach there.

import type { Disk } from "../disk/disk.js";
import type { Fact } from "../engine/effect.js";
import type { BarEvent, BootEvent } from "../engine/event.js";
import type { Step } from "../journal/group.js";
import { findSegments } from "../journal/open.js";
import { groupOf } from "../journal/reader.js";
import { readSegment, type Segment } from "../journal/segments.js";

/** A trade that is asked for. */
export interface AskedTrade {
  readonly symbol: string;
  readonly trace_id: string;
  /** UTC epoch ms, of the first and of the last fill. */
  readonly entry_ts: number;
  readonly exit_ts: number;
  /** `seq` of its first fact, mostly its signal, and of its last, `trade_closed`. */
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A bar of a path. `ts` is its open time, UTC epoch ms; prices are as the data has them. */
export interface PathBar {
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** The bars of a trade with some on either side. */
export interface TradePath {
  /** In order of time; none where the journal has none of the time. */
  readonly bars: readonly PathBar[];
  /** Places in `bars` of the bars of the first and of the last fill; −1 without bars. */
  readonly entryAt: number;
  readonly exitAt: number;
}

/** What the journal tells of a trade. */
export interface TradeStory {
  /** All facts with the trade's `trace_id`, in order. */
  readonly facts: readonly Fact[];
  readonly path: TradePath;
}

/** Segments that are kept once they have been read: trades that are told in order share them. */
const KEPT_SEGMENTS = 4;
/** Bars of spans that are kept likewise: those of a few symbols, alone and with neighbours. */
const KEPT_BARS = 16;

/**
 * The part of a symbol's bars that a trade went through, with at most so many before and after.
 * @param bars of one symbol, in order of time
 */
export function tradePath(
  bars: readonly PathBar[],
  { entry_ts, exit_ts }: Pick<AskedTrade, "entry_ts" | "exit_ts">,
  around: number,
): TradePath {
  // A fill has the open of its bar, or falls between two bars.
  const entry = bars.findLastIndex(({ ts }) => ts <= entry_ts);
  const exit = bars.findLastIndex(({ ts }) => ts <= exit_ts);
  if (exit < 0) return { bars: [], entryAt: -1, exitAt: -1 };
  const from = Math.max(0, entry - around);
  return {
    bars: bars.slice(from, exit + around + 1),
    entryAt: Math.max(0, entry) - from,
    exitAt: exit - from,
  };
}

/** A journal that is asked for one trade after the other. It is read and never changed. */
export class TradeStories {
  readonly #disk: Disk;
  readonly #segments: readonly Segment[];
  /** By a segment's place, the last one asked for at the end. */
  readonly #read = new Map<number, ReadSegment>();
  /** Bars by segments and symbol. */
  readonly #bars = new Map<string, readonly PathBar[]>();

  /**
   * Throws a UserError where the journal is damaged (1) or of a newer version (2).
   * @param folder the journal's
   */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#segments = findSegments(disk, folder).segments;
  }

  /**
   * What the journal tells of a trade. Of segments that were taken away nothing is told. Throws a
   * UserError (exit 1) where a line that is needed is damaged, and a `DiskError`.
   * @param around bars before the entry's and after the exit's
   */
  story(asked: AskedTrade, around: number): TradeStory {
    let first = this.#placeOf(asked.firstSeq);
    let last = this.#placeOf(asked.lastSeq);
    if (last < 0) return { facts: [], path: tradePath([], asked, around) };
    const facts = this.#factsIn(first, last, asked.trace_id);
    let path = tradePath(this.#barsIn(first, last, asked), asked, around);
    const isShortBefore = path.entryAt < around && first > 0;
    const isShortAfter =
      path.bars.length - 1 - path.exitAt < around && last < this.#segments.length - 1;
    if (isShortBefore || isShortAfter) {
      if (isShortBefore) first -= 1;
      if (isShortAfter) last += 1;
      path = tradePath(this.#barsIn(first, last, asked), asked, around);
    }
    return { facts, path };
  }

  /** Place of the segment that holds a fact; of the first for one that was taken away. */
  #placeOf(seq: number): number {
    const at = this.#segments.findLastIndex(({ header }) => header.firstSeq <= seq);
    return Math.max(at, Math.min(0, this.#segments.length - 1));
  }

  #factsIn(first: number, last: number, traceId: string): Fact[] {
    const facts: Fact[] = [];
    for (let at = first; at <= last; at++)
      facts.push(...(this.#segment(at).facts.get(traceId) ?? []));
    return facts;
  }

  #barsIn(first: number, last: number, asked: AskedTrade): readonly PathBar[] {
    const key = `${first} ${last} ${asked.symbol}`;
    const known = this.#bars.get(key);
    if (known !== undefined) return known;
    const bars = barsOf(this.#stepsIn(first, last), asked);
    if (this.#bars.size >= KEPT_BARS) this.#bars.clear();
    this.#bars.set(key, bars);
    return bars;
  }

  *#stepsIn(first: number, last: number): Iterable<Step> {
    for (let at = first; at <= last; at++) yield* this.#segment(at).steps;
  }

  #segment(at: number): ReadSegment {
    const segment = this.#segments[at];
    if (segment === undefined) return { steps: [], facts: new Map() };
    const known = this.#read.get(at);
    this.#read.delete(at);
    const read = known ?? readWhole(this.#disk, segment);
    this.#read.set(at, read);
    const [oldest] = this.#read.keys();
    if (this.#read.size > KEPT_SEGMENTS && oldest !== undefined) this.#read.delete(oldest);
    return read;
  }
}

/** What a segment holds. */
interface ReadSegment {
  readonly steps: readonly Step[];
  /** Facts by `trace_id`. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
}

function readWhole(disk: Disk, { path }: Segment): ReadSegment {
  const { lines } = readSegment(disk, path);
  const steps = lines.slice(1).flatMap((line) => groupOf(path, line).steps);
  const facts = new Map<string, Fact[]>();
  for (const fact of steps.flatMap((step) => step.facts)) {
    if (fact.trace_id === null) continue;
    const own = facts.get(fact.trace_id);
    if (own === undefined) facts.set(fact.trace_id, [fact]);
    else own.push(fact);
  }
  return { steps, facts };
}

/** Bars of a run between two boots, by the symbol's index in it. */
interface Stretch {
  /** The index that the symbol has; null while nothing has said so. */
  index: number | null;
  readonly bars: BarEvent[];
}

const TELLING: ReadonlySet<Fact["type"]> = new Set(["fill", "signal", "regime_changed"]);

/**
 * The symbol's whole bars. An event names its symbol by a place in the boot's list, which may stand
 * in an earlier segment; then facts tell it that fall in events of their own symbol alone.
 */
function barsOf(steps: Iterable<Step>, { symbol }: AskedTrade): PathBar[] {
  let stretch: Stretch = { index: null, bars: [] };
  const stretches = [stretch];
  for (const { event, facts } of steps) {
    if (event.type === "boot") {
      stretch = { index: indexIn(event, symbol), bars: [] };
      stretches.push(stretch);
    } else if (event.type === "bar" && (event.phase === "close" || event.phase === "warm")) {
      stretch.bars.push(event);
    }
    if (stretch.index === null && "symbol" in event) {
      const isOurs = facts.some((fact) => fact.symbol === symbol && TELLING.has(fact.type));
      if (isOurs) stretch.index = event.symbol;
    }
  }
  const byTs = new Map<number, PathBar>();
  for (const { index, bars } of stretches) {
    for (const bar of bars) {
      const { ts, open, high, low, close } = bar;
      if (bar.symbol === index && !byTs.has(ts)) byTs.set(ts, { ts, open, high, low, close });
    }
  }
  return [...byTs.values()].sort((a, b) => a.ts - b.ts);
}

function indexIn({ symbols }: BootEvent, symbol: string): number {
  return symbols.findIndex(({ instrument }) => instrument.symbol === symbol);
}
