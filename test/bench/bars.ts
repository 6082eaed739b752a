// The bars that the bench runs on: one-minute bars of a made-up micro Nasdaq future, any number of
// them, the same from the same seed on every machine. A file of fewer bars is the beginning of a
// file of more.
//
// Prices are whole 256ths of a tick and every step is a whole number, so nothing is rounded
// differently elsewhere. A walk of swings (some minutes to some hours, up, down or nowhere, quiet
// or wild) goes through sessions that are thin at night and busy at the open, and is drawn back
// very slowly, so that years of it stay in the range that such a future has.

import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { xoshiro128 } from "../../replays/generate.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 17:00 to 16:00. */
const SESSION_MINUTES = 23 * 60;
const CHUNK_BYTES = 1 << 20;
/** No row is longer. */
const ROW_BYTES = 96;

/** Price units in a tick of 0.25. */
const UNITS = 256;
/** 20,000.00, where the walk starts and what it is drawn to. */
const HOME = 80_000 * UNITS;
/** The distance from home is this many minutes long: about a year of trading. */
const RETURN_MINUTES = 1 << 19;
/** Sunday, 3 January 2010: the evening the first session opens. */
const FIRST_EVENING = Date.UTC(2010, 0, 3);

/** Step of a quarter of a minute in 256ths of a tick, and contracts a minute, per session hour. */
const HOURS: readonly (readonly [step: number, contracts: number])[] = [
  [2600, 400],
  ...Array<readonly [number, number]>(4).fill([1700, 150]),
  ...Array<readonly [number, number]>(4).fill([1500, 110]),
  [2500, 380],
  ...Array<readonly [number, number]>(4).fill([2000, 280]),
  [3300, 800],
  [7200, 5200],
  [6000, 3900],
  [4600, 2600],
  [3600, 1900],
  [3200, 1600],
  [3600, 1900],
  [5000, 3400],
  [2200, 420],
];

/** A part of the walk: how long it lasts, where it leads, how wild it is. */
interface Swing {
  minutes: number;
  /** 256ths of a tick per minute. */
  drift: number;
  /** Steps are this many quarters of what is usual at that hour. */
  quarters: number;
}

/** A minute's four prices in ticks, and its volume. */
interface Row {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

class Walk {
  readonly #random: () => number;
  readonly #swing: Swing = { minutes: 0, drift: 0, quarters: 4 };
  #price = HOME;

  constructor(seed: number) {
    this.#random = xoshiro128([seed | 0, 0x6d2b79f5, 0x1b873593, 0x2545f491]);
    // Seeds that are near to each other begin alike; this many calls and they have parted.
    for (let i = 0; i < 64; i++) this.#random();
  }

