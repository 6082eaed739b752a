// The engine at one moment, as a viewer is shown it: plain JSON, held by a schema.

import * as z from "zod";
import { SYSTEM_STATES } from "../engine/live-facts.js";

/** An open position as it is shown; prices and quantities are decimals, R is `result_R`'s. */
export const positionView = z.strictObject({
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  qty: z.number(),
  entry: z.number(),
  last: z.number(),
  stop: z.number(),
  /** Where it stood first: from there to the entry is 1 R. */
  initial_stop: z.number(),
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
  /** Seconds it has been without its stop, where that is known. */
  naked_s: z.number().nonnegative().nullable().optional(),
});

/** An order that has not ended. */
export const orderView = z.strictObject({
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
  /** Least steps of its price and its quantity. */
  tick: z.number(),
  lot: z.number(),
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
  /** A flatten holds its entries back until somebody resumes. */
  held: z.boolean(),
  /** From when what is open is to be flat today, ISO-8601 UTC; null where it may stay. */
  flat_by: z.string().nullable(),
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
  /** Entries are refused, ISO-8601 UTC, half-open; also while positions are closed ahead of it. */
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
  /** Losses at which the day's and the week's tripwire trip, R; null where none is asked. */
  day_limit_R: z.number().nullable(),
  week_limit_R: z.number().nullable(),
  /** Ordinal of the account's trading day; null before the first bar. */
  account_day: z.number().nullable(),
  /** How the trader feels, 1 to 5, as far as it was said in that day. */
  mood: z.number().nullable(),
  /** Strategies that entered too often, until someone arms them again. */
  strategies_off: z.array(z.string()),
  trades_today: z.number(),
  trades_limit: z.number().nullable(),
  /** Positions at a time, entries that work for one included; null where no limit is asked. */
  positions_limit: z.number().nullable(),
  /** Seconds that positions of the account's day were without a working stop; 0 in a replay. */
  naked_s_today: z.number().nonnegative(),
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
  /** What `news` goes by: `none` is no calendar, so nobody knows; `off`, where it isn't asked. */
  calendar: z.enum(["read", "none", "off"]),
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
      /** Open of the first bar and close of the last one in the files, ISO-8601 UTC. */
      from: z.string(),
      to: z.string(),
      /** Times real time; null is as fast as it goes. */
      speed: z.number().nullable(),
    })
    .nullable(),
});

/** The engine at one moment, as plain JSON. */
export type Snapshot = z.infer<typeof snapshotSchema>;
