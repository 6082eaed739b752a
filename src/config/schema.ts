// The whole configuration: every key, its bounds, its default and its meaning. What the engine
// decides by is held to the engine's own types, so that the two cannot drift apart.

import * as z from "zod";
import type { EngineConfig } from "../engine/config.js";
import { numberField, type Same, switchField } from "./field.js";
import { instrumentsSchema } from "./instrument-schema.js";
import {
  earlyClosesSchema,
  fusionSchema,
  newsSchema,
  orbSchema,
  regimeSchema,
  sessionsSchema,
} from "./market-schema.js";
import {
  apiSchema,
  brokerSchema,
  cockpitSchema,
  logSchema,
  notifySchema,
  strategiesSchema,
  webhookSchema,
} from "./outside-schema.js";
import {
  accountSchema,
  constraintsSchema,
  governorSchema,
  loopSchema,
  tripwiresSchema,
} from "./risk-schema.js";
import { fillsSchema, intradeSchema, protectionSchema } from "./trade-schema.js";

const engineShape = {
  account: accountSchema.describe("money and the day it is counted by"),
  fills: fillsSchema.describe("how fills are simulated"),
  intrade: intradeSchema.describe("how an open trade is managed"),
  constraints: constraintsSchema.describe("hard limits; each is held to its ceiling"),
  fusion: fusionSchema.describe("higher timeframes and their gate"),
  regime: regimeSchema.describe("trend, range or volatile, and the size for each"),
  governor: governorSchema.describe("smaller size and pauses after losses"),
  tripwires: tripwiresSchema.describe("losses at which trading stops"),
  sessions: sessionsSchema.describe("when positions must be flat"),
  loop: loopSchema.describe("a strategy that enters too often is switched off"),
  protection: protectionSchema.describe("how long a position may be without its stop"),
  orb: orbSchema.describe("the opening range"),
  duplicate_window_s: numberField(1, "seconds in which the same signal counts as a double", {
    min: 0,
  }),
  bad_print_atr: numberField(20, "jump of an open from the last close that is no price, ATRs", {
    min: 0,
  }),
  extended_hours: switchField(false, "whether stocks fill outside the session"),
};

/** Every key of the configuration. */
export const configSchema = z.strictObject({
  ...engineShape,
  strategies: strategiesSchema.describe("built-in strategies and their parameters"),
  instruments: instrumentsSchema,
  early_closes: earlyClosesSchema,
  news: newsSchema.describe("blackouts around events"),
  broker: brokerSchema.describe("patience with the broker"),
  notify: notifySchema.describe("who is told of what"),
  api: apiSchema.describe("the HTTP interface"),
  webhook: webhookSchema.describe("signals from outside"),
  cockpit: cockpitSchema.describe("how the cockpit looks, and calls a trader who looks elsewhere"),
  log: logSchema.describe("the engine's log"),
});

/** The configuration with every default filled in. */
export type Config = z.output<typeof configSchema>;

/** The engine's part of it, key by key the engine's own type. */
type EnginePart = { [Key in keyof typeof engineShape]: Config[Key] };
true satisfies Same<EnginePart, { [Key in keyof EngineConfig]: EngineConfig[Key] }>;

/** What the engine is given: the keys that can change a decision, without the rest. */
export function engineConfigOf(config: Config): EngineConfig {
  return {
    account: config.account,
    fills: config.fills,
    intrade: config.intrade,
    constraints: config.constraints,
    fusion: config.fusion,
    regime: config.regime,
    governor: config.governor,
    tripwires: config.tripwires,
    sessions: config.sessions,
    loop: config.loop,
    protection: config.protection,
    orb: config.orb,
    duplicate_window_s: config.duplicate_window_s,
    bad_print_atr: config.bad_print_atr,
    extended_hours: config.extended_hours,
  };
}
