// What may be asked of a live engine, as it comes from a key, a shell or the API.

import * as z from "zod";

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
  /** Takes per cent of what no exit takes off already, rounded up to lots; all without `pct`. */
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
  /** Reads the calendars of news again, as saving one does. */
  z.strictObject({ ...head, command: z.literal("reload_calendar") }),
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
