// Who may come in over TCP (SPEC 16). A write needs the key. A read needs it too unless it is
// from this machine to this machine: from a loopback address, by a loopback name (a page that has
// its name resolved to 127.0.0.1 still sends its own name), and through no proxy.

import type { Context } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { isApiKey, KEY_HEADER } from "./api-key.js";
import { RateLimit } from "./rate-limit.js";
import type { Bindings, Routes } from "./routes.js";

/** Within so long, ms, at most so many from one address, or with the key. */
const RATE_MS = 10_000;
const MOST_WRITES = 20;
const MOST_READS = 200;
/** Addresses of which something is remembered. */
const MOST_ADDRESSES = 1_000;

/** Methods that change nothing. */
const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** These carry a secret of their own. */
const WEBHOOKS = "/webhooks/";
/** A proxy says with these that it speaks for someone else. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

const NO_KEY_YET =
  "no API key is configured: make one with `transmission config api-key`, then start the engine " +
  "again";
const NEEDS_KEY = "this needs the API key, in the header X-API-Key";

/** What the gate is made of. */
export interface TcpGateOptions {
  /** Of the API key; null where none was made. */
  readonly keyHash: string | null;
  /** Origins that a browser may call from. */
  readonly origins: readonly string[];
  /** A clock that only goes forward, ms. */
  readonly monotonicMs: () => number;
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

function isLoopbackName(host: string): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host)?.[1]?.toLowerCase();
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name ?? "");
}

type TcpContext = Context<{ Bindings: Bindings }>;

const addressOf = (c: TcpContext): string => c.env.incoming?.socket.remoteAddress ?? "";

function isLocal(c: TcpContext): boolean {
  return (
    isLoopback(addressOf(c)) &&
    isLoopbackName(c.req.header("host") ?? "") &&
    FORWARDED.every((name) => c.req.header(name) === undefined)
  );
}

/** Puts the gate in front of routes that are added after it. */
export function addTcpGate(app: Routes, { keyHash, origins, monotonicMs }: TcpGateOptions): void {
  const limitOf = (most: number): RateLimit =>
    new RateLimit({ most, perMs: RATE_MS, monotonicMs, mostAskers: MOST_ADDRESSES });
  const reads = limitOf(MOST_READS);
  const writes = limitOf(MOST_WRITES);
  // Whether a browser may only come by TLS is for the proxy to say that has it.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.use(async (c, next) => {
    const origin = c.req.header("origin");
    if (origin === undefined || origins.includes(origin)) return await next();
    return c.json({ error: "this origin may not call; see api.cors_origins" }, 403);
  });
  app.use(
    cors({
      origin: [...origins],
      allowMethods: ["GET", "POST"],
      allowHeaders: ["Content-Type", KEY_HEADER],
      exposeHeaders: ["Retry-After"],
      maxAge: 600,
    }),
  );
  app.use(async (c, next) => {
    const given = c.req.header(KEY_HEADER);
    const hasKey = given !== undefined && keyHash !== null && isApiKey(given, keyHash);
    const isRead = READING.has(c.req.method);
    // Whoever has the key is not held up by those who have not.
    const waitMs = (isRead ? reads : writes).take(hasKey ? "key" : addressOf(c));
    if (waitMs > 0) {
      const headers = { "Retry-After": String(Math.ceil(waitMs / 1_000)) };
      return c.json({ error: "too many requests; ask again later" }, 429, headers);
    }
    const isFree = given === undefined && isRead && isLocal(c);
    if (hasKey || isFree || c.req.path.startsWith(WEBHOOKS)) return await next();
    const headers = { "WWW-Authenticate": "ApiKey" };
    return c.json({ error: keyHash === null ? NO_KEY_YET : NEEDS_KEY }, 401, headers);
  });
}
