// What every strategy must keep to, as one call. A strategy that keeps to it can be saved,
// restored and replayed, and cannot propose what the engine would have to refuse.

import { describe, expect, it } from "vitest";
import type { Proposal, Strategy, StrategyContext } from "../../src/engine/strategy.js";
import { contextOf, contextsOf, DAY_BARS, walk } from "../strategies/context.js";

const SEEDS = [1, 2, 3, 4];
const series: readonly (readonly StrategyContext[])[] = SEEDS.map((seed) =>
  contextsOf(walk(seed, 6)),
);

function run(
  strategy: Strategy,
  contexts: readonly StrategyContext[],
  between: (state: unknown) => unknown = (state) => state,
): (Proposal | null)[] {
  let state = strategy.init();
  return contexts.map((context) => {
    const proposal = strategy.onBar(context, state);
    state = between(state);
    return proposal === null ? null : { ...proposal };
  });
}

const frozen = (context: StrategyContext): StrategyContext => {
  Object.freeze(context.bar);
  return Object.freeze(context);
};

function checkEntry(context: StrategyContext, proposal: Proposal): void {
  const side = proposal.side === "long" ? 1 : -1;
  const distance = (context.bar.close - (proposal.stop ?? NaN)) * side;
  expect(distance, `stop of a ${proposal.side} at ${context.bar.close}`).toBeGreaterThanOrEqual(
    4 * context.tick,
  );
  if (proposal.target !== undefined && proposal.target !== null) {
    expect((proposal.target - context.bar.close) * side).toBeGreaterThan(0);
  }
}

/** Runs the contract on a strategy; `create` makes a fresh one each time. */
export function strategyContract(name: string, create: () => Strategy): void {
  describe(`${name} keeps the strategy contract`, () => {
    it("declares its name, its regimes and plain parameters", () => {
      const strategy = create();
      expect(strategy.name).toBe(name);
      expect(JSON.parse(JSON.stringify(strategy.params))).toEqual(strategy.params);
      expect(["TREND", "RANGE", "VOLATILE"]).toEqual(expect.arrayContaining([...strategy.regimes]));
    });

    it("proposes both longs and shorts on walks that trend and swing", () => {
      const sides = series.flatMap((contexts) => run(create(), contexts).map((one) => one?.side));
      expect(sides).toContain("long");
      expect(sides).toContain("short");
    });

    it("makes the same proposals but those that the session refuses", () => {
      for (const contexts of series) {
        const held = contexts.map((one, index) => ({ ...one, in_session: index % 3 === 0 }));
        const wanted = run(create(), contexts);
        expect(run(create(), held)).toEqual(wanted.map((one, i) => (i % 3 === 0 ? one : null)));
      }
    });

    it("proposes the same on the same bars", () => {
      for (const contexts of series) {
        expect(run(create(), contexts)).toEqual(run(create(), contexts));
      }
    });

    it("keeps one state apart from another", () => {
      const strategy = create();
      const [left, right] = series as [StrategyContext[], StrategyContext[]];
      const mine = strategy.init();
      const other = strategy.init();
      const together = left.map((context, index) => {
        strategy.onBar(right[index] as StrategyContext, other);
        return strategy.onBar(context, mine);
      });
      expect(together).toEqual(run(create(), left));
    });

    it("goes on identically from a state that went through JSON on every bar", () => {
      for (const contexts of series) {
        const saved = run(create(), contexts, (state) => JSON.parse(JSON.stringify(state)));
        expect(saved).toEqual(run(create(), contexts));
      }
    });

    it("keeps its stop on the right side, four ticks away at least", () => {
      for (const contexts of series) {
        run(create(), contexts).forEach((proposal, index) => {
          if (proposal === null || proposal.side === "exit") return;
          checkEntry(contexts[index] as StrategyContext, proposal);
        });
      }
    });

    it("proposes nothing while its indicators are not warm", () => {
      const cold = { atr: NaN, adx: NaN, plus_di: NaN, minus_di: NaN, rsi: NaN, ema: NaN };
      const contexts = (series[0] as StrategyContext[]).map(({ bar, day }) =>
        contextOf({ ...cold, o: bar.open, h: bar.high, l: bar.low, c: bar.close, vwap: NaN, day }),
      );
      expect(run(create(), contexts).every((proposal) => proposal === null)).toBe(true);
    });

    it("writes nothing into what it is shown", () => {
      for (const contexts of series) {
        const copies = contexts.map((context) => frozen({ ...context, bar: { ...context.bar } }));
        expect(() => run(create(), copies)).not.toThrow();
      }
    });

    it("enters a day as if it were its first", () => {
      for (const contexts of series) {
        const whole = run(create(), contexts);
        for (let first = DAY_BARS; first < contexts.length; first += DAY_BARS) {
          const day = contexts.slice(first, first + DAY_BARS);
          expect(run(create(), day)).toEqual(whole.slice(first, first + DAY_BARS));
        }
      }
    });

    it("enters nothing while a position is open", () => {
      for (const contexts of series) {
        const held = contexts.map((context): StrategyContext => ({ ...context, position: "long" }));
        const entries = run(create(), held).filter((one) => one !== null && one.side !== "exit");
        expect(entries).toEqual([]);
      }
    });
  });
}
