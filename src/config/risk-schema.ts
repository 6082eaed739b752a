// The part of the configuration that says how much is risked and when to stop.

import * as z from "zod";
import { CONSTRAINT_DEFAULTS as DEFAULTS } from "../engine/risk/ceilings.js";
import { clockSpan, currencyCode, nullableNumber, numberField, positiveNumber } from "./field.js";

/** Money and the day it is counted by. */
export const accountSchema = z
  .strictObject({
    equity: positiveNumber.default(50_000).describe("starting equity, in the account's currency"),
    currency: currencyCode.default("USD").describe("currency of the account"),
    day: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("symbol whose trading day is the account's; null is the first instrument's"),
    fx: z
      .record(currencyCode, positiveNumber)
      .default({})
      .describe("by currency: account currency per 1.0 of it"),
  })
  .prefault({});

const whole = { min: 0, whole: true };
const amount = { min: 0 };

/** Hard limits; their ceilings are the risk room's. */
export const constraintsSchema = z
  .strictObject({
    risk_per_trade_pct: numberField(
      DEFAULTS.risk_per_trade_pct,
      "per cent of equity risked on one trade",
      amount,
    ),
    daily_loss_limit: positiveNumber
      .nullable()
      .default(DEFAULTS.daily_loss_limit)
      .describe("money: a day's loss, open and closed, that locks the day; null is none"),
    dll_fraction_per_trade: numberField(
      DEFAULTS.dll_fraction_per_trade,
      "fraction of daily_loss_limit that one trade may risk",
      amount,
    ),
    max_trades_per_day: numberField(DEFAULTS.max_trades_per_day, "filled entries a day", whole),
    max_trades_per_week: numberField(DEFAULTS.max_trades_per_week, "filled entries a week", whole),
    max_open_positions: numberField(DEFAULTS.max_open_positions, "positions at a time", whole),
    max_contracts: numberField(DEFAULTS.max_contracts, "contracts of futures an entry", whole),
    max_notional_pct: z
      .strictObject({
        stock: numberField(DEFAULTS.max_notional_pct.stock, "of stocks, per cent", amount),
        crypto: numberField(DEFAULTS.max_notional_pct.crypto, "of crypto, per cent", amount),
        fx: numberField(DEFAULTS.max_notional_pct.fx, "of spot FX, per cent", amount),
      })
      .prefault({})
      .describe("an entry's notional, per cent of equity, by asset class"),
    max_spread_ticks: numberField(DEFAULTS.max_spread_ticks, "widest spread, ticks", amount),
    max_slippage_ticks: numberField(DEFAULTS.max_slippage_ticks, "most slippage, ticks", whole),
    max_order_rate_per_min: numberField(
      DEFAULTS.max_order_rate_per_min,
      "orders a minute, cancels and exits exempt",
      whole,
    ),
    price_collar_pct: numberField(
      DEFAULTS.price_collar_pct,
      "per cent that an order's price may be away from the market",
      amount,
    ),
    min_stop_ticks: numberField(DEFAULTS.min_stop_ticks, "nearest stop, ticks", whole),
    allowed_symbols: z
      .array(z.string().min(1))
      .nullable()
      .default(DEFAULTS.allowed_symbols)
      .describe("symbols that may be traded; null is every one"),
    sessions: z
      .union([z.literal("rth"), z.array(clockSpan)])
      .default(DEFAULTS.sessions)
      .describe("when entries are allowed, exchange time: rth, or a list of HH:MM-HH:MM"),
  })
  .prefault({});

const ramp = (bounds: z.ZodNumber) => z.tuple([bounds, bounds, bounds]);
const deepens = ([first, second, third]: readonly number[]): boolean =>
  (first as number) >= (second as number) && (second as number) >= (third as number);
const lengthens = ([first, second, third]: readonly number[]): boolean =>
  (first as number) <= (second as number) && (second as number) <= (third as number);

/** Smaller size and pauses after losses. */
export const governorSchema = z
  .strictObject({
    window: numberField(20, "trades over which the drawdown is taken", { min: 1, whole: true }),
    drawdown_r: ramp(z.number().max(0))
      .refine(deepens, "the three must go down, e.g. [-2,-3,-4]")
      .default([-2, -3, -4])
      .describe("drawdown in R at which size goes to 0.75, 0.5 and 0"),
    streak: ramp(z.int().min(1))
      .refine(lengthens, "the three must go up, e.g. [2,3,4]")
      .default([2, 3, 4])
      .describe("losses in a row at which size goes to 0.75, 0.5 and 0"),
    cooldown_bars: numberField(30, "base bars without entries after a stop at 0", whole),
    scratch_r: numberField(0.1, "results within this many R of 0 are neither win nor loss", amount),
  })
  .prefault({});

const action = z.enum(["BLOCK", "FLATTEN", "LOCK"]);
const loss = { max: 0 };

/** Losses at which trading stops. */
export const tripwiresSchema = z
  .strictObject({
    day_r: nullableNumber(-2, "R of a day, closed and open, at which it trips; null is off", loss),
    day_action: action.default("LOCK").describe("what a tripped day does"),
    week_r: nullableNumber(-5, "R of a week at which it trips; null is off", loss),
    week_action: action.default("LOCK").describe("what a tripped week does"),
    red_days: nullableNumber(3, "losing days in a row at which it trips; null is off", {
      min: 1,
      whole: true,
    }),
    red_days_action: action.default("BLOCK").describe("what a row of losing days does"),
  })
  .prefault({});

/** A strategy that enters too often is switched off. */
export const loopSchema = z
  .strictObject({
    entries: numberField(10, "entries of one strategy in the window that count as a loop", {
      min: 1,
      whole: true,
    }),
    window_min: numberField(10, "length of that window, minutes", amount),
  })
  .prefault({});
