// Dies at every point of the canonical stories, starts again, and holds what comes of it against
// the story that nobody interrupted.

import { seeded } from "../../bare-run.js";
import { type Life, LiveWorld, type WorldScript } from "../../live-world.js";
import { pointsAt } from "./crash-points.js";
import { Deaths } from "./deaths.js";
import { judgeEnd, judgeQuiet, type Outcome, outcomeOf, Verdict } from "./judge.js";
import { SCENARIOS, type Scenario } from "./scenarios.js";

/** How far a sweep goes. */
export interface SweepOptions {
  /** Stories by name; all of them without it. */
  readonly names?: readonly string[];
  /** Every so many points of a story, from one on; 1 is all of them. */
  readonly every?: number;
  readonly from?: number;
  /** Whether the process is killed at each point while the machine goes on. */
  readonly isKilled?: boolean;
  /** Losses of power at each point, each with chances of its own. */
  readonly crashes?: number;
  /** A second death at every so many points of a restart, at every `recoveryOf`th point. */
  readonly recoveryEvery?: number;
  readonly recoveryOf?: number;
  /** Ends at so many failures. */
  readonly mostFailures?: number;
}

/** What a sweep has done and found. */
export interface SweepFigures {
  scenarios: number;
  /** Points of all stories, and deaths at them. */
  points: number;
  deaths: number;
  deathsInRecovery: number;
  /** Processes in all. */
  lives: number;
  checks: number;
  /** The protocol's places that the points of these stories lie at. */
  readonly places: Set<string>;
  /** Deaths by the protocol's places. */
  readonly crashPoints: Record<string, number>;
  /** Story, point, image and what was wrong. */
  readonly failures: string[];
}

/** What the wall clock has jumped by when the process comes back. */
const JUMPS_MS = [0, -3_600_000, 0, 3_600_000];

type Image = "killed" | number;

/** Labels at which a signal may be lost: its order was written down and not sent, or neither. */
const UNSENT =
  /^(journal .*-> \[.*entry.*\]: (written|synced)|submit place entry: before|book order entry)/;

/** Dies everywhere. */
export async function sweep(options: SweepOptions = {}): Promise<SweepFigures> {
  const figures: SweepFigures = {
    ...{ scenarios: 0, points: 0, deaths: 0, deathsInRecovery: 0, lives: 0, checks: 0 },
    ...{ places: new Set<string>(), crashPoints: {}, failures: [] },
  };
  for (const scenario of SCENARIOS) {
    if (options.names?.includes(scenario.name) === false) continue;
    await new Story(scenario, options, figures).sweep();
  }
  return figures;
}

class Story {
  readonly #scenario: Scenario;
  readonly #options: SweepOptions;
  readonly #figures: SweepFigures;
  /** What comes of the story, by the signals that are left out. */
  readonly #expected = new Map<number, Outcome>();

  constructor(scenario: Scenario, options: SweepOptions, figures: SweepFigures) {
    this.#scenario = scenario;
    this.#options = options;
    this.#figures = figures;
  }

  async sweep(): Promise<void> {
    const { every = 1, from = 1, isKilled = true, crashes = 1, mostFailures = 20 } = this.#options;
    const images: Image[] = [...(isKilled ? ["killed" as const] : []), ...Array(crashes).keys()];
    const { name, exits } = this.#scenario;
    this.#figures.scenarios++;
    const whole = await this.#world(this.#scenario);
    const life = await this.#live(whole.world, whole.verdict);
    judgeEnd(whole.world, whole.verdict);
    const outcome = outcomeOf(whole.world);
    this.#expected.set(-1, outcome);
    const reasons = outcome.trades.map((trade) => (JSON.parse(trade) as Told).exit_reason);
    whole.verdict.must(reasons.join() === exits.join(), () => `it ended by ${reasons.join()}`);
    this.#note(`${name}, nobody dies`, whole.verdict);
    this.#figures.points += life.deaths.count;
    for (const label of life.deaths.labels)
      for (const at of pointsAt(label)) this.#figures.places.add(at);
    for (let dieAt = from; images.length > 0 && dieAt <= life.deaths.count; dieAt += every) {
      for (const image of images) {
        if (this.#figures.failures.length >= mostFailures) return;
        await this.#dieAt(dieAt, image);
      }
    }
  }

  async #dieAt(dieAt: number, image: Image): Promise<void> {
    const { recoveryEvery = 0, recoveryOf = 1 } = this.#options;
    const points = await this.#dies([dieAt], image);
    if (recoveryEvery === 0 || dieAt % recoveryOf !== 0) return;
    // Not beside each other from point to point, so that all of them come in their turn.
    for (let second = 1 + (dieAt % recoveryEvery); second <= points; second += recoveryEvery) {
      await this.#dies([dieAt, second], image);
    }
  }

