// Listens for the control surface. The routes know nothing of who carries requests to them; here
// it is a socket file in the data folder, which its owner alone may open.

import { chmodSync, lstatSync, rmSync, type Stats } from "node:fs";
import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { UserError } from "../engine/errors.js";
import type { LiveSession } from "../runtime/session.js";
import { FactStream, type Upgrade } from "./fact-stream.js";
import { createRoutes, type Routes } from "./routes.js";
import { checkSocketPath, socketPath } from "./socket.js";

/** A client that is slower than this in sending its request is let go, ms. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often that is looked at, ms. */
const CONNECTIONS_CHECK_MS = 1_000;
/** Screens and commands at one time. */
const MOST_CONNECTIONS = 256;
/** How long answers on their way may take once the server closes, ms. */
const CLOSE_PATIENCE_MS = 1_000;
/** How long a listener may take to show that it is there, ms. */
const PROBE_MS = 1_000;

/** How often viewers are asked whether they are still there, ms. */
const PING_MS = 15_000;

/** Whatever a request was sent to, its address is read as one here. */
const PLACE = "http://localhost";

/** Codes of a connection that nobody is there to take. */
const GONE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT"]);

/** What a server is made of. */
export interface ControlOptions {
  readonly session: LiveSession;
  /** The data folder, absolute; it is there, and its owner's alone. */
  readonly folder: string;
  /** Told of what failed inside a request. */
  readonly onError: (error: unknown) => void;
  /** How often a viewer of facts is asked whether it is still there, ms. */
  readonly pingMs?: number;
}

/** The control surface while it listens. */
export interface ControlServer {
  /** The socket file. */
  readonly path: string;
  /** Takes no more requests, lets answers on their way go out, and removes the socket file. */
  close(): Promise<void>;
}

/**
 * Listens on the socket file of a data folder (0600). One that nobody listens on any more is
 * replaced. Throws a UserError where the path is too deep, is no socket, or is being listened on.
 */
export async function listenOnSocket(options: ControlOptions): Promise<ControlServer> {
  const path = socketPath(options.folder);
  checkSocketPath(path);
  await clearStale(path);
  const { session, onError, pingMs = PING_MS } = options;
  const routes = createRoutes({ session, onError });
  const server = serverOf(routes);
  const stream = new FactStream({ session, onError, pingMs });
  stream.attach(server, (incoming, upgrade) => judged(routes, incoming, upgrade));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
  chmodSync(path, 0o600);
  // A connection that could not be accepted is the client's to try again.
  server.on("error", onError);
  return {
    path,
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

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

async function clearStale(path: string): Promise<void> {
  const stat = statOf(path);
  if (stat === undefined) return;
  if (!stat.isSocket()) {
    throw new UserError(`${path}: is not a socket; move it away, the engine listens there`, 1);
  }
  if (await isListenedOn(path)) {
    throw new UserError(
      `${path}: another engine listens there; look with \`transmission status\``,
      3,
    );
  }
  rmSync(path, { force: true });
}

/** Only a refused connection proves that nobody is there; an engine that hangs still listens. */
function isListenedOn(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const settle = (isThere: boolean): void => {
      probe.destroy();
      resolve(isThere);
    };
    probe.setTimeout(PROBE_MS, () => settle(true));
    probe.once("connect", () => settle(true));
    probe.once("error", (error: NodeJS.ErrnoException) => settle(!GONE.has(error.code ?? "")));
  });
}
