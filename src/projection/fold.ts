// Facts become rows. What a row says depends on the facts alone, in their order, and never on how
// many were taken at a time.

import { type ContextState, takeContext } from "../analytics/entry-context.js";
import type {
  EntrySizedFact,
  Fact,
  FillFact,
  OrderStateFact,
  OrderSubmittedFact,
  SignalFact,
  TradeClosedFact,
} from "../engine/effect.js";
import type { GuardRejectFact, ShadowClosedFact } from "../engine/guard-facts.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import type { ProtectionFact } from "../engine/trade/protection-fact.js";
import type { Database } from "./database.js";
import { bookDay, dayName, nakedMs } from "./days.js";

/** Where a fact stands. */
export interface FactPlace {
  /** The account's trading day, `YYYY-MM-DD`. */
  readonly day: string;
  /** The machine's clock at its event, UTC epoch ms; null where nobody says. */
  readonly wall: number | null;
  /** How things stand behind it. */
  readonly contexts: ContextState;
}

/** UTC epoch ms as ISO-8601. */
function timeOf(ts: number): string {
  return new Date(ts).toISOString();
}

/** The same of a time that there may not be. */
function laterOf(ts: number | null | undefined): string | null {
  return typeof ts === "number" ? timeOf(ts) : null;
}

/** Folds one fact into the tables. */
export function foldFact(database: Database, fact: Fact, place: FactPlace): void {
  switch (fact.type) {
    case "signal":
      foldSignal(database, fact, place);
      break;
    case "guard_reject":
      foldRefusal(database, fact, place);
      break;
    case "entry_sized":
      foldSize(database, fact);
      break;
    case "order_submitted":
      foldSubmitted(database, fact);
      break;
    case "order_state":
      foldState(database, fact);
      break;
    case "fill":
      foldFill(database, fact);
      break;
    case "position_opened":
      database.run(
        "UPDATE decisions SET trade_id = ?, outcome = 'accepted', reason = NULL WHERE trace_id = ?",
        [fact.trade_id, fact.trace_id],
      );
      break;
    case "stop_moved": {
      const { trade_id, from: from_price, to: to_price, why } = fact;
      database.insert("stop_moves", { ...headOf(fact), trade_id, from_price, to_price, why });
      break;
    }
    case "protection":
      foldProtection(database, fact, place);
      break;
    case "trade_closed":
      foldTrade(database, fact, place);
      break;
    case "shadow_closed":
      foldShadow(database, fact, place);
      break;
    case "reconcile":
      bookDay(database, place.day, { reconciles: 1, mismatches: fact.agrees ? 0 : 1 });
      break;
    case "tripwire":
      if (fact.state === "TRIPPED") bookDay(database, dayName(fact.day), { tripwires: 1 });
      break;
    default:
      break;
  }
}

/** What most rows begin with. */
function headOf({ seq, ts, symbol, trace_id }: Fact) {
  return { seq, ts: timeOf(ts), symbol: symbol ?? "", trace_id };
}

function foldSignal(database: Database, fact: SignalFact, { day }: FactPlace): void {
  const { strategy, origin, side, stop, target, qty, confidence, regime, price } = fact;
  database.insert("decisions", {
    ...headOf(fact),
    day,
    ...{ strategy, origin, side, stop, target, qty, confidence, regime, price },
    outcome: side === "exit" ? "exit" : "signalled",
    guards: "[]",
  });
}

function foldRefusal(database: Database, fact: GuardRejectFact, { day }: FactPlace): void {
  const { strategy, reason, trace_id } = fact;
  const [guards, inputs] = [JSON.stringify(fact.guards), JSON.stringify(fact.inputs)];
  database.insert("refusals", { ...headOf(fact), day, strategy, reason, guards, inputs });
  // The rest of an entry may be refused when a part of it is a trade already.
  database.run(
    `UPDATE decisions SET guards = ?, inputs = ?,
      outcome = iif(trade_id IS NULL, 'refused', outcome),
      reason = iif(trade_id IS NULL, ?, reason) WHERE trace_id = ?`,
    [guards, inputs, reason, trace_id],
  );
}

function foldSize(database: Database, fact: EntrySizedFact): void {
  const { qty, risk_money, stop_distance, equity, governor, regime_size, limited_by } = fact;
  database.run(
    `UPDATE decisions SET sized_qty = ?, risk_money = ?, stop_distance = ?, equity = ?,
      governor = ?, regime_size = ?, limited_by = ?, sized_seq = ? WHERE trace_id = ?`,
    [
      ...[qty, risk_money, stop_distance, equity, governor, regime_size, limited_by],
      ...[fact.seq, fact.trace_id],
    ],
  );
}

/** An order that had ended can be taken back into the ledger: it is the same one. */
function foldSubmitted(database: Database, fact: OrderSubmittedFact): void {
  const { seq, client_order_id } = fact;
  const known = database.rows<{ seq: number; ts: string; filled_qty: number }>(
    "SELECT seq, ts, filled_qty FROM orders WHERE client_order_id = ?",
    [client_order_id],
  )[0];
  const { trade_id, side, order_type, role, qty, price, reference, reason, level } = fact;
  const { strategy, regime, stop, target, risk_money } = fact;
  database.run("DELETE FROM orders WHERE client_order_id = ?", [client_order_id]);
  database.insert("orders", {
    ...headOf(fact),
    ...{ seq: known?.seq ?? seq, ts: known?.ts ?? timeOf(fact.ts) },
    ...{ client_order_id, trade_id, side, order_type, role, qty, price, reference, reason, level },
    ...{ strategy, regime, stop, target, risk_money },
    due_ts: laterOf(fact.due_ts),
    state: "SENT",
    filled_qty: known?.filled_qty ?? 0,
    state_reason: "",
    state_seq: seq,
    state_ts: timeOf(fact.ts),
  });
  if (role !== "entry") return;
  database.run(
    `UPDATE decisions SET outcome = 'accepted', reason = NULL, client_order_id = ?
      WHERE trace_id = ?`,
    [client_order_id, fact.trace_id],
  );
}

