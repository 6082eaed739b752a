// A viewer of facts over a real connection, and facts for it.

import { connect, type Socket } from "node:net";
import { expect, vi } from "vitest";
import { WebSocket } from "ws";
import type { FactJson } from "../../src/runtime/session.js";
import { atEnd } from "./listening.js";

/** A fact as it is journalled. */
export function fact(seq: number, more: object = {}): FactJson {
  const ts = "2025-11-18T15:42:00.000Z";
  return { seq, ts, type: "gear_changed", symbol: null, trace_id: "r1", gear: "D", ...more };
}

/** What came over a connection, until it was closed. */
export interface Viewing {
  readonly socket: WebSocket;
  readonly messages: string[];
  readonly seqs: () => number[];
  /** Code and reason with which it ended. */
  readonly closed: Promise<readonly [number, string]>;
}

/** Looks on: at `/ws` on a socket file, or at a `ws://` address. */
export async function view(
  at: string,
  query = "",
  headers: Record<string, string> = {},
): Promise<Viewing> {
  const url = at.startsWith("ws:") ? `${at}/ws${query}` : `ws+unix:${at}:/ws${query}`;
  const socket = new WebSocket(url, { headers });
  atEnd(() => socket.terminate());
  const messages: string[] = [];
  socket.on("message", (data, isBinary) => {
    expect(isBinary).toBe(false);
    messages.push(String(data));
  });
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.on("close", (code, reason) => resolve([code, String(reason)]));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("unexpected-response", (_, { statusCode }) => {
      reject(new Error(`answered ${statusCode}`));
    });
    socket.once("error", reject);
  });
  const seqs = (): number[] => messages.map((text) => JSON.parse(text).seq);
  return { socket, messages, seqs, closed };
}

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** Shakes hands and then never reads: the kernel's room fills up, then the server's. */
export async function deafViewer(path: string): Promise<Socket> {
  const socket = connect(path);
  atEnd(() => void socket.destroy());
  socket.on("error", () => {});
  let text = "";
  const listen = (chunk: Buffer): void => {
    text += chunk.toString("latin1");
    if (!text.includes("\r\n\r\n")) return;
    socket.pause();
    socket.off("data", listen);
  };
  socket.on("data", listen);
  socket.write(
    "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`,
  );
  await vi.waitFor(() => expect(text).toMatch(/^HTTP\/1\.1 101 /));
  return socket;
}
