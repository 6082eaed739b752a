// Signals from TradingView, as requests.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SeenIds } from "../../src/control/seen-ids.js";
import { Webhook } from "../../src/control/webhook.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { FakeSession } from "./fake-session.js";
import { asked, serve, shortFolder } from "./listening.js";
import { askedTcp, serveTcp } from "./over-tcp.js";

const SECRET = "the secret of this test";
const PATH = "/webhooks/tradingview";
/** The wall clock. */
const NOW = Date.UTC(2025, 10, 18, 15, 42);

const iso = (ms: number): string => new Date(ms).toISOString();

function body(more: object = {}): object {
  const signal = { symbol: "MNQ", side: "long", stop: 24_990 };
  return { secret: SECRET, id: "alert-1", ts: iso(NOW), ...signal, ...more };
}

function webhookOf(session: FakeSession, folder = shortFolder(), disk = nodeDisk) {
  const clock = { nowMs: NOW };
  const nowMs = () => clock.nowMs;
  const seen = new SeenIds({ disk, folder, nowMs });
  return {
    webhook: new Webhook({ session, secret: SECRET, maxAgeMs: 60_000, nowMs, seen }),
    clock,
  };
}

async function start(session = new FakeSession()) {
  const folder = shortFolder();
  const { webhook, clock } = webhookOf(session, folder);
  const { server, errors } = await serve(session, folder, { webhook });
  const send = (content: unknown) => asked(server.path, "POST", PATH, content);
  return { session, folder, clock, errors, send };
}

describe("the webhook", () => {
  it("turns a body with the secret into a signal of its own origin", async () => {
    const { session, send } = await start();
    const more = { target: 25_020.5, qty: 2, tag: "breakout" };
    expect((await send(body(more))).status).toBe(200);
    expect(session.commands).toEqual([
      {
        ...{ command: "signal", symbol: "MNQ", side: "long", stop: 24_990, dry_run: false },
        ...more,
        ...{ origin: "webhook", by: "webhook", command_id: expect.stringMatching(/^webhook-/) },
      },
    ]);
  });

  it("needs no API key over TCP, and takes none in place of the secret", async () => {
    const session = new FakeSession();
    const { webhook } = webhookOf(session);
    const { url } = await serveTcp(session, { webhook });
    expect((await askedTcp(url, "POST", PATH, {}, body())).status).toBe(200);
    const headers = { host: "trading.example", "x-forwarded-for": "203.0.113.7" };
    expect((await askedTcp(url, "POST", PATH, headers, body({ id: "2" }))).status).toBe(200);
    const without = body({ id: "3", secret: "no" });
    expect((await askedTcp(url, "POST", PATH, {}, without)).status).toBe(401);
    expect(session.commands).toHaveLength(2);
  });

  it.each([
    ["a wrong one", { secret: "the secret of this tesT" }],
    ["none", { secret: undefined }],
    ["a beginning", { secret: SECRET.slice(0, -1) }],
    ["an empty one", { secret: "" }],
    ["a number", { secret: 1 }],
    ["a list with it", { secret: [SECRET] }],
    ["a wrong one and nothing right", { secret: "x", id: 4, symbol: null, more: 1 }],
  ])("with %s for a secret does nothing and says nothing else", async (_, more) => {
    const { session, send } = await start();
    const { status, body: answer } = await send(body(more));
    expect([status, answer]).toEqual([401, { error: "the secret is missing or wrong" }]);
    expect(session.commands).toEqual([]);
  });

  it.each([["[]"], ["null"], ['"x"'], ["3"]])("with %s for a body does nothing", async (text) => {
    const { session, send } = await start();
    expect((await send(text)).status).toBe(401);
    expect(session.commands).toEqual([]);
  });

  it.each([
    ["no id", { id: undefined }, /^id: /],
    ["an empty id", { id: "" }, /^id: /],
    ["no time", { ts: undefined }, /^ts: /],
    ["a time that is none", { ts: "now" }, /^ts: /],
    ["a time without a zone", { ts: "2025-11-18T15:42:00" }, /^ts: /],
    ["no stop", { stop: undefined }, /^stop: an entry needs its stop/],
    ["a side that is none", { side: "buy" }, /^side: /],
    ["a field too many", { leverage: 5 }, /leverage/],
    ["a quantity below 0", { qty: -1 }, /^qty: /],
  ])("with %s is 400 and says so", async (_, more, words) => {
    const { session, send } = await start();
    const { status, body: answer } = await send(body(more));
    expect(status).toBe(400);
    expect(answer).toEqual({ error: expect.stringMatching(words) });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(session.commands).toEqual([]);
  });

  it("without a secret in the environment is closed and says what to do", async () => {
    const session = new FakeSession();
    const { server } = await serve(session);
    const { status, body: answer } = await asked(server.path, "POST", PATH, body());
    expect(status).toBe(403);
    expect(answer).toEqual({ error: expect.stringContaining("TRANSMISSION_WEBHOOK_SECRET") });
    expect(session.commands).toEqual([]);
  });

  it("says why a guard refused", async () => {
    const { session, send } = await start();
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: "paused", message: "refused by paused" };
    };
    const { status, body: answer } = await send(body());
    expect([status, answer]).toEqual([409, { reason: "paused", message: "refused by paused" }]);
  });
});

