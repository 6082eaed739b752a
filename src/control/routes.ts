// The routes of SPEC 16 on a session, whoever carries the requests here: a socket file or TCP.

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { methodNotAllowed } from "hono/method-not-allowed";
import { TRADE_COLUMNS } from "../analytics/trades-csv.js";
import type { TradeRecord } from "../engine/trade/record.js";
import type { CommandAnswer, LiveSession } from "../runtime/session.js";
import type { Upgrade } from "./fact-stream.js";
import { isTooLate, TOO_LATE } from "./lateness.js";
import { openApi } from "./openapi.js";
import {
  type ActingPath,
  bodySchemas,
  commandOf,
  complaintOf,
  pageSchema,
  streamSchema,
} from "./requests.js";
import { statusOf, statusOrderOf, statusPositionOf } from "./status.js";
import { NO_WEBHOOK, WEBHOOK_PATH, type Webhook } from "./webhook.js";

/** More than this in a body is refused unread. */
const MOST_BODY_BYTES = 64 * 1024;

/** Names who asks; without it, it is `api`. */
export const BY_HEADER = "x-transmission-by";

/** A trade as it is answered: the CSV's names, times ISO-8601 UTC. */
export type TradeJson = Readonly<Record<(typeof TRADE_COLUMNS)[number], string | number>>;

function tradeJson(trade: TradeRecord): TradeJson {
  const row = TRADE_COLUMNS.map((column) => {
    const isTime = column === "entry_ts" || column === "exit_ts";
    return [column, isTime ? new Date(trade[column]).toISOString() : trade[column]] as const;
  });
  return Object.fromEntries(row) as TradeJson;
}

/** A limit that is in force, as `config show` has it. */
export interface Constraint {
  readonly key: string;
  readonly asked: unknown;
  readonly effective: unknown;
  readonly ceiling: number | null;
  readonly why: string;
}

/** With what is obeyed now: while a looser limit waits for the roll, that is the stricter one. */
async function inForce(asked: readonly Constraint[], session: LiveSession): Promise<Constraint[]> {
  const { limits } = await session.query("risk", {});
  return asked.map((constraint) => {
    const now = limits.find(({ key }) => constraint.key === `constraints.${key}`);
    if (typeof now?.effective !== "number" || now.effective === constraint.effective) {
      return constraint;
    }
    return { ...constraint, effective: now.effective, why: now.why };
  });
}

/** What is wrong with a request; answered as 400. */
class BadRequest extends Error {}

function brokenOff(): BadRequest {
  return new BadRequest("the body broke off");
}

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text().catch(() => Promise.reject(brokenOff()));
  if (text.trim() === "") return {};
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new BadRequest("the body has to be JSON, with the header Content-Type: application/json");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest("the body is not JSON");
  }
}

function byOf(c: Context): string {
  const by = c.req.header(BY_HEADER) ?? "";
  return /^[a-z][a-z0-9_-]{0,39}$/.test(by) ? by : "api";
}

function answered(c: Context, answer: CommandAnswer): Response {
  if (!answer.accepted) return c.json({ reason: answer.code, message: answer.message }, 409);
  // A dry run answers with what it found, and nothing around it.
  return c.json(answer.dry_run ?? answer);
}

async function act(
  c: Context,
  path: ActingPath,
  session: LiveSession,
  by: string,
): Promise<Response> {
  const read = bodySchemas[path].safeParse(await bodyOf(c));
  if (!read.success) throw new BadRequest(complaintOf(read.error));
  const body = read.data;
  if ("confirm" in body && !body.confirm) {
    const message = "nothing was done: confirm has to be true";
    return c.json({ reason: "not_confirmed", message }, 409);
  }
  const command = commandOf(path, body, by);
  if (isTooLate(c, command)) {
    return c.json({ reason: TOO_LATE.code, message: TOO_LATE.message }, 409);
  }
  return answered(c, await session.submit(command));
}

