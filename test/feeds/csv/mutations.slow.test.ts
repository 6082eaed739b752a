import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { openBars } from "../../../src/feeds/csv/read.js";
import { systemClock } from "../../../src/runtime/clock.js";
import { fileOf } from "./open.js";

const RUNS = 10_000;
const FIXTURES = "test/fixtures/bars";
const MEGABYTE = 1 << 20;
/** SPEC: never more, whatever the file. */
const MEMORY_LIMIT_BYTES = 600 * MEGABYTE;
/** A file this small that takes longer is as good as hung. */
const LONGEST_MS = 20_000;

type Random = (below: number) => number;

/** One run's own numbers, so that a run can be repeated by its seed alone. */
function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function insert(bytes: Buffer, piece: Buffer, at: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function wide(bytes: Buffer, random: Random): Buffer {
  const text = (random(2) === 0 ? "\uFEFF" : "") + bytes.toString("utf8");
  const little = Buffer.from(text, "utf16le");
  return random(2) === 0 ? little : little.swap16();
}

const PIECES: readonly string[] = [
  '"',
  "\r",
  "\n\n\n",
  ",",
  ";;;;",
  "\t",
  "-",
  "e999",
  "9".repeat(400),
  "NaN",
  "Infinity",
  "\uFEFF",
  "é☃",
  "<DATE>",
  "[{",
  "}",
  ",".repeat(3000),
  "2025-11-18T14:30:00Z,",
  "0000-00-00 99:99:99",
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flips(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let hit = random(12); hit >= 0; hit--) copy[random(copy.length)] = random(256);
    return copy;
  },
  cut(bytes, random) {
    return bytes.subarray(0, random(bytes.length));
  },
  hole(bytes, random) {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(300))]);
  },
  twice(bytes, random) {
    const at = random(bytes.length);
    return insert(bytes, bytes.subarray(at, at + random(2000)), random(bytes.length));
  },
  nuls(bytes, random) {
    return insert(bytes, Buffer.alloc(1 + random(50)), random(bytes.length));
  },
  pieces(bytes, random) {
    let made = bytes;
    for (let hit = random(5); hit >= 0; hit--) {
      made = insert(made, Buffer.from(PIECES[random(PIECES.length)] ?? ""), random(made.length));
    }
    return made;
  },
  noise(bytes, random) {
    const noise = Buffer.from(Array.from({ length: random(400) }, () => random(256)));
    return insert(bytes, noise, random(bytes.length));
  },
  wide,
  packed(bytes, random) {
    const packed = gzipSync(bytes, { level: 1 });
    return random(2) === 0 ? packed.subarray(0, random(packed.length)) : packed;
  },
  damagedPack(bytes, random) {
    const packed = gzipSync(bytes, { level: 1 });
    packed[random(packed.length)] = random(256);
    return packed;
  },
  columns(bytes, random) {
    const more = random(2) === 0 ? ",x".repeat(5000) : ",1".repeat(2000);
    const lines = bytes.toString("latin1").split("\n");
    const first = random(lines.length);
    const some = lines.slice(0, 60).map((line, at) => (at < first ? line : line + more));
    return Buffer.from(some.join("\n"), "latin1");
  },
  order(bytes, random) {
    const lines = bytes.toString("latin1").split("\n");
    const [line = ""] = lines.splice(random(lines.length), 1);
    lines.splice(random(lines.length), 0, line);
    return Buffer.from((random(3) === 0 ? lines.reverse() : lines).join("\n"), "latin1");
  },
  marks(bytes, random) {
    const [from = "", to = ""] = [
      [",", ";"],
      [".", ","],
      ["\n", "\r"],
      ["-", "."],
      [":", ""],
    ][random(5)] as [string, string];
    return Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");
  },
};

/** Costs more, so it is rarer. */
function longLine(bytes: Buffer, random: Random): Buffer {
  const filling = [" ", "x", "1,", '"', "\0"][random(5)] ?? "";
  return insert(bytes, Buffer.alloc(10 * MEGABYTE, filling), random(bytes.length));
}

