// An answer to a request to upgrade that is not let in: there is no response object for it, only
// the connection.

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** How long it may take to go out, ms. */
const PATIENCE_MS = 5_000;

/** Writes an answer on a bare connection and ends it, whether the other end does or not. */
export async function writeAnswer(socket: Duplex, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const { status } = answer;
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
  answer.headers.forEach((value, name) => {
    if (name !== "content-length" && name !== "connection") head.push(`${name}: ${value}`);
  });
  head.push(`content-length: ${body.length}`, "connection: close");
  const patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.once("close", () => clearTimeout(patience));
  socket.once("finish", () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]));
}
