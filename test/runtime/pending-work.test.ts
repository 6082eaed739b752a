import { expect, it } from "vitest";
import { systemClock } from "../../src/runtime/clock.js";
import { PendingWork } from "../../src/runtime/pending-work.js";

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function msOf(work: Promise<void>): Promise<number> {
  const from = systemClock.monotonicMs();
  await work;
  return systemClock.monotonicMs() - from;
}

it("is waited for until it has ended, what it begins itself too, or the time is over", async () => {
  const failed: unknown[] = [];
  const pending = new PendingWork(systemClock, (error) => failed.push(error));
  pending.add(after(20).then(() => pending.add(after(20))));
  pending.add(Promise.reject(new Error("no")));
  expect(pending.isSettled).toBe(false);
  expect(await msOf(pending.settled(5_000))).toBeGreaterThan(30);
  expect(pending.isSettled).toBe(true);
  expect(failed).toEqual([new Error("no")]);
  pending.add(new Promise(() => {}));
  expect(await msOf(pending.settled(50))).toBeGreaterThan(40);
  expect(pending.isSettled).toBe(false);
});

it("is waited for in vain once, and what comes after it is waited for all the same", async () => {
  const pending = new PendingWork(systemClock, () => {});
  pending.add(new Promise(() => {}));
  expect(await msOf(pending.heard(60))).toBeGreaterThan(50);
  expect(await msOf(pending.heard(5_000))).toBeLessThan(2_500);
  pending.add(after(30));
  expect(await msOf(pending.heard(5_000))).toBeGreaterThan(20);
  expect(pending.isSettled).toBe(false);
});