function addReads(app: Routes, session: LiveSession): void {
  app.get("/api/status", async (c) => c.json(statusOf(await session.snapshot())));
  // All that a viewer is shown; its names may grow, those of the status are pinned.
  app.get("/api/snapshot", async (c) => c.json(await session.snapshot()));
  app.get("/api/positions", async (c) => {
    return c.json((await session.snapshot()).positions.map(statusPositionOf));
  });
  app.get("/api/orders", async (c) => {
    return c.json((await session.snapshot()).orders.map(statusOrderOf));
  });
  app.get("/api/trades", async (c) => {
    const page = pageSchema.safeParse(c.req.query());
    if (!page.success) throw new BadRequest(complaintOf(page.error));
    return c.json((await session.query("trades", page.data)).map(tradeJson));
  });
  app.get("/api/trades/:id", async (c) => {
    const id = c.req.param("id");
    const trade = (await session.query("trades", {})).find(({ trade_id }) => trade_id === id);
    if (trade === undefined) return c.json({ error: "there is no closed trade of this id" }, 404);
    return c.json(tradeJson(trade));
  });
  app.get("/api/metrics", async (c) => c.json(await session.query("metrics", {})));
  app.get("/api/guards", async (c) => c.json(await session.query("guards", {})));
}

/** What whoever carries a request says of it. */
export interface Bindings {
  /** The request as it came in, where it did over a connection. */
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
  /** Of a request to upgrade: filled in where it is let in. */
  readonly upgrade?: Upgrade;
}

/** The routes of an engine. */
export type Routes = Hono<{ Bindings: Bindings }>;

function addStream(app: Routes): void {
  app.get("/ws", (c) => {
    const read = streamSchema.safeParse(c.req.query());
    if (!read.success) throw new BadRequest(complaintOf(read.error));
    const { upgrade } = c.env;
    if (upgrade === undefined || c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      const headers = { Upgrade: "websocket", Connection: "Upgrade" };
      return c.json({ error: "facts come over a WebSocket; ask for an upgrade" }, 426, headers);
    }
    upgrade.fromSeq = read.data.from_seq ?? null;
    return c.body(null);
  });
}

/** What the routes are made of. */
export interface RoutesOptions {
  readonly session: LiveSession;
  /** Told of what failed inside; the client learns only that something did. */
  readonly onError: (error: unknown) => void;
  /** The limits as the configuration has them; none where nobody says. */
  readonly constraints?: readonly Constraint[];
  /** The text of `GET /metrics`, and its content type. */
  readonly metricsText?: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Takes signals from TradingView; without it, its route says what to do. */
  readonly webhook?: Webhook;
  /** Names who asks, whatever a request says of that itself. */
  readonly by?: string;
  /** Comes before all routes. */
  readonly gate?: (routes: Routes) => void;
}

function addText(app: Routes, options: RoutesOptions): void {
  const { session, constraints = [], metricsText } = options;
  const document = openApi();
  app.get("/api/openapi.json", (c) => c.json(document));
  app.get("/api/constraints", async (c) => c.json(await inForce(constraints, session)));
  app.get("/metrics", async (c) => {
    if (metricsText === undefined) return c.notFound();
    const { type, text } = await metricsText();
    return c.body(text, 200, { "Content-Type": type });
  });
}

function addWebhook(app: Routes, { webhook }: RoutesOptions): void {
  app.post(WEBHOOK_PATH, async (c) => {
    if (webhook === undefined) return c.json({ error: NO_WEBHOOK }, 403);
    const { status, body } = await webhook.take(await bodyOf(c));
    return c.json(body, status);
  });
}

/** The routes on a session. */
export function createRoutes(options: RoutesOptions): Routes {
  const { session, onError, gate } = options;
  const app: Routes = new Hono();
  app.onError((error, c) => {
    if (error instanceof BadRequest) return c.json({ error: error.message }, 400);
    onError(error);
    return c.json({ error: "something failed inside the engine; its log says what" }, 500);
  });
  app.notFound((c) => c.json({ error: "there is no such route" }, 404));
  gate?.(app);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(", ");
        return c.json({ error: `this route takes ${allow}` }, 405, { Allow: allow });
      },
    }),
  );
  const limit = bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: (c) => c.json({ error: `the body is larger than ${MOST_BODY_BYTES} bytes` }, 413),
  });
  // Only reading throws here: what fails further down ends in `onError`.
  app.use((c, next) => limit(c, next).catch(() => Promise.reject(brokenOff())));
  addReads(app, session);
  addText(app, options);
  addStream(app);
  addWebhook(app, options);
  for (const path of Object.keys(bodySchemas) as ActingPath[]) {
    app.post(path, (c) => act(c, path, session, options.by ?? byOf(c)));
  }
  return app;
}
