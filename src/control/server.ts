// Listens for the control surface. The routes know nothing of who carries requests to them; here
// it is a socket file in the data folder, which its owner alone may open.

import { chmodSync, lstatSync, rmSync, type Stats } from "node:fs";
import { connect } from "node:net";
import { UserError } from "../engine/errors.js";
import { FactStream } from "./fact-stream.js";
import { openListener } from "./listener.js";
import { createRoutes, type Routes, type RoutesOptions } from "./routes.js";
import { checkSocketPath, socketPath } from "./socket.js";

/** How long a listener may take to show that it is there, ms. */
const PROBE_MS = 1_000;

/** How often viewers are asked whether they are still there, ms. */
const PING_MS = 15_000;

/** Codes of a connection that nobody is there to take. */
const GONE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT"]);

/** What a server is made of. */
export interface ControlOptions extends Omit<RoutesOptions, "gate" | "by"> {
  /** The data folder, absolute; it is there, and its owner's alone. */
  readonly folder: string;
  /** How often a viewer of facts is asked whether it is still there, ms. */
  readonly pingMs?: number;
  /** Adds routes that are only for this machine's owner. */
  readonly extend?: (routes: Routes) => void;
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
  await clearStaleSocket(path);
  const { session, onError, pingMs = PING_MS, extend } = options;
  const routes = createRoutes(options);
  extend?.(routes);
  const stream = new FactStream({ session, onError, pingMs });
  const { close } = await openListener({ routes, stream, where: { path }, onError });
  chmodSync(path, 0o600);
  return { path, close };
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/**
 * Removes a socket file that nobody listens on any more. Throws a UserError where it is none (1),
 * or somebody listens (3): also an engine in a container, of which no lock of processes tells.
 */
export async function clearStaleSocket(path: string): Promise<void> {
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
