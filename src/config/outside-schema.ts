// The part of the configuration that no decision depends on: who may talk to the engine, and
// whom it tells. And which strategies run.

import * as z from "zod";
import { numberField, switchField } from "./field.js";

/** An address often has a token in it, so that nobody is shown it. */
const address = z
  .url({ protocol: /^https?$/ })
  .meta({ right: "an http or https address", isSecret: true });

/** Who is told of what. */
export const notifySchema = z
  .strictObject({
    command: z
      .union([z.string().min(1), z.array(z.string()).min(1)])
      .nullable()
      .default(null)
      .describe("program, or a list of it and its arguments, that is run with a notice on stdin"),
    url: address.nullable().default(null).describe("address a notice is sent to; null is none"),
    on: z
      .array(
        z.enum([
          "naked",
          "tripwire",
          "lock",
          "halted",
          "disconnect",
          "mismatch",
          "fill",
          "day_summary",
        ]),
      )
      .default([
        "naked",
        "tripwire",
        "lock",
        "halted",
        "disconnect",
        "mismatch",
        "fill",
        "day_summary",
      ])
      .describe("what is told"),
    heartbeat_url: address
      .nullable()
      .default(null)
      .describe("address called as long as all is well; null is none"),
    heartbeat_s: numberField(60, "seconds from one such call to the next", { min: 5 }),
  })
  .prefault({});

/** The HTTP interface. */
export const apiSchema = z
  .strictObject({
    cors_origins: z
      .array(
        z
          .string()
          .regex(/^https?:\/\/[^/\s]+$/)
          .meta({ right: "an origin such as https://example.com" }),
      )
      .default([])
      .describe("origins that a browser may call from"),
    key_hash: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .meta({ right: "what `config api-key` stores" })
      .nullable()
      .default(null)
      .describe("hash of the key for writes over TCP; `config api-key` makes one"),
  })
  .prefault({});

/** Patience with the broker, in seconds of the machine's clock; live only. */
export const brokerSchema = z
  .strictObject({
    ack_timeout_s: numberField(3, "seconds without an answer after which an order is unknown", {
      min: 0.05,
    }),
    lost_after_s: numberField(30, "seconds after which an unknown entry is presumed lost", {
      min: 1,
    }),
    reconcile_s: numberField(30, "seconds from one comparison with the broker to the next", {
      min: 1,
    }),
  })
  .prefault({});

/** Signals from outside. */
export const webhookSchema = z
  .strictObject({
    max_age_s: numberField(60, "seconds a webhook may be away from the clock", { min: 1 }),
  })
  .prefault({});

/** The engine's log, `data/engine.log`. */
export const logSchema = z
  .strictObject({
    level: z
      .enum(["debug", "info", "warn", "error"])
      .default("info")
      .describe("what is quieter is not logged"),
    max_mb: numberField(10, "size at which the log begins anew, MB", { min: 0.01, max: 1_000 }),
    files: numberField(5, "full logs kept beside the one that is written", {
      min: 1,
      max: 100,
      whole: true,
    }),
  })
  .prefault({});

/** The cockpit, beside what it shows. */
export const cockpitSchema = z
  .strictObject({
    theme: z
      .enum(["default", "classic", "mono"])
      .default("default")
      .describe("cyan and yellow, green and red, or no colour; NO_COLOR is mono always"),
    background: z.enum(["dark", "light"]).default("dark").describe("the terminal's own ground"),
    ascii: switchField(false, "whether nothing but ASCII is drawn, as with --ascii"),
    bell: switchField(false, "whether the terminal's bell rings when something is grave"),
    osc9: switchField(false, "whether the terminal is asked for a notification then (OSC 9)"),
  })
  .prefault({});

const parameters = (strategy: string) =>
  z
    .record(z.string().min(1), z.number())
    .default({})
    .describe(`parameters of ${strategy}; what is left out has its default`);

/** Strategies that come with the program, in the order in which they are asked. */
const BUILT_IN = ["vwap_pullback", "orb_retest", "mean_reversion"] as const;

/** Built-in strategies that run, and their parameters. */
export const strategiesSchema = z
  .strictObject({
    enabled: z
      .array(z.enum(BUILT_IN))
      .default([...BUILT_IN])
      .describe("built-in strategies that run; [] is none"),
    vwap_pullback: parameters("vwap_pullback"),
    orb_retest: parameters("orb_retest"),
    mean_reversion: parameters("mean_reversion"),
  })
  .prefault({});
