// Who may do what over TCP.

import { createServer } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { listenOnTcp } from "../../src/control/tcp.js";
import { tcpAddressOf } from "../../src/control/tcp-address.js";
import { FakeSession, TRADE } from "./fake-session.js";
import { atEnd } from "./listening.js";
import { askedTcp, KEY, ORIGIN, serveTcp } from "./over-tcp.js";
import { ACTING, READS } from "./route-table.js";
import { fact, view } from "./viewer.js";

const key = { "x-api-key": KEY };
const WRONG = [
  ["none", {}],
  ["a wrong one", { "x-api-key": "tx_the-wrong-one" }],
  ["an empty one", { "x-api-key": "" }],
  ["one that begins like it", { "x-api-key": KEY.slice(0, -1) }],
  ["one that goes on", { "x-api-key": `${KEY}x` }],
  ["its hash", { "x-api-key": "sha256:" }],
  ["one in another header", { authorization: `Bearer ${KEY}` }],
] as const;

describe("a write over TCP", () => {
  it.each(ACTING)("to %s with %j and the key is done", async (path, body, command) => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    expect((await askedTcp(url, "POST", path, key, body)).status).toBe(200);
    expect(session.commands).toEqual([{ ...command, by: "api", command_id: expect.any(String) }]);
  });

  it.each(ACTING)("to %s without the key is not", async (path, body) => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    for (const [, headers] of WRONG) {
      const { status, body: answer } = await askedTcp(url, "POST", path, { ...headers }, body);
      expect(status).toBe(401);
      expect(answer).toEqual({ error: expect.stringContaining("X-API-Key") });
    }
    expect(session.commands).toEqual([]);
  });

  it("is closed to all while no key is configured, and says what to do", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session, { keyHash: null });
    for (const headers of [{}, key]) {
      const { status, body } = await askedTcp(url, "POST", "/system/pause", headers, {});
      expect(status).toBe(401);
      expect(body).toEqual({ error: expect.stringContaining("transmission config api-key") });
    }
    expect(session.commands).toEqual([]);
    expect((await askedTcp(url, "GET", "/api/status")).status).toBe(200);
  });

  it("cannot say that it comes from someone else", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const headers = { ...key, "x-transmission-by": "cockpit" };
    await askedTcp(url, "POST", "/system/pause", headers, {});
    expect(session.commands).toMatchObject([{ by: "api" }]);
  });

  it("of another type is 400, of another method 405, of too much 413", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const text = { ...key, "content-type": "text/plain" };
    expect((await askedTcp(url, "POST", "/system/pause", text, "{}")).status).toBe(400);
    const put = await askedTcp(url, "PUT", "/system/pause", key, {});
    expect([put.status, put.headers.allow]).toEqual([405, "POST"]);
    const huge = { strategy: "x".repeat(64 * 1024) };
    expect((await askedTcp(url, "POST", "/strategies/rearm", key, huge)).status).toBe(413);
    expect((await askedTcp(url, "POST", "/strategies/rearm", {}, huge)).status).toBe(401);
    expect(session.commands).toEqual([]);
  });
});

function withTrade(): FakeSession {
  const session = new FakeSession();
  session.trades = [{ ...TRADE, trade_id: "t1" }];
  return session;
}

describe("a read over TCP", () => {
  it.each(READS)("of %s from this machine needs no key", async (path) => {
    const { url } = await serveTcp(withTrade());
    expect((await askedTcp(url, "GET", path)).status).toBe(200);
  });

  it.each(READS)("of %s from elsewhere, as far as can be told, needs it", async (path) => {
    const { url, port } = await serveTcp(withTrade());
    const elsewhere: Record<string, string>[] = [
      // A page whose name was made to lead here.
      { host: `evil.example:${port}` },
      { host: "127.0.0.1.evil.example" },
      { host: "localhost.evil.example" },
      // Through a proxy.
      { "x-forwarded-for": "203.0.113.7" },
      { forwarded: "for=203.0.113.7" },
      { "x-real-ip": "203.0.113.7" },
      { via: "1.1 proxy" },
    ];
    for (const headers of elsewhere) {
      expect((await askedTcp(url, "GET", path, headers)).status).toBe(401);
      expect((await askedTcp(url, "GET", path, { ...headers, ...key })).status).toBe(200);
    }
  });

  it.each(["evil@localhost", "localhost/", "localhost:x", "[::1"])(
    "by the name %j is none at all",
    async (host) => {
      const { url } = await serveTcp(new FakeSession());
      expect([400, 401]).toContain((await askedTcp(url, "GET", "/api/status", { host })).status);
    },
  );

  it.each(["localhost", "localhost:1", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:8787"])(
    "by the name %s is from this machine",
    async (host) => {
      const { url } = await serveTcp(new FakeSession());
      expect((await askedTcp(url, "GET", "/api/status", { host })).status).toBe(200);
    },
  );

  it("with a wrong key is told so, wherever it comes from", async () => {
    const { url } = await serveTcp(new FakeSession());
    expect((await askedTcp(url, "GET", "/api/status", { "x-api-key": "no" })).status).toBe(401);
  });
});

describe("origins", () => {
  it.each(["https://evil.example", "null", `${ORIGIN}.evil.example`, "http://desk.example", ""])(
    "such as %j may neither read nor write",
    async (origin) => {
      const session = new FakeSession();
      const { url } = await serveTcp(session);
      const wanted: [string, string][] = [
        ["GET", "/api/status"],
        ["OPTIONS", "/system/pause"],
        ["POST", "/system/pause"],
      ];
      for (const [method, path] of wanted) {
        const headers = { ...key, origin };
        const { status, headers: found } = await askedTcp(url, method, path, headers);
        expect(status).toBe(403);
        expect(found["access-control-allow-origin"]).toBeUndefined();
      }
      await expect(view(`ws${url.slice(4)}`, "", { origin })).rejects.toThrow("answered 403");
      expect(session.commands).toEqual([]);
    },
  );

  it("on the list may ask first, and then do", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const asks = {
      origin: ORIGIN,
      "access-control-request-method": "POST",
      "access-control-request-headers": "x-api-key",
    };
    const first = await askedTcp(url, "OPTIONS", "/system/pause", asks);
    expect(first.status).toBe(204);
    expect(first.headers["access-control-allow-origin"]).toBe(ORIGIN);
    expect(first.headers["access-control-allow-headers"]).toMatch(/x-api-key/i);
    const done = await askedTcp(url, "POST", "/system/pause", { ...key, origin: ORIGIN }, {});
    expect([done.status, done.headers["access-control-allow-origin"]]).toEqual([200, ORIGIN]);
    const not = await askedTcp(url, "POST", "/system/pause", { origin: ORIGIN }, {});
    expect([not.status, not.headers["access-control-allow-origin"]]).toEqual([401, ORIGIN]);
  });
});

