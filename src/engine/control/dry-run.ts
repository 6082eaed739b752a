// What would become of a signal: every guard and the size are asked, and nothing changes.

import { bootSymbol, type Core } from "../core.js";
import type { SignalEvent } from "../event.js";
import { toNumber } from "../market/instrument.js";
import { entryOf, type Signal, sizeOf } from "../orders/entries.js";
import { type Verdict, verdictsOf } from "../risk/guards.js";
import { lotsLeft } from "../trade/by-hand.js";

/** What would become of a signal. */
export interface DrySignal {
  /** Lots that would be entered; 0 where a guard objects or nothing is left. Of an exit, left. */
  readonly qtyLots: number;
  /** Money that these lots would lose at the stop, before costs. */
  readonly riskMoney: number;
  /** All guards in their order. An exit asks none. */
  readonly verdicts: readonly Verdict[];
}

/** Asks every guard and the sizing of a signal, at its `ts`; changes nothing. */
export function dryRun(core: Core, event: SignalEvent): DrySignal {
  const { side, stop, symbol } = event;
  if (side === "exit" || stop === null) {
    return { qtyLots: lotsLeft(core, symbol), riskMoney: 0, verdicts: [] };
  }
  const then = { ...core, state: { ...core.state, now: Math.max(core.state.now, event.ts) } };
  const asked: Signal = { ...event, regimes: [], trend: false, confidence: null };
  const signal = entryOf(then, asked, side, stop);
  const verdicts = verdictsOf(then, signal);
  const isRefused = verdicts.some(({ ok }) => !ok);
  const sizing = sizeOf(then, signal, isRefused);
  // The breaker is asked last, after the size and the open at which the entry would fill.
  const breaker = verdicts.pop();
  verdicts.push(
    {
      guard: "size_zero",
      ok: sizing.qtyLots > 0,
      inputs: { risk_money: sizing.riskMoney, limited_by: sizing.limitedBy },
    },
    { guard: "entry_drift", ok: true, inputs: { asked: "at the fill" } },
  );
  if (breaker !== undefined) verdicts.push(breaker);
  const qtyLots = isRefused ? 0 : sizing.qtyLots;
  const { lot, pointValue, fxRate } = bootSymbol(core, symbol).instrument;
  const perPoint = toNumber(lot) * toNumber(pointValue) * toNumber(fxRate);
  const distance = qtyLots === 0 ? 0 : Math.abs(signal.price - signal.stop);
  const riskMoney = qtyLots * distance * perPoint;
  return { qtyLots, riskMoney, verdicts };
}
