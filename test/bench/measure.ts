// What the bench measures, in order.

import { compare, median, type Program, type Runner } from "./process.js";
import type { StageResult } from "./stages.js";

/** A replay of some bars beside the baseline's. */
export interface ReplayFigures {
  readonly bars: number;
  readonly wholeMs: number;
  readonly baselineMs: number;
  readonly ratio: number;
  /** What the program says of itself: from the first bar to the last. */
  readonly barsPerSecond: number;
  /** Per bar, µs. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly peakMb: number;
  readonly baselineMb: number;
}

/** Time per bar of each part of a replay, ns, each measured by itself or as a difference. */
export interface ShareFigures {
  readonly bars: number;
  readonly facts: number;
  readonly parts: readonly { readonly name: string; readonly nsPerBar: number }[];
  /** What the higher timeframes add to a bar, the median over batches of bars, µs. */
  readonly fusionUs: number;
  /** The same with their gate asked on every bar, µs. */
  readonly gateUs: number;
  /** Of the run with the median slowest bar. */
  readonly pauses: NonNullable<StageResult["pauses"]>;
}

/** A program that starts, or makes features, and what it is compared with. */
export interface PairFigures {
  readonly firstMs: number;
  readonly secondMs: number;
  readonly ratio: number;
}

/** The part of a replay's report that is about time. */
interface TimingReport {
  readonly bars_per_second: number;
  readonly latency_us: Record<"p50" | "p99" | "p999" | "p9999", number>;
}

/** Programs by name. */
export interface Programs {
  readonly transmission: string;
  readonly baseline: string;
  readonly stages: string;
  readonly shadows: string;
  readonly withoutShadows: string;
}

const replayOf = (programs: Programs, file: string): Program => ({
  args: [programs.transmission, "replay", file, "--json", "--headless"],
});

/** `replay --json --headless` beside the baseline on the same file. */
export function measureReplay(
  runner: Runner,
  programs: Programs,
  file: string,
  bars: number,
  turns: number,
): ReplayFigures {
  const replay = replayOf(programs, file);
  const baseline = { args: [programs.baseline, file] };
  const { firstMs, secondMs, ratio, outputs } = compare(runner, replay, baseline, turns);
  const reports = outputs.map((output): TimingReport => JSON.parse(output));
  const latency = (name: keyof TimingReport["latency_us"]): number =>
    median(reports.map(({ latency_us }) => latency_us[name]));
  return {
    bars,
    wholeMs: firstMs,
    baselineMs: secondMs,
    ratio,
    barsPerSecond: median(reports.map(({ bars_per_second }) => bars_per_second)),
    p50: latency("p50"),
    p99: latency("p99"),
    p999: latency("p999"),
    p9999: latency("p9999"),
    peakMb: runner.peakMb(replay),
    baselineMb: runner.peakMb(baseline),
  };
}

/** `--version` beside a Node that does nothing. */
export function measureStart(runner: Runner, programs: Programs, turns: number): PairFigures {
  const version: Program = { args: [programs.transmission, "--version"], isQuiet: true };
  return compare(runner, version, { args: ["-e", "0"], isQuiet: true }, turns);
}

/** `features` beside the baseline, and its memory. */
export function measureFeatures(
  runner: Runner,
  programs: Programs,
  file: string,
  turns: number,
): PairFigures & { readonly peakMb: number } {
  const features: Program = { args: [programs.transmission, "features", file], isQuiet: true };
  const baseline: Program = { args: [programs.baseline, file], isQuiet: true };
  return { ...compare(runner, features, baseline, turns), peakMb: runner.peakMb(features) };
}

const STAGES = [
  "rows",
  "base",
  "market",
  "gate",
  "strategies",
  "replay",
  "facts",
  "pauses",
] as const;

/** Where the time of a replay goes. */
export function measureShares(
  runner: Runner,
  programs: Programs,
  file: string,
  turns: number,
): ShareFigures {
  const results: Record<(typeof STAGES)[number], StageResult[]> = {
    rows: [],
    base: [],
    market: [],
    gate: [],
    strategies: [],
    replay: [],
    facts: [],
    pauses: [],
  };
  const wholes: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    wholes.push(runner.run(replayOf(programs, file)).wallMs);
    for (const stage of STAGES) {
      const { output } = runner.run({ args: [programs.stages, stage, file] });
      results[stage].push(JSON.parse(output));
    }
  }
  const elapsed = (stage: (typeof STAGES)[number]): number =>
    median(results[stage].map(({ elapsedMs }) => elapsedMs));
  const batchUs = (stage: (typeof STAGES)[number]): number =>
    median(results[stage].map((result) => result.batchUs ?? Number.NaN));
  const writingMs = median(results.facts.map((result) => result.writingMs ?? Number.NaN));
  const [{ bars = 0, facts = 0 } = {}] = results.facts;
  const parts: readonly (readonly [name: string, ms: number])[] = [
    ["parse", elapsed("rows")],
    ["indicators, regime", elapsed("base") - elapsed("rows")],
    ["higher timeframes", elapsed("market") - elapsed("base")],
    ["strategies", elapsed("strategies") - elapsed("market")],
    ["guards, matcher, in-trade", elapsed("replay") - elapsed("strategies") - writingMs],
    ["facts: encode and hash", writingMs],
    ["start, session, metrics, report", median(wholes) - elapsed("replay")],
  ];
  return {
    bars,
    facts,
    parts: parts.map(([name, ms]) => ({ name, nsPerBar: (ms * 1e6) / bars })),
    fusionUs: batchUs("market") - batchUs("base"),
    gateUs: batchUs("gate") - batchUs("base"),
    pauses: typicalPauses(results.pauses),
  };
}

function typicalPauses(results: readonly StageResult[]): NonNullable<StageResult["pauses"]> {
  const seen = results.flatMap(({ pauses }) => (pauses === undefined ? [] : [pauses]));
  const middle = median(seen.map(({ slowestMs }) => slowestMs));
  const typical = seen.find(({ slowestMs }) => slowestMs === middle);
  if (typical === undefined) throw new Error("the stage of pauses says none");
  return typical;
}