describe("a signal's time", () => {
  const right: [string, string | number][] = [
    ["now", iso(NOW)],
    ["60 s ago", iso(NOW - 60_000)],
    ["in 60 s", iso(NOW + 60_000)],
    ["now in another zone", "2025-11-18T10:42:00-05:00"],
    ["now without a fraction", "2025-11-18T15:42:00Z"],
    ["now in epoch ms", NOW],
    ["now in epoch s", NOW / 1_000],
  ];
  it.each(right)("%s is near enough", async (_, ts) => {
    const { session, send } = await start();
    expect((await send(body({ ts }))).status).toBe(200);
    expect(session.commands).toHaveLength(1);
  });

  const wrong: [string, string | number][] = [
    ["60.001 s ago", iso(NOW - 60_001)],
    ["in 60.001 s", iso(NOW + 60_001)],
    ["61 s ago in epoch s", NOW / 1_000 - 61],
    ["of another year", "2024-11-18T15:42:00Z"],
    ["that no date can say", 9e13],
  ];
  it.each(wrong)("%s is refused", async (_, ts) => {
    const { session, send } = await start();
    const { status, body: answer } = await send(body({ ts }));
    expect(status).toBe(409);
    expect(answer).toEqual({ reason: "too_old", message: expect.stringContaining("60 s") });
    expect(session.commands).toEqual([]);
    // It was not taken, so that it can still come with a time that is right.
    expect((await send(body())).status).toBe(200);
  });
});

describe("an id that was seen", () => {
  it("answers 200 and does nothing, also when its time has passed", async () => {
    const { session, clock, send } = await start();
    await send(body());
    expect(await send(body({ side: "short", stop: 25_020 }))).toMatchObject({
      status: 200,
      body: { seen: true },
    });
    clock.nowMs += 61_000;
    expect((await send(body())).status).toBe(200);
    expect(session.commands).toHaveLength(1);
    expect((await send(body({ id: "alert-2", ts: iso(clock.nowMs) }))).status).toBe(200);
    expect(session.commands).toHaveLength(2);
  });

  it("does so while the first is still being answered", async () => {
    const { session, send } = await start();
    let finish = (): void => {};
    session.answer = ({ command_id }) =>
      new Promise((resolve) => {
        finish = () => resolve({ accepted: true, command_id });
      });
    const first = send(body());
    while (session.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await send(body())).body).toEqual({ seen: true });
    finish();
    expect((await first).body).toMatchObject({ accepted: true });
    expect(session.commands).toHaveLength(1);
  });

  it("does so after a restart", async () => {
    const { folder, send } = await start();
    await send(body());
    const again = new FakeSession();
    const { webhook } = webhookOf(again, folder);
    expect(await webhook.take(body())).toEqual({ status: 200, body: { seen: true } });
    expect(again.commands).toEqual([]);
  });

  it("is remembered before its signal is taken", async () => {
    const session = new FakeSession();
    const folder = shortFolder();
    session.answer = () => Promise.reject(new Error("killed"));
    await expect(webhookOf(session, folder).webhook.take(body())).rejects.toThrow("killed");
    const { webhook } = webhookOf(new FakeSession(), folder);
    expect((await webhook.take(body())).body).toEqual({ seen: true });
  });

  it("that cannot be remembered is not taken", async () => {
    const session = new FakeSession();
    const replace = (): void => {
      throw new Error("the disk is full");
    };
    const { webhook } = webhookOf(session, shortFolder(), { ...nodeDisk, replace });
    await expect(webhook.take(body())).rejects.toThrow("full");
    await expect(webhook.take(body())).rejects.toThrow("full");
    expect(session.commands).toEqual([]);
  });

  it("is forgotten once its time could not let it in again", async () => {
    const folder = shortFolder();
    let nowMs = 0;
    const disk = { ...nodeDisk, replace: () => {}, syncFolder: () => {} };
    const seen = new SeenIds({ disk, folder, nowMs: () => nowMs });
    for (let count = 0; count < 500; count++) expect(seen.add(`${count}`, 1_000)).toBe(true);
    expect(seen.add("one too many", 1_000)).toBe(false);
    nowMs = 1_000;
    expect(seen.add("still", 2_000)).toBe(false);
    nowMs = 1_001;
    expect(seen.add("then", 2_000)).toBe(true);
    expect([seen.has("then"), seen.has("0")]).toEqual([true, false]);
  });

  it("in a file that cannot be read stops the start with a line", () => {
    const folder = shortFolder();
    writeFileSync(join(folder, "webhook-ids.json"), '{"format":1,"ids":[{"id":');
    expect(() => webhookOf(new FakeSession(), folder)).toThrow(
      /webhook-ids\.json: cannot be read; remove it/,
    );
  });
});
