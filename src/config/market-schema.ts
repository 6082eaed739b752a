// The part of the configuration that says how the market is read.

import * as z from "zod";
import { closingTime, nullableNumber, numberField, switchField } from "./field.js";
import { isZone } from "./instrument-schema.js";

const adx = { min: 0, max: 100 };
const multiplier = { min: 0, max: 1 };

/** Higher timeframes and their gate. */
export const fusionSchema = z
  .strictObject({
    enabled: switchField(true, "whether trend entries ask the higher timeframes"),
    timeframes: z
      .array(
        z
          .string()
          .regex(/^[1-9][0-9]{0,4}[smhd]$/)
          .meta({ right: "a timeframe such as 15m or 1h" }),
      )
      .default(["15m", "1h"])
      .describe("timeframes above the base bars"),
    adx_threshold: numberField(20, "ADX that each timeframe must be above", adx),
    require_base: switchField(false, "whether the base bars' trend must agree as well"),
    gate_signals: switchField(true, "whether signals from file, webhook and hand are asked too"),
    warmup: z
      .enum(["refuse", "pass"])
      .default("refuse")
      .describe("what happens to entries until the timeframes are warm"),
    keep: numberField(200, "completed bars kept per timeframe", {
      min: 1,
      max: 100_000,
      whole: true,
    }),
  })
  .prefault({});

/** Thresholds of the regimes, and the size for each. */
export const regimeSchema = z
  .strictObject({
    adx_trend: numberField(25, "ADX above which it can be a trend", adx),
    adx_range: numberField(20, "ADX below which it can be a range", adx),
    or_hold_min: numberField(30, "minutes outside the opening range that count as held", {
      min: 0,
    }),
    size: z
      .strictObject({
        TREND: numberField(1, "size multiplier in a trend", multiplier),
        RANGE: numberField(0.85, "size multiplier in a range", multiplier),
        VOLATILE: numberField(0.5, "size multiplier otherwise", multiplier),
      })
      .prefault({})
      .describe("size multiplier by regime"),
  })
  .refine(
    ({ adx_trend, adx_range }) => adx_range <= adx_trend,
    "adx_range must not be above adx_trend",
  )
  .prefault({});

/** The opening range. */
export const orbSchema = z
  .strictObject({
    minutes: numberField(15, "length of the opening range, minutes", { min: 1, max: 1440 }),
  })
  .prefault({});

/** When positions must be flat. */
export const sessionsSchema = z
  .strictObject({
    flat_before_close_min: nullableNumber(
      5,
      "minutes before the day's end by which positions are flat; null holds overnight",
      { min: 0, max: 1440 },
    ),
  })
  .prefault({});

const closes = z.record(
  z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
    .meta({ right: "a date as YYYY-MM-DD" }),
  closingTime,
);

/** By calendar, by date: the close, or `closed`. */
export const earlyClosesSchema = z
  .strictObject({
    cme: closes.default({}).describe("CME: by date, the close in exchange time, or closed"),
    nyse: closes.default({}).describe("NYSE: by date, the close in exchange time, or closed"),
  })
  .prefault({})
  .describe("early closes of one's own; they win over the shipped ones");

/** A blackout around an event; null is none. */
const blackout = (before: number, after: number, impact: string) =>
  z
    .strictObject({
      before_min: numberField(before, "minutes before the event", { min: 0 }),
      after_min: numberField(after, "minutes after the event", { min: 0 }),
    })
    .nullable()
    .describe(`blackout around events of ${impact} impact; null is none`);

const switches = z.record(z.string().min(1), z.boolean()).default({});

const zoneName = z
  .string()
  .refine((name) => /^[+-]\d\d:\d\d$/.test(name) || isZone(name), "must be a time zone")
  .meta({ right: "a time zone such as America/New_York" });

/** Blackouts around events. */
export const newsSchema = z
  .strictObject({
    high: blackout(10, 10, "high").prefault({}),
    medium: blackout(2, 5, "medium").prefault({}),
    low: blackout(0, 0, "low").default(null),
    flatten_before_min: nullableNumber(
      null,
      "minutes before a blackout by which open positions are closed; null leaves them",
      { min: 0 },
    ),
    symbols: switches.describe("by symbol: false switches its blackouts off"),
    asset_classes: switches.describe("by asset class: false switches its blackouts off"),
    zones: z
      .record(z.string().min(1), zoneName)
      .default({})
      .describe("by calendar file name: time zone of stamps that state none"),
  })
  .prefault({});