function foldState(database: Database, fact: OrderStateFact): void {
  const { seq, client_order_id, role, state, qty, filled_qty, price, reason } = fact;
  const said = { client_order_id, role, state, qty, filled_qty, price, reason };
  database.insert("order_states", { ...headOf(fact), ...said });
  const ts = timeOf(fact.ts);
  const changed = database.run(
    `UPDATE orders SET state = ?, qty = ?, filled_qty = max(filled_qty, coalesce(?, 0)),
      price = coalesce(?, price), state_reason = ?, state_seq = ?, state_ts = ?
      WHERE client_order_id = ?`,
    [state, qty, filled_qty, price, reason, seq, ts, client_order_id],
  );
  if (changed === 0) {
    const known = { client_order_id, role, qty, price, state, filled_qty, state_reason: reason };
    const { symbol, trace_id } = headOf(fact);
    const at = { seq, ts, symbol, trace_id, state_seq: seq, state_ts: ts };
    database.run(
      `INSERT INTO orders (${Object.keys({ ...at, ...known }).join(", ")})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      Object.values({ ...at, ...known }),
    );
  }
  const isOver = state === "CANCELLED" || state === "REJECTED" || state === "EXPIRED";
  if (role !== "entry" || filled_qty > 0 || !isOver) return;
  database.run(
    `UPDATE decisions SET outcome = 'unfilled', reason = ?
      WHERE trace_id = ? AND outcome = 'accepted' AND trade_id IS NULL`,
    [reason, fact.trace_id],
  );
}

function foldFill(database: Database, fact: FillFact): void {
  const { client_order_id, execution_id, side, role, qty, cum_qty, price, commission } = fact;
  database.insert("fills", {
    ...headOf(fact),
    ...{ client_order_id, execution_id, side, role, qty, cum_qty, price, commission },
    slippage_ticks: fact.slippage_ticks,
    stale_price: fact.stale_price === true ? 1 : 0,
  });
  database.run(
    "UPDATE orders SET filled_qty = max(filled_qty, coalesce(?, 0)) WHERE client_order_id = ?",
    [cum_qty, client_order_id],
  );
}

function foldProtection(database: Database, fact: ProtectionFact, place: FactPlace): void {
  const { trade_id, state, qty, protected_qty, naked_ms = null, since_ts, alarm } = fact;
  const more = nakedMs(database, trade_id, naked_ms ?? 0);
  if (more > 0) bookDay(database, place.day, { naked_ms: more });
  database.insert("protections", {
    ...headOf(fact),
    ...{ trade_id, state, qty, protected_qty, naked_ms },
    since_ts: laterOf(since_ts),
    alarm: alarm === true ? 1 : 0,
  });
}

function foldTrade(database: Database, fact: TradeClosedFact, place: FactPlace): void {
  const { day, wall } = place;
  const trade = tradeOf(fact);
  const context = takeContext(place.contexts, fact);
  database.insert("trades", {
    seq: fact.seq,
    ...trade,
    entry_ts: timeOf(trade.entry_ts),
    exit_ts: timeOf(trade.exit_ts),
    day: dayName(fact.day),
    week: dayName(fact.week),
    leg_qty: fact.qty,
    leg_price: fact.price,
    leg_pnl: fact.pnl,
    late: fact.late === true ? 1 : 0,
    gear: context?.gear ?? null,
    governor: context?.governor ?? null,
    governor_multiplier: context?.governor_multiplier ?? null,
    regime_size: context?.regime_size ?? null,
    self_report: context?.self_report ?? null,
  });
  database.run("UPDATE decisions SET result_R = ? WHERE trace_id = ?", [
    fact.result_R,
    fact.trace_id,
  ]);
  const more = wall === null ? 0 : nakedAtEnd(database, fact.trade_id, wall);
  if (more > 0) bookDay(database, day, { naked_ms: more });
}

/** A position that went without its stop until it was closed: nothing is said of that then. */
function nakedAtEnd(database: Database, tradeId: string, wall: number): number {
  const [last] = database.rows<{ since_ts: string | null }>(
    "SELECT since_ts FROM protections WHERE trade_id = ? ORDER BY seq DESC LIMIT 1",
    [tradeId],
  );
  const since = last?.since_ts ?? null;
  return since === null ? 0 : nakedMs(database, tradeId, wall - Date.parse(since));
}

function foldShadow(database: Database, fact: ShadowClosedFact, { day }: FactPlace): void {
  const { strategy, side, entry_price, exit_price, exit_reason, bars_held, result_R } = fact;
  database.insert("shadows", {
    ...headOf(fact),
    ...{ day, strategy, side, guards: JSON.stringify(fact.guards) },
    entry_ts: timeOf(fact.entry_ts),
    exit_ts: timeOf(fact.exit_ts),
    ...{ entry_price, exit_price, exit_reason, bars_held, result_R },
  });
  database.run("UPDATE decisions SET shadow_R = ? WHERE trace_id = ?", [result_R, fact.trace_id]);
}
