// What the tables of the view say, worked out from all facts at once: each table by itself, with
// nothing carried along.

import type { Fact } from "../../src/engine/effect.js";
import { contextOf } from "./naive-context.js";

/** A fact with the account's day and the machine's clock at its event. */
export interface Told {
  readonly fact: Fact;
  readonly day: string;
  readonly wall: number | null;
}

type Row = Record<string, unknown>;
type Kind<Type extends Fact["type"]> = Extract<Fact, { type: Type }>;

const iso = (ts: number): string => new Date(ts).toISOString();
const dateOf = (ordinal: number): string => iso(ordinal * 86_400_000).slice(0, 10);
const isOver = (state: string): boolean => ["CANCELLED", "REJECTED", "EXPIRED"].includes(state);

/** Facts of a kind with what was told beside them. */
function kindOf<Type extends Fact["type"]>(
  told: readonly Told[],
  type: Type,
): (Told & { fact: Kind<Type> })[] {
  return told.filter((one): one is Told & { fact: Kind<Type> } => one.fact.type === type);
}

/** A fact's own columns: times as text, flags as 0 or 1, lists and objects as JSON. */
function columns(fact: Fact, names: readonly string[]): Row {
  const from = fact as unknown as Record<string, unknown>;
  return Object.fromEntries(
    ["seq", "ts", "symbol", "trace_id", ...names].map((name) => {
      const value = from[name] ?? null;
      if ((name === "ts" || name.endsWith("_ts")) && value !== null) {
        return [name, iso(value as number)];
      }
      return [name, typeof value === "object" && value !== null ? JSON.stringify(value) : value];
    }),
  );
}

/** A trade's row has the times of its entry and its exit, and none of its own. */
function withoutTs(fact: Fact, names: readonly string[]): Row {
  const { ts: _, ...rest } = columns(fact, names);
  return rest;
}

function tradesOf(told: readonly Told[]): Row[] {
  return kindOf(told, "trade_closed").map(({ fact }) => ({
    ...contextOf(
      told.map((one) => one.fact),
      fact,
    ),
    ...withoutTs(fact, [
      ...["trade_id", "side", "strategy", "regime", "entry_ts", "exit_ts", "entry_price"],
      ...["exit_price", "initial_stop", "exit_reason", "gross_pnl", "commission", "net_pnl"],
      ...["result_R", "bars_held", "mae_R", "mfe_R", "slippage_ticks", "entry_hour"],
      ...["entry_weekday", "exit_day"],
    ]),
    qty: fact.trade_qty,
    day: dateOf(fact.day),
    week: dateOf(fact.week),
    leg_qty: fact.qty,
    leg_price: fact.price,
    leg_pnl: fact.pnl,
    late: fact.late === true ? 1 : 0,
  }));
}

function ordersOf(told: readonly Told[]): Row[] {
  const said = told
    .map(({ fact }) => fact)
    .filter(
      (fact): fact is Kind<"order_submitted"> | Kind<"order_state"> =>
        fact.type === "order_submitted" || fact.type === "order_state",
    );
  const ids = [...new Set(said.map((fact) => fact.client_order_id))];
  return ids.map((id) => {
    const own = said.filter((fact) => fact.client_order_id === id);
    const first = own[0] as Fact;
    const last = own.at(-1) as (typeof own)[number];
    const sent = own.findLast((fact) => fact.type === "order_submitted");
    const states = own.filter((fact) => fact.type === "order_state");
    const since = sent === undefined ? own : own.slice(own.indexOf(sent));
    const fills = kindOf(told, "fill").filter(
      // A fill of an order that is not known yet has no row to go to.
      ({ fact }) => fact.client_order_id === id && fact.seq > first.seq,
    );
    const names = ["trade_id", "side", "order_type", "reference", "reason", "level", "strategy"];
    const plan = ["regime", "stop", "target", "risk_money", "due_ts"];
    const none = Object.fromEntries([...names, ...plan].map((name) => [name, null]));
    const latest = sent ?? first;
    return {
      ...(sent === undefined ? none : columns(sent, [...names, ...plan])),
      seq: first.seq,
      ts: iso(first.ts),
      symbol: latest.symbol,
      trace_id: latest.trace_id,
      client_order_id: id,
      role: (sent ?? own[0])?.role,
      qty: last.qty,
      price: since.findLast((fact) => fact.price !== null)?.price ?? null,
      state: last.type === "order_state" ? last.state : "SENT",
      filled_qty: Math.max(
        0,
        ...states.map((fact) => fact.filled_qty),
        ...fills.map(({ fact }) => fact.cum_qty),
      ),
      state_reason: last.type === "order_state" ? last.reason : "",
      state_seq: last.seq,
      state_ts: iso(last.ts),
    };
  });
}

