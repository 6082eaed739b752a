// Makes `mnq-3day.csv`, the bars that come with the program: three trading days of a made-up
// micro Nasdaq future at one minute. Run it with `npx tsx replays/generate.ts`.
//
// None of it is market data. A seeded random walk follows a script: a quiet night, a busy open, a
// lunch that goes nowhere, a release that shocks. Prices are whole 64ths of a tick, and
// every step is a sum, a product, a quotient or a rounding that IEEE 754 fixes to the bit, so the
// file is the same on every machine. `mnq-3day.csv` is committed; a test makes it again.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Phase, type Shock, scriptedDays } from "./script.js";

/** Price units in one tick of 0.25. */
const UNITS = 64;
/** Trades that make up a minute. */
const MOVES = 12;
const SESSION_MINUTES = 23 * 60;
const MINUTE = 60_000;
/** Chosen among some hundreds, so that each built-in strategy finds a trade behind its guards. */
const SEED = 1204;
/** 24,790.00 in ticks. */
const FIRST_TICKS = 99_160;

/**
 * xoshiro128**, version 1.1 (Blackman and Vigna, prng.di.unimi.it): 32 random bits a call, from
 * a state of four words that are not all zero.
 */
export function xoshiro128(seed: readonly [number, number, number, number]): () => number {
  let [s0, s1, s2, s3] = seed;
  const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
  return () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return result;
  };
}

