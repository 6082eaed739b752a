// When a live run has something waiting, and when others may have the thread.

import { expect, it } from "vitest";
import type { LiveRun } from "../../src/runtime/live.js";
import { SCENARIOS } from "../chaos/sim/scenarios.js";
import { LiveWorld } from "../live-world.js";

it("is busy from a bar to what followed from it, and at no other time", async () => {
  const script = SCENARIOS.find(({ name }) => name === "partial fills");
  if (script === undefined) throw new Error("there is no such story");
  let run: LiveRun | null = null;
  const atOrders: (boolean | undefined)[] = [];
  const brokerOf: typeof script.brokerOf = (paper, time) => {
    const between = script.brokerOf?.(paper, time) ?? paper;
    return new Proxy(between, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          if (name === "submit") atOrders.push(run?.isBusy);
          return value.apply(target, given);
        };
      },
    });
  };
  const world = new LiveWorld({ ...script, brokerOf });
  const between: boolean[] = [];
  world.look = (one) => {
    run = one;
    between.push(one.isBusy);
  };
  expect((await world.live()).isDead).toBe(false);
  expect(between.length).toBeGreaterThan(5);
  expect(between).toEqual(between.map(() => false));
  expect(atOrders.length).toBeGreaterThan(1);
  expect(atOrders).toEqual(atOrders.map(() => true));
});