  /** Dies at one point after the other, then lives on; answers the points of the last start. */
  async #dies(points: readonly number[], image: Image): Promise<number> {
    const { world, verdict } = await this.#world(this.#scenario);
    const random = seeded(image === "killed" ? 0 : 1 + image * 7_919 + (points[0] ?? 0));
    const deaths: { readonly label: string; readonly barTs: number }[] = [];
    for (const dieAt of points) {
      const life = await this.#live(world, verdict, new Deaths(dieAt));
      if (!life.isDead) break;
      const label = life.deaths.lastLabel;
      deaths.push({ label, barTs: life.lastBarTs });
      this.#count(label, deaths.length);
      world.afterDeath(image === "killed" ? image : { random });
    }
    const jumpMs = JUMPS_MS[(points[0] ?? 0) % JUMPS_MS.length] ?? 0;
    if (jumpMs < 0) this.#note29();
    const last = await this.#live(world, verdict, undefined, jumpMs);
    judgeEnd(world, verdict);
    await this.#compare(world, verdict, deaths);
    const words = deaths.map(({ label }, i) => `${points[i] ?? 0} (${label})`).join(", then ");
    this.#note(`${this.#scenario.name}, point ${words}, ${image}`, verdict);
    return last.bootPoints;
  }

  async #compare(
    world: LiveWorld,
    verdict: Verdict,
    deaths: readonly { label: string; barTs: number }[],
  ): Promise<void> {
    const lost = this.#scenario.signals.flatMap(({ ts }, i) =>
      deaths.some(({ label, barTs }) => barTs === ts && UNSENT.test(label)) ? [i] : [],
    );
    const outcome = outcomeOf(world);
    const expected: Outcome[] = [];
    for (const left of [-1, ...lost]) expected.push(await this.#without(left));
    const isOne = expected.some((each) => JSON.stringify(each) === JSON.stringify(outcome));
    verdict.must(isOne, () => {
      return `trades ${JSON.stringify(outcome)}, expected ${JSON.stringify(expected[0])}`;
    });
  }

  /** What comes of it without one of its signals. */
  async #without(left: number): Promise<Outcome> {
    const known = this.#expected.get(left);
    if (known !== undefined) return known;
    const signals = this.#scenario.signals.filter((_, i) => i !== left);
    const { world, verdict } = await this.#world({ ...this.#scenario, signals });
    await this.#live(world, verdict);
    const outcome = outcomeOf(world);
    this.#expected.set(left, outcome);
    return outcome;
  }

  async #world(script: WorldScript): Promise<{ world: LiveWorld; verdict: Verdict }> {
    const world = new LiveWorld(script);
    const verdict = new Verdict();
    const isTroubled = this.#scenario.isTroubled === true;
    world.look = (run) => {
      judgeQuiet(world, verdict, `at ${run.options.engineClock.now()}`, isTroubled);
    };
    return { world, verdict };
  }

  async #live(world: LiveWorld, verdict: Verdict, deaths = new Deaths(), jumpMs = 0) {
    this.#figures.lives++;
    try {
      return await world.live({ deaths, jumpMs });
    } catch (error) {
      verdict.must(
        false,
        () => `it failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      const life: Life = { isDead: false, deaths, lastBarTs: 0, bootPoints: 0 };
      return life;
    }
  }

  #note29(): void {
    const { crashPoints } = this.#figures;
    crashPoints.C29 = (crashPoints.C29 ?? 0) + 1;
  }

  #count(label: string, place: number): void {
    const { crashPoints } = this.#figures;
    if (place === 1) this.#figures.deaths++;
    else this.#figures.deathsInRecovery++;
    const names = place === 1 ? pointsAt(label) : [...pointsAt(label), "C22"];
    for (const name of names) crashPoints[name] = (crashPoints[name] ?? 0) + 1;
  }

  #note(where: string, { problems, checks }: Verdict): void {
    this.#figures.checks += checks;
    if (problems.length > 0) this.#figures.failures.push(`${where}: ${problems.join("; ")}`);
  }
}

interface Told {
  readonly exit_reason: string;
}
