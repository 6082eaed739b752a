// An answer to a request to upgrade that is not let in: there is no response object for it, only
// the connection.

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Writes an answer on a bare connection and ends it. */
export async function writeAnswer(socket: Duplex, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const { status } = answer;
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
  answer.headers.forEach((value, name) => {
    if (name !== "content-length" && name !== "connection") head.push(`${name}: ${value}`);
  });
  head.push(`content-length: ${body.length}`, "connection: close");
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]));
}
