// A journal's view with many trades in it, made up from a seed: what `metrics export` meets after
// years. The facts go through the view's own fold; the journal itself has its last line alone.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "../../src/disk/node-disk.js";
import type { Fact, TradeClosedFact } from "../../src/engine/effect.js";
import { openJournal } from "../../src/journal/open.js";
import { readTail } from "../../src/journal/tail.js";
import { type ProjectedLine, Projection } from "../../src/projection/projection.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 2015-01-05, a Monday. */
const FIRST_DAY = 16_440;
const TRADES_A_DAY = 40;
const STRATEGIES = ["vwap_pullback", "orb_retest", "mean_reversion"];
const SYMBOLS = ["MNQ", "MES", "MGC", "M2K"];
const REGIMES = ["TREND", "RANGE", "VOLATILE"];
const SIZES = [1, 0.85, 0.5];
const EXITS = ["stop", "trail", "target", "break_even", "time"];

/** Numbers in [0, 1) from a seed. Source: G. Marsaglia, "Xorshift RNGs" (2003). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Draws the facts of one trade after the other: each trade's, with its refused twin's. */
export class TradeFacts {
  readonly #random: () => number;
  #seq = 0;
  #trade = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** Facts in order; the last one closes the trade. */
  next(): Fact[] {
    const number = this.#trade++;
    const ordinal = FIRST_DAY + Math.floor(number / TRADES_A_DAY);
    const minute = 870 + (number % TRADES_A_DAY) * 10;
    const ts = ordinal * DAY_MS + minute * MINUTE_MS;
    const head = { symbol: this.#pick(SYMBOLS), trace_id: `t-${number}` };
    const trade_id = String(number + 1);
    const regime = this.#pick(REGIMES);
    const plan = { strategy: this.#pick(STRATEGIES), regime };
    const closed = this.#closed(ts, ordinal, { ...head, trade_id, ...plan });
    const { side, entry_price: price, initial_stop: stop } = closed;
    const sized = { qty: 2, risk_money: 250, stop_distance: 10, equity: 5e4, limited_by: "risk" };
    const order = { trade_id, ...plan, side: "buy", reason: "", level: 0, due_ts: null };
    const filled = { client_order_id: `c-${number}`, role: "entry", qty: 2, price };
    const said = { confidence: null, target: null, qty: null };
    const parts: object[] = [
      { type: "signal", ...plan, origin: "strategy", side, stop, price, ...said },
      { type: "entry_sized", ...plan, ...sized, governor: 1, regime_size: sizeIn(regime) },
      { type: "order_submitted", ...order, ...filled, order_type: "market", stop, target: null },
      { type: "order_state", ...filled, state: "FILLED", filled_qty: 2, reason: "" },
      { type: "fill", side: "buy", ...filled, ...fillOf(`e-${number}`) },
      { type: "position_opened", ...plan, trade_id, side, day: ordinal },
      { type: "order_submitted", ...order, ...filled, ...stopOf(number), stop: null, target: null },
      { type: "protection", trade_id, state: "PROTECTED", qty: 2, protected_qty: 2 },
      { type: "fill", ...filled, ...stopOf(number), ...fillOf(`x-${number}`) },
      closed,
    ];
    if (number % 4 === 0) parts.splice(1, 0, ...this.#refused(ts, plan, side));
    return parts.map((part) => ({ ts, ...head, ...part, seq: ++this.#seq }) as unknown as Fact);
  }

  #pick(words: readonly string[]): string {
    return words[Math.floor(this.#random() * words.length)] ?? "";
  }

  #closed(ts: number, ordinal: number, known: object): TradeClosedFact {
    const random = this.#random;
    const won = random() < 0.45;
    const result_R = won
      ? 0.2 + 2.5 * random() * random()
      : -1.04 * (random() < 0.7 ? 1 : random());
    const net_pnl = Math.round(result_R * 25_000) / 100;
    const entry_price = 20_000 + Math.round(random() * 4_000) / 4;
    const exit_ts = ts + Math.floor(1 + random() * 90) * MINUTE_MS;
    const day = new Date(ordinal * DAY_MS).toISOString().slice(0, 10);
    const fact = {
      ...{ type: "trade_closed", ts: exit_ts, ...known, side: random() < 0.5 ? "long" : "short" },
      ...{ entry_ts: ts, exit_ts, qty: 2, trade_qty: 2, price: entry_price, pnl: net_pnl },
      ...{ entry_price, exit_price: entry_price + result_R * 10, initial_stop: entry_price - 10 },
      ...{ exit_reason: this.#pick(EXITS), reason: "stop", gross_pnl: net_pnl + 2.48 },
      ...{ commission: 2.48, net_pnl, result_R, bars_held: (exit_ts - ts) / MINUTE_MS },
      ...{ mae_R: won ? -random() : Math.min(-0.1, result_R), slippage_ticks: random() },
      ...{
        mfe_R: won ? result_R + random() : random(),
        day: ordinal,
        week: ordinal - (ordinal % 7),
      },
      ...{
        entry_hour: new Date(ts).getUTCHours(),
        entry_weekday: (ordinal + 3) % 7,
        exit_day: day,
      },
    };
    return fact as unknown as TradeClosedFact;
  }

  #refused(ts: number, plan: { readonly strategy: string }, side: string): object[] {
    const own = { trace_id: `r-${this.#trade}`, strategy: plan.strategy };
    const guards = this.#random() < 0.5 ? ["htf_gate"] : ["regime", "htf_gate"];
    const result_R = this.#random() < 0.4 ? 1.5 * this.#random() : -1.03;
    const prices = { entry_price: 20_000, exit_price: 20_010, exit_reason: "stop", bars_held: 9 };
    return [
      { type: "guard_reject", ...own, reason: guards[0], guards, inputs: { adx: 18.25 } },
      {
        ...{ type: "shadow_closed", ...own, side, guards, result_R },
        ...{ entry_ts: ts, exit_ts: ts + 9 * MINUTE_MS, ...prices },
      },
    ];
  }
}

const sizeIn = (regime: string): number => SIZES[REGIMES.indexOf(regime)] ?? 1;
const stopOf = (number: number): object => ({
  ...{ client_order_id: `s-${number}`, role: "stop", side: "sell", order_type: "stop" },
});
const fillOf = (execution_id: string): object => ({
  ...{ execution_id, cum_qty: 2, commission: 1.24, slippage_ticks: 0.5 },
});

/** A data folder below `home` whose view is up to date, with so many trades in it. */
export async function tradedHome(home: string, seed: number, trades: number): Promise<string> {
  const data = join(home, "data");
  mkdirSync(data, { recursive: true });
  const { journal } = openJournal({
    ...{ disk: nodeDisk, folder: join(data, "journal"), account: "paper", code: "bench" },
    ...{ zones: "bench", day: "2025-11-18", createEpoch: () => "bench", monotonicMs: () => 0 },
  });
  const facts: Fact[] = [];
  const event = { type: "clock", ts: 0 } as const;
  journal.append({ wall: 0, steps: [{ event, facts }], orders: [] }, false);
  journal.close();
  const tail = readTail(nodeDisk, journal.folder, null);
  const path = join(data, "projection.sqlite");
  const projection = await Projection.create(path);
  projection.takeAll(linesOf(new TradeFacts(seed), trades, [...(tail?.lines ?? [])]));
  projection.save();
  projection.close();
  return path;
}

/** Lines of a day each, then those that lie in the journal. */
function* linesOf(
  source: TradeFacts,
  trades: number,
  last: readonly ProjectedLine[],
): Generator<ProjectedLine> {
  const [{ place } = { place: null }] = last;
  if (place === null) throw new Error("the journal has no line");
  for (let at = 0; at < trades; at += TRADES_A_DAY) {
    const count = Math.min(TRADES_A_DAY, trades - at);
    const facts = Array.from({ length: count }, () => source.next()).flat();
    const day = new Date((FIRST_DAY + at / TRADES_A_DAY) * DAY_MS).toISOString().slice(0, 10);
    yield { place, day, group: { steps: [{ event: {}, facts }] } };
  }
  yield* last;
}