  /** The next minute, `minute` of its session. */
  next(minute: number, row: Row): void {
    if (this.#swing.minutes === 0) this.#turn();
    this.#swing.minutes--;
    const [usual, contracts] = HOURS[(minute / 60) | 0] as (typeof HOURS)[number];
    const size = (usual * this.#swing.quarters) >> 2;
    const pull = Math.trunc((HOME - this.#price) / RETURN_MINUTES);
    const drift = (this.#swing.drift + pull) >> 2;
    this.#step(size >> 2, 0);
    const open = this.#price;
    let high = open;
    let low = open;
    for (let quarter = 0; quarter < 4; quarter++) {
      this.#step(size, drift);
      if (this.#price > high) high = this.#price;
      if (this.#price < low) low = this.#price;
    }
    row.open = toTicks(open);
    row.high = toTicks(high);
    row.low = toTicks(low);
    row.close = toTicks(this.#price);
    const busy = 64 + (row.high - row.low) + (this.#random() >>> 26);
    row.volume = 1 + ((contracts * busy) >> 7);
  }

  /** Half the swings lead somewhere; a third of them are quiet, a third wild. */
  #turn(): void {
    const bits = this.#random();
    const swing = this.#swing;
    swing.minutes = 12 + (bits & 255);
    const steepness = 240 + 4 * ((bits >>> 8) & 255);
    const leads = (bits >>> 16) & 3;
    swing.drift = leads < 2 ? 0 : leads === 2 ? steepness : -steepness;
    swing.quarters = 3 + (((bits >>> 18) & 255) % 3);
  }

  /** The sum of four bytes, centred, is bell-shaped; its deviation is 148. */
  #step(size: number, drift: number): void {
    const bits = this.#random();
    const bell = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510;
    this.#price += drift + ((size * bell) >> 7);
  }
}

function toTicks(units: number): number {
  return (units + UNITS / 2) >> 8;
}

/** The `nth` Sunday of a month, midnight UTC. */
function sundayOf(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  const weekday = new Date(first).getUTCDay();
  return first + (((7 - weekday) % 7) + 7 * (nth - 1)) * DAY_MS;
}

/** 17:00 in Chicago on the evening of that day. No session is open when the clocks change. */
function openOf(evening: number): number {
  const year = new Date(evening).getUTCFullYear();
  const summer = evening >= sundayOf(year, 2, 2) && evening < sundayOf(year, 10, 1);
  return evening + (summer ? 22 : 23) * 60 * MINUTE_MS;
}

/** Writes rows to a file in large pieces. */
class RowWriter {
  readonly #file: number;
  readonly #bytes = Buffer.allocUnsafe(CHUNK_BYTES);
  #at = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
    this.#text("timestamp,open,high,low,close,volume\n");
  }

  /** @param day date as `2010-01-03`, of the session minute's stamp */
  write(day: string, minuteOfDay: number, row: Row): void {
    if (this.#at + ROW_BYTES > CHUNK_BYTES) this.#flush();
    this.#text(day);
    this.#bytes[this.#at++] = 84;
    this.#pair((minuteOfDay / 60) | 0);
    this.#bytes[this.#at++] = 58;
    this.#pair(minuteOfDay % 60);
    this.#text(":00Z,");
    this.#price(row.open);
    this.#price(row.high);
    this.#price(row.low);
    this.#price(row.close);
    this.#whole(row.volume);
    this.#bytes[this.#at++] = 10;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#bytes, 0, this.#at);
    this.#at = 0;
  }

  #text(text: string): void {
    this.#at += this.#bytes.write(text, this.#at, "latin1");
  }

  #pair(value: number): void {
    this.#bytes[this.#at++] = 48 + ((value / 10) | 0);
    this.#bytes[this.#at++] = 48 + (value % 10);
  }

  #whole(value: number): void {
    if (value > 9) this.#whole((value / 10) | 0);
    this.#bytes[this.#at++] = 48 + (value % 10);
  }

  #price(ticks: number): void {
    this.#whole(ticks >> 2);
    this.#bytes[this.#at++] = 46;
    this.#pair((ticks & 3) * 25);
    this.#bytes[this.#at++] = 44;
  }
}

function writeBars(path: string, seed: number, count: number): void {
  const walk = new Walk(seed);
  const writer = new RowWriter(path);
  const row: Row = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  let left = count;
  for (let evening = FIRST_EVENING; left > 0; evening += DAY_MS) {
    const weekday = new Date(evening).getUTCDay();
    if (weekday === 5 || weekday === 6) continue;
    const open = openOf(evening);
    const opens = (open - evening) / MINUTE_MS;
    const days = [evening, evening + DAY_MS].map((ts) => new Date(ts).toISOString().slice(0, 10));
    for (let minute = 0; minute < SESSION_MINUTES && left > 0; minute++, left--) {
      walk.next(minute, row);
      const at = opens + minute;
      writer.write((at < 1440 ? days[0] : days[1]) as string, at % 1440, row);
    }
  }
  writer.close();
}

/**
 * A file of `count` bars in `folder`, made if it is not there yet. Its name says the seed and the
 * count, and is taken for MNQ.
 */
export function barsFile(folder: string, seed: number, count: number): string {
  const path = join(folder, `seed-${seed}`, `MNQ_${count}.csv`);
  if (existsSync(path)) return path;
  mkdirSync(join(folder, `seed-${seed}`), { recursive: true });
  // It appears whole: a bench that was stopped in the middle leaves nothing that looks finished.
  writeBars(`${path}.${process.pid}`, seed, count);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
