// What the gate of the higher timeframes is worth on made-up days: the bundled generator's three
// days under seeds that were taken once and looked at by nobody before, each replayed with the
// gate and without. Both wins and losses are counted.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "../../replays/generate.js";
import { tradeOf } from "../../src/engine/trade/closed-trade.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { Replay } from "../../src/runtime/replay.js";
import { prepareDefault } from "./prepare.js";
import { table } from "./report.js";

const FIRST_SEED = 10_001;
const SEEDS = 200;
/** Student's t, two-sided 95 %, 199 degrees of freedom. */
const T_199 = 1.972;
/** Results that are nearer to each other than this are the same. */
const SAME_R = 1e-9;

/** What is read of a trade. */
export type StudiedTrade = Pick<TradeRecord, "exit_reason" | "mfe_R" | "net_pnl" | "result_R">;

/** What the trades of one replay, or of many, add up to. */
export interface Tally {
  readonly entries: number;
  /** Stopped before they were 1 R in favour. */
  readonly falseEntries: number;
  readonly wins: number;
  readonly totalR: number;
}

/** Adds trades up. */
export function tallyOf(trades: readonly StudiedTrade[]): Tally {
  const count = (is: (trade: StudiedTrade) => boolean): number => trades.filter(is).length;
  return {
    entries: trades.length,
    falseEntries: count(({ exit_reason, mfe_R }) => exit_reason === "stop" && mfe_R < 1),
    wins: count(({ net_pnl }) => net_pnl > 0),
    totalR: trades.reduce((sum, { result_R }) => sum + result_R, 0),
  };
}

/** How two ways of trading the same days compare, day by day of the study. */
export interface Comparison {
  readonly more: number;
  readonly less: number;
  readonly same: number;
  readonly mean: number;
  /** Half the width of the mean's 95 % interval, by Student's t. */
  readonly half: number;
}

/**
 * Compares pair by pair: the first less the second.
 * @param t quantile for the number of pairs
 */
export function compareOf(
  pairs: readonly (readonly [first: number, second: number])[],
  t: number,
): Comparison {
  const differences = pairs.map(([first, second]) => first - second);
  const { length } = differences;
  const mean = differences.reduce((sum, each) => sum + each, 0) / length;
  const squares = differences.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  return {
    more: differences.filter((each) => each > SAME_R).length,
    less: differences.filter((each) => each < -SAME_R).length,
    same: differences.filter((each) => Math.abs(each) <= SAME_R).length,
    mean,
    half: t * Math.sqrt(squares / (length - 1) / length),
  };
}

/**
 * R per entry of the first less that of the second, over all seeds. Where entries lose on average,
 * any guard gains by refusing some; this asks whether those it lets pass are better ones. The
 * interval is the ratio estimator's, linearised, with the seeds as clusters (Cochran, Sampling
 * Techniques, 6.3).
 */
export function perEntryOf(
  pairs: readonly (readonly [first: Tally, second: Tally])[],
  t: number,
): Pick<Comparison, "mean" | "half"> {
  const residuals = (which: 0 | 1): { rate: number; of: (pair: readonly Tally[]) => number } => {
    const tallies = pairs.map((pair) => pair[which]);
    const entries = tallies.reduce((sum, each) => sum + each.entries, 0);
    const rate = tallies.reduce((sum, each) => sum + each.totalR, 0) / entries;
    const perPair = entries / pairs.length;
    const of = (pair: readonly Tally[]): number => {
      const tally = pair[which] as Tally;
      return (tally.totalR - rate * tally.entries) / perPair;
    };
    return { rate, of };
  };
  const [first, second] = [residuals(0), residuals(1)];
  const { half } = compareOf(
    pairs.map((pair) => [first.of(pair), second.of(pair)] as const),
    t,
  );
  return { mean: first.rate - second.rate, half };
}

/** Entries that the gate has an opinion on: of strategies that follow trends, once it is warm. */
const TREND = new Set(["vwap_pullback", "orb_retest"]);
/** 28 hours of the hourly ADX: one session of 23, an hour's pause, five more. */
const WARM_MS = 29 * 3_600_000;

const WAYS = {
  gate: {},
  gateOnceWarm: { values: { fusion: { warmup: "pass" } } },
  without: { without: ["htf_gate"] },
} as const;

type Way = keyof typeof WAYS;
type Results = Readonly<Record<Way, readonly Seed[]>>;

/** One seed's replay: all its trades, and those that the gate has an opinion on. */
interface Seed {
  readonly all: Tally;
  readonly judged: Tally;
}

const NAMES: Readonly<Record<Way, string>> = {
  gate: "with the gate",
  gateOnceWarm: 'with it, `fusion.warmup: "pass"`',
  without: "without it (`--without htf_gate`)",
};

