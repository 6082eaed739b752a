// What the engine can do: write facts and send order commands, nothing else. Facts carry their
// names as SPEC 14 has them. `ts` and every `*_ts` are UTC epoch ms inside and ISO-8601 outside;
// prices and quantities in facts are decimals on the symbol's grids, money is the account's.

import type { FactHead } from "./fact-head.js";
import type {
  CalendarLoadedFact,
  GearChangedFact,
  GovernorChangedFact,
  GuardRejectFact,
  LimitPendingFact,
  NewsWindowFact,
  OperatorFact,
  ShadowClosedFact,
  ShadowOpenedFact,
  TripwireFact,
} from "./guard-facts.js";
import type { ModeChangedFact, ReconcileFact } from "./live-facts.js";
import type { ProtectionFact } from "./trade/protection-fact.js";
import type { ExitReason, TradeRecord } from "./trade/record.js";

/** Side of an order and of a fill. */
export type OrderSide = "buy" | "sell";
/** Kind of an order. */
export type OrderType = "market" | "limit" | "stop";
/** What an order is for: to open, to protect, to take profit, or to leave at the market. */
export type OrderRole = "entry" | "stop" | "target" | "exit";

/** Life of an order; only the broker ends an `UNKNOWN`. */
export type OrderStateName =
  | "INTENDED"
  | "SENT"
  | "WORKING"
  | "PARTIAL"
  | "FILLED"
  | "CANCELLED"
  | "REJECTED"
  | "EXPIRED"
  | "UNKNOWN";

/** A decided order, in ticks and lots. */
export interface OrderIntent {
  readonly clientOrderId: string;
  readonly symbol: number;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly qtyLots: number;
  /** A stop's trigger or a limit's price in ticks; 0 for a market order. */
  readonly priceTicks: number;
  /** Orders of one group share the position's quantity: together they never exit more. */
  readonly group: string;
}

declare const approved: unique symbol;

/** A value that passed the last check before the venue; only the risk room makes one. */
export type Approved<T> = T & { readonly [approved]: true };

/** What is sent to the venue, in this order. */
export type OrderCommand =
  | {
      readonly kind: "place";
      readonly order: Approved<OrderIntent>;
      /** No open before it fills the order, UTC epoch ms; left out where any next one does. */
      readonly fromTs?: number;
    }
  | {
      readonly kind: "amend";
      readonly symbol: number;
      readonly clientOrderId: string;
      readonly qtyLots: number;
      readonly priceTicks: number;
    }
  | { readonly kind: "cancel"; readonly symbol: number; readonly clientOrderId: string };

/** A run began, with all it decides by. */
export interface BootFact extends FactHead<"boot"> {
  mode: string;
  unguarded: boolean;
  symbols: string[];
  strategies: string[];
  /** Hash of each strategy's source, or `built-in`, in the same order. */
  strategy_sources: string[];
  config: unknown;
}

/** Someone proposed a trade or an exit; prices as they were given. */
export interface SignalFact extends FactHead<"signal"> {
  strategy: string;
  origin: "strategy" | "file" | "webhook" | "hand";
  side: "long" | "short" | "exit";
  stop: number | null;
  target: number | null;
  qty: number | null;
  confidence: number | null;
  regime: string;
  /** Close of the bar the signal fell on. */
  price: number;
}

/** A hard limit refused an entry, or the second check did. */
export interface ConstraintViolationFact extends FactHead<"constraint_violation"> {
  rule: string;
  inputs: Record<string, unknown>;
}

/** A limit was asked for above its ceiling and lowered. */
export interface ConstraintClampedFact extends FactHead<"constraint_clamped"> {
  rule: string;
  asked: number;
  effective: number;
  ceiling: number;
}

/** How large an entry may be, and what decided that. Money is the account's. */
export interface EntrySizedFact extends FactHead<"entry_sized"> {
  strategy: string;
  qty: number;
  risk_money: number;
  stop_distance: number;
  equity: number;
  /** The multipliers and the ceiling that decided, for the record. */
  governor: number;
  regime_size: number;
  limited_by: string;
  note: string;
}