function longFile(): Buffer {
  let text = "timestamp,open,high,low,close,volume\n";
  for (let at = 0; at < 6000; at++) {
    const stamp = new Date(1_763_476_200_000 + at * 60_000).toISOString();
    text += `${stamp},${100 + (at % 7)},${108 + (at % 3)},99.5,${101 + (at % 5)},${at % 90}\n`;
  }
  return Buffer.from(text);
}

interface Fault {
  readonly fault: string;
}

interface Good {
  readonly name: string;
  readonly bytes: Buffer;
}

function goodFiles(): readonly Good[] {
  return readdirSync(FIXTURES).map((name) => ({
    name,
    bytes: readFileSync(join(FIXTURES, name)),
  }));
}

const long: Good = { name: "MNQ.csv", bytes: longFile() };

/** What came of a file: bars, a refusal, or what is wrong with either. */
async function outcomeOf(file: string, keptRows: number): Promise<"bars" | "refused" | Fault> {
  try {
    const limits = { keptRows, pipedRows: keptRows, sortedRows: 100_000 };
    const source = await openBars(file, { symbol: "MNQ" }, process.stdin, limits);
    const { bars } = source.description;
    let rows = 0;
    let latest = -Infinity;
    for (;;) {
      const batch = await source.next();
      if (batch === null) break;
      for (let at = 0; at < batch.length; at++) {
        const ts = batch.ts[at] ?? Number.NaN;
        if (!(ts > latest)) return { fault: `the stamp ${ts} follows ${latest}` };
        const prices = [batch.open[at], batch.high[at], batch.low[at], batch.close[at]];
        if (!prices.every(Number.isFinite)) return { fault: `prices ${prices.join()}` };
        latest = ts;
        rows++;
      }
    }
    return rows === bars && rows > 0 ? "bars" : { fault: `${rows} rows of ${bars}` };
  } catch (error) {
    if (!(error instanceof UserError)) return { fault: (error as Error).stack ?? String(error) };
    const { message, exitCode } = error;
    const isLine = exitCode === 2 && !message.includes("\n") && message.length < 1000;
    return isLine ? "refused" : { fault: `exit code ${exitCode}: ${message.slice(0, 300)}` };
  }
}

function mutate(seed: number, goods: readonly Good[]): { name: string; bytes: Buffer } {
  const random = randomOf(seed);
  const good = seed % 25 === 0 ? long : goods[random(goods.length)];
  if (good === undefined) throw new Error(`no fixtures in ${FIXTURES}`);
  let { bytes } = good;
  const names = Object.keys(MUTATIONS);
  for (let round = random(3); round >= 0; round--) {
    const mutation = MUTATIONS[names[random(names.length)] ?? ""];
    if (mutation !== undefined && bytes.length > 0) bytes = mutation(bytes, random);
  }
  if (seed % 250 === 7) bytes = longLine(bytes, random);
  return { name: good.name, bytes };
}

describe(`${RUNS} mutations of good files`, () => {
  it("give the good rows, or one line for the user", async () => {
    const goods = goodFiles();
    const only = process.env.SEED;
    const seeds = only === undefined ? Array.from({ length: RUNS }, (_, at) => at) : [+only];
    const paths = new Map([...goods, long].map(({ name }) => [name, fileOf("", name)]));
    const counts = { bars: 0, refused: 0 };
    let mostBytes = 0;
    for (const seed of seeds) {
      const { name, bytes } = mutate(seed, goods);
      const path = paths.get(name) ?? "";
      writeFileSync(path, bytes);
      const start = systemClock.monotonicMs();
      const outcome = await outcomeOf(path, seed % 50 === 0 ? 0 : 1_000_000);
      const elapsed = systemClock.monotonicMs() - start;
      const told = `SEED=${seed} (${name})`;
      if (typeof outcome !== "string") throw new Error(`${told}: ${outcome.fault}`);
      counts[outcome]++;
      expect(elapsed, `${told}, ms`).toBeLessThan(LONGEST_MS);
      if (seed % 20 === 7) mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
    }
    for (const path of paths.values()) rmSync(path);
    expect(mostBytes).toBeLessThan(MEMORY_LIMIT_BYTES);
    // Neither outcome is so rare that it goes untested.
    if (only === undefined) expect(Math.min(counts.bars, counts.refused)).toBeGreaterThan(RUNS / 5);
  }, 240_000);
});
