// The part of the configuration that says how a trade is filled and managed.

import * as z from "zod";
import { nullableNumber, numberField, positiveNumber } from "./field.js";

/** How fills are simulated. */
export const fillsSchema = z
  .strictObject({
    slippage_ticks: numberField(1, "slippage of market orders and stops, ticks", {
      min: 0,
      whole: true,
    }),
    limit_fill: z
      .enum(["touch", "through"])
      .default("touch")
      .describe("whether a limit fills when touched or only when traded through"),
    max_volume_pct: nullableNumber(
      10,
      "per cent of a bar's volume that entries and limits may take; null is no cap",
      { min: 0 },
    ),
    commission_per_side: nullableNumber(
      null,
      "money per contract or share, basis points of notional for crypto and FX; null is by " +
        "class: futures 0.62, stocks 0.005, crypto 5 bp, FX 0.2 bp",
      { min: 0 },
    ),
  })
  .prefault({});

const inFavour = { min: 0 };
const bars = { min: 1, whole: true };

const trailSchema = z
  .strictObject({
    mode: z
      .enum(["atr", "swing", "none"])
      .default("atr")
      .describe("what the stop trails behind: the extreme less ATRs, the swing, or nothing"),
    atr_mult: numberField(1.5, "distance of the ATR trail, ATRs", { min: 0 }),
    lookback: numberField(5, "completed bars of the swing", bars),
    start_at_r: numberField(1, "R in favour from which the stop trails", inFavour),
  })
  .prefault({})
  .describe("how the stop follows");

/** A level of 1/3, three times, is a little more than the whole in binary. */
const ROUNDING = 1e-9;

const scaleOutSchema = z
  .array(
    z.strictObject({
      at_r: positiveNumber.describe("R in favour"),
      pct: z
        .number()
        .gt(0)
        .max(1)
        .meta({ right: "a number above 0, at most 1" })
        .describe("fraction of the first full quantity, 0 to 1"),
    }),
  )
  .refine(
    (levels) => levels.reduce((sum, { pct }) => sum + pct, 0) <= 1 + ROUNDING,
    "the fractions in pct must add up to 1 or less",
  )
  .refine(
    (levels) =>
      levels.every(({ at_r }, place) => place === 0 || at_r > (levels[place - 1]?.at_r ?? 0)),
    "the levels must be in rising order of at_r",
  )
  .default([
    { at_r: 1, pct: 0.5 },
    { at_r: 2, pct: 0.5 },
  ])
  .describe("levels at which part is taken off; [] is none");

/** How an open trade is managed. */
export const intradeSchema = z
  .strictObject({
    break_even_at_r: nullableNumber(
      1,
      "R in favour at which the stop goes to break-even; null is off",
      inFavour,
    ),
    break_even_offset_ticks: numberField(0, "ticks beyond the entry for that stop", {
      whole: true,
    }),
    trail: trailSchema,
    scale_out: scaleOutSchema,
    scale_out_mode: z
      .enum(["limit", "on_bar"])
      .default("limit")
      .describe("whether scale-outs rest as limits or are decided on the close"),
    max_bars_in_trade: nullableNumber(120, "bars after which a trade is left; null is off", bars),
  })
  .prefault({});

/** How long a position may be without its stop; live only. */
export const protectionSchema = z
  .strictObject({
    naked_alarm_s: numberField(2, "seconds without a working stop after which it is an alarm", {
      min: 0,
    }),
    naked_exit_s: numberField(10, "seconds without a working stop after which it is closed", {
      min: 0,
    }),
  })
  .prefault({});
