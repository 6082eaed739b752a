// Programs that are run and addresses that are called, real ones.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  commandTarget,
  heartbeatTarget,
  type Notice,
  urlTarget,
} from "../../src/telemetry/notice-target.js";

const NOTICE: Notice = {
  ...{ kind: "naked", symbol: "MNQ", ts: "2025-11-18T15:00:00.000Z", count: 2 },
  text: "PAPER MNQ: NAKED; it's $HOME `so`",
};
const BODY = { ...NOTICE, content: NOTICE.text };

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tx-target-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string): string => join(folder, name);
/** A program of one line of the shell. */
const shell = (line: string, env: NodeJS.ProcessEnv = process.env, patienceMs?: number) =>
  commandTarget(["sh", "-c", line], env, patienceMs);

describe("a program", () => {
  it("is given the notice on its standard input and in its environment", async () => {
    const line = `cat > ${path("in")}; env > ${path("env")}`;
    expect(await shell(line).deliver(NOTICE)).toEqual({ ok: true, words: "ended with 0" });
    expect(JSON.parse(readFileSync(path("in"), "utf8"))).toEqual(BODY);
    const lines = readFileSync(path("env"), "utf8").split("\n");
    expect(lines).toContain("TRANSMISSION_EVENT=naked");
    expect(lines).toContain("TRANSMISSION_SYMBOL=MNQ");
    expect(lines).toContain(`TRANSMISSION_TEXT=${NOTICE.text}`);
  });

  it("is given none of our secrets, and no word to the service manager", async () => {
    const secret = "secret-of-this-test";
    const env = {
      ...{ PATH: process.env.PATH, TRANSMISSION_HOME: "/h", NOTIFY_SOCKET: secret },
      ...{ TRANSMISSION_WEBHOOK_SECRET: secret, TRANSMISSION_OTHER: secret },
    };
    await shell(`env > ${path("env")}`, env).deliver(NOTICE);
    const text = readFileSync(path("env"), "utf8");
    expect(text).not.toContain(secret);
    expect(text).toContain("TRANSMISSION_HOME=/h");
  });

  it("without arguments is named by a text that no shell reads", async () => {
    expect(await commandTarget("true", process.env).deliver(NOTICE)).toEqual({
      ...{ ok: true, words: "ended with 0" },
    });
    const odd = commandTarget(`true; touch ${path("touched")}`, process.env);
    expect(await odd.deliver(NOTICE)).toEqual({ ok: false, words: "no such program" });
    expect(existsSync(path("touched"))).toBe(false);
  });

  it("that fails, or reads nothing, is told apart", async () => {
    expect(await shell("exit 3").deliver(NOTICE)).toEqual({ ok: false, words: "ended with 3" });
    const long = { ...NOTICE, text: "x".repeat(100_000) };
    expect(await shell("exec <&-; exit 0").deliver(long)).toMatchObject({ ok: true });
    expect(await commandTarget("/dev/null", {}).deliver(NOTICE)).toEqual({
      ...{ ok: false, words: "it may not be run" },
    });
    expect(await commandTarget("true", {}).deliver({ ...NOTICE, text: "a\0b" })).toMatchObject({
      ok: false,
    });
  });

  it("that hangs is killed with all that it has started", async () => {
    const line = `sleep 30 & echo $! > ${path("pid")}; wait`;
    expect(await shell(line, process.env, 300).deliver(NOTICE)).toEqual({
      ...{ ok: false, words: "killed after 0.3 s" },
    });
    const pid = Number(readFileSync(path("pid"), "utf8"));
    const isThere = (): string => readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] ?? "";
    // Whoever fetches the dead may take a while.
    await vi.waitFor(() => expect(() => expect(isThere()).toBe("S")).toThrow());
  });

  it("is killed when it is given up", async () => {
    const over = new AbortController();
    const delivery = shell("sleep 30").deliver(NOTICE, over.signal);
    over.abort();
    expect(await delivery).toEqual({ ok: false, words: "given up" });
  });
});

describe("an address", () => {
  let server: Server;
  let answer = (_: IncomingMessage, response: ServerResponse): void => void response.end();
  let got: { method: string | undefined; type: string | undefined; body: string }[] = [];
  let url = "";
  beforeEach(async () => {
    got = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        got.push({ method: request.method, type: request.headers["content-type"], body });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token-of-this-test`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("is sent the notice as JSON with the names that chats read", async () => {
    answer = (_, response) => void response.end("fine");
    expect(await urlTarget(url).deliver(NOTICE)).toEqual({ ok: true, words: "answered 200" });
    expect(got.map(({ method, type }) => [method, type])).toEqual([["POST", "application/json"]]);
    expect(JSON.parse(got[0]?.body ?? "")).toEqual(BODY);
  });

  it("is only called for a heartbeat", async () => {
    answer = (_, response) => void response.end();
    expect((await heartbeatTarget(url).deliver(NOTICE)).ok).toBe(true);
    expect(got).toEqual([{ method: "GET", type: undefined, body: "" }]);
  });

  it("that refuses, leads elsewhere or is silent is told apart", async () => {
    answer = (_, response) => void response.writeHead(404).end();
    expect(await urlTarget(url).deliver(NOTICE)).toEqual({ ok: false, words: "answered 404" });
    answer = (_, response) => void response.writeHead(302, { location: url }).end();
    expect(await urlTarget(url).deliver(NOTICE)).toEqual({ ok: false, words: "answered 302" });
    expect(got.length).toBe(2);
    answer = () => {};
    expect(await urlTarget(url, 200).deliver(NOTICE)).toEqual({
      ...{ ok: false, words: "no answer within 0.2 s" },
    });
    // One that answers without an end has answered.
    answer = (_, response) => void response.writeHead(200).write("x".repeat(10_000));
    expect(await urlTarget(url).deliver(NOTICE)).toMatchObject({ ok: true });
  });

  it("that is not there is told without its name", async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(await urlTarget(url).deliver(NOTICE)).toEqual({
      ...{ ok: false, words: "cannot be reached (ECONNREFUSED)" },
    });
    const nowhere = await urlTarget("http://token-of-this-test.invalid/x").deliver(NOTICE);
    expect(nowhere.ok).toBe(false);
    expect(nowhere.words).toMatch(/^cannot be reached \([A-Z_]+\)$/);
  });
});
