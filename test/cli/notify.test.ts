// `notify test`, and a run that tells a program and an address what happens.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openLiveNotify } from "../../src/cli/live-notify.js";
import type { OpenedRun } from "../../src/cli/live-run.js";
import { configSchema } from "../../src/config/schema.js";
import { FakeSession } from "../control/fake-session.js";
import { asked, atEnd } from "../control/listening.js";
import { called } from "./called.js";
import { giveHome, homePath } from "./engine-at.js";

giveHome();

const TOKEN = "token-of-this-test";
const MINUTE = 60_000;

/** Requests that came: `GET /beat`, `POST /token …` and what was sent. */
let got: { what: string; body: string }[] = [];
let address = "";
let status = 200;
beforeEach(async () => {
  got = [];
  status = 200;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      got.push({ what: `${request.method} ${request.url}`, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

const config = (notify: object): void => {
  writeFileSync(homePath("config.json"), JSON.stringify({ notify }), { mode: 0o600 });
};

describe("notify test", () => {
  it("tells each target, and says what became of it", async () => {
    const told = homePath("told");
    config({
      command: ["sh", "-c", `cat > ${told}`],
      ...{ url: address + TOKEN, heartbeat_url: `${address}beat` },
    });
    const { stdout, stderr, code } = await called("notify", "test");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").map((line) => line.replace(/ {2,}[\d,]+ ms$/, ""))).toEqual([
      "notify.command        told  ended with 0",
      "notify.url            told  answered 200",
      "notify.heartbeat_url  told  answered 200",
      "",
    ]);
    const sent = JSON.parse(readFileSync(told, "utf8"));
    expect(sent).toMatchObject({ kind: "test", symbol: null, count: 1, content: sent.text });
    expect(got.map(({ what }) => what).sort()).toEqual(["GET /beat", `POST /${TOKEN}`]);
    expect(got.map(({ body }) => body).sort()).toEqual(["", JSON.stringify(sent)]);
  });

  it("ends with 1 where one fails, without a word of its address", async () => {
    status = 500;
    config({ command: "true", url: address + TOKEN });
    const { stdout, stderr, code } = await called("notify", "test", "--json");
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      targets: [
        { target: "command", ok: true, words: "ended with 0", elapsed_ms: expect.any(Number) },
        { target: "url", ok: false, words: "answered 500", elapsed_ms: expect.any(Number) },
      ],
    });
    expect(stderr).toBe("transmission: notify.url could not be told; mend it, then try again\n");
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  it("ends with 2 where there is nobody to tell", async () => {
    const { stdout, stderr, code } = await called("notify", "test");
    expect([stdout, code]).toEqual(["", 2]);
    expect(stderr).toMatch(/^transmission: nobody is to be told of anything; set notify\.command/);
  });
});

/** Quiet minutes up to the account day's end at 17:00 in Chicago, and after its next beginning. */
function bars(): string {
  const end = Date.UTC(2025, 10, 18, 23);
  const minutes = [-20, 60].flatMap((from) => Array.from({ length: 20 }, (_, at) => from + at));
  const rows = minutes.map((at) => {
    const ts = new Date(end + at * MINUTE).toISOString();
    return `${ts},25000,25001,24999,25000.25,10`;
  });
  return `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return everyFile(path);
    return entry.isFile() ? [path] : [];
  });
}

describe("a run", () => {
  it("tells of a fill, and of an end by an error, in a person's words", async () => {
    const { notify } = configSchema.parse({ notify: { url: address, on: ["fill", "halted"] } });
    const session = new FakeSession();
    const run = { live: { seq: 7 } } as OpenedRun["run"];
    const told = await openLiveNotify({ run, onDayEnd: () => {} }, session, notify);
    const fill = {
      ...{ ts: "2025-11-18T15:00:00.000Z", type: "fill", symbol: "MNQ", role: "entry" },
      ...{ side: "buy", qty: 2, price: 25_000.25, slippage_ticks: 0 },
    };
    session.emit({ seq: 8, ...fill });
    await vi.waitFor(() => expect(got.length).toBeGreaterThan(0));
    told.failed(new Error("the disk is gone"));
    await told.close();
    expect(session.subscribers.size).toBe(0);
    const texts = got.map(({ body }) => JSON.parse(body).text);
    expect(texts).toEqual([
      "PAPER MNQ: entry filled: buy 2 at 25,000.25",
      "PAPER: the engine has ended: the disk is gone",
    ]);
  });

  it("tells of the day as it rolls, and that it lives; no address is written down", async () => {
    vi.stubEnv("TRANSMISSION_WEBHOOK_SECRET", "secret-of-this-test-0123456789");
    // A program that fails is no reason to do anything otherwise.
    config({
      command: ["sh", "-c", `env >> ${homePath("env")}; exit 3`],
      ...{ url: address + TOKEN, heartbeat_url: `${address}beat-${TOKEN}` },
    });
    const feed = homePath("MNQ.csv");
    writeFileSync(feed, bars());
    const running = called(
      "run",
      "--feed",
      feed,
      "--symbol",
      "MNQ",
      "--headless",
      "--speed",
      "60000",
    );
    const posts = () => got.filter(({ what }) => what === `POST /${TOKEN}`);
    await vi.waitFor(() => expect(posts().length).toBe(1), { timeout: 30_000, interval: 50 });
    await vi.waitFor(() => expect(existsSync(homePath("env"))).toBe(true), { timeout: 5_000 });
    await asked(homePath("data/engine.sock"), "POST", "/system/stop", {});
    const { stderr, code } = await running;
    expect(code).toBe(0);
    const text = "PAPER: day 2025-11-18: 0.00 R, 0.00 USD, 0 trades, 0.0 s without a working stop";
    expect(JSON.parse(posts()[0]?.body ?? "")).toEqual({
      ...{ kind: "day_summary", symbol: null, count: 1, text, content: text },
      ts: expect.stringMatching(/Z$/),
    });
    expect(got.filter(({ what }) => what === `GET /beat-${TOKEN}`).length).toBe(1);
    expect(stderr).toContain("notify.command: ended with 3; the next notice tries again");
    expect(readFileSync(homePath("env"), "utf8")).not.toContain("secret-of-this-test");
    const written = everyFile(homePath("data")).map((path) => readFileSync(path, "utf8"));
    expect(written.length).toBeGreaterThan(2);
    expect(stderr + written.join("\n")).not.toContain(TOKEN);
  });
});
