// A shadow is the trade that the same signal makes where its guard is off: on random walks with
// random signals, run twice, once with a guard that refuses everything and once without it. No
// result may feed back into a size, so equity is huge and every signal names its quantity.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.js";
import type { Fact } from "../../src/engine/effect.js";
import type { Bar } from "../../src/engine/market/bar.js";
import type { Decimal } from "../../src/engine/market/instrument.js";
import type { TradingDay } from "../../src/engine/market/trading-day.js";
import { GUARD_NAMES } from "../../src/engine/risk/guards.js";
import type { Regime, Strategy } from "../../src/engine/strategy.js";
import { engineConfig, FIRST_TS, instrument, MINUTE } from "../fixtures.js";
import { factsOf, replayOf, type Scenario, utcDayAt } from "../harness.js";
import { randomWalk } from "../naive/random-walk.js";
import type { NaiveInput } from "../naive/tape.js";

const RUNS = Number(process.env.WALKS ?? 150);
const TIMEOUT_MS = 600_000;
/** These stay on in both runs: they refuse the same, and no shadow comes of it. */
const ALIKE = ["outside_session", "entry_drift", "bad_print", "constraint:max_contracts"];

function decimal(value: number): Decimal {
  const [whole = "0", fraction = ""] = value.toFixed(10).replace(/0+$/, "").split(".");
  return { unscaled: Number(whole + fraction), scale: fraction.length };
}

function configOf(input: NaiveInput, change: Partial<EngineConfig>): EngineConfig {
  const account = { equity: 1e9, currency: "USD", day: null, fx: {} };
  const base = engineConfig({ ...input.config, account });
  return { ...base, fusion: { ...base.fusion, enabled: false }, ...change };
}

/** Days of 40 minutes, of which the market is open for 33: it closes often. */
function shortDayAt(ts: number): TradingDay {
  const ordinal = Math.floor(ts / (40 * MINUTE));
  const from = ordinal * 40 * MINUTE;
  const close = from + 33 * MINUTE;
  const day = { ordinal, week: ordinal, from, to: from + 40 * MINUTE, open: from, close };
  const span = { rthOpen: from, rthClose: close, entryWindows: [[from, close]] as const };
  return { ...utcDayAt(ts), ...day, ...span };
}

/** Each bar as two: one half goes to the low, the other to the high, in turns. */
function halvesOf(bars: readonly Bar[]): Bar[] {
  return bars.flatMap(({ ts, open, high, low, close, volume }, place) => {
    const middle = (high + low) / 2;
    const lowFirst = place % 2 === 0;
    const first = { high: Math.max(open, lowFirst ? middle : high), low: lowFirst ? low : middle };
    const second = {
      high: Math.max(close, lowFirst ? high : middle),
      low: lowFirst ? middle : low,
    };
    return [
      { ts, open, close: middle, volume, ...first, low: Math.min(first.low, open) },
      {
        ts: ts + MINUTE / 2,
        open: middle,
        close,
        volume,
        ...second,
        low: Math.min(second.low, close),
      },
    ];
  });
}

interface Refusal {
  guard: string;
  change: (input: NaiveInput) => Partial<Scenario>;
  /** Signals before this bar are left out: the guard does not stand yet. */
  from?: number;
  mood?: number;
}

function limited(change: Partial<EngineConfig["constraints"]>): Refusal["change"] {
  const constraints = { ...engineConfig().constraints, ...change };
  return (input) => ({ config: configOf(input, { constraints }) });
}

const always = { from: 0, to: FIRST_TS * 2, titles: ["CPI"], impact: "high" } as const;

const REFUSALS: Refusal[] = [
  { guard: "news_blackout", change: () => ({ news: [{ ...always, flattenFrom: null }] }) },
  { guard: "constraint:allowed_symbols", change: limited({ allowed_symbols: ["ES"] }) },
  { guard: "constraint:max_trades_per_day", change: limited({ max_trades_per_day: 0 }) },
  { guard: "constraint:max_open_positions", change: limited({ max_open_positions: 0 }) },
  { guard: "constraint:min_stop_ticks", change: limited({ min_stop_ticks: 1000 }) },
  { guard: "governor", change: () => ({}), from: 1, mood: 1 },
  {
    guard: "htf_gate",
    // No ADX is above 100. Three-minute bars have theirs after 28 of them.
    from: 90,
    change: (input) => ({
      timeframes: [{ name: "3m", ms: 3 * MINUTE }],
      config: configOf(input, { fusion: { ...engineConfig().fusion, adx_threshold: 100 } }),
    }),
  },
];

type Market = { closes: boolean; detail: boolean };

