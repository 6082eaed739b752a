// What the acting routes take: each body as SPEC 16 has it, and the command that it asks for.

import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { LiveCommand } from "../runtime/session.js";

const symbol = z.string().min(1).max(40);
const price = z.number().gt(0);
const nothing = z.strictObject({});

const signal = {
  symbol,
  side: z.enum(["long", "short", "exit"]),
  stop: price.optional(),
  target: price.optional(),
  qty: price.optional(),
  tag: z.string().min(1).max(100).optional(),
};

interface Sided {
  readonly side: string;
  readonly stop?: number | undefined;
}

const hasItsStop = ({ side, stop }: Sided): boolean => side === "exit" || stop !== undefined;
const NO_STOP = { path: ["stop"], message: "an entry needs its stop" };

/** Bodies by route. Prices are decimals, quantities units. */
export const bodySchemas = {
  "/system/pause": nothing,
  "/system/resume": nothing,
  "/system/stop": nothing,
  "/system/flatten_all": z.strictObject({ confirm: z.boolean(), symbol: symbol.optional() }),
  "/governor/self_report": z.strictObject({ score: z.int().min(1).max(5) }),
  "/signals/generate": z
    .strictObject({ ...signal, dry_run: z.boolean().optional() })
    .refine(hasItsStop, NO_STOP),
  "/positions/close": z.strictObject({ symbol, pct: z.number().gt(0).max(100).optional() }),
  "/positions/move_stop": z.strictObject({ symbol, price }),
  "/orders/cancel": z.strictObject({ client_order_id: z.string().min(1).max(100) }),
  "/strategies/rearm": z.strictObject({ strategy: z.string().min(1).max(100) }),
  "/calendars/reload": nothing,
} as const;

/** What TradingView sends. `ts` is ISO-8601, or UTC epoch s or ms. */
export const webhookSchema = z
  .strictObject({
    secret: z.string().max(1_000),
    id: z.string().min(1).max(200),
    ts: z.union([z.iso.datetime({ offset: true }), z.number().gt(0).lt(1e14)]),
    ...signal,
  })
  .refine(hasItsStop, NO_STOP);

/** A route that acts. */
export type ActingPath = keyof typeof bodySchemas;

/** What an acting route takes. */
export type Body<Path extends ActingPath> = z.infer<(typeof bodySchemas)[Path]>;

/** A command without who asks, and without its id. */
type Asked = LiveCommand extends infer One
  ? One extends LiveCommand
    ? Omit<One, "command_id" | "by">
    : never
  : never;

const commandsOf: { readonly [Path in ActingPath]: (body: Body<Path>) => Asked } = {
  "/system/pause": () => ({ command: "pause" }),
  "/system/resume": () => ({ command: "resume" }),
  "/system/stop": () => ({ command: "stop" }),
  "/system/flatten_all": ({ symbol: only }) => {
    return only === undefined ? { command: "flatten" } : { command: "flatten", symbol: only };
  },
  "/governor/self_report": ({ score }) => ({ command: "mood", score }),
  "/signals/generate": (body) => ({ command: "signal", origin: "hand", ...body }),
  "/positions/close": (body) => ({ command: "close", ...body }),
  "/positions/move_stop": (body) => ({ command: "move_stop", ...body }),
  "/orders/cancel": (body) => ({ command: "cancel", ...body }),
  "/strategies/rearm": (body) => ({ command: "rearm", ...body }),
  "/calendars/reload": () => ({ command: "reload_calendar" }),
};

/**
 * The command that a body asks for.
 * @param by who asks: `cli`, `api`
 */
export function commandOf<Path extends ActingPath>(
  path: Path,
  body: Body<Path>,
  by: string,
): LiveCommand {
  return { ...commandsOf[path](body), command_id: randomUUID(), by } as LiveCommand;
}

/** A command was taken. */
export const takenSchema = z.object({ accepted: z.literal(true), command_id: z.string() });

const residualSchema = z.object({
  positions: z.array(z.object({ symbol: z.string(), qty: z.number() })),
  orders: z.array(z.object({ client_order_id: z.string(), symbol: z.string() })),
});

/** A flatten was taken; what is left, where the engine says. */
export const flattenedSchema = takenSchema.extend({ residual: residualSchema.optional() });

/** What would become of a signal. */
export const dryRunSchema = z.object({
  qty: z.number(),
  R: z.number(),
  verdicts: z.array(
    z.object({ guard: z.string(), ok: z.boolean(), inputs: z.record(z.string(), z.unknown()) }),
  ),
});

/** Why a command was refused. */
export const refusalSchema = z.object({ reason: z.string(), message: z.string().optional() });
/** What is wrong with a request. */
export const complaintSchema = z.object({ error: z.string() });

/** Page of a list, from the query of a URL. */
export const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});

/** What a viewer of facts asks for: those after `from_seq`, or those to come. */
export const streamSchema = z.strictObject({
  from_seq: z
    .string()
    .regex(/^\d{1,15}$/, "give a whole number, 0 or above")
    .transform(Number)
    .optional(),
});

/** What is wrong with what was given: one line that names the place. */
export function complaintOf({ issues }: z.ZodError): string {
  const words = issues.slice(0, 5).map(({ path, message }) => {
    const place = path.map(String).join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  return words.join("; ").replace(/\s+/g, " ").slice(0, 500);
}
