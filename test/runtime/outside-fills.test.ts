// A flatten without an engine that is killed between the paper book's fill and its own note of it:
// the engine that starts next books what the broker tells.

import { describe, expect, it, vi } from "vitest";
import { flattenPaper } from "../../src/cli/flatten-paper.js";
import type { EngineEvent } from "../../src/engine/event.js";
import type { LiveOptions } from "../../src/runtime/live-options.js";
import { takeToldExits } from "../../src/runtime/outside-fills.js";
import { Deaths } from "../chaos/sim/deaths.js";
import { lineWords } from "../chaos/sim/line-words.js";
import { MortalDisk } from "../chaos/sim/mortal-disk.js";
import { SCENARIOS } from "../chaos/sim/scenarios.js";
import { opened } from "../engine/orders/scripted.js";
import { FIRST_TS, MINUTE } from "../fixtures.js";
import { FOLDER, LiveWorld } from "../live-world.js";

const factsOf = ({ journal }: LiveWorld, type: string) =>
  journal.facts.filter((fact) => fact.type === type);

function story(): LiveWorld {
  const script = SCENARIOS.find(({ name }) => name === "entry, stop");
  if (script === undefined) throw new Error("the story is gone");
  return new LiveWorld(script);
}

/** A long of ten from 100.25 with its stop at 95; the engine is killed before the third bar. */
async function leftOpen(): Promise<LiveWorld> {
  const world = story();
  const deaths = new Deaths();
  world.look = (run) => {
    if (run.options.engineClock.now() >= FIRST_TS + 2 * MINUTE) deaths.die();
  };
  expect((await world.live({ deaths })).isDead).toBe(true);
  world.look = () => {};
  world.afterDeath("killed");
  return world;
}

/** The same long, and the engine is killed before it hears that its entry has filled. */
async function leftUnheard(): Promise<LiveWorld> {
  const { labels } = (await story().live()).deaths;
  const point = labels.indexOf("report fill entry: before") + 1;
  expect(point).toBeGreaterThan(0);
  const world = story();
  expect((await world.live({ deaths: new Deaths(point) })).isDead).toBe(true);
  world.afterDeath("killed");
  return world;
}

/** Flattens it, and is killed as it is about to note its fill. */
async function diesUnnoted(world: LiveWorld): Promise<void> {
  const deaths = new Deaths();
  const disk = new MortalDisk(world.disk, deaths, lineWords);
  const replace = disk.replace.bind(disk);
  await new Promise<void>((resolve, reject) => {
    let notes = 0;
    vi.spyOn(disk, "replace").mockImplementation((path, bytes) => {
      if (++notes === 1) return replace(path, bytes);
      resolve();
      deaths.die();
    });
    flattenPaper(disk, FOLDER, null, () => {}).catch(() => {
      reject(new Error("it ended before it could be killed"));
    });
  });
  world.afterDeath("killed");
}

const HOLD: LiveOptions["flattened"] = [{ by: "cli", symbol: null, fills: [] }];

describe("the fill of a flatten that was killed before it noted it", () => {
  it.each([
    ["its hold does not tell of it", leftOpen, HOLD],
    ["its hold is gone", leftOpen, []],
    ["nobody had heard of the entry either", leftUnheard, HOLD],
  ])("is booked as the broker has it where %s", async (_, left, flattened) => {
    const world = await left();
    await diesUnnoted(world);
    expect(await world.live({ flattened })).toMatchObject({ isDead: false });
    // Ten from 100.25 to 99.75, a tick below the last price told, at two a point: −10; a side costs
    // 1 a lot: −20. At risk were ten times 5.25 points, 105.
    const closed = factsOf(world, "trade_closed");
    expect(closed).toMatchObject([{ exit_reason: "flatten", qty: 10, net_pnl: -30 }]);
    expect(closed[0]?.result_R).toBeCloseTo(-30 / 105, 12);
    const compared = factsOf(world, "reconcile").map(({ dropped, agrees }) => [dropped, agrees]);
    expect(compared.slice(1)).not.toEqual([]);
    for (const each of compared) expect(each).toEqual([[], true]);
    expect(factsOf(world, "mode_changed").at(-1)).toMatchObject({
      to: "PAUSED",
      reason: "flatten",
    });
    // Its stop, which the flatten had not come to, protects nothing any more.
    expect([...world.book.orders.values()].filter(({ state }) => state === "WORKING")).toEqual([]);
  });

  it("is booked once, however often the engine starts", async () => {
    const world = await leftOpen();
    await diesUnnoted(world);
    for (let start = 0; start < 3; start++) await world.live();
    expect(factsOf(world, "trade_closed")).toHaveLength(1);
    expect(factsOf(world, "operator")).toMatchObject([{ command: "flatten", symbol: "TST" }]);
  });
});

describe("a flatten that was done, and whose hold is lost", () => {
  it("is booked before its stop is missed: nothing is placed for what has left", async () => {
    const world = await leftOpen();
    await flattenPaper(world.disk, FOLDER, null, () => {});
    const before = world.requests.length;
    await world.live();
    expect(factsOf(world, "trade_closed")).toMatchObject([{ net_pnl: -30 }]);
    const placed = world.requests.slice(before).filter(({ kind }) => kind === "place");
    expect(placed).toEqual([]);
  });
});

describe("an exit that the broker tells of", () => {
  const told = (ts: number, clientOrderId = "txflat0-a1-x") => {
    const about = { symbol: 0, side: "sell", type: "market", qtyLots: 2, filledLots: 2 } as const;
    const fill = { type: "report", kind: "fill", symbol: 0, ts, clientOrderId } as const;
    const how = { price: 396, executionId: "e1", commissionNano: 0, stalePrice: true } as const;
    return {
      ...({ ...about, clientOrderId, priceTicks: 0, state: "FILLED", reason: "" } as const),
      fills: [{ ...fill, ...how, qty: 2, cumQty: 2, reason: "" }],
    };
  };

  it("is left out where it closed an earlier trade, or is in the ledger", () => {
    const run = opened(2);
    const { core } = run.engine;
    const entryTs = run.position()?.entryTs ?? Number.NaN;
    const taken: EngineEvent[] = [];
    const take = (ts: number) => takeToldExits(core, (event) => taken.push(event), [told(ts)]);
    take(entryTs - MINUTE);
    expect(taken).toEqual([]);
    take(entryTs);
    expect(taken.map(({ type }) => type)).toEqual(["outside_order", "report"]);
    for (const event of taken.splice(0)) run.step(event);
    expect(run.position()).toBeNull();
    take(entryTs);
    expect(taken).toEqual([]);
  });
});
