// Facts of the guards: what holds entries back or cuts them, and what that was worth.

import type { FactHead } from "./fact-head.js";
import type { Gear } from "./risk/gear-letter.js";
import type { ExitReason } from "./trade/record.js";

/** The mental governor's answer changed (SPEC 10). */
export interface GovernorChangedFact extends FactHead<"governor_changed"> {
  /** The rule that decides, or `none`. */
  rule: "none" | "drawdown" | "streak" | "self_report" | "cooldown_served";
  inputs: Record<string, unknown>;
  multiplier: number;
  badge: "CALM" | "CAUTION" | "COOL-DOWN";
  reason: string;
  /** End of the cool-down, or null where none runs. */
  cooldown_until_ts: number | null;
}

/** A tripwire, the money limit or a switched-off strategy took hold, or let go (SPEC 7). */
export interface TripwireFact extends FactHead<"tripwire"> {
  /** `tripwire_day`, `tripwire_week`, `tripwire_red_days`, `daily_loss_limit` or `loop`. */
  rule: string;
  state: "TRIPPED" | "ENDED";
  action: "BLOCK" | "FLATTEN" | "LOCK" | "DISABLE";
  inputs: Record<string, unknown>;
  /** Ordinals of the account's trading day and week it happened in. */
  day: number;
  week: number;
  /** Ended: R and money that no longer count for the rest of its day and week, 0 or below. */
  forgiven_r?: number;
  forgiven_money?: number;
  /** Ended by the roll, with nobody asked. */
  auto?: boolean;
}

/** A looser limit was asked for; it holds from the next roll of its day or week. */
export interface LimitPendingFact extends FactHead<"limit_pending"> {
  rule: string;
  effective: unknown;
  asked: unknown;
}

/** Someone acted. */
export interface OperatorFact extends FactHead<"operator"> {
  command: string;
  by: string;
  inputs: Record<string, unknown>;
}

/** What a refused signal goes on with as a shadow trade: what an entry would have had. */
export interface ShadowPlan {
  qty: number;
  stop: number;
  target: number | null;
  /** Money by which the quantity is floored again at the fill; 0 is not limited. */
  risk_money: number;
}

/** A signal, or an entry at its open, was refused: by whom (the first is the reason), on what. */
export interface GuardRejectFact extends FactHead<"guard_reject"> {
  reason: string;
  guards: string[];
  inputs: Record<string, unknown>;
  strategy: string;
  /** It lives on as a shadow trade, with this: a restart begins it again from here. */
  shadow?: ShadowPlan | undefined;
}

/** A refused signal lives on as a shadow trade (SPEC 12). */
export interface ShadowOpenedFact extends FactHead<"shadow_opened"> {
  strategy: string;
  side: "long" | "short";
  /** All guards that objected. */
  guards: readonly string[];
  qty: number;
  price: number;
  stop: number;
  target: number | null;
}

/** A shadow trade ended: what it would have made. */
export interface ShadowClosedFact extends FactHead<"shadow_closed"> {
  strategy: string;
  side: "long" | "short";
  guards: readonly string[];
  entry_ts: number;
  exit_ts: number;
  entry_price: number;
  exit_price: number;
  exit_reason: ExitReason;
  bars_held: number;
  result_R: number;
}

/** The letter that sums it up has changed (SPEC 14). */
export interface GearChangedFact extends FactHead<"gear_changed"> {
  from: Gear;
  to: Gear;
  reason: string;
}

/** A symbol came into a news blackout, or out of it. */
export interface NewsWindowFact extends FactHead<"news_window"> {
  state: "ENTERED" | "LEFT";
  titles: readonly string[];
  impact: string;
  from_ts: number;
  to_ts: number;
}

/** A news calendar was taken, or could not be. */
export interface CalendarLoadedFact extends FactHead<"calendar_loaded"> {
  files: readonly { path: string; format: string; events: number; skipped: number }[];
  /** Blackouts by symbol. */
  windows: Record<string, number>;
  /** Why the last good one stands, or null. */
  problem: string | null;
}