async function replayed(file: string, way: Way): Promise<Seed> {
  const trades: TradeRecord[] = [];
  const options = await prepareDefault(file, WAYS[way]);
  const run = new Replay({
    ...options,
    onFact(fact) {
      if (fact.type === "trade_closed") trades.push(tradeOf(fact));
    },
  });
  await run.advance();
  const warmTs = options.boot.ts + WARM_MS;
  const isJudged = (trade: TradeRecord): boolean =>
    TREND.has(trade.strategy) && trade.entry_ts >= warmTs;
  return { all: tallyOf(trades), judged: tallyOf(trades.filter(isJudged)) };
}

/**
 * Replays every seed in every way; the tables as Markdown.
 * @param folder where the bars of a seed lie while they are replayed
 */
export async function studyGate(folder: string, say: (text: string) => void): Promise<string> {
  const results: Record<Way, Seed[]> = { gate: [], gateOnceWarm: [], without: [] };
  const file = join(folder, "MNQ.csv");
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    writeFileSync(file, generate(seed));
    for (const way of Object.keys(WAYS) as Way[]) results[way].push(await replayed(file, way));
    const done = seed - FIRST_SEED + 1;
    if (done % 50 === 0) say(`${done} of ${SEEDS} seeds`);
  }
  return renderWorth(results);
}

function renderWorth(results: Results): string {
  const { gate, gateOnceWarm, without } = results;
  const differ = (seeds: readonly Seed[], pick: (tally: Tally) => number): Comparison => {
    const pairs = seeds.map(({ all }, place) => {
      return [pick(all), pick((without[place] as Seed).all)] as const;
    });
    return compareOf(pairs, T_199);
  };
  const R = ({ totalR }: Tally): number => totalR;
  const falses = ({ falseEntries }: Tally): number => falseEntries;
  const judged = gateOnceWarm.map(({ judged: one }, place) => {
    return [one, (without[place] as Seed).judged] as const;
  });
  const perEntry = perEntryOf(judged, T_199);
  const worth = differ(gate, R);
  const all = (seeds: readonly Seed[]): Tally[] => seeds.map((seed) => seed.all);
  return [
    `Seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}, three days each, defaults.`,
    table(
      ["", "entries", "false", "share", "won", "total R", "R per entry"],
      [
        ...(Object.keys(WAYS) as Way[]).map((way) => sumRow(NAMES[way], all(results[way]))),
        sumRow(
          "trend entries once warm: let through",
          judged.map(([passed]) => passed),
        ),
        sumRow(
          "trend entries once warm: without it",
          judged.map(([, free]) => free),
        ),
      ],
    ),
    table(
      ["gate less no gate, per seed", "more", "less", "same", "mean", "95 % interval"],
      [
        differenceRow("R", worth),
        differenceRow('R, `warmup: "pass"`', differ(gateOnceWarm, R)),
        differenceRow("false entries", differ(gate, falses)),
        differenceRow('false entries, `warmup: "pass"`', differ(gateOnceWarm, falses)),
        ratioRow("R per trend entry once warm", perEntry),
      ],
    ),
    verdict(worth, perEntry),
  ].join("\n\n");
}

function sumRow(name: string, tallies: readonly Tally[]): string[] {
  const sum = (pick: (tally: Tally) => number): number =>
    tallies.reduce((all, each) => all + pick(each), 0);
  const entries = sum((tally) => tally.entries);
  const falses = sum((tally) => tally.falseEntries);
  const totalR = sum((tally) => tally.totalR);
  return [
    name,
    String(entries),
    String(falses),
    percent(falses / entries),
    percent(sum((tally) => tally.wins) / entries),
    signed(totalR, 1),
    signed(totalR / entries, 3),
  ];
}

function differenceRow(name: string, compared: Comparison): string[] {
  const { more, less, same, mean } = compared;
  const counts = [more, less, same].map(String);
  return [name, ...counts, signed(mean, 2), interval(compared, 2)];
}

function ratioRow(name: string, compared: Pick<Comparison, "mean" | "half">): string[] {
  return [name, "", "", "", signed(compared.mean, 3), interval(compared, 3)];
}

function interval({ mean, half }: Pick<Comparison, "mean" | "half">, digits: number): string {
  return `${signed(mean - half, digits)} to ${signed(mean + half, digits)}`;
}

function verdict(worth: Comparison, perEntry: Pick<Comparison, "mean" | "half">): string {
  const { more, less, same } = worth;
  return (
    `In ${more} seeds the gate ended with more R, in ${less} with less, in ${same} with as much. ` +
    `Per seed its R ${meaning(worth)}; per trend entry once warm it ${meaning(perEntry)}.`
  );
}

function meaning({ mean, half }: Pick<Comparison, "mean" | "half">): string {
  if (Math.abs(mean) <= half) return "cannot be told from no difference";
  return mean > 0 ? "is better, beyond chance" : "is worse, beyond chance";
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}
