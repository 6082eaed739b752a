// The socket file on which a running engine is reached, and how long its path may be.

import { join } from "node:path";
import { UserError } from "../engine/errors.js";

const SOCKET_NAME = "engine.sock";

/** The kernel's room for a socket's path is 108 bytes, one of which ends it. */
const MOST_PATH_BYTES = 107;

/** Where the engine of a data folder listens. */
export function socketPath(folder: string): string {
  return join(folder, SOCKET_NAME);
}

/**
 * Throws a UserError where a path is too deep for a socket: the kernel would cut it off, or refuse
 * it without saying why.
 */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MOST_PATH_BYTES) return;
  throw new UserError(
    `${path}: too deep for a socket, ${bytes} bytes where ${MOST_PATH_BYTES} fit; ` +
      "name a shorter folder in TRANSMISSION_HOME",
  );
}
