// A control surface on a socket in a folder of its own, and requests to it as any client makes
// them.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, vi } from "vitest";
import {
  type ControlOptions,
  type ControlServer,
  listenOnSocket,
} from "../../src/control/server.js";
import type { LiveSession } from "../../src/runtime/session.js";

const ends: (() => Promise<void> | void)[] = [];

/** Something to be done at the end of a test, the last first. */
export function atEnd(work: () => Promise<void> | void): void {
  ends.push(work);
}

afterEach(async () => {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
});

/** A folder that is gone after the test; its path is short enough for a socket. */
export function shortFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tx-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server that listens until the end of the test, and the errors that it met. */
export interface Listening {
  readonly folder: string;
  readonly server: ControlServer;
  readonly errors: unknown[];
}

/** Serves a session. */
export async function serve(
  session: LiveSession,
  folder = shortFolder(),
  more: Partial<ControlOptions> = {},
): Promise<Listening> {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await listenOnSocket({ session, folder, onError, ...more });
  atEnd(() => server.close());
  return { folder, server, errors };
}

/** An answer, its body parsed. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Asks on a socket; a body that is no text is sent as JSON. */
export function asked(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        const { statusCode: status = 0, headers: found } = response;
        resolve({ status, headers: found, body: text === "" ? null : JSON.parse(text) });
      });
    });
    sent.on("error", reject);
    sent.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
  });
}

/** Sends bytes as they are and resolves to the first line that comes back; "" where none does. */
export function rawly(socketPath: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
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

/** Leaves a socket file behind, as a process does that is killed. */
export async function deadSocket(path: string): Promise<void> {
  const elsewhere = join(dirname(path), "elsewhere");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(elsewhere, resolve));
  // Node removes the file by the name it made it under.
  renameSync(elsewhere, path);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** Settles once a connection was made, and closed again. */
function connected(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.destroy());
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

const LISTEN = 'require("node:net").createServer().listen(process.argv[1])';

/** A process that listens on a socket and is stopped (SIGSTOP), as an engine that hangs. */
export async function stoppedListener(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", LISTEN, path], { stdio: "ignore" });
  atEnd(() => void child.kill("SIGKILL"));
  // The file is there a moment before anybody listens behind it.
  await vi.waitFor(() => connected(path), { timeout: 20_000 });
  child.kill("SIGSTOP");
  return child;
}
