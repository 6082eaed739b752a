// The OpenAPI document of the control surface, made from the schemas by which requests are checked
// and answers are read, so that it says what they say.

import * as z from "zod";
import { TRADE_COLUMNS } from "../analytics/trades-csv.js";
import { snapshotSchema } from "../runtime/snapshot.js";
import {
  type ActingPath,
  bodySchemas,
  complaintSchema,
  dryRunSchema,
  flattenedSchema,
  pageSchema,
  refusalSchema,
  streamSchema,
  takenSchema,
  webhookSchema,
} from "./requests.js";
import { statusSchema } from "./status.js";

type Json = Readonly<Record<string, unknown>>;

const input = (schema: z.ZodType): Json => bare(z.toJSONSchema(schema, { io: "input" }));
const output = (schema: z.ZodType): Json => bare(z.toJSONSchema(schema, { io: "output" }));

function bare({ $schema: _, ...rest }: Json): Json {
  return rest;
}

const content = (schema: Json): Json => ({ "application/json": { schema } });
const answer = (description: string, schema: Json): Json => ({
  description,
  content: content(schema),
});

const complaint = output(complaintSchema);
const failed = (description: string): Json => answer(description, complaint);

/** What any route may answer. */
const FAILURES = {
  "401": failed("no or a wrong API key; over TCP alone"),
  "403": failed("a foreign origin; over TCP alone"),
  "429": {
    ...failed("too many requests; over TCP alone"),
    headers: { "Retry-After": { description: "seconds", schema: { type: "integer" } } },
  },
  "500": failed("something failed inside the engine"),
};

/** Parameters of an object schema. */
function parameters(schema: z.ZodType, where: "query" | "path"): Json[] {
  const { properties = {}, required = [] } = input(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, part]) => {
    const isRequired = where === "path" || required.includes(name);
    return { name, in: where, required: isRequired && part.default === undefined, schema: part };
  });
}

const position = statusSchema.shape.positions;
const order = statusSchema.shape.orders;
const field = z.union([z.string(), z.number()]);
const trade = z.object(Object.fromEntries(TRADE_COLUMNS.map((name) => [name, field])));
const anything = z.looseObject({});

interface Read {
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly parameters?: Json[];
  readonly more?: Json;
}

const READS: Readonly<Record<string, Read>> = {
  "/api/status": { summary: "State, results, positions, orders", schema: statusSchema },
  "/api/snapshot": { summary: "All that a screen shows", schema: snapshotSchema },
  "/api/positions": { summary: "Open positions", schema: position },
  "/api/orders": { summary: "Orders that have not ended", schema: order },
  "/api/trades": {
    summary: "Closed trades, oldest first",
    schema: z.array(trade),
    parameters: parameters(pageSchema, "query"),
    more: { "400": failed("a bad limit or offset") },
  },
  "/api/trades/{id}": {
    summary: "One closed trade",
    schema: trade,
    parameters: parameters(z.object({ id: z.string() }), "path"),
    more: { "404": failed("no closed trade of this id") },
  },
  "/api/metrics": { summary: "Metrics of the closed trades", schema: anything },
  "/api/guards": { summary: "What each guard is worth so far", schema: z.array(anything) },
  "/api/constraints": {
    summary: "Limits: asked, in force, the ceiling, and why",
    schema: z.array(
      z.object({
        key: z.string(),
        asked: z.unknown(),
        effective: z.unknown(),
        ceiling: z.number().nullable(),
        why: z.string(),
      }),
    ),
  },
  "/api/openapi.json": { summary: "This document", schema: anything },
};

const ACTS: { readonly [Path in ActingPath]: string } = {
  "/system/pause": "Cancel working entries and refuse new ones",
  "/system/resume": "End a pause, a flatten's hold or a block",
  "/system/stop": "End the engine; protective stops rest on",
  "/system/flatten_all": "Out of everything, or of one symbol; entries are held until resume",
  "/governor/self_report": "How the trader feels, 1 to 5",
  "/signals/generate": "Propose a trade, or ask what would become of it",
  "/positions/close": "Take a position off, or per cent of it",
  "/positions/move_stop": "Move a position's stop",
  "/orders/cancel": "Cancel a working order",
  "/strategies/rearm": "Rearm a strategy",
  "/calendars/reload": "Read the calendars again now",
};

function answerOf(path: ActingPath): z.ZodType {
  if (path === "/system/flatten_all") return flattenedSchema;
  return path === "/signals/generate" ? z.union([takenSchema, dryRunSchema]) : takenSchema;
}

function acting(path: ActingPath): Json {
  return {
    summary: ACTS[path],
    security: [{ key: [] }],
    requestBody: { content: content(input(bodySchemas[path])) },
    responses: {
      "200": answer("done, or found", output(answerOf(path))),
      "400": failed("a bad body"),
      "409": answer("refused", output(refusalSchema)),
      "413": failed("the body is too large"),
      ...FAILURES,
    },
  };
}

function reading({ summary, schema, parameters: given = [], more = {} }: Read): Json {
  const responses = { "200": answer("found", output(schema)), ...more, ...FAILURES };
  return { summary, security: [{}, { key: [] }], parameters: given, responses };
}

const webhook: Json = {
  summary: "A signal from TradingView, with its secret in the body",
  security: [],
  requestBody: { required: true, content: content(input(webhookSchema)) },
  responses: {
    "200": answer(
      "taken, or seen before",
      output(z.union([takenSchema, z.object({ seen: z.literal(true) })])),
    ),
    "400": failed("a bad body"),
    "409": answer("refused, or too far from the clock", output(refusalSchema)),
    "413": failed("the body is too large"),
    "503": failed("too many signals at once"),
    ...FAILURES,
    "401": failed("the secret is missing or wrong"),
    "403": failed("no secret is configured, or a foreign origin"),
  },
};

const stream: Json = {
  summary: "Each fact as a WebSocket message, one flat JSON object",
  security: [{}, { key: [] }],
  parameters: parameters(streamSchema, "query"),
  responses: {
    "101": {
      description:
        "Facts follow. Close codes: 1001 the engine ends, 1013 what was sent waits unread, 4404 " +
        "what was asked for is not at hand",
    },
    "400": failed("a bad from_seq"),
    "426": failed("no upgrade was asked for"),
    "503": failed("too many viewers"),
    ...FAILURES,
  },
};

const prometheus: Json = {
  summary: "Counters for Prometheus",
  security: [{}, { key: [] }],
  responses: {
    "200": { description: "found", content: { "text/plain": { schema: { type: "string" } } } },
    "404": failed("nothing is counted"),
    ...FAILURES,
  },
};

/** The document. */
export function openApi(): Json {
  const reads = Object.entries(READS).map(([path, read]) => [path, { get: reading(read) }]);
  const acts = (Object.keys(ACTS) as ActingPath[]).map((path) => [path, { post: acting(path) }]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Transmission",
      version: "1",
      description:
        "Prices are decimals, times ISO-8601 UTC. On the socket file no key is needed. Over TCP " +
        "every write needs it, and so does a read from anywhere but the engine's own machine.",
    },
    components: {
      securitySchemes: { key: { type: "apiKey", in: "header", name: "X-API-Key" } },
    },
    paths: {
      ...Object.fromEntries(reads),
      ...Object.fromEntries(acts),
      "/webhooks/tradingview": { post: webhook },
      "/ws": { get: stream },
      "/metrics": { get: prometheus },
    },
  };
}
