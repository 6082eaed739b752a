// A voyage: one data folder from its first start to the end of its bars, with deaths on the way.

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/runtime/clock.js";
import { mischiefSeen, sceneOf, type Tally, tally } from "./death-scene.js";
import {
  command,
  EngineProcess,
  type Place,
  pause,
  type SaidFact,
  statusAt,
} from "./engine-process.js";
import { drawnMischief } from "./mischief-drawn.js";
import { type Judgement, judge, type Question } from "./oracle.js";
import { isSettled } from "./settled.js";
import { compareTrades } from "./trades-told.js";
import { flagsOf, NAKED_MS, type RunOptions, SECRET } from "./whole-run.js";
import { randomOf } from "./workload.js";

/** What a voyage is. */
export interface VoyagePlan {
  /** Its own number; its deaths are drawn from it. */
  readonly seed: number;
  readonly deaths: number;
  /** Whether the broker misbehaves until the last start. */
  readonly isMischievous: boolean;
}

/** What it is made with. */
export interface VoyageOptions extends RunOptions {
  /** The same bars without a death. */
  readonly whole: Judgement;
}

/** What became of it. */
export interface VoyageResult {
  readonly plan: VoyagePlan;
  readonly home: string;
  readonly survived: number;
  readonly moments: Tally;
  readonly scenes: Tally;
  readonly mischief: Tally;
  readonly checks: Tally;
  readonly same: number;
  readonly lost: number;
  readonly problems: readonly string[];
}

/** Facts after which it is good to die, with how often each is chosen. */
const FATAL: readonly string[] = [
  "order_submitted",
  "fill",
  "stop_moved",
  "tp_hit",
  "trade_closed",
  "position_opened",
  "order_state",
  "time_exit",
  "protection",
];
/** Bars do not come at this pace: a start is looked at as it is. */
const STILL = 0.001;
/** The longest a doubt may last: a lost entry is asked for five times first. */
const SETTLE_MS = 30_000;