async function factsWith(
  input: NaiveInput,
  refusal: Refusal,
  isOff: boolean,
  { closes, detail }: Market,
): Promise<Fact[]> {
  const { guard, from = 0, mood } = refusal;
  const { bars } = input;
  // The second check, which nothing switches off, takes no more than ten trades a day.
  const asked = input.signals.filter(({ barIndex }) => barIndex >= from).slice(0, 10);
  const kept = [...ALIKE, ...(isOff ? [] : [guard])];
  const { replay, facts } = replayOf({
    bars,
    config: configOf(input, {}),
    without: GUARD_NAMES.filter((name) => !kept.includes(name)),
    instrument: instrument({
      tick: decimal(input.instrument.tick),
      pointValue: decimal(input.instrument.pointValue),
      lot: decimal(input.instrument.lot),
      // The second check takes no more than 50 units of a future.
      assetClass: input.instrument.lot > 1 ? "unknown" : "future",
      closes,
    }),
    dayAt: closes ? shortDayAt : utcDayAt,
    ...(detail ? { detail: halvesOf(bars) } : {}),
    signals: asked.map(({ barIndex, side, stop, target, qty }) => ({
      ts: (bars[barIndex] as Bar).ts,
      side,
      stop: side === "exit" ? null : stop,
      target,
      qty: qty ?? input.instrument.lot,
    })),
    ...refusal.change(input),
  });
  await replay.advance({ bars: 1 });
  if (mood !== undefined) replay.mood(mood, "test");
  await replay.advance();
  return facts;
}

/** What a shadow and a trade have in common. */
function commonOf(record: {
  side: string;
  trace_id: string | null;
  entry_ts: number;
  exit_ts: number;
  entry_price: number;
  exit_price: number;
  exit_reason: string;
  bars_held: number;
  result_R: number;
}): unknown[] {
  const { side, trace_id, entry_ts, exit_ts, entry_price, exit_price } = record;
  const { exit_reason, bars_held, result_R } = record;
  const when = [entry_ts, exit_ts, bars_held];
  return [side, trace_id, ...when, entry_price, exit_price, exit_reason, result_R];
}

/** @returns how many trades were compared */
async function check(input: NaiveInput, refusal: Refusal, market: Market): Promise<number> {
  const refused = await factsWith(input, refusal, false, market);
  const taken = await factsWith(input, refusal, true, market);
  const shadows = factsOf(refused, "shadow_closed");
  const trades = factsOf(taken, "trade_closed");
  expect(factsOf(refused, "order_submitted")).toEqual([]);
  expect(factsOf(taken, "shadow_opened")).toEqual([]);
  expect(shadows.map(commonOf)).toEqual(trades.map(commonOf));
  for (const { guards } of shadows) expect(guards).toEqual([refusal.guard]);
  expect(factsOf(refused, "shadow_opened").length).toBe(shadows.length);
  return trades.length;
}

describe("a shadow is the trade that the guard refused", () => {
  it.each(REFUSALS)(
    "$guard",
    async (refusal) => {
      let compared = 0;
      const walks = randomWalk({ bars: refusal.from === undefined ? 80 : 250 });
      const markets = fc.record({ closes: fc.boolean(), detail: fc.boolean() }).map((market) =>
        // A self-report ends with the day, and so would what it refuses.
        refusal.mood === undefined ? market : { ...market, closes: false },
      );
      await fc.assert(
        fc.asyncProperty(walks, markets, async (input, market) => {
          compared += await check(input, refusal, market);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      expect(compared).toBeGreaterThan(RUNS / 2);
    },
    TIMEOUT_MS,
  );

  it("regime, which only a strategy can name", async () => {
    // One that is wanted in no regime and goes long on every fifth of the first 50 bars, its stop
    // two points below the close.
    const strategy: Strategy = {
      name: "fifth",
      params: {},
      regimes: ["NOWHERE" as Regime],
      trend: false,
      init: () => ({ bars: 0 }),
      onBar: ({ bar }, state) => {
        const seen = state as { bars: number };
        seen.bars++;
        return seen.bars % 5 === 0 && seen.bars <= 50
          ? { side: "long", stop: bar.close - 2 }
          : null;
      },
    };
    await fc.assert(
      fc.asyncProperty(randomWalk({ bars: 150 }), async (input) => {
        const of = { ...input, signals: [], instrument: { tick: 0.25, pointValue: 2, lot: 1 } };
        const refusal: Refusal = {
          guard: "regime",
          change: () => ({
            strategies: [strategy],
          }),
        };
        await check(of, refusal, { closes: false, detail: false });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
