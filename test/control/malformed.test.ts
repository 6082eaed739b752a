// Requests that no client of ours would make, as bytes on a socket.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeSession } from "./fake-session.js";
import { asked, rawly } from "./listening.js";
import { ACTING, READS, SCREENS } from "./route-table.js";
import { serveScreens } from "./screens.js";

describe("malformed requests", () => {
  const paths = fc.constantFrom(
    ...READS,
    ...[...ACTING, ...SCREENS].map(([path]) => path),
    ...["/", "/x", "*", "//"],
  );
  const methods = fc.constantFrom("GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE", "BREW");
  const junk = fc.string({ unit: "binary", maxLength: 200 });
  const line = fc.string({ unit: "grapheme-ascii", maxLength: 40 });
  const request = fc.oneof(
    junk,
    fc
      .tuple(methods, paths, fc.array(fc.tuple(line, line), { maxLength: 4 }), junk)
      .map(
        ([method, path, headers, body]) =>
          `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      ),
    fc
      .tuple(paths, line, junk)
      .map(
        ([path, host, body]) =>
          `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
          `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n`,
      ),
    fc
      .tuple(paths, fc.json())
      .map(
        ([path, body]) =>
          `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      ),
  );

  it("are answered with a 4xx, never with a 500, and the engine goes on", async () => {
    const session = new FakeSession();
    const { server, errors } = await serveScreens(session);
    const statuses = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(request, async (bytes) => {
        const first = await rawly(server.path, Buffer.from(bytes));
        // A request that is cut off is dropped without a word.
        const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? "none";
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(first === "" || /^(2|4)\d\d$/.test(status)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(errors).toEqual([]);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining(["400", "404", "405"]));
    expect((await asked(server.path, "GET", "/api/status")).status).toBe(200);
  });
});