/** Sails. */
export async function sail(plan: VoyagePlan, options: VoyageOptions): Promise<VoyageResult> {
  const voyage = new Voyage(plan, options);
  try {
    await voyage.sail();
  } catch (error) {
    voyage.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return voyage.result();
}

class Voyage {
  readonly problems: string[] = [];
  readonly #plan: VoyagePlan;
  readonly #options: VoyageOptions;
  readonly #home: string;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #counts = {
    moments: {} as Tally,
    scenes: {} as Tally,
    mischief: {} as Tally,
    checks: {} as Tally,
  };
  readonly #unsent = new Set<string>();
  #survived = 0;
  #starts = 0;
  #startMs = 700;
  #same = 0;
  #lost = 0;

  constructor(plan: VoyagePlan, options: VoyageOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#random = randomOf(plan.seed);
    this.#home = join(options.folder, `v${plan.seed}`);
    rmSync(this.#home, { recursive: true, force: true });
    mkdirSync(this.#home, { recursive: true });
    const env = { APCA_API_SECRET_KEY: SECRET };
    this.#place = { program: options.program, home: this.#home, env };
  }

  result(): VoyageResult {
    return {
      ...{ plan: this.#plan, home: this.#home, survived: this.#survived, ...this.#counts },
      ...{ same: this.#same, lost: this.#lost, problems: this.problems },
    };
  }

  async sail(): Promise<void> {
    for (let death = 1; death <= this.#plan.deaths; death++) {
      await this.#die(`death ${death}`);
      if (this.problems.length > 0) return;
      if (this.#random() < 0.2) await this.#lookTwice(`after death ${death}`);
      if (this.problems.length > 0) return;
      this.#survived++;
    }
    await this.#arrive();
  }

  /** A broker that misbehaves is waited for again and again. */
  get #lifeMs(): number {
    return this.#plan.isMischievous ? 3_000 : 500;
  }

  #start(speed: number, isMischievous: boolean): EngineProcess {
    const { workload } = this.#options;
    this.#starts++;
    const seed = this.#plan.seed * 1_000 + this.#starts;
    const broker = isMischievous ? ["--broker", drawnMischief(this.#random, seed)] : [];
    return new EngineProcess(this.#place, [...flagsOf(workload, speed), ...broker]);
  }

  /** One start that ends with `kill -9`. */
  async #die(name: string): Promise<void> {
    const draw = this.#random();
    const began = systemClock.monotonicMs();
    const segments = this.#segments();
    const engine = this.#start(this.#options.speed, this.#plan.isMischievous);
    let moment: string;
    if (draw < 0.1) {
      moment = "starting";
      await Promise.race([pause(this.#startMs * this.#random()), engine.ended]);
    } else if (draw < 0.25) {
      moment = "recovering";
      await this.#untilTakenOver(segments, engine);
    } else {
      if (!(await engine.untilUp())) return this.#fell(engine, name);
      this.#startMs = 0.7 * this.#startMs + 0.3 * (systemClock.monotonicMs() - began);
      moment = draw < 0.5 ? "any moment" : await this.#wait(engine);
      if (draw < 0.5) await Promise.race([pause(this.#random() * this.#lifeMs), engine.ended]);
    }
    if (!engine.isAlive) return this.#fell(engine, name);
    await engine.kill();
    tally(this.#counts.moments, moment);
    const judgement = this.#judge(name, false);
    this.#noteUnsent(judgement);
    for (const scene of sceneOf(judgement)) tally(this.#counts.scenes, scene);
  }

  /** An entry that was not at the broker when its process died is gone: it is never sent late. */
  #noteUnsent({ book, orders }: Judgement): void {
    for (const { id, role } of orders.orders.values()) {
      if (role === "entry" && !book.orders.has(id)) this.#unsent.add(id);
    }
  }

  /** Segments of the book: a start makes one just before it reads what it may not forget. */
  #segments(): number {
    const data = join(this.#home, "data");
    if (!existsSync(data)) return 0;
    return readdirSync(data).filter((name) => name.startsWith("book.")).length;
  }

  /** Waits until a start has taken the book over, and some milliseconds of its recovery. */
  async #untilTakenOver(before: number, engine: EngineProcess): Promise<void> {
    while (engine.isAlive && this.#segments() === before) await pause(1);
    await Promise.race([pause(this.#random() * 60), engine.ended]);
  }

  /** Waits for a fact that is worth dying for, and a few milliseconds more. */
  async #wait(engine: EngineProcess): Promise<string> {
    const type = FATAL[Math.floor(this.#random() * FATAL.length)] as string;
    let count = 1 + Math.floor(this.#random() * 6);
    const isMeant = (fact: SaidFact | null): boolean => fact?.type === type && --count <= 0;
    await engine.until((fact) => isMeant(fact) || engine.stderr.includes("has ended"), 3_000);
    const delay = this.#random() * 6;
    if (delay > 1) await Promise.race([pause(delay), engine.ended]);
    return `after ${type}`;
  }

  /** It ended by itself, or did not come as far as it should. */
  async #fell(engine: EngineProcess, name: string): Promise<void> {
    const what = engine.isAlive ? "it took too long" : "it ended by itself";
    const { code, signal } = await engine.kill();
    this.problems.push(`${name}: ${what} (${code ?? signal}): ${engine.stderr}`);
  }

  /** Recovers twice without a bar: both times all agrees, and both are the same. */
  async #lookTwice(name: string): Promise<void> {
    const first = await this.#look(`${name}, first look`);
    if (first === null) return;
    const second = await this.#look(`${name}, second look`);
    if (second === null) return;
    tally(this.#counts.checks, "I11");
    if (first !== second) {
      this.problems.push(`I11: ${name}: first ${first}\nthen ${second}`);
    }
  }

  async #look(name: string): Promise<string | null> {
    const engine = this.#start(STILL, false);
    if (!(await engine.untilUp())) {
      await this.#fell(engine, name);
      return null;
    }
    const status = await this.#settled(engine, name);
    await engine.stop();
    this.#judge(name, true);
    return status;
  }

  /** Waits until nothing is in doubt; answers what it says of itself then. */
  async #settled(engine: EngineProcess, name: string): Promise<string | null> {
    const until = systemClock.monotonicMs() + SETTLE_MS;
    for (;;) {
      if (!engine.isAlive) {
        await this.#fell(engine, name);
        return null;
      }
      const status = await statusAt(this.#place);
      if (isSettled(status)) {
        const { feed: _feed, engine: _engine, ...rest } = status;
        return JSON.stringify(rest);
      }
      if (systemClock.monotonicMs() > until) {
        this.problems.push(`I13: ${name}: never settled: ${JSON.stringify(status)}`);
        return null;
      }
      await pause(200);
    }
  }

  /** To the end of the bars with nobody in the way. */
  async #arrive(): Promise<void> {
    const engine = this.#start(this.#options.speed, false);
    if (!(await engine.untilFileEnds())) return await this.#fell(engine, "the last start");
    await this.#settled(engine, "the end");
    // One more look at the broker.
    await pause(1_200);
    await engine.stop();
    const judgement = this.#judge("the end", true);
    this.#counts.mischief = mischiefSeen(judgement);
    await this.#replay();
    if (this.#plan.isMischievous) return;
    const { same, lost, problems } = compareTrades(judgement, this.#options.whole);
    this.#same = same;
    this.#lost = lost;
    tally(this.#counts.checks, "trades compared", same + lost);
    this.problems.push(...problems);
  }

  /** All that was recorded, deaths included, follows again from what was recorded. */
  async #replay(): Promise<void> {
    tally(this.#counts.checks, "I14");
    try {
      await command(this.#place, "replay", join(this.#home, "data", "journal"));
    } catch (error) {
      const { code, signal, stdout, stderr } = error as Record<string, unknown>;
      this.problems.push(`I14: not the same again (${code ?? signal}): ${stdout}${stderr}`);
    }
  }

  #judge(name: string, isQuiet: boolean): Judgement {
    const { mostQty } = this.#options.workload;
    const question: Question = {
      ...{ isQuiet, isHonest: !this.#plan.isMischievous },
      ...{ mostQty, secrets: [SECRET], nakedMs: NAKED_MS },
    };
    const judgement = judge(join(this.#home, "data"), question);
    const { checks } = this.#counts;
    for (const [key, count] of Object.entries(judgement.checks)) tally(checks, key, count);
    this.problems.push(...judgement.problems.map((problem) => `${name}: ${problem}`));
    for (const id of this.#unsent) {
      tally(this.#counts.checks, "I8");
      if (judgement.book.orders.has(id)) this.problems.push(`I8: ${name}: ${id} was sent late`);
    }
    return judgement;
  }
}
