// Facts over a WebSocket, on real sockets.

import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { FactStream } from "../../src/control/fact-stream.js";
import { openListener } from "../../src/control/listener.js";
import { createRoutes } from "../../src/control/routes.js";
import { systemClock } from "../../src/runtime/clock.js";
import { FakeSession } from "./fake-session.js";
import { asked, atEnd, rawly, serve, shortFolder } from "./listening.js";
import { deafViewer, fact, view } from "./viewer.js";

/** The fake engine stands at 321. */
const LAST = 321;

function withFacts(from: number, to: number): FakeSession {
  const session = new FakeSession();
  for (let seq = from; seq <= to; seq++) session.emit(fact(seq));
  return session;
}

describe("a viewer", () => {
  it("is sent each fact as it comes, one a message, as it is journalled", async () => {
    const session = withFacts(300, LAST);
    const { server } = await serve(session);
    const viewer = await view(server.path);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    const next = fact(322, { symbol: "MNQ", price: 25_000.25, side: "buy" });
    const before = systemClock.monotonicMs();
    session.emit(next);
    await vi.waitFor(() => expect(viewer.messages).toHaveLength(1), { interval: 2 });
    expect(systemClock.monotonicMs() - before).toBeLessThan(1_000);
    expect(viewer.messages).toEqual([JSON.stringify(next)]);
  });

  it("is first sent those after from_seq, then the others, each once", async () => {
    const session = withFacts(1, LAST);
    const { server } = await serve(session);
    const viewer = await view(server.path, "?from_seq=300");
    session.emit(fact(322));
    session.emit(fact(323));
    await vi.waitFor(() => expect(viewer.messages).toHaveLength(23));
    expect(viewer.seqs()).toEqual(Array.from({ length: 23 }, (_, at) => 301 + at));
  });

  it("gets every fact from 0 on while there are new ones", async () => {
    const session = withFacts(1, 10);
    const { server } = await serve(session);
    const viewer = await view(server.path, "?from_seq=0");
    await vi.waitFor(() => expect(viewer.seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  it("is told when what it asks for is no longer at hand", async () => {
    const { server } = await serve(withFacts(200, LAST));
    const viewer = await view(server.path, "?from_seq=198");
    expect(await viewer.closed).toEqual([4404, "fact 199 is no longer at hand; the oldest is 200"]);
    expect(viewer.messages).toEqual([]);
  });

  it("is told when what it asks for has not happened", async () => {
    const { server } = await serve(withFacts(200, LAST));
    const viewer = await view(server.path, "?from_seq=322");
    expect(await viewer.closed).toEqual([4404, "there is no fact 322 yet; the last is 321"]);
  });

  it.each(["-1", "1.5", "x", "1e3", "", "9999999999999999"])(
    "that asks from_seq=%s is refused",
    async (from) => {
      const { server } = await serve(withFacts(1, 5));
      await expect(view(server.path, `?from_seq=${from}`)).rejects.toThrow("answered 400");
      await expect(view(server.path, `?since=${from}`)).rejects.toThrow("answered 400");
    },
  );

  it("that does not ask for an upgrade is told what to do", async () => {
    const { server } = await serve(new FakeSession());
    const { status, headers, body } = await asked(server.path, "GET", "/ws");
    expect(status).toBe(426);
    expect(headers.upgrade).toBe("websocket");
    expect(body).toEqual({ error: expect.stringContaining("WebSocket") });
  });

  it("that goes is forgotten", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const viewer = await view(server.path);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    viewer.socket.close();
    await vi.waitFor(() => expect(session.subscribers.size).toBe(0));
    session.emit(fact(322));
  });

  it("that says a lot is let go, one that says a little is not heard", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const viewer = await view(server.path);
    viewer.socket.send("hello");
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    session.emit(fact(322));
    await vi.waitFor(() => expect(viewer.seqs()).toEqual([322]));
    viewer.socket.send("x".repeat(1_025));
    expect((await viewer.closed)[0]).toBe(1009);
  });

  it("is let in as the sixteenth; the seventeenth is told that it is one too many", async () => {
    const { server } = await serve(new FakeSession());
    for (let count = 0; count < 16; count++) await view(server.path);
    await expect(view(server.path)).rejects.toThrow("answered 503");
  });

  it("is told when the engine ends, and the server waits for nobody", async () => {
    const { server } = await serve(new FakeSession());
    const viewer = await view(server.path);
    await deafViewer(server.path);
    await server.close();
    expect(await viewer.closed).toEqual([1001, "the engine ends"]);
  });

  it("of an engine in which something fails is let go, and only its log says why", async () => {
    const session = new FakeSession();
    session.broken = new Error("at secret place");
    const { server, errors } = await serve(session);
    const viewer = await view(server.path);
    expect((await viewer.closed)[0]).toBe(1006);
    expect(errors).toEqual([session.broken]);
  });
});

describe("a viewer that does not answer", () => {
  it("is let go at the second ping", async () => {
    const session = new FakeSession();
    const { server } = await serve(session, undefined, { pingMs: 50 });
    const alive = await view(server.path);
    const socket = await deafViewer(server.path);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(2));
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    expect(socket.destroyed).toBe(false);
    session.emit(fact(322));
    await vi.waitFor(() => expect(alive.seqs()).toEqual([322]));
  });
});

describe("a viewer that does not read", () => {
  it("while 1,000 facts a second come costs bounded memory, then its connection", async () => {
    const session = new FakeSession();
    const { server, errors } = await serve(session);
    const reader = await view(server.path);
    const slow = await view(server.path);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(2));
    slow.socket.pause();
    // 1,500 bytes each: 1.5 MB a second, of which the kernel takes a little.
    const words = "x".repeat(1_400);
    const tellingMs: number[] = [];
    let seq = LAST;
    const start = systemClock.monotonicMs();
    while (session.subscribers.size === 2 && systemClock.monotonicMs() - start < 8_000) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const due = LAST + Math.floor(systemClock.monotonicMs() - start);
      while (seq < due) {
        const before = systemClock.monotonicMs();
        session.emit(fact(++seq, { words }));
        tellingMs.push(systemClock.monotonicMs() - before);
      }
      session.facts.length = 0;
    }
    const sent = seq - LAST;
    // 2 MiB are 1,400 of them; what kernel and both ends hold beside is less than as much again.
    expect(session.subscribers.size).toBe(1);
    expect(sent).toBeGreaterThan(1_300);
    expect(sent).toBeLessThan(2_800);
    // The other one has them all, and whoever sends them was not held up.
    await vi.waitFor(() => expect(reader.messages).toHaveLength(sent));
    expect(tellingMs.sort((a, b) => a - b)[sent >> 1]).toBeLessThan(0.5);
    slow.socket.resume();
    expect(await slow.closed).toEqual([
      1013,
      "2097152 bytes wait unread; come again with from_seq",
    ]);
    // What it has is whole: it can go on from there.
    const got = slow.seqs();
    expect(got).toEqual(Array.from({ length: got.length }, (_, at) => LAST + 1 + at));
    expect(errors).toEqual([]);
  }, 20_000);

  it("for good is cut off", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const socket = await deafViewer(server.path);
    const ended = new Promise((resolve) => socket.once("close", resolve));
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    const words = "x".repeat(10_000);
    for (let seq = LAST + 1; session.subscribers.size === 1 && seq < 2_000; seq++) {
      session.emit(fact(seq, { words }));
    }
    expect(session.subscribers.size).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    socket.resume();
    await ended;
  });
});

