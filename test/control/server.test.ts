// The socket file: who may listen on it, who may open it, and what becomes of it.

import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listenOnSocket } from "../../src/control/server.js";
import { checkSocketPath, socketPath } from "../../src/control/socket.js";
import { FakeSession } from "./fake-session.js";
import { asked, deadSocket, rawly, serve, shortFolder, stoppedListener } from "./listening.js";

const onError = (error: unknown): void => {
  throw error;
};

describe("the socket file", () => {
  it("lies in the data folder and is its owner's alone", async () => {
    const folder = shortFolder();
    const { server } = await serve(new FakeSession(), folder);
    expect(server.path).toBe(join(folder, "engine.sock"));
    expect(statSync(server.path).isSocket()).toBe(true);
    expect(statSync(server.path).mode & 0o777).toBe(0o600);
  });

  it("that nobody listens on any more is replaced", async () => {
    const folder = shortFolder();
    await deadSocket(socketPath(folder));
    expect(existsSync(socketPath(folder))).toBe(true);
    const { server } = await serve(new FakeSession(), folder);
    expect((await asked(server.path, "GET", "/api/status")).status).toBe(200);
  });

  it("that an engine listens on is left to it", async () => {
    const { folder, server } = await serve(new FakeSession());
    const second = listenOnSocket({ session: new FakeSession(), folder, onError });
    await expect(second).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("another engine listens there"),
    });
    expect((await asked(server.path, "GET", "/api/status")).status).toBe(200);
  });

  it("of an engine that is stopped is left to it too", async () => {
    const folder = shortFolder();
    await stoppedListener(socketPath(folder));
    const second = listenOnSocket({ session: new FakeSession(), folder, onError });
    await expect(second).rejects.toMatchObject({ exitCode: 3 });
    expect(existsSync(socketPath(folder))).toBe(true);
  });

  it("is not put in the place of something else", async () => {
    const folder = shortFolder();
    writeFileSync(socketPath(folder), "mine");
    const listening = listenOnSocket({ session: new FakeSession(), folder, onError });
    await expect(listening).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("is not a socket"),
    });
  });

  it("is gone once the server has closed", async () => {
    const { server } = await serve(new FakeSession());
    await server.close();
    expect(existsSync(server.path)).toBe(false);
  });

  it("whose path is too deep is refused by name", async () => {
    // 107 bytes and the end's zero are what the kernel has room for.
    expect(() => checkSocketPath("/".padEnd(107, "x"))).not.toThrow();
    expect(() => checkSocketPath("/".padEnd(108, "x"))).toThrow(
      /^\/x+: too deep for a socket, 108/,
    );
    expect(() => checkSocketPath(`/${"é".repeat(54)}`)).toThrow(/109 bytes/);
    const folder = join(shortFolder(), "x".repeat(90));
    await expect(
      listenOnSocket({ session: new FakeSession(), folder, onError }),
    ).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(folder) });
  });
});

describe("closing", () => {
  it("lets an answer on its way go out first", async () => {
    const session = new FakeSession();
    let finish: () => void = () => {};
    session.answer = ({ command_id }) =>
      new Promise((resolve) => {
        finish = () => resolve({ accepted: true, command_id });
      });
    const { server } = await serve(session);
    const answer = asked(server.path, "POST", "/system/stop");
    while (session.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closing = server.close();
    finish();
    expect((await answer).status).toBe(200);
    await closing;
  });

  it("does not wait for a client that says nothing", async () => {
    const { server } = await serve(new FakeSession());
    const silent = rawly(server.path, "");
    const half = rawly(server.path, "GET /api/status HTTP/1.1\r\nHost: x\r\nX-Half: ");
    await server.close();
    await Promise.all([silent, half]);
  });
});

describe("several clients at once", () => {
  it("are each answered, also while one command is waited for", async () => {
    const session = new FakeSession();
    let finish: () => void = () => {};
    session.answer = ({ command, command_id }) =>
      command !== "flatten"
        ? { accepted: true, command_id }
        : new Promise((resolve) => {
            finish = () => resolve({ accepted: true, command_id });
          });
    const { server } = await serve(session);
    const flattening = asked(server.path, "POST", "/system/flatten_all", { confirm: true });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? asked(server.path, "GET", "/api/status")
          : asked(server.path, "POST", "/system/pause"),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(session.commands.filter(({ command }) => command === "pause")).toHaveLength(20);
    finish();
    expect((await flattening).status).toBe(200);
  });
});
