import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createReading } from "../../src/runtime/broker-reading.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Asks a broker that fails so many times, and tells what was heard meanwhile. */
async function asked(failures: number) {
  const heard = { retries: 0, circuit: [] as boolean[] };
  const reading = createReading({
    onRetry: () => void heard.retries++,
    onCircuit: (isOpen) => void heard.circuit.push(isOpen),
  });
  let left = failures;
  const ask = async (): Promise<string> => {
    const answer = reading.execute(async () => {
      if (left-- > 0) throw new Error("no answer");
      return "flat";
    });
    const told = answer.catch((error: Error) => error.message);
    await vi.runAllTimersAsync();
    return await told;
  };
  return { heard, ask };
}

it("asks three times more, and tells of each", async () => {
  const { heard, ask } = await asked(3);
  expect(await ask()).toBe("flat");
  expect(heard).toEqual({ retries: 3, circuit: [] });
});

it("opens its breaker at the fifth failure in a row, and tells when it closes", async () => {
  const { heard, ask } = await asked(5);
  expect(await ask()).toBe("no answer");
  expect(heard).toEqual({ retries: 3, circuit: [] });
  expect(await ask()).not.toBe("flat");
  expect(heard.circuit).toEqual([true]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await ask()).toBe("flat");
  expect(heard.circuit).toEqual([true, false]);
});
