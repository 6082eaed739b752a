// `WS /ws`: each message is one fact, as its line in the journal. A viewer that does not read what
// it is sent costs bounded memory, and then its connection; the engine never waits for one.

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { FactJson, LiveSession } from "../runtime/session.js";
import { writeAnswer } from "./answer.js";

/** Viewers at one time, however they come in. */
const MOST_VIEWERS = 16;
/** More than this on its way to one viewer, and it is let go; bytes. */
const MOST_UNREAD_BYTES = 2 * 1024 * 1024;
const STALLED = `${MOST_UNREAD_BYTES} bytes wait unread; come again with from_seq`;
/** A viewer has nothing to say; a message larger than this ends it. Bytes. */
const MOST_SAID_BYTES = 1024;
/** How long a connection that is being closed may take to say goodbye, ms. */
const GOODBYE_MS = 2_000;

/** Close codes, as they are documented. */
const CLOSE_CODES = {
  /** The engine ends. */
  ending: 1001,
  /** It does not read what it is sent. */
  stalled: 1013,
  /** What it asks for is no longer, or not yet, at hand. */
  notAtHand: 4404,
} as const;

/** Whom a request to upgrade may be let in by: the routes fill in what they found. */
export interface Upgrade {
  /** Facts after this one; null for those to come. Undefined until a route has let it in. */
  fromSeq?: number | null;
}

/** Judges a request to upgrade: fills in `upgrade` where it may come in, else answers why not. */
export type Judge = (incoming: IncomingMessage, upgrade: Upgrade) => Promise<Response>;

/** What a stream is made of. */
export interface FactStreamOptions {
  readonly session: LiveSession;
  /** Told of what failed inside. */
  readonly onError: (error: unknown) => void;
  /** How often viewers are pinged, ms; one that has not answered the last is let go. */
  readonly pingMs: number;
}

/** The viewers of a session's facts, on any number of servers. */
export class FactStream {
  readonly #session: LiveSession;
  readonly #onError: (error: unknown) => void;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_SAID_BYTES,
    perMessageDeflate: false,
    // It keeps none of them alive for us: `#viewers` does.
    clientTracking: false,
  });
  /** Viewers, and whether each has answered since it was last asked. */
  readonly #viewers = new Map<WebSocket, boolean>();
  readonly #pinger: NodeJS.Timeout;

  constructor({ session, onError, pingMs }: FactStreamOptions) {
    this.#session = session;
    this.#onError = onError;
    this.#pinger = setInterval(() => this.#ping(), pingMs);
    this.#pinger.unref();
  }

  /** How many look on now. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** Takes the requests to upgrade that reach a server. */
  attach(server: Server, judge: Judge): void {
    server.on("upgrade", (incoming, socket, head) => {
      // Node has taken its own listeners off, and an error nobody hears ends the process.
      socket.on("error", () => socket.destroy());
      this.#upgrade(judge, incoming, socket, head).catch((error) => {
        socket.destroy();
        this.#onError(error);
      });
    });
  }

  async #upgrade(
    judge: Judge,
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const upgrade: Upgrade = {};
    const answer = await judge(incoming, upgrade);
    const { fromSeq } = upgrade;
    if (fromSeq === undefined) return await writeAnswer(socket, answer);
    if (this.#viewers.size >= MOST_VIEWERS) {
      const error = `${MOST_VIEWERS} viewers look on already; close one of them`;
      return await writeAnswer(socket, Response.json({ error }, { status: 503 }));
    }
    // Answers 400 itself where the handshake is none.
    this.#sockets.handleUpgrade(incoming, socket, head, (viewer) => {
      this.#welcome(viewer, fromSeq).catch((error) => {
        viewer.terminate();
        this.#onError(error);
      });
    });
  }

  async #welcome(viewer: WebSocket, fromSeq: number | null): Promise<void> {
    this.#viewers.set(viewer, true);
    let isOver = false;
    let unsubscribe = (): void => {};
    const end = (): void => {
      isOver = true;
      unsubscribe();
    };
    viewer.on("pong", () => {
      if (this.#viewers.has(viewer)) this.#viewers.set(viewer, true);
    });
    // What breaks a connection, or breaks its rules, closes it; there is nobody to tell.
    viewer.on("error", () => {});
    viewer.on("close", () => {
      this.#viewers.delete(viewer);
      end();
    });
    const { seq } = (await this.#session.snapshot()).engine;
    if (fromSeq !== null && fromSeq > seq) {
      return bye(
        viewer,
        CLOSE_CODES.notAtHand,
        `there is no fact ${fromSeq} yet; the last is ${seq}`,
      );
    }
    let next = (fromSeq ?? seq) + 1;
    const subscription = await this.#session.subscribe(next - 1, (fact) => {
      if (isOver) return;
      const isNext = fact.seq === next++;
      if (isNext) viewer.send(JSON.stringify(fact));
      if (isNext && viewer.bufferedAmount <= MOST_UNREAD_BYTES) return;
      end();
      if (isNext) bye(viewer, CLOSE_CODES.stalled, STALLED);
      else bye(viewer, CLOSE_CODES.notAtHand, missing(next - 1, fact));
    });
    // It may have gone while it was being let in.
    if (isOver) subscription();
    else unsubscribe = subscription;
  }

  #ping(): void {
    for (const [viewer, hasAnswered] of this.#viewers) {
      if (!hasAnswered) viewer.terminate();
      else {
        this.#viewers.set(viewer, false);
        viewer.ping();
      }
    }
  }

  /** Lets every viewer go. Resolves when they are gone. */
  async close(): Promise<void> {
    clearInterval(this.#pinger);
    const gone = [...this.#viewers.keys()].map((viewer) => {
      const closed = new Promise<void>((resolve) => viewer.once("close", () => resolve()));
      bye(viewer, CLOSE_CODES.ending, "the engine ends");
      return closed;
    });
    await Promise.all(gone);
  }
}

const missing = (wanted: number, { seq }: FactJson): string =>
  `fact ${wanted} is no longer at hand; the oldest is ${seq}`;

/** Says goodbye, and does not wait long for the answer. */
function bye(viewer: WebSocket, code: number, why: string): void {
  viewer.close(code, why);
  const patience = setTimeout(() => viewer.terminate(), GOODBYE_MS);
  viewer.once("close", () => clearTimeout(patience));
}
