// The control surface on TCP, which is only there when it is asked for (`--api host:port`).

import type { AddressInfo } from "node:net";
import { UserError } from "../engine/errors.js";
import { FactStream } from "./fact-stream.js";
import { openListener } from "./listener.js";
import { createRoutes, type RoutesOptions } from "./routes.js";
import type { TcpAddress } from "./tcp-address.js";
import { addTcpGate, type TcpGateOptions } from "./tcp-gate.js";

/** How often viewers are asked whether they are still there, ms. */
const PING_MS = 15_000;

/**
 * A connection on which nothing moves for so long is let go, ms: one that does not read its answer
 * holds it in memory. It is longer than any answer is waited for.
 */
const IDLE_MS = 60_000;

/** What a server is made of. */
export interface TcpOptions extends Omit<RoutesOptions, "gate" | "by">, TcpGateOptions {
  readonly address: TcpAddress;
}

/** The control surface on TCP while it listens. */
export interface TcpServer {
  /** With the port that it really has. */
  readonly url: string;
  /** Takes no more requests and lets answers on their way go out. */
  close(): Promise<void>;
}

/** Why a place cannot be listened on, by Node's code. */
const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "something listens there already; choose another port",
  EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 is always there",
  EACCES: "no permission; choose a port above 1023",
  ENOTFOUND: "there is no such host; 127.0.0.1 is always there",
};

/** Listens on TCP. Throws a UserError (exit 1) where that is not possible. */
export async function listenOnTcp(options: TcpOptions): Promise<TcpServer> {
  const { address, session, onError } = options;
  const gate = (routes: Parameters<typeof addTcpGate>[0]): void => addTcpGate(routes, options);
  const routes = createRoutes({ ...options, gate, by: "api" });
  const stream = new FactStream({ session, onError, pingMs: PING_MS });
  const { host, port } = address;
  try {
    const where = { host, port };
    const { server, close } = await openListener({ routes, stream, where, onError });
    server.setTimeout(IDLE_MS);
    const { port: real } = server.address() as AddressInfo;
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${real}`, close };
  } catch (error) {
    await stream.close();
    const { code = "" } = error as NodeJS.ErrnoException;
    const why = WHY[code] ?? `it cannot be listened on (${code || String(error)})`;
    throw new UserError(`--api ${host}:${port}: ${why}`, 1);
  }
}
