// `npm run chaos`: kills the real program with SIGKILL at random moments, starts it again, and has
// an oracle judge its files after each death and after each recovery.
//
//   npm run chaos -- --rounds 300 --seed 7     about fifteen minutes on two quiet cores
//   npm run chaos -- --voyage 7003             one voyage again, by the number a failure names
//   npm run chaos -- --sweep                   in memory: dies at every call of every port
//   npm run chaos -- --mutants                 which harness catches which seeded bug
//
// The deaths of a voyage are drawn from its number; when exactly a signal lands is the machine's
// affair, so a failure may want several tries. What it left behind is kept, and named.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/runtime/clock.js";
import { type Tally, tally } from "./death-scene.js";
import { catchBugs } from "./sim/mutants.js";
import { sweepWhole } from "./sim/whole-sweep.js";
import { sail, type VoyagePlan, type VoyageResult } from "./voyage.js";
import { sailWhole } from "./whole-run.js";
import { writeWorkload } from "./workload.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Deaths of one voyage. */
const DEATHS = 10;
const DAYS = 16;
/** Bars of a quarter of an hour at 600 a second. */
const SPEED = 540_000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    voyage: { type: "string" },
    sweep: { type: "boolean", default: false },
    mutants: { type: "boolean", default: false },
    jobs: { type: "string", default: "2" },
    program: { type: "string", default: join(ROOT, "dist/cli/main.js") },
  },
});

/** Every other one's broker misbehaves. */
function planOf(number: number, deaths = DEATHS): VoyagePlan {
  return { seed: number, deaths, isMischievous: number % 2 === 1 };
}

function plans(): VoyagePlan[] {
  if (values.voyage !== undefined) return [planOf(Number(values.voyage))];
  const rounds = Number(values.rounds);
  const first = Number(values.seed) * 1_000;
  const all: VoyagePlan[] = [];
  for (let done = 0; done < rounds; done += DEATHS) {
    all.push(planOf(first + all.length, Math.min(DEATHS, rounds - done)));
  }
  return all;
}

/** Wanted: whole numbers above 0. */
function checkNumbers(): void {
  for (const [name, text] of [
    ["rounds", values.rounds],
    ["seed", values.seed],
    ["jobs", values.jobs],
    ["voyage", values.voyage ?? "1"],
  ] as const) {
    if (/^[1-9]\d*$/.test(text)) continue;
    process.stderr.write(`--${name} ${text}: give a whole number above 0\n`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  checkNumbers();
  if (values.mutants) {
    process.exitCode = (await catchBugs(say)) ? 0 : 1;
    return;
  }
  if (values.sweep) {
    process.exitCode = (await sweepWhole(say)) ? 0 : 1;
    return;
  }
  const began = systemClock.monotonicMs();
  const folder = mkdtempSync(join(tmpdir(), "tx-chaos-"));
  const files = join(folder, "files");
  mkdirSync(files);
  const waiting = plans();
  const workload = writeWorkload(files, Number(values.seed), DAYS);
  const base = { program: values.program, folder, workload, speed: SPEED };
  const whole = await sailWhole(base);
  say(`never killed: ${whole.orders.closed.length} trades, ${whole.book.executions.size} fills`);
  const results: VoyageResult[] = [];
  // Asked to end, it sails what is at sea home and tells what there is.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => waiting.splice(0));
  }
  const work = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      const result = await sail(plan, { ...base, whole });
      results.push(result);
      say(lineOf(result));
      if (result.problems.length === 0) rmSync(result.home, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  const isSound = report(results, (systemClock.monotonicMs() - began) / 1_000);
  if (isSound) rmSync(folder, { recursive: true });
  process.exitCode = isSound ? 0 : 1;
}

function lineOf({ plan, survived, problems, same, lost }: VoyageResult): string {
  const broker = plan.isMischievous ? "a broker that misbehaves" : `${same} trades the same`;
  const gone = lost > 0 ? `, ${lost} entries lost and said so` : "";
  const failed = problems.length > 0 ? `: ${problems.length} FAILURES` : "";
  return `voyage ${plan.seed}: ${survived} of ${plan.deaths} deaths, ${broker}${gone}${failed}`;
}

/** Prints the figures; answers whether nothing failed. */
function report(results: readonly VoyageResult[], seconds: number): boolean {
  const sum = (pick: (result: VoyageResult) => Tally): Tally => {
    const all: Tally = {};
    for (const result of results) {
      for (const [name, count] of Object.entries(pick(result))) tally(all, name, count);
    }
    return all;
  };
  const checks = sum(({ checks }) => checks);
  const rounds = results.reduce((count, { plan }) => count + plan.deaths, 0);
  const survived = results.reduce((count, result) => count + result.survived, 0);
  const failed = results.filter(({ problems }) => problems.length > 0);
  say("");
  say(`rounds ${rounds}, kills survived ${survived}, voyages ${results.length}, ${seconds | 0} s`);
  table(
    "killed",
    sum(({ moments }) => moments),
  );
  table(
    "found after the kill",
    sum(({ scenes }) => scenes),
  );
  table(
    "misbehaviour that reached the engine",
    sum(({ mischief }) => mischief),
  );
  table("checks by invariant", checks);
  say(`checks in all: ${Object.values(checks).reduce((total, count) => total + count, 0)}`);
  say(`voyages that failed: ${failed.length}`);
  for (const { plan, home, problems } of failed) {
    say(`\nvoyage ${plan.seed}; its files are in ${home}; to sail it again:`);
    say(`  npm run chaos -- --seed ${values.seed} --voyage ${plan.seed}`);
    for (const problem of problems.slice(0, 12)) say(`  ${problem}`);
    if (problems.length > 12) say(`  and ${problems.length - 12} more`);
  }
  return failed.length === 0;
}

function table(title: string, counts: Tally): void {
  say(`\n${title}:`);
  for (const name of Object.keys(counts).sort()) {
    say(`  ${String(counts[name]).padStart(9)}  ${name}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
