// `npm run bench`: how fast the program is, beside a loop that does the least a replay can do, in
// the same run. About two minutes on two quiet cores.
//
//   npm run bench               10 k, 100 k and 1 M bars
//   npm run bench -- --full     10 M bars too: some minutes, and half a gigabyte of temporary file
//   npm run bench -- --write    and the README's tables are made anew
//   npm run bench -- --live     what a live run costs instead, written into the README: two minutes
//   npm run bench -- --control  what looking on and acting costs, into the README: three minutes
//   npm run bench -- --analytics  what metrics cost with 100,000 trades, into the README: a minute
//   npm run bench -- --cockpit  what the screen costs, into the README: five minutes
//   npm run bench -- --worth    what the gate is worth instead, written into the README: a minute

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BuildOptions, build } from "esbuild";
import { studyAnalytics } from "./analytics.js";
import { barsFile } from "./bars.js";
import { studyCockpit } from "./cockpit.js";
import { studyControl } from "./control.js";
import { studyLive } from "./live.js";
import {
  measureFeatures,
  measureReplay,
  measureShares,
  measureStart,
  type Programs,
} from "./measure.js";
import { Runner } from "./process.js";
import { renderFigures, withFigures } from "./report.js";
import { measureShadows, withoutShadows } from "./shadows.js";
import { studyGate } from "./worth.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SEED = 42;
/** Bars kept from one bench to the next. */
const CACHE = join(tmpdir(), "transmission-bench");
const MILLION = 1_000_000;
/** Bars, and how often each program runs on them. */
const SIZES: readonly (readonly [bars: number, turns: number])[] = [
  [10_000, 11],
  [100_000, 11],
  [MILLION, 9],
];
const LARGEST: readonly [bars: number, turns: number] = [10_000_000, 3];

/** The bench's own programs, bundled as the product is, so that both run the same kind of code. */
async function buildPrograms(folder: string): Promise<Programs & { readonly usage: string }> {
  const options: BuildOptions = {
    absWorkingDir: ROOT,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    external: ["tsx", "conf"],
    logLevel: "warning",
  };
  await build({
    ...options,
    entryPoints: {
      baseline: "test/bench/baseline/replay.ts",
      stages: "test/bench/stages.ts",
      shadows: "test/bench/passes.ts",
      usage: "test/bench/usage.ts",
    },
  });
  await build({
    ...options,
    entryPoints: { "without-shadows": "test/bench/passes.ts" },
    plugins: [withoutShadows],
  });
  return {
    transmission: join(ROOT, "bin/transmission.js"),
    baseline: join(folder, "baseline.mjs"),
    stages: join(folder, "stages.mjs"),
    shadows: join(folder, "shadows.mjs"),
    withoutShadows: join(folder, "without-shadows.mjs"),
    usage: join(folder, "usage.mjs"),
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Other programs make everything slower; ratios suffer less than times, but they do. */
function warnOfLoad(): void {
  const [load = 0] = loadavg();
  if (load > availableParallelism() / 2) {
    say(`the machine is busy (load ${load.toFixed(1)}): run it again when it is quiet`);
  }
}

function measure(runner: Runner, programs: Programs, sizes: typeof SIZES): string {
  say("start");
  const start = measureStart(runner, programs, 21);
  const replays = sizes.map(([bars, turns]) => {
    say(`replay of ${bars} bars`);
    return measureReplay(runner, programs, barsFile(CACHE, SEED, bars), bars, turns);
  });
  const file = barsFile(CACHE, SEED, MILLION);
  say("features");
  const features = measureFeatures(runner, programs, file, 3);
  say("where the time goes");
  const shares = measureShares(runner, programs, file, 5);
  say("what shadows cost");
  const shadows = measureShadows(runner, programs, join(ROOT, "replays/mnq-3day.csv"), 3, 300);
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}`;
  return renderFigures({ replays, start, features, shares, shadows, machine, seed: SEED });
}

function writeIntoReadme(name: string, figures: string): void {
  const readme = join(ROOT, "README.md");
  writeFileSync(readme, withFigures(readFileSync(readme, "utf8"), name, figures));
}

async function bench(folder: string, flags: { full?: boolean; write?: boolean }): Promise<void> {
  warnOfLoad();
  const { usage, ...programs } = await buildPrograms(folder);
  const home = join(folder, "home");
  mkdirSync(home);
  const figures = measure(
    new Runner(home, usage),
    programs,
    flags.full === true ? [...SIZES, LARGEST] : SIZES,
  );
  process.stdout.write(`${figures}\n`);
  if (flags.write === true) writeIntoReadme("bench", figures);
}

const { values: flags } = parseArgs({
  options: {
    full: { type: "boolean" },
    write: { type: "boolean" },
    worth: { type: "boolean" },
    live: { type: "boolean" },
    control: { type: "boolean" },
    cockpit: { type: "boolean" },
    analytics: { type: "boolean" },
  },
});
mkdirSync(CACHE, { recursive: true });
const folder = mkdtempSync(join(CACHE, "run-"));
try {
  if (flags.live === true) {
    const program = join(ROOT, "bin/transmission.js");
    const fileOf = (bars: number): string => barsFile(CACHE, SEED, bars);
    const figures = await studyLive(program, folder, fileOf, say);
    process.stdout.write(`${figures}\n`);
    writeIntoReadme("live", figures);
  } else if (flags.control === true) {
    warnOfLoad();
    const program = join(ROOT, "bin/transmission.js");
    const fileOf = (bars: number): string => barsFile(CACHE, SEED, bars);
    const figures = await studyControl({ program, folder, barsFile: fileOf }, say);
    process.stdout.write(`${figures}\n`);
    writeIntoReadme("control", figures);
  } else if (flags.analytics === true) {
    warnOfLoad();
    const { usage, transmission } = await buildPrograms(folder);
    const runnerOf = (home: string): Runner => new Runner(home, usage);
    const figures = await studyAnalytics(transmission, CACHE, runnerOf, say);
    process.stdout.write(`${figures}\n`);
    writeIntoReadme("analytics", figures);
  } else if (flags.cockpit === true) {
    warnOfLoad();
    const figures = await studyCockpit(say);
    process.stdout.write(`${figures}\n`);
    writeIntoReadme("cockpit", figures);
  } else if (flags.worth === true) {
    const figures = await studyGate(folder, say);
    process.stdout.write(`${figures}\n`);
    writeIntoReadme("worth", figures);
  } else await bench(folder, flags);
} finally {
  rmSync(folder, { recursive: true });
}
