// The session: all that a screen, the API or the command line may see of a running engine and
// do to it. Everything that passes is plain JSON, so that it makes no difference whether the
// viewer sits in this process or at the other end of a socket.

import * as z from "zod";
import type { GuardWorth } from "../analytics/guard-worth.js";
import type { Metrics } from "../analytics/metrics.js";
import type { ShadowClosedFact } from "../engine/guard-facts.js";
import { SYSTEM_STATES } from "../engine/live-facts.js";
import type { TradeRecord } from "../engine/trade/record.js";

/** An open position as it is shown; prices and quantities are decimals, R is `result_R`'s. */
const positionView = z.strictObject({
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  qty: z.number(),
  entry: z.number(),
  last: z.number(),
  stop: z.number(),
  R: z.number(),
  protection: z.enum(["PROTECTED", "NAKED", "UNKNOWN"]),
  bars: z.number(),
  trade_state: z.enum(["PARTIAL", "MANAGED", "EXITING"]),
  strategy: z.string(),
  /** Net profit in the account's currency: booked legs, open profit, commission. */
  pnl: z.number(),
  /** First full quantity. */
  trade_qty: z.number(),
  /** Why the stop stands where it does. */
  stop_why: z.enum(["initial", "break_even", "atr", "swing", "hand"]),
  /** Bars after which it leaves; null is never. */
  bars_limit: z.number().nullable(),
});

/** An order that has not ended. */
const orderView = z.strictObject({
  client_order_id: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop"]),
  qty: z.number(),
  price: z.number().nullable(),
  state: z.string(),
  role: z.enum(["entry", "stop", "target", "exit"]),
});

/** A market as it is shown: what is known of it at the last close. */
const symbolView = z.strictObject({
  symbol: z.string(),
  /** Places after the point that its tick asks for. */
  decimals: z.number(),
  timeframe: z.string(),
  /** IANA zone of the exchange and what its clock is ahead of UTC now, ms. */
  zone: z.string(),
  utc_offset_ms: z.number(),
  last: z.number().nullable(),
  vwap: z.number().nullable(),
  atr: z.number().nullable(),
  adx: z.number().nullable(),
  /** `NOTRADE` lies over the market's own while a blackout stands. */
  regime: z.enum(["TREND", "RANGE", "VOLATILE", "NOTRADE"]),
  /** What the regime leaves of an entry's size. */
  size_share: z.number(),
  timeframes: z.array(
    z.strictObject({
      name: z.string(),
      adx: z.number().nullable(),
      /** 1 up, -1 down, 0 neither; null until warm. */
      trend: z.number().nullable(),
      /** Base bars left until it is warm; 0 when it is. */
      warm_in: z.number(),
    }),
  ),
});

/** The blackout that a symbol is in, or comes to next. */
const newsView = z.strictObject({
  symbol: z.string(),
  in_blackout: z.boolean(),
  /** Of all its events. */
  title: z.string(),
  /** ISO-8601 UTC, half-open. */
  from: z.string(),
  to: z.string(),
});

