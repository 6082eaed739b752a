// A server for routes and facts, whatever it listens on.

import type { IncomingMessage, Server } from "node:http";
import type { ListenOptions } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { FactStream, Upgrade } from "./fact-stream.js";
import type { Routes } from "./routes.js";

/** A client that is slower than this in sending its request is let go, ms. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often that is looked at, ms. */
const CONNECTIONS_CHECK_MS = 1_000;
/** Screens and commands at one time. */
const MOST_CONNECTIONS = 256;
/** How long answers on their way may take once the server closes, ms. */
const CLOSE_PATIENCE_MS = 1_000;
/** Whatever a request was sent to, its address is read as one here. */
const PLACE = "http://localhost";

/** What a server is made of. */
export interface ListenerOptions {
  readonly routes: Routes;
  readonly stream: FactStream;
  readonly where: ListenOptions;
  /** Told of connections that could not be accepted. */
  readonly onError: (error: unknown) => void;
}

/** A server that listens. */
export interface Listener {
  readonly server: Server;
  /** Takes no more requests, lets viewers go, and answers on their way go out. */
  close(): Promise<void>;
}

/** Listens. Rejects with Node's error where that is not possible. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { routes, stream, where, onError } = options;
  const server = serverOf(routes);
  stream.attach(server, (incoming, upgrade) => judged(routes, incoming, upgrade));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A connection that could not be accepted is the client's to try again.
  server.on("error", onError);
  return {
    server,
    close: async () => {
      await Promise.all([stream.close(), closed(server)]);
    },
  };
}

/** A request to upgrade goes the way of all requests, except for its body. */
async function judged(
  routes: Routes,
  incoming: IncomingMessage,
  upgrade: Upgrade,
): Promise<Response> {
  const { url = "", method = "", headers: given } = incoming;
  if (method !== "GET") {
    return Response.json({ error: "an upgrade is asked for with GET" }, { status: 400 });
  }
  if (!url.startsWith("/") || !URL.canParse(url, PLACE)) {
    return Response.json({ error: "the address is none" }, { status: 400 });
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return await routes.fetch(new Request(new URL(url, PLACE), { headers }), { incoming, upgrade });
}

function serverOf(app: Routes): Server {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    },
  }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}
