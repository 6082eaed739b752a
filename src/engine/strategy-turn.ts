// The strategies' turn on a close: each is asked in order, its answer checked and passed on.

import { type Core, ledgerOf, viewOf } from "./core.js";
import { UserError } from "./errors.js";
import type { BarEvent } from "./event.js";
import { type ContextSlot, updateContext } from "./market/context.js";
import { onSignal } from "./orders/entries.js";
import { checkProposal } from "./proposal.js";
import type { Side, Strategy } from "./strategy.js";

/** A strategy threw, or returned what is no proposal. */
export class StrategyFault extends Error {
  /** @param ts open time of the bar, UTC epoch ms */
  constructor(
    readonly strategy: string,
    readonly ts: number,
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`${strategy} ${fault}`, options);
    this.name = "StrategyFault";
  }
}

/** Asks every strategy; what it proposes is a signal at once. */
export function askStrategies(core: Core, slot: ContextSlot, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const held = ledgerOf(core, bar.symbol).position?.side ?? null;
  const context = updateContext(slot, view.market, !view.isHeldBack, held);
  for (let i = 0; i < core.strategies.length; i++) {
    const strategy = core.strategies[i] as Strategy;
    const proposal = ask(strategy, context, view.strategyStates[i], bar.ts);
    if (proposal === null || proposal === undefined) continue;
    onSignal(core, {
      symbol: bar.symbol,
      origin: "strategy",
      strategy: strategy.name,
      regimes: strategy.regimes,
      trend: strategy.trend,
      side: proposal.side,
      stop: proposal.stop ?? null,
      target: proposal.target ?? null,
      qty: null,
      confidence: proposal.confidence ?? null,
    });
  }
}

/** Lets the strategies see a bar on which nothing is decided. */
export function warmStrategies(core: Core, slot: ContextSlot, bar: BarEvent): void {
  showStrategies(core, slot, bar, false, null);
}

/** Lets the strategies see a bar again: what they proposed on it is in its facts. */
export function recallStrategies(
  core: Core,
  slot: ContextSlot,
  bar: BarEvent,
  held: Side | null,
): void {
  showStrategies(core, slot, bar, !viewOf(core, bar.symbol).isHeldBack, held);
}

function showStrategies(
  core: Core,
  slot: ContextSlot,
  bar: BarEvent,
  inSession: boolean,
  held: Side | null,
): void {
  const view = viewOf(core, bar.symbol);
  const context = updateContext(slot, view.market, inSession, held);
  for (const [i, strategy] of core.strategies.entries()) {
    ask(strategy, context, view.strategyStates[i], bar.ts);
  }
}

function ask(
  strategy: Strategy,
  context: Parameters<Strategy["onBar"]>[0],
  state: unknown,
  ts: number,
): ReturnType<Strategy["onBar"]> {
  let proposal: ReturnType<Strategy["onBar"]>;
  try {
    proposal = strategy.onBar(context, state);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new StrategyFault(strategy.name, ts, `threw: ${said}`, { cause: error });
  }
  if (proposal === null) return null;
  const fault = checkProposal(proposal);
  if (fault !== null) throw new StrategyFault(strategy.name, ts, fault);
  return proposal;
}
