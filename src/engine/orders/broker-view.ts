// What a reconciliation changes in the ledger: what differs, what was taken over, what was dropped.

import type { Fact } from "../effect.js";
import type { ReconcileFact } from "../live-facts.js";
import { nearestSteps, toNumber } from "../market/instrument.js";
import { addLots, positionOf } from "./booking.js";
import { type Ledger, type SymbolLedger, symbolNamed } from "./ledger.js";

/** Strategy of a position that was taken over. */
const ADOPTED = "adopted";

type Adopted = ReconcileFact["adopted"][number];

/**
 * Lots of the open position that the broker, asked last, did not have. No stop rests for them and
 * no exit takes them: where there is nothing to close, it would open something.
 */
export function missingLots(
  { differences }: Ledger,
  { instrument, position }: SymbolLedger,
): number {
  if (position === null || differences.length === 0) return 0;
  const difference = differences.find(({ symbol }) => symbol === instrument.symbol);
  if (difference === undefined) return 0;
  const sign = position.side === "long" ? 1 : -1;
  const held = Math.max(0, sign * difference.brokers);
  return Math.max(0, nearestSteps(sign * difference.ours - held, instrument.lot));
}

/** A fill makes what was last compared old; the next comparison says what still differs. */
export function forgetDifference(ledger: Ledger, { symbol: name }: Fact): void {
  if (ledger.differences.length === 0) return;
  ledger.differences = ledger.differences.filter(({ symbol }) => symbol !== name);
}

/**
 * The number of the intent that an id was made of; NaN where it was made of none. A flatten without
 * an engine writes more digits there, and a number of these is beyond all that can be counted.
 */
function intentNumberOf(clientOrderId: string): number {
  const [, digits = ""] = /^tx[0-9a-z]{5}-([0-9a-z]{1,8})-[a-z]$/.exec(clientOrderId) ?? [];
  return Number.parseInt(digits, 36);
}

/** Folds a reconciliation. */
export function applyReconcile(ledger: Ledger, fact: ReconcileFact): void {
  for (const adopted of fact.adopted) adopt(ledger, fact, adopted);
  for (const name of fact.dropped) {
    const symbol = symbolNamed(ledger, name);
    if (symbol.position !== null) symbol.closedTrades.push(symbol.position.tradeId);
    symbol.position = null;
    // A fill that comes late is in what the broker has now.
    symbol.ended = [];
  }
  if (fact.adopted.length > 0) ledger.adoptedPause = true;
  // A journal that is older than the account has forgotten ids: none is given out twice.
  for (const { client_order_id } of fact.orphans) {
    const number = intentNumberOf(client_order_id);
    if (number >= ledger.nextIntent) ledger.nextIntent = number + 1;
  }
  if (fact.trigger === "over_exit") return;
  const settled = new Set([...fact.dropped, ...fact.adopted.map(({ symbol }) => symbol)]);
  ledger.differences = fact.positions.map((each) => ({ ...each }));
  ledger.mismatch = fact.positions.map(({ symbol }) => symbol).filter((each) => !settled.has(each));
  ledger.cashDifference = fact.cash_difference;
}

function adopt(ledger: Ledger, fact: ReconcileFact, adopted: Adopted): void {
  const symbol = symbolNamed(ledger, adopted.symbol);
  const { tick, lot } = symbol.instrument;
  const lots = nearestSteps(adopted.qty, lot);
  const { excess } = symbol;
  symbol.excess = null;
  if (symbol.position === null) {
    ledger.nextTrade++;
    symbol.position = positionOf(
      {
        traceId: `adopted-${adopted.trade_id}`,
        side: adopted.side,
        strategy: ADOPTED,
        regime: adopted.regime,
        targetTicks: null,
      },
      {
        tradeId: adopted.trade_id,
        entryTs: fact.ts,
        initialStopTicks: nearestSteps(adopted.stop, tick),
      },
    );
  }
  // Its own fills are exact; the broker's mean is as good as it says it.
  const tickLots =
    excess?.tickLots ?? BigInt(Math.round((adopted.entry_price / toNumber(tick)) * lots));
  addLots(symbol.position, lots, tickLots, excess?.commissionNano ?? 0n);
  if (fact.trigger !== "over_exit") symbol.ended = [];
}