function outcomeOf(signal: Kind<"signal">, later: readonly Fact[]): [string, string | null] {
  if (later.some(({ type }) => type === "position_opened")) return ["accepted", null];
  const at = later.findLastIndex(
    (fact) =>
      fact.type === "guard_reject" || (fact.type === "order_submitted" && fact.role === "entry"),
  );
  const decisive = later[at];
  if (decisive === undefined) return [signal.side === "exit" ? "exit" : "signalled", null];
  if (decisive.type === "guard_reject") return ["refused", decisive.reason];
  const end = later
    .slice(at)
    .find(
      (fact) =>
        fact.type === "order_state" &&
        fact.role === "entry" &&
        fact.filled_qty === 0 &&
        isOver(fact.state),
    );
  return end?.type === "order_state" ? ["unfilled", end.reason] : ["accepted", null];
}

function decisionsOf(told: readonly Told[]): Row[] {
  return kindOf(told, "signal").map(({ fact, day }) => {
    const later = told
      .map((one) => one.fact)
      .filter((one) => one.seq > fact.seq && one.trace_id === fact.trace_id);
    const lastOf = <Type extends Fact["type"]>(type: Type): Kind<Type> | undefined =>
      later.findLast((one): one is Kind<Type> => one.type === type);
    const [outcome, reason] = outcomeOf(fact, later);
    const refusal = lastOf("guard_reject");
    const sized = lastOf("entry_sized");
    const entry = later.findLast(
      (one): one is Kind<"order_submitted"> =>
        one.type === "order_submitted" && one.role === "entry",
    );
    return {
      ...columns(fact, [
        ...["strategy", "origin", "side", "stop", "target", "qty", "confidence", "regime", "price"],
      ]),
      ...{ day, outcome, reason },
      guards: JSON.stringify(refusal?.guards ?? []),
      inputs: refusal === undefined ? null : JSON.stringify(refusal.inputs),
      sized_qty: sized?.qty ?? null,
      risk_money: sized?.risk_money ?? null,
      stop_distance: sized?.stop_distance ?? null,
      equity: sized?.equity ?? null,
      governor: sized?.governor ?? null,
      regime_size: sized?.regime_size ?? null,
      limited_by: sized?.limited_by ?? null,
      sized_seq: sized?.seq ?? null,
      client_order_id: entry?.client_order_id ?? null,
      trade_id: lastOf("position_opened")?.trade_id ?? null,
      result_R: lastOf("trade_closed")?.result_R ?? null,
      shadow_R: lastOf("shadow_closed")?.result_R ?? null,
    };
  });
}