/** An order was decided and goes to the venue. */
export interface OrderSubmittedFact extends FactHead<"order_submitted"> {
  client_order_id: string;
  trade_id: string;
  side: OrderSide;
  order_type: OrderType;
  role: OrderRole;
  qty: number;
  price: number | null;
  /** What slippage is measured against: the close, the stop or the limit. */
  reference: number;
  reason: string;
  /** Scale-out level from 1, or 0. */
  level: number;
  strategy: string;
  regime: string;
  /** Entries only: the plan that the fill will carry. */
  stop: number | null;
  target: number | null;
  risk_money: number;
  /** Session close: the end of the day before which it should fill. */
  due_ts: number | null;
}

/** An order changed its state, quantity or price at the venue. */
export interface OrderStateFact extends FactHead<"order_state"> {
  client_order_id: string;
  state: OrderStateName;
  role: OrderRole;
  qty: number;
  filled_qty: number;
  price: number | null;
  reason: string;
}

/** An order filled, wholly or in part. Slippage is positive where it is worse. */
export interface FillFact extends FactHead<"fill"> {
  client_order_id: string;
  execution_id: string;
  side: OrderSide;
  qty: number;
  cum_qty: number;
  price: number;
  commission: number;
  role: OrderRole;
  slippage_ticks: number;
  stale_price?: boolean;
}

/** A trade's first fill. `day` and `week` are ordinals of the account's trading day and Monday. */
export interface PositionOpenedFact extends FactHead<"position_opened"> {
  trade_id: string;
  side: "long" | "short";
  strategy: string;
  regime: string;
  qty: number;
  entry_price: number;
  stop: number;
  target: number | null;
  /** Trading day and week the entry counts in. */
  day: number;
  week: number;
  /** Exchange-local hour and weekday (0 = Monday). */
  entry_hour: number;
  entry_weekday: number;
}

/** A stop was tightened. */
export interface StopMovedFact extends FactHead<"stop_moved"> {
  trade_id: string;
  from: number;
  to: number;
  why: "break_even" | "atr" | "swing" | "hand";
}

/** A scale-out or target filled; `level` counts from 1, `pnl` is the leg's net. */
export interface TpHitFact extends FactHead<"tp_hit"> {
  trade_id: string;
  level: number;
  at_r: number;
  qty: number;
  price: number;
  pnl: number;
  result_R: number;
}

/** A trade has been exposed to as many bars as it may. */
export interface TimeExitFact extends FactHead<"time_exit"> {
  trade_id: string;
  bars: number;
}

/** The last leg (`qty`, `price`, `pnl`, `reason`) and, beside it, the whole trade. */
export interface TradeClosedFact
  extends FactHead<"trade_closed">,
    Omit<TradeRecord, "symbol" | "trace_id" | "qty"> {
  symbol: string;
  trace_id: string;
  qty: number;
  price: number;
  pnl: number;
  reason: ExitReason;
  /** Ordinals of the account's trading day and week that it counts in. */
  day: number;
  week: number;
  /** First full quantity of the trade. */
  trade_qty: number;
  /** Went flat after the market had closed, because bars were missing before it. */
  late?: boolean | undefined;
  /** By its stop, which a hand had moved last; a close by hand has the same reason. */
  hand_stop?: boolean | undefined;
}

/** The market's regime changed, with what it was judged by. */
export interface RegimeChangedFact extends FactHead<"regime_changed"> {
  from: string;
  to: string;
  adx: number | null;
  vwap_slope: number | null;
  median: number | null;
}

/** One journalled event. */
export type Fact =
  | ModeChangedFact
  | ReconcileFact
  | GovernorChangedFact
  | TripwireFact
  | LimitPendingFact
  | OperatorFact
  | ShadowOpenedFact
  | ShadowClosedFact
  | GearChangedFact
  | NewsWindowFact
  | CalendarLoadedFact
  | BootFact
  | SignalFact
  | GuardRejectFact
  | ConstraintViolationFact
  | ConstraintClampedFact
  | EntrySizedFact
  | OrderSubmittedFact
  | OrderStateFact
  | FillFact
  | ProtectionFact
  | PositionOpenedFact
  | StopMovedFact
  | TpHitFact
  | TimeExitFact
  | TradeClosedFact
  | RegimeChangedFact;

/** Where `step` puts what it decided; emptied by the runner. */
export interface Out {
  readonly facts: Fact[];
  readonly orders: OrderCommand[];
}