describe("a viewer that pings and does not read", () => {
  it("is cut off before the answers fill the memory", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const socket = await deafViewer(server.path);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(1));
    // A masked ping with the most that it can carry, 125 bytes; its answer is 127.
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
    // The package holds no more than a few hundred answers back.
    const many = Buffer.concat(Array(1_000).fill(ping));
    for (let count = 0; count < 60; count++) socket.write(many);
    await vi.waitFor(() => expect(session.subscribers.size).toBe(0), { timeout: 10_000 });
  });
});

describe("a request to upgrade that is none", () => {
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  it.each([
    ["GET // HTTP/1.1", 400],
    ["GET //[ HTTP/1.1", 400],
    ["GET http:// HTTP/1.1", 400],
    ["OPTIONS * HTTP/1.1", 400],
    ["GET /api/status HTTP/1.1", 200],
    ["GET /api/none HTTP/1.1", 404],
    ["POST /system/pause HTTP/1.1", 400],
    ["POST /ws HTTP/1.1", 400],
    ["GET /ws HTTP/1.1", 400],
    ["GET /ws?from_seq=-1 HTTP/1.1", 400],
    ["GET /ws?%zz=%00 HTTP/1.1", 400],
  ])("%s is answered %i, and the engine goes on", async (line, status) => {
    const session = new FakeSession();
    const { server, errors } = await serve(session);
    const first = await rawly(server.path, `${line}\r\nHost: x\r\n${upgrade}\r\n`);
    expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(session.commands).toEqual([]);
    expect(errors).toEqual([]);
    expect((await asked(server.path, "GET", "/api/status")).status).toBe(200);
  });

  it("is ended also where the other end does not end it", async () => {
    const session = new FakeSession();
    const onError = (error: unknown): void => {
      throw error;
    };
    const path = join(shortFolder(), "one.sock");
    const { server, close } = await openListener({
      routes: createRoutes({ session, onError }),
      stream: new FactStream({ session, onError, pingMs: 1_000 }),
      where: { path },
      onError,
    });
    atEnd(close);
    const socket = connect({ path, allowHalfOpen: true });
    atEnd(() => void socket.destroy());
    socket.resume();
    socket.write(`GET /api/none HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`);
    await new Promise((resolve) => socket.once("end", resolve));
    const open = () => new Promise((resolve) => server.getConnections((_, n) => resolve(n)));
    await vi.waitFor(async () => expect(await open()).toBe(0));
  });

  it("lets nobody in who comes without an upgrade", async () => {
    const routes = createRoutes({ session: new FakeSession(), onError: () => {} });
    expect((await routes.request("/ws", {}, {})).status).toBe(426);
  });
});