describe("facts over TCP", () => {
  it("come to a viewer on this machine, and to one elsewhere with the key", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const at = `ws${url.slice(4)}`;
    const host = "trading.example";
    const viewers = [
      await view(at),
      await view(at, "", { host, ...key }),
      await view(at, "", { origin: ORIGIN }),
    ];
    await vi.waitFor(() => expect(session.subscribers.size).toBe(3));
    session.emit(fact(322));
    for (const { seqs } of viewers) await vi.waitFor(() => expect(seqs()).toEqual([322]));
    await expect(view(at, "", { host })).rejects.toThrow("answered 401");
    await expect(view(at, "", { "x-api-key": "no" })).rejects.toThrow("answered 401");
  });
});

describe("rates", () => {
  it("let 20 writes through in 10 s, then say when to come again", async () => {
    const session = new FakeSession();
    const { url, pass } = await serveTcp(session);
    const pause = () => askedTcp(url, "POST", "/system/pause", key, {});
    for (let count = 0; count < 20; count++) expect((await pause()).status).toBe(200);
    const late = await pause();
    expect([late.status, late.headers["retry-after"]]).toEqual([429, "1"]);
    expect(session.commands).toHaveLength(20);
    // One more each half second.
    pass(499);
    expect((await pause()).status).toBe(429);
    pass(1);
    expect((await pause()).status).toBe(200);
    expect((await pause()).status).toBe(429);
    // Reads are counted apart.
    expect((await askedTcp(url, "GET", "/api/status", key)).status).toBe(200);
  });

  it("do not let those without the key hold up the one who has it", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const wrong = { "x-api-key": "no" };
    const statuses: number[] = [];
    for (let count = 0; count < 25; count++) {
      statuses.push((await askedTcp(url, "POST", "/system/flatten_all", wrong, {})).status);
    }
    expect(statuses).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
    const body = { confirm: true };
    expect((await askedTcp(url, "POST", "/system/flatten_all", key, body)).status).toBe(200);
  });

  it("let 200 reads through in 10 s", async () => {
    const { url, pass } = await serveTcp(new FakeSession());
    for (let count = 0; count < 200; count++) {
      expect((await askedTcp(url, "GET", "/api/orders")).status).toBe(200);
    }
    expect((await askedTcp(url, "GET", "/api/orders")).status).toBe(429);
    await expect(view(`ws${url.slice(4)}`)).rejects.toThrow("answered 429");
    pass(10_000);
    expect((await askedTcp(url, "GET", "/api/orders")).status).toBe(200);
  });
});

describe("a place to listen", () => {
  it.each([
    ["127.0.0.1:8787", { host: "127.0.0.1", port: 8787 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:65535", { host: "::1", port: 65_535 }],
    ["trading.example:80", { host: "trading.example", port: 80 }],
  ])("%s is understood", (text, address) => {
    expect(tcpAddressOf(text)).toEqual(address);
  });

  it.each(["8787", ":8787", "127.0.0.1", "127.0.0.1:", "::1:80", "a:65536", "a:-1", "http://a:80"])(
    "%s is none",
    (text) => {
      expect(tcpAddressOf(text)).toBeNull();
    },
  );

  it.each([
    ["that is taken", "127.0.0.1", /^--api 127\.0\.0\.1:\d+: something listens there already/],
    ["that is not ours", "192.0.2.1", /^--api 192\.0\.2\.1:\d+: this machine has no such address/],
  ])("%s is refused with a line", async (_, host, words) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    atEnd(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const options = { session: new FakeSession(), onError: () => {}, keyHash: null, origins: [] };
    const address = { host, port };
    await expect(listenOnTcp({ ...options, address, monotonicMs: () => 0 })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(words),
    });
  });
});
