// A run with all its secrets in use, over TCP, its log as loud as can be: nothing that it writes,
// prints or answers has them.

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { hashOfApiKey } from "../../src/control/api-key.js";
import { systemClock } from "../../src/runtime/clock.js";
import { asked, atEnd } from "../control/listening.js";
import { askedTcp } from "../control/over-tcp.js";
import { view } from "../control/viewer.js";
import { linesOf } from "../telemetry/folder.js";
import { called } from "./called.js";
import { giveHome, homePath } from "./engine-at.js";

giveHome();

const SECRET = "webhook-secret-of-this-test-0123456789";
/** In addresses and commands that people are told by; nothing listens there. */
const TOKENS = ["token-of-url-0123456789", "token-of-beat-0123456789", "token-of-cmd-0123456789"];
const MINUTE = 60_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return everyFile(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Bars of a quiet market, up to the minute that has passed. */
function bars(): string {
  const end = Math.floor(systemClock.nowMs() / MINUTE) * MINUTE;
  const rows = Array.from({ length: 30 }, (_, at) => {
    const ts = new Date(end - (30 - at) * MINUTE).toISOString();
    return `${ts},25000,25001,24999,25000.25,10`;
  });
  return `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

it("nothing that a run writes, prints or answers has a secret in it", async () => {
  const key = JSON.parse((await called("config", "api-key", "--json")).stdout).key as string;
  vi.stubEnv("TRANSMISSION_WEBHOOK_SECRET", SECRET);
  const feed = homePath("MNQ.csv");
  writeFileSync(feed, bars());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = `127.0.0.1:${port}`;
  const closed = await freePort();
  const [ofUrl, ofBeat, ofCommand] = TOKENS;
  const settings = [
    "log.level=debug",
    `notify.url=http://127.0.0.1:${closed}/${ofUrl}`,
    `notify.heartbeat_url=http://127.0.0.1:${closed}/${ofBeat}`,
    `notify.command=${JSON.stringify(["/nowhere/notify", `--token=${ofCommand}`])}`,
  ].flatMap((setting) => ["--set", setting]);
  const feeds = ["--feed", feed, "--symbol", "MNQ"];
  const running = called("run", ...feeds, "--headless", "--api", api, ...settings);
  const socket = join(homePath("data"), "engine.sock");
  let isStopped = false;
  atEnd(async () => {
    if (!isStopped) await asked(socket, "POST", "/system/stop").catch(() => {});
  });
  await vi.waitFor(
    async () =>
      expect((await askedTcp(url, "GET", "/api/status")).body).toMatchObject({ mode: "PAPER" }),
    { timeout: 30_000, interval: 100 },
  );
  const viewer = await view(`ws${url.slice(4)}`, "?from_seq=0", { "x-api-key": key });
  const auth = { "x-api-key": key };
  const signal = {
    id: "1",
    ts: new Date(systemClock.nowMs()).toISOString(),
    symbol: "MNQ",
    side: "long",
    stop: 24_900,
  };
  const answers: unknown[] = [];
  const ask = async (...args: Parameters<typeof askedTcp>): Promise<number> => {
    const answer = await askedTcp(...args);
    answers.push(answer.body, answer.headers);
    return answer.status;
  };
  const hook = "/webhooks/tradingview";
  expect(await ask(url, "POST", "/system/pause", auth, {})).toBe(200);
  expect(await ask(url, "POST", "/system/pause", { "x-api-key": `${key}x` }, {})).toBe(401);
  expect(await ask(url, "POST", hook, {}, { secret: SECRET, ...signal })).toBe(409);
  expect(await ask(url, "POST", hook, {}, { secret: SECRET, ...signal })).toBe(200);
  expect(await ask(url, "POST", hook, {}, { secret: SECRET, ...signal, id: "" })).toBe(400);
  expect(await ask(url, "POST", hook, {}, `{"secret":"${SECRET}",`)).toBe(400);
  expect(await ask(url, "POST", hook, {}, { secret: `${SECRET}x`, ...signal })).toBe(401);
  expect(await ask(url, "POST", "/orders/cancel", auth, { client_order_id: "none" })).toBe(409);
  for (const path of ["status", "snapshot", "constraints", "openapi.json", "trades", "metrics"]) {
    expect(await ask(url, "GET", `/api/${path}`, auth)).toBe(200);
  }
  const counters = await (await fetch(`${url}/metrics`, { headers: auth })).text();
  expect(counters).toMatch(/^guard_rejections_total\{reason="paused?"\} 1$/m);
  answers.push(counters);
  // Whoever comes through a proxy is not from here.
  expect((await fetch(`${url}/metrics`, { headers: { via: "1.1 proxy" } })).status).toBe(401);
  appendFileSync(feed, "rubbish\n");
  const shown = [await called("config", "show"), await called("config", "show", "--json")];
  expect(await ask(url, "POST", "/system/stop", auth, {})).toBe(200);
  isStopped = true;
  const words = await running;
  expect(words.code).toBe(0);
  // It has looked where something is.
  const written = everyFile(homePath(".")).map((path) => [path, readFileSync(path, "utf8")]);
  expect(written.map(([path = ""]) => path).join(" ")).toMatch(/journal.*jsonl/);
  expect(JSON.stringify(written)).toContain(hashOfApiKey(key));
  expect(viewer.messages.join("")).toContain('"operator"');
  // The log has every fact, each by its trace where it has one, and what was said.
  const log = linesOf(join(homePath("data"), "engine.log"));
  const facts = log.filter(({ seq }) => seq !== undefined);
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, at) => at + 1));
  const reject = facts.find(({ type }) => type === "guard_reject");
  expect(reject).toMatchObject({ level: "warn", symbol: "MNQ", trace_id: expect.any(String) });
  expect(log.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^the API is on http/));
  const told = JSON.stringify([written, viewer.messages, answers, shown, words]);
  for (const secret of [key, SECRET, ...TOKENS]) expect(told).not.toContain(secret);
}, 60_000);
