// Whole programs, spawned and timed from outside.

import { spawnSync } from "node:child_process";
import { systemClock } from "../../src/runtime/clock.js";

/** A program: what `node` is given, and whether what it prints is wanted. */
export interface Program {
  readonly args: readonly string[];
  readonly isQuiet?: boolean;
}

/** A program that has ended. */
interface Run {
  /** From before it was spawned until it had ended, ms. */
  readonly wallMs: number;
  /** Its standard output. */
  readonly output: string;
  /** What it wrote on descriptor 3. */
  readonly said: string;
}

/** Settings a person keeps are no part of a bench. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  ...process.env,
  TRANSMISSION_HOME: home,
  NODE_OPTIONS: "",
});

/** Runs programs; all settings are the defaults. */
export class Runner {
  readonly #home: string;
  readonly #usage: string;

  /**
   * @param home an empty folder, where stored settings are looked for
   * @param usage the program that says how much memory was used
   */
  constructor(home: string, usage: string) {
    this.#home = home;
    this.#usage = usage;
  }

  /** Runs a program once. Throws what it said on standard error when it fails. */
  run(program: Program): Run {
    return this.#spawn(program.args, program.isQuiet === true);
  }

  /** The most memory a program held at once, MB. */
  peakMb(program: Program): number {
    const { said } = this.#spawn(["--import", this.#usage, ...program.args], true);
    return Number(said) / 1_000_000;
  }

  #spawn(args: readonly string[], isQuiet: boolean): Run {
    const startMs = systemClock.monotonicMs();
    const done = spawnSync(process.execPath, args, {
      stdio: ["ignore", isQuiet ? "ignore" : "pipe", "pipe", "pipe"],
      encoding: "utf8",
      maxBuffer: 1 << 30,
      env: environment(this.#home),
    });
    const wallMs = systemClock.monotonicMs() - startMs;
    if (done.status !== 0) {
      throw new Error(`node ${args.join(" ")} failed:\n${done.stderr || String(done.error)}`);
    }
    return { wallMs, output: done.stdout ?? "", said: done.output[3] ?? "" };
  }
}

/** Two programs by turns. */
export interface Comparison {
  /** Medians, ms. */
  readonly firstMs: number;
  readonly secondMs: number;
  /** First to second: the median over the turns, so that what slows both changes little. */
  readonly ratio: number;
  /** What the first printed, turn by turn. */
  readonly outputs: readonly string[];
}

/** Runs two programs by turns, `turns` times each. */
export function compare(
  runner: Runner,
  first: Program,
  second: Program,
  turns: number,
): Comparison {
  const firsts: Run[] = [];
  const seconds: Run[] = [];
  for (let turn = 0; turn < turns; turn++) {
    firsts.push(runner.run(first));
    seconds.push(runner.run(second));
  }
  return {
    firstMs: median(firsts.map(({ wallMs }) => wallMs)),
    secondMs: median(seconds.map(({ wallMs }) => wallMs)),
    ratio: median(firsts.map(({ wallMs }, turn) => wallMs / (seconds[turn] as Run).wallMs)),
    outputs: firsts.map(({ output }) => output),
  };
}

/** The middle one; the lower of two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