/** The engine at one moment; at most 64 KB of JSON. */
export const snapshotSchema = z.strictObject({
  mode: z.enum(["REPLAY", "PAPER", "LIVE"]),
  state: z.enum(SYSTEM_STATES),
  /** Why it is in that state, where it is not READY; else null. */
  state_reason: z.string().nullable(),
  gear: z.enum(["P", "R", "N", "D", "L"]),
  gear_reason: z.string(),
  /** Whether a new entry is possible in general, and the first guard against it. */
  can_trade: z.boolean(),
  reason: z.string().nullable(),
  trade: z.strictObject({
    state: z.enum(["FLAT", "SUBMITTED", "PARTIAL", "MANAGED", "EXITING"]),
    /** ISO-8601 UTC; null before anything was traded. */
    since: z.string().nullable(),
  }),
  current_R: z.number(),
  /** Closed trades booked in the account's day and week, and `current_R`. */
  day_R: z.number(),
  week_R: z.number(),
  /** The same in money. */
  current_pnl: z.number(),
  day_pnl: z.number(),
  week_pnl: z.number(),
  trades_today: z.number(),
  trades_limit: z.number().nullable(),
  unguarded: z.boolean(),
  equity: z.number(),
  /** ISO 4217, or `pt` where nothing is known of the instruments. */
  currency: z.string(),
  symbols: z.array(symbolView),
  governor: z.strictObject({
    badge: z.enum(["CALM", "CAUTION", "COOL-DOWN"]),
    multiplier: z.number(),
    reason: z.string(),
    /** Null where no cool-down runs. */
    cooldown_bars_left: z.number().nullable(),
  }),
  /** Symbols without a blackout to come are left out. */
  news: z.array(newsView),
  /** What guards saved (or, negative, cost) in the account's day, by trades not taken or cut. */
  guards_today: z.array(z.strictObject({ guard: z.string(), saved_R: z.number() })),
  positions: z.array(positionView),
  orders: z.array(orderView),
  /** The engine's clock, ISO-8601 UTC; in a replay the last bar's decision time. */
  now: z.string().nullable(),
  feed: z.strictObject({
    /** Close of the last bar, ISO-8601 UTC, and how long ago that is by the engine's clock. */
    last_ts: z.string().nullable(),
    age_ms: z.number().nullable(),
    /** No more bars will come. */
    ended: z.boolean(),
    /** A person's word for it: `up`, `ended`, `no data for 3m`. */
    words: z.string(),
  }),
  engine: z.strictObject({
    pid: z.number(),
    /** Of the last fact. */
    seq: z.number(),
    /** ISO-8601 UTC. */
    started: z.string(),
  }),
  /** The link to the broker; null in a replay. */
  broker: z
    .strictObject({
      name: z.string(),
      /** What names the account there. */
      account: z.string(),
      is_up: z.boolean(),
      words: z.string(),
    })
    .nullable(),
  /** The tape; null in a live run. */
  replay: z
    .strictObject({
      bars: z.number(),
      /** Bars in the files; more than will run where the range is cut. */
      total_bars: z.number(),
      /** Decision time of the last bar, ISO-8601 UTC; null before the first. */
      ts: z.string().nullable(),
      ended: z.boolean(),
      facts: z.number(),
      files: z.array(z.string()),
      /** Times real time; null is as fast as it goes. */
      speed: z.number().nullable(),
    })
    .nullable(),
});

/** The engine at one moment, as plain JSON. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What may be asked of a replay. `speed` is times real time; null is as fast as it goes. */
export const commandSchema = z.discriminatedUnion("command", [
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("resume"),
    speed: z.number().positive().nullable().optional(),
    /** Run as fast as it goes and pause at the next entry, scale-out or close. */
    until: z.literal("trade").optional(),
  }),
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("speed"),
    speed: z.number().positive().nullable(),
  }),
  z.strictObject({ command_id: z.string().min(1), command: z.literal("pause") }),
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("step"),
    bars: z.int().positive(),
  }),
  /** How the trader feels, 1 (bad) to 5; until the account's day rolls. */
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("mood"),
    score: z.int().min(1).max(5),
  }),
  z.strictObject({ command_id: z.string().min(1), command: z.literal("stop") }),
]);

/** What may be asked of a replay. */
export type Command = z.infer<typeof commandSchema>;

const head = {
  /** The same one twice does nothing. */
  command_id: z.string().min(1).max(100),
  /** Where it comes from: `cockpit`, `cli`, `api`. */
  by: z.string().min(1).max(40).default("api"),
};
const symbolName = z.string().min(1).max(40);
const price = z.number().gt(0);
const strategyName = z.string().min(1).max(100);

/** What may be asked of a live engine. Prices are decimals, quantities units. */
export const liveCommandSchema = z.discriminatedUnion("command", [
  z.strictObject({ ...head, command: z.literal("pause") }),
  z.strictObject({ ...head, command: z.literal("resume") }),
  /** The engine ends; what protects rests on. */
  z.strictObject({ ...head, command: z.literal("stop") }),
  z.strictObject({ ...head, command: z.literal("mood"), score: z.int().min(1).max(5) }),
  /** Out of everything, or of one symbol; entries are held until `resume`. */
  z.strictObject({ ...head, command: z.literal("flatten"), symbol: symbolName.optional() }),
  /** Takes per cent of the open quantity off, rounded up to lots; all where `pct` is left out. */
  z.strictObject({
    ...head,
    command: z.literal("close"),
    symbol: symbolName,
    pct: z.number().gt(0).max(100).optional(),
  }),
  z.strictObject({ ...head, command: z.literal("move_stop"), symbol: symbolName, price }),
  z.strictObject({
    ...head,
    command: z.literal("cancel"),
    client_order_id: z.string().min(1).max(100),
  }),
  z.strictObject({ ...head, command: z.literal("rearm"), strategy: strategyName }),
  z.strictObject({
    ...head,
    command: z.literal("signal"),
    symbol: symbolName,
    side: z.enum(["long", "short", "exit"]),
    stop: price.optional(),
    target: price.optional(),
    qty: price.optional(),
    tag: strategyName.optional(),
    origin: z.enum(["hand", "webhook"]).default("hand"),
    /** Says what would become of it and does nothing. */
    dry_run: z.boolean().default(false),
  }),
]);

