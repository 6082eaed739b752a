// Carries one request to the engine of a data folder and its answer back. What cannot be reached,
// and how, is told apart, because what to do about it differs.

import { request } from "node:http";
import { UserError } from "../engine/errors.js";
import { systemClock } from "../runtime/clock.js";
import { socketPath } from "./socket.js";

/** An answer larger than this is none of ours. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Why no engine answers. `none`: none is running, or it died and left its socket file. `hung`: one
 * listens and does not answer. `lost`: it broke off while it was asked. `denied`: it is another
 * user's.
 */
export type UnreachableKind = "none" | "hung" | "lost" | "denied";

/** No engine answers; exit code 4. */
export class EngineUnreachable extends UserError {
  constructor(
    message: string,
    readonly kind: UnreachableKind,
  ) {
    super(message, 4);
    this.name = "EngineUnreachable";
  }
}

/** Until when somebody waits for the answer, UTC epoch ms: what is taken up later is not done. */
export const UNTIL_HEADER = "x-transmission-until";

/** What is asked; a body is JSON. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Longest wait for the whole answer, ms. */
  readonly answerMs: number;
  /** Gives the waiting up. */
  readonly signal?: AbortSignal;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks the engine of a data folder. Rejects with an `EngineUnreachable` where none answers. */
export function ask(folder: string, what: Ask): Promise<Answer> {
  const { method, path, body, answerMs } = what;
  const content = {
    [UNTIL_HEADER]: String(systemClock.nowMs() + answerMs),
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body ?? "")),
  };
  const headers = body === null ? what.headers : { ...what.headers, ...content };
  return new Promise((resolve, reject) => {
    // A connection of its own each time: one that is kept may have gone with an engine before.
    const route = { socketPath: socketPath(folder), method, path, headers, agent: false } as const;
    const asked = request(what.signal === undefined ? route : { ...route, signal: what.signal });
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(patience);
      asked.destroy();
      reject(unreachable(error, folder));
    };
    const patience = setTimeout(() => fail(coded("ETIMEDOUT")), answerMs);
    asked.on("error", fail);
    asked.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("error", fail);
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MOST_ANSWER_BYTES) fail(coded("EMSGSIZE"));
      });
      response.on("end", () => {
        clearTimeout(patience);
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    asked.end(body ?? undefined);
  });
}

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Why no engine answered, from what Node says of the attempt. */
export function unreachable(error: NodeJS.ErrnoException, folder: string): EngineUnreachable {
  switch (error.code) {
    // A socket file that was left behind refuses; no file, and it is not there.
    case "ENOENT":
    case "ENOTDIR":
    case "ECONNREFUSED":
      return new EngineUnreachable(
        `no engine is running for ${folder}; start it with \`transmission run\``,
        "none",
      );
    case "EACCES":
    case "EPERM":
      return new EngineUnreachable(
        `the engine of ${folder} is another user's; ask as the user who started it`,
        "denied",
      );
    case "ETIMEDOUT":
    case "EAGAIN":
      return new EngineUnreachable(
        `the engine of ${folder} does not answer; it may hang: look at its process, or leave the ` +
          "market with `transmission flatten --confirm`",
        "hung",
      );
    default:
      return new EngineUnreachable(
        `the engine of ${folder} broke off (${error.code ?? error.message}); look with ` +
          "`transmission status` whether it still runs",
        "lost",
      );
  }
}