/** Four seed words from one number: a Weyl sequence through MurmurHash3's final mix. */
function seedWords(seed: number): [number, number, number, number] {
  const word = (index: number): number => {
    let mixed = (seed + Math.imul(index, 0x9e3779b1)) | 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
  return [word(1), word(2), word(3), word(4)];
}

/** A bell-shaped whole number: ones among 32 fair bits, less 16. Mean 0, variance 8. */
function bell(random: () => number): number {
  let bits = random();
  let ones = 0;
  for (; bits !== 0; bits >>>= 1) ones += bits & 1;
  return ones - 16;
}

/** A whole number from `low` to `high`, both included. */
function between(random: () => number, low: number, high: number): number {
  return low + Math.floor((random() / 4294967296) * (high - low + 1));
}

/** What a session is like by the minute since 17:00 Chicago; straight lines in between. */
const PROFILE: readonly { minute: number; sigmaTicks: number; contracts: number }[] = [
  { minute: 0, sigmaTicks: 20, contracts: 420 }, // 17:00, the reopening
  { minute: 60, sigmaTicks: 13, contracts: 160 },
  { minute: 300, sigmaTicks: 11, contracts: 110 }, // 22:00, the thin night
  { minute: 480, sigmaTicks: 12, contracts: 130 },
  { minute: 540, sigmaTicks: 20, contracts: 380 }, // 02:00, London
  { minute: 720, sigmaTicks: 15, contracts: 260 },
  { minute: 840, sigmaTicks: 19, contracts: 420 }, // 07:00
  { minute: 870, sigmaTicks: 26, contracts: 900 }, // 07:30, releases
  { minute: 925, sigmaTicks: 24, contracts: 800 },
  { minute: 930, sigmaTicks: 62, contracts: 7600 }, // 08:30, the open
  { minute: 960, sigmaTicks: 46, contracts: 5200 },
  { minute: 1020, sigmaTicks: 36, contracts: 3400 },
  { minute: 1110, sigmaTicks: 25, contracts: 1900 }, // 11:30, lunch
  { minute: 1200, sigmaTicks: 23, contracts: 1700 },
  { minute: 1260, sigmaTicks: 30, contracts: 2600 },
  { minute: 1315, sigmaTicks: 40, contracts: 5200 }, // 14:55, the close
  { minute: 1320, sigmaTicks: 20, contracts: 1100 },
  { minute: 1379, sigmaTicks: 12, contracts: 300 },
];

function profileAt(minute: number): { sigmaTicks: number; contracts: number } {
  const next = PROFILE.findIndex((point) => point.minute > minute);
  const to = PROFILE[next === -1 ? PROFILE.length - 1 : next];
  const from = PROFILE[next === -1 ? PROFILE.length - 1 : next - 1];
  if (from === undefined || to === undefined) throw new Error(`no profile for minute ${minute}`);
  const span = Math.max(1, to.minute - from.minute);
  const share = (minute - from.minute) / span;
  return {
    sigmaTicks: from.sigmaTicks + (to.sigmaTicks - from.sigmaTicks) * share,
    contracts: from.contracts + (to.contracts - from.contracts) * share,
  };
}

/** The moving state of the made-up market; prices in units. */
interface Market {
  price: number;
  /** What price is drawn to: it drifts with the phase and takes most of a shock. */
  line: number;
  /** Sums of price × volume and of volume since the session's open. */
  traded: number;
  contracts: number;
  /** Volatility over its usual level, in per cent; it clusters and decays. */
  heat: number;
  /** Where the current swing stands: minutes done, minutes it takes, its height in units. */
  swingDone: number;
  swingLength: number;
  swingHeight: number;
}

interface Bar {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/**
 * The swing's offset from the line: from zero up to its height, down to as far below, and back to
 * zero. In a trend the leg with it is long and the leg against it short, seven to three.
 */
function swingOffset(market: Market, phase: Phase): number {
  const upShare = 5 + 2 * Math.sign(phase.driftTicks + (phase.leanTicks ?? 0));
  const up = (market.swingLength * upShare) / 10;
  const down = market.swingLength - up;
  const done = market.swingDone;
  if (done <= up / 2) return (market.swingHeight * done) / (up / 2);
  if (done <= up / 2 + down) {
    return (market.swingHeight * (up / 2 + down / 2 - done)) / (down / 2);
  }
  return (market.swingHeight * (done - market.swingLength)) / (up / 2);
}

function nextSwing(market: Market, phase: Phase, random: () => number): void {
  market.swingDone = 0;
  market.swingLength = Math.floor((phase.swingMinutes * between(random, 70, 130)) / 100);
  market.swingHeight = Math.floor((phase.swingTicks * UNITS * between(random, 50, 140)) / 100);
}

function makeBar(
  market: Market,
  minute: number,
  phase: Phase,
  shock: Shock | undefined,
  random: () => number,
): Bar {
  const usual = profileAt(minute);
  market.heat += (100 - market.heat) / 30 + bell(random) * 1.5;
  if (shock !== undefined) {
    market.heat = 260;
    market.line += (shock.ticks * UNITS * 3) / 4;
  }
  market.heat = Math.min(300, Math.max(55, market.heat));
  market.line += (phase.driftTicks * UNITS) / 60;
  if (phase.leanTicks !== null && market.contracts > 0) {
    const average = market.traded / market.contracts + phase.leanTicks * UNITS;
    market.line += (average - market.line) / 20;
  }
  market.swingDone += 1;
  if (market.swingDone > market.swingLength) nextSwing(market, phase, random);
  const sigma = (usual.sigmaTicks * UNITS * phase.volatility * market.heat) / 10_000;
  const target = market.line + swingOffset(market, phase);
  const toTicks = (units: number): number => Math.round(units / UNITS);
  const open = toTicks(market.price) + between(random, -1, 1);
  let high = open;
  let low = open;
  for (let move = 0; move < MOVES; move += 1) {
    // Twelve moves of variance 8 have 9.8 times the deviation of one unit: 49/5.
    const noise = (sigma * bell(random) * 5) / 49;
    const pull = ((target - market.price) * phase.pull) / (1000 * MOVES);
    const jump = shock !== undefined && move < 4 ? (shock.ticks * UNITS) / 4 : 0;
    market.price = Math.round(market.price + noise + pull + jump);
    high = Math.max(high, toTicks(market.price));
    low = Math.min(low, toTicks(market.price));
  }
  // Volume comes with movement: half of it by the clock, half by how far the bar went.
  const activity = 50 + (50 * (high - low)) / (1.6 * usual.sigmaTicks);
  const volume = Math.round((usual.contracts * activity * between(random, 75, 125)) / 10_000);
  market.contracts += volume;
  market.traded += market.price * volume;
  return { open, high, low, close: toTicks(market.price), volume: Math.max(1, volume) };
}

function price(ticks: number): string {
  const cents = String((ticks % 4) * 25).padStart(2, "0");
  return `${Math.floor(ticks / 4)}.${cents}`;
}

/** The whole file, header first, lines ended by a line feed. */
export function generate(seed: number = SEED): string {
  const random = xoshiro128(seedWords(seed));
  const market: Market = {
    price: FIRST_TICKS * UNITS,
    line: FIRST_TICKS * UNITS,
    traded: 0,
    contracts: 0,
    heat: 100,
    swingDone: 0,
    swingLength: 0,
    swingHeight: 0,
  };
  const lines = ["timestamp,open,high,low,close,volume"];
  for (const day of scriptedDays) {
    // An hour without trading moves the price a little; the script starts from there.
    market.price += bell(random) * 4 * UNITS;
    market.line = market.price;
    market.traded = 0;
    market.contracts = 0;
    let phase: Phase | undefined;
    for (let minute = 0; minute < SESSION_MINUTES; minute += 1) {
      const entered = day.phases.find((candidate) => candidate.minute === minute);
      if (entered !== undefined) {
        phase = entered;
        market.line = market.price;
        nextSwing(market, phase, random);
      }
      if (phase === undefined) throw new Error(`${day.name} has no phase at its open`);
      const shock = day.shocks.find((candidate) => candidate.minute === minute);
      const bar = makeBar(market, minute, phase, shock, random);
      const stamp = new Date(day.open + minute * MINUTE).toISOString().replace(".000Z", "Z");
      const prices = [bar.open, bar.high, bar.low, bar.close].map(price).join(",");
      lines.push(`${stamp},${prices},${bar.volume}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) {
  writeFileSync(fileURLToPath(new URL("mnq-3day.csv", import.meta.url)), generate());
}
