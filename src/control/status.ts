// What `GET /api/status` answers (SPEC 16): the part of a snapshot whose field names are pinned.

import * as z from "zod";
import { SYSTEM_STATES } from "../engine/live-facts.js";
import type { Snapshot } from "../runtime/session.js";
import { orderView, positionView } from "../runtime/snapshot.js";

const isoTime = z.iso.datetime();

/** The part of a shown position that is pinned. */
const statusPosition = positionView.pick({
  ...{ symbol: true, side: true, qty: true, entry: true, last: true, stop: true, R: true },
  ...{ protection: true, bars: true, trade_state: true },
});

/** Prices and quantities are decimals, R is `result_R`'s, times are ISO-8601 UTC. */
export const statusSchema = z.strictObject({
  mode: z.enum(["REPLAY", "PAPER", "LIVE"]),
  state: z.enum(SYSTEM_STATES),
  gear: z.enum(["P", "R", "N", "D", "L"]),
  can_trade: z.boolean(),
  reason: z.string().nullable(),
  current_R: z.number(),
  day_R: z.number(),
  week_R: z.number(),
  equity: z.number(),
  positions: z.array(statusPosition),
  orders: z.array(orderView),
  governor: z.strictObject({
    badge: z.enum(["CALM", "CAUTION", "COOL-DOWN"]),
    multiplier: z.number(),
    reason: z.string(),
    cooldown_bars_left: z.number().nullable(),
  }),
  news: z.array(
    z.strictObject({
      symbol: z.string(),
      in_blackout: z.boolean(),
      title: z.string(),
      from: isoTime,
      to: isoTime,
    }),
  ),
  feed: z.strictObject({ last_ts: isoTime.nullable(), age_ms: z.number().nullable() }),
  engine: z.strictObject({ pid: z.number(), seq: z.number(), started: isoTime }),
});

/** The engine's status as it is answered. */
export type Status = z.infer<typeof statusSchema>;

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];

/** A position with the fields of SPEC 16 alone. */
export function statusPositionOf(position: Position): Status["positions"][number] {
  const { symbol, side, qty, entry, last, stop, R, protection, bars, trade_state } = position;
  return { symbol, side, qty, entry, last, stop, R, protection, bars, trade_state };
}

/** An order with the fields of SPEC 16 alone. */
export function statusOrderOf(order: Order): Status["orders"][number] {
  const { client_order_id, symbol, side, type, qty, price, state, role } = order;
  return { client_order_id, symbol, side, type, qty, price, state, role };
}

/** ISO-8601 UTC with milliseconds, also where the snapshot left them out. */
const iso = (time: string): string => new Date(time).toISOString();

/** The status that a snapshot says. */
export function statusOf(snapshot: Snapshot): Status {
  const { mode, state, gear, can_trade, reason, current_R, day_R, week_R, equity } = snapshot;
  const { badge, multiplier, reason: why, cooldown_bars_left } = snapshot.governor;
  const { last_ts, age_ms } = snapshot.feed;
  const age = age_ms === null ? null : Math.round(age_ms);
  const { pid, seq, started } = snapshot.engine;
  return {
    ...{ mode, state, gear, can_trade, reason, current_R, day_R, week_R, equity },
    positions: snapshot.positions.map(statusPositionOf),
    orders: snapshot.orders.map(statusOrderOf),
    governor: { badge, multiplier, reason: why, cooldown_bars_left },
    news: snapshot.news.map(({ symbol, in_blackout, title, from, to }) => {
      return { symbol, in_blackout, title, from: iso(from), to: iso(to) };
    }),
    feed: { last_ts: last_ts === null ? null : iso(last_ts), age_ms: age },
    engine: { pid, seq, started: iso(started) },
  };
}