/** What each fact adds to the time without a stop: how much longer its stretch is known to be. */
function nakedParts(told: readonly Told[]): { day: string; ms: number }[] {
  const parts: { day: string; ms: number }[] = [];
  const ids = new Set(kindOf(told, "protection").map(({ fact }) => fact.trade_id));
  for (const id of ids) {
    let known = 0;
    let since: number | null = null;
    for (const { fact, day, wall } of told) {
      if (fact.type === "protection" && fact.trade_id === id) {
        parts.push({ day, ms: Math.max(0, (fact.naked_ms ?? 0) - known) });
        known = fact.state === "PROTECTED" ? 0 : (fact.naked_ms ?? 0);
        since = fact.since_ts ?? null;
      }
      if (fact.type !== "trade_closed" || fact.trade_id !== id) continue;
      if (since !== null && wall !== null) {
        parts.push({ day, ms: Math.max(0, wall - since - known) });
      }
    }
  }
  return parts.filter(({ ms }) => ms > 0);
}

function daysOf(told: readonly Told[]): Row[] {
  const trades = kindOf(told, "trade_closed").map(({ fact }) => fact);
  const reconciles = kindOf(told, "reconcile");
  const trips = kindOf(told, "tripwire").filter(({ fact }) => fact.state === "TRIPPED");
  const naked = nakedParts(told);
  const days = new Set([
    ...trades.map(({ day }) => dateOf(day)),
    ...reconciles.map(({ day }) => day),
    ...trips.map(({ fact }) => dateOf(fact.day)),
    ...naked.map(({ day }) => day),
  ]);
  const cents = (amounts: readonly number[]): number =>
    Number(amounts.reduce((sum, one) => sum + BigInt(Math.round(one * 1e9)), 0n)) / 1e9;
  return [...days].sort().map((day) => {
    const own = trades.filter((trade) => dateOf(trade.day) === day);
    const asked = reconciles.filter((one) => one.day === day);
    return {
      day,
      trades: own.length,
      r: own.reduce((sum, { result_R }) => sum + result_R, 0),
      pnl: cents(own.map(({ net_pnl }) => net_pnl)),
      commission: cents(own.map(({ commission }) => commission)),
      naked_ms: naked.filter((one) => one.day === day).reduce((sum, { ms }) => sum + ms, 0),
      reconciles: asked.length,
      mismatches: asked.filter(({ fact }) => !fact.agrees).length,
      tripwires: trips.filter(({ fact }) => dateOf(fact.day) === day).length,
    };
  });
}

/** All tables, each in the order of `seq`, days by their date. */
export function naiveView(told: readonly Told[]): Record<string, Row[]> {
  const listed = <Type extends Fact["type"]>(type: Type, names: readonly string[]): Row[] =>
    kindOf(told, type).map(({ fact }) => columns(fact, names));
  const withDays = <Type extends Fact["type"]>(type: Type, names: readonly string[]): Row[] =>
    kindOf(told, type).map(({ fact, day }) => ({ ...columns(fact, names), day }));
  const order = ["client_order_id", "role", "qty", "price"];
  return {
    trades: tradesOf(told),
    fills: kindOf(told, "fill").map(({ fact }) => ({
      ...columns(fact, [...order, "execution_id", "side", "cum_qty", "commission"]),
      slippage_ticks: fact.slippage_ticks,
      stale_price: fact.stale_price === true ? 1 : 0,
    })),
    orders: ordersOf(told),
    order_states: listed("order_state", [...order, "state", "filled_qty", "reason"]),
    stop_moves: kindOf(told, "stop_moved").map(({ fact }) => ({
      ...columns(fact, ["trade_id", "why"]),
      from_price: fact.from,
      to_price: fact.to,
    })),
    protections: kindOf(told, "protection").map(({ fact }) => ({
      ...columns(fact, ["trade_id", "state", "qty", "protected_qty", "naked_ms", "since_ts"]),
      alarm: fact.alarm === true ? 1 : 0,
    })),
    decisions: decisionsOf(told),
    refusals: withDays("guard_reject", ["strategy", "reason", "guards", "inputs"]),
    shadows: withDays("shadow_closed", [
      ...["strategy", "side", "guards", "entry_ts", "exit_ts", "entry_price", "exit_price"],
      ...["exit_reason", "bars_held", "result_R"],
    ]),
    days: daysOf(told),
  };
}
