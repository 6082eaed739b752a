// The control surface on TCP, on a port of its own, and requests to it.

import { request } from "node:http";
import { hashOfApiKey } from "../../src/control/api-key.js";
import { listenOnTcp, type TcpOptions } from "../../src/control/tcp.js";
import type { LiveSession } from "../../src/runtime/session.js";
import { type Answered, atEnd } from "./listening.js";

/** The key of a test. */
export const KEY = "tx_the-right-one";
/** An origin that may call. */
export const ORIGIN = "https://desk.example";

/** A server that listens until the end of the test. */
export interface OverTcp {
  readonly url: string;
  readonly port: number;
  /** Lets time pass for the rate limits, ms; it stands still else. */
  readonly pass: (ms: number) => void;
  readonly errors: unknown[];
}

/** Serves a session on TCP, with the key and the origin of above. */
export async function serveTcp(
  session: LiveSession,
  more: Partial<TcpOptions> = {},
): Promise<OverTcp> {
  const errors: unknown[] = [];
  let nowMs = 0;
  const { url, close } = await listenOnTcp({
    session,
    onError: (error) => errors.push(error),
    address: { host: "127.0.0.1", port: 0 },
    keyHash: hashOfApiKey(KEY),
    origins: [ORIGIN],
    monotonicMs: () => nowMs,
    ...more,
  });
  atEnd(close);
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { url, port: Number(new URL(url).port), pass, errors };
}

/** Asks over TCP; a body that is no text is sent as JSON. */
export function askedTcp(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answered> {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const given = text === undefined ? headers : { "content-type": "application/json", ...headers };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers: given, agent: false }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer += chunk;
      });
      response.on("end", () => {
        const { statusCode: status = 0, headers: found } = response;
        resolve({ status, headers: found, body: answer === "" ? null : JSON.parse(answer) });
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
