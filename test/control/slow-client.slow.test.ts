// Clients that take their time in saying what they want, over TCP.

import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/runtime/clock.js";
import { FakeSession } from "./fake-session.js";
import { atEnd } from "./listening.js";
import { askedTcp, KEY, serveTcp } from "./over-tcp.js";

/** Sends a beginning, then a byte now and then; resolves to the answer and how long it took, ms. */
function drip(port: number, beginning: string): Promise<{ text: string; tookMs: number }> {
  const socket = connect(port, "127.0.0.1");
  const start = systemClock.monotonicMs();
  let text = "";
  socket.write(beginning);
  const dripping = setInterval(() => socket.write("x"), 500);
  atEnd(() => {
    clearInterval(dripping);
    socket.destroy();
  });
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  return new Promise((resolve) => {
    socket.on("close", () => {
      clearInterval(dripping);
      resolve({ text, tookMs: systemClock.monotonicMs() - start });
    });
  });
}

describe("a slow client", () => {
  it("is let go after 5 s of headers or 10 s of a body, and holds nobody up", async () => {
    const session = new FakeSession();
    const { url, port, errors } = await serveTcp(session);
    const slow = Array.from({ length: 20 }, () =>
      drip(port, "GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "),
    );
    const body = drip(
      port,
      "POST /system/pause HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
        `X-Api-Key: ${KEY}\r\nContent-Length: 60000\r\n\r\n{"a":"`,
    );
    const before = systemClock.monotonicMs();
    expect((await askedTcp(url, "GET", "/api/status")).status).toBe(200);
    expect(systemClock.monotonicMs() - before).toBeLessThan(2_000);
    for (const { text, tookMs } of await Promise.all(slow)) {
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      expect(tookMs).toBeGreaterThan(4_000);
      expect(tookMs).toBeLessThan(9_000);
    }
    const { tookMs } = await body;
    expect(tookMs).toBeGreaterThan(9_000);
    expect(tookMs).toBeLessThan(15_000);
    expect(session.commands).toEqual([]);
    expect(errors).toEqual([]);
  }, 30_000);
});
