// A run of a workload from beginning to end that nobody disturbs, and what all its runs share.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EngineProcess, pause } from "./engine-process.js";
import { type Judgement, judge } from "./oracle.js";
import type { Workload } from "./workload.js";

/** What a run is made with. */
export interface RunOptions {
  /** The built program. */
  readonly program: string;
  /** Folder that its own is made in. */
  readonly folder: string;
  readonly workload: Workload;
  /** Times real time. */
  readonly speed: number;
}

/** A word of the environment that no file may hold. */
export const SECRET = "hunter2-4be1c7f0";
/** `naked_exit_s` of the workload, and what a busy machine may add to it, ms. */
export const NAKED_MS = 2_000 + 5_000;

/** Flags of `run` for a workload. */
export function flagsOf({ bars, signals, settings }: Workload, speed: number): string[] {
  return [
    ...["--feed", bars, "--signals", signals, "--speed", String(speed)],
    ...settings.flatMap((setting) => ["--set", setting]),
  ];
}

/** The same bars with nobody in the way, from beginning to end: what deaths may not change. */
export async function sailWhole(options: RunOptions): Promise<Judgement> {
  const { workload, program, folder, speed } = options;
  const home = join(folder, "whole");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const engine = new EngineProcess({ program, home }, flagsOf(workload, speed));
  if (!(await engine.untilFileEnds())) throw new Error(`the run fell: ${engine.stderr}`);
  await pause(1_500);
  await engine.stop();
  const question = {
    ...{ isQuiet: true, isHonest: true, mostQty: workload.mostQty },
    ...{ secrets: [SECRET], nakedMs: NAKED_MS },
  };
  const judgement = judge(join(home, "data"), question);
  if (judgement.problems.length > 0) throw new Error(judgement.problems.join("\n"));
  return judgement;
}
