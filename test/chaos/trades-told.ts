// Trades of a run that was killed, held against those of one that never was.

import type { Judgement } from "./oracle.js";

/** What must be the same of a trade, however often its process died. */
interface Told {
  readonly entry: string;
  readonly text: string;
}

const FIELDS = [
  "symbol",
  "side",
  "trade_qty",
  "entry_ts",
  "exit_ts",
  "entry_price",
  "exit_price",
  "initial_stop",
  "exit_reason",
  "gross_pnl",
  "commission",
  "net_pnl",
  "result_R",
  "bars_held",
] as const;

function toldOf({ orders }: Judgement): Told[] {
  return orders.closed.map((fact) => {
    const text = FIELDS.map((field) => `${field} ${JSON.stringify(fact[field])}`).join(", ");
    return { entry: String(fact.entry_ts), text };
  });
}

/** How two runs compare. */
export interface Comparison {
  readonly same: number;
  /** Trades that only the other one has because a death took their entry, and it was said. */
  readonly lost: number;
  readonly problems: readonly string[];
}

/**
 * Compares. A death between an entry's line and its sending loses that entry: it is never sent
 * twice and never sent late, and is then presumed lost, which a fact says. Nothing else may differ.
 */
export function compareTrades(killed: Judgement, whole: Judgement): Comparison {
  const there = new Map(toldOf(whole).map(({ entry, text }) => [entry, text]));
  const problems: string[] = [];
  let same = 0;
  let lost = 0;
  for (const { entry, text } of toldOf(killed)) {
    const other = there.get(entry);
    there.delete(entry);
    if (other === text) same++;
    else problems.push(`a trade differs: ${text}; never killed: ${other ?? "none"}`);
  }
  for (const [entry, text] of there) {
    if (isExcused(killed, entry)) lost++;
    else problems.push(`a trade is missing, and nothing says why: ${text}`);
  }
  return { same, lost, problems };
}

/** The bar before an entry, ms. */
const BAR_MS = 15 * 60_000;

/** A fact says why the entry that would have filled at `ts` did not. */
function isExcused({ orders, journal }: Judgement, ts: string): boolean {
  const entry = Date.parse(ts);
  const isLost = [...orders.orders.values()].some((order) => {
    const distance = entry - Date.parse(order.submittedTs);
    const isItself = order.role === "entry" && distance >= 0 && distance < BAR_MS;
    return isItself && order.state === "EXPIRED";
  });
  if (isLost) return true;
  // Died at the signal's bar: what was decided on it is gone with it.
  return journal.groups.some(({ steps }) =>
    steps.some(({ event }) => event.type === "boot" && Math.abs(entry - Number(event.ts)) < BAR_MS),
  );
}