/** What may be asked of a live engine, as it is given. */
export type LiveCommand = z.input<typeof liveCommandSchema>;

/** What would become of a signal. */
export interface DryRun {
  /** Units; 0 where a guard objects or nothing is left. */
  readonly qty: number;
  /** Money at risk at its stop. */
  readonly R: number;
  readonly verdicts: readonly {
    readonly guard: string;
    readonly ok: boolean;
    readonly inputs: Readonly<Record<string, unknown>>;
  }[];
}

/** What became of a flatten, once the broker says flat or the patience is at its end. */
export interface Residual {
  readonly positions: readonly { readonly symbol: string; readonly qty: number }[];
  readonly orders: readonly { readonly client_order_id: string; readonly symbol: string }[];
}

/** A command's outcome; a refusal has a code and says why in words. */
export type CommandAnswer =
  | {
      readonly accepted: true;
      readonly command_id: string;
      /** Of a signal's dry run. */
      readonly dry_run?: DryRun;
      /** Of a flatten: what is left, nothing when it is done. */
      readonly residual?: Residual;
    }
  | {
      readonly accepted: false;
      readonly command_id: string;
      readonly code: string;
      readonly message: string;
    };

/** A fact as plain JSON, the way it is journalled. */
export type FactJson = Readonly<Record<string, unknown>> & { readonly seq: number };

/** A shadow trade that has ended, with the guards it is booked to. Times are UTC epoch ms. */
export type ShadowRecord = Omit<ShadowClosedFact, "seq" | "ts" | "type">;

/** The queries a session answers, with what they take and give. */
export interface Queries {
  metrics: { args: Record<string, never>; result: Metrics };
  trades: { args: { limit?: number; offset?: number }; result: readonly TradeRecord[] };
  run: { args: Record<string, never>; result: RunReport };
  /** What each guard is worth so far, with how sure that is. */
  guards: { args: Record<string, never>; result: readonly GuardWorth[] };
  /** Closed shadows, of one guard or of all: the trades behind what guards are worth. */
  shadows: { args: { guard?: string }; result: readonly ShadowRecord[] };
  /**
   * The last closes of a symbol, oldest first, at most as many as the session keeps; and how many
   * there have been.
   */
  closes: {
    args: { symbol: string; limit: number };
    result: { readonly count: number; readonly closes: readonly number[] };
  };
}

/** How a replay went, so far or at its end. */
export interface RunReport {
  readonly bars: number;
  /** Open time of the first and last bar, ISO-8601 UTC; null without bars. */
  readonly from: string | null;
  readonly to: string | null;
  readonly elapsed_ms: number;
  readonly bars_per_second: number | null;
  readonly latency_us: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly p999: number | null;
    readonly p9999: number | null;
    readonly max: number | null;
  };
  readonly facts: number;
  readonly facts_sha256: string;
  readonly signals_without_bar: number;
}

/** What every viewer holds. */
export interface Session<Asked = Command> {
  snapshot(): Promise<Snapshot>;
  /**
   * Calls back with each fact whose `seq` is above `fromSeq`: first those still at hand, then
   * each as it comes. Resolves to a function that ends it.
   */
  subscribe(fromSeq: number, callback: (fact: FactJson) => void): Promise<() => void>;
  query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Promise<Queries[Name]["result"]>;
  submit(command: Asked): Promise<CommandAnswer>;
}

/** A session with a live engine. */
export type LiveSession = Session<LiveCommand>;
