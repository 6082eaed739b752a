// 10,000 requests that nobody should make, on the socket and over TCP with and without the key:
// each is refused, nothing is done, nothing grows.

import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Routes } from "../../src/control/routes.js";
import { SeenIds } from "../../src/control/seen-ids.js";
import { addSessionRoutes } from "../../src/control/session-routes.js";
import { Webhook } from "../../src/control/webhook.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { systemClock } from "../../src/runtime/clock.js";
import { ScreenSeats } from "../../src/runtime/screen-seats.js";
import { FakeSession } from "./fake-session.js";
import { asked, rawly, serve, shortFolder } from "./listening.js";
import { KEY, serveTcp } from "./over-tcp.js";
import { ACTING, SCREENS } from "./route-table.js";

const paths = fc.constantFrom(
  ...new Set([...ACTING, ...SCREENS].map(([path]) => path)),
  ...["/ws", "/webhooks/tradingview", "/api/trades", "/", "//", "/%", "/api/trades/%zz", "/..%2f"],
);
const junk = fc.string({ unit: "binary", maxLength: 300 });
const word = fc.string({ unit: "grapheme-ascii", maxLength: 30 });
const methods = fc.constantFrom("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "post", "");
const type = fc.constantFrom("application/json", "text/plain", "application/json; charset=x", "");

/** What is JSON, has names that matter, and is right nowhere. */
const nearly = fc
  .record(
    {
      symbol: fc.oneof(fc.constant(""), fc.integer(), fc.string({ minLength: 41, maxLength: 60 })),
      confirm: fc.constantFrom("true", 1, null),
      score: fc.constantFrom(0, 6, -1, 2.5, "3", 1e308),
      price: fc.constantFrom(0, -1, "1", null),
      secret: word,
      strategy: fc.constantFrom("", 7, [], {}),
      client_order_id: fc.constantFrom("", 7, {}, null),
      side: fc.constantFrom("LONG", "", null, 1),
      __proto__: fc.constant({ confirm: true }),
    },
    { requiredKeys: ["symbol"] },
  )
  .map((body) => JSON.stringify({ ...body, nonsense: 1 }));

const head = (first: string, headers: readonly string[]): string =>
  `${first}\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers.join("")}\r\n`;

const withBody = (method: string, path: string, kind: string, body: string): string =>
  head(`${method} ${path} HTTP/1.1`, [
    `Content-Type: ${kind}\r\nX-Api-Key: ${KEY}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
  ]) + body;

/** What no schema takes in place of a value of any kind. */
const wrong = fc.constantFrom<unknown>(
  [],
  [null],
  { a: 1 },
  "\u0000",
  -1.5,
  1e308,
  "x".repeat(200),
);

/** What a screen says, with one value wrong, one missing or one too many. */
const badlyScreened = fc
  .tuple(fc.constantFrom(...SCREENS), fc.nat(), fc.constantFrom("wrong", "gone", "more"), wrong)
  .map(([[path, body], which, how, value]) => {
    const names = Object.keys(body);
    const name = names[which % names.length] ?? "";
    const { [name]: _, ...others } = body;
    const broken = how === "gone" ? others : { ...body, [how === "more" ? "more" : name]: value };
    return withBody("POST", path, "application/json", JSON.stringify(broken));
  });

const request = fc.oneof(
  junk,
  badlyScreened,
  fc.tuple(methods, paths, type, junk).map((parts) => withBody(...parts)),
  fc
    .tuple(
      fc.constant("POST"),
      paths,
      type,
      junk.map((text) => `x${text}`),
    )
    .map((parts) => withBody(...parts)),
  fc
    .tuple(fc.constant("POST"), paths, fc.constant("application/json"), nearly)
    .map((parts) => withBody(...parts)),
  fc
    .tuple(paths, fc.array(fc.tuple(word, word), { maxLength: 4 }))
    .map(([path, given]) =>
      head(
        `GET ${path}?from_seq=-1&limit=0 HTTP/1.1`,
        given
          .map(([name, value]) => `X${name}: ${value}\r\n`)
          .concat(["Upgrade: websocket\r\nConnection: Upgrade\r\n"]),
      ),
    ),
  fc
    .tuple(paths, word, junk)
    .map(
      ([path, size, body]) =>
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n`,
    ),
);

const RUNS = 10_000;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What is in use once everything that can be has been let go, MiB. */
function liveMiB(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

describe("10,000 malformed requests", () => {
  it("are refused with a 4xx or dropped, nothing is done, and memory is flat", async () => {
    const session = new FakeSession();
    const folder = shortFolder();
    const nowMs = () => systemClock.nowMs();
    const seen = new SeenIds({ disk: nodeDisk, folder, nowMs });
    const secret = "known to nobody who asks here";
    const webhook = new Webhook({ session, secret, maxAgeMs: 60_000, nowMs, seen });
    const seats = new ScreenSeats(systemClock);
    const extend = (routes: Routes): void => addSessionRoutes(routes, { session, seats });
    const { server, errors } = await serve(session, folder, { webhook, extend });
    let tickMs = 0;
    // The clock of the limits runs away, so that most requests get past them.
    const tcp = await serveTcp(session, { webhook, monotonicMs: () => (tickMs += 400) });
    const statuses = new Map<string, number>();
    const heap: number[] = [];
    let count = 0;
    await fc.assert(
      fc.asyncProperty(request, async (text) => {
        const bytes = Buffer.from(text);
        const first =
          ++count % 2 === 0 ? await rawly(server.path, bytes) : await rawlyTcp(tcp.port, bytes);
        const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? "none";
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // A preflight from nowhere is answered, and means nothing.
        const isHarmless = status === "204" && text.startsWith("OPTIONS ");
        expect(first === "" || isHarmless || /^4\d\d$/.test(status), `${status}: ${text}`).toBe(
          true,
        );
        if (count % 1_000 === 0) heap.push(liveMiB());
      }),
      { numRuns: RUNS },
    );
    expect(count).toBeGreaterThanOrEqual(RUNS);
    expect(session.commands).toEqual([]);
    expect([...errors, ...tcp.errors]).toEqual([]);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining(["400", "401", "404", "405"]));
    expect((await asked(server.path, "GET", "/api/status")).status).toBe(200);
    // What is kept of 8,000 requests, after the first 2,000: less than a quarter KiB of each.
    expect((heap.at(-1) ?? 0) - (heap[1] ?? 0), heap.join(", ")).toBeLessThan(2);
  }, 300_000);
});

function rawlyTcp(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      socket.end();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text.split("\r\n")[0] ?? ""));
    socket.end(bytes);
  });
}
