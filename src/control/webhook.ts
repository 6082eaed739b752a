// Signals from TradingView, which sends no headers: the secret is in the body. An id that was
// seen does nothing again, also after a restart: it is on the disk before its signal is taken.

import { createHash } from "node:crypto";
import type { LiveSession } from "../runtime/session.js";
import { isSame } from "./api-key.js";
import { complaintOf, webhookSchema } from "./requests.js";
import type { SeenIds } from "./seen-ids.js";

/** Where TradingView sends its signals. */
export const WEBHOOK_PATH = "/webhooks/tradingview";

/** Said where no secret is configured. */
export const NO_WEBHOOK =
  "no webhook secret is configured: set TRANSMISSION_WEBHOOK_SECRET, then start the engine again";

/** Below this a time is in seconds, not in milliseconds: it would be before 1973. */
const LEAST_EPOCH_MS = 1e11;

/** What a webhook is made of. */
export interface WebhookOptions {
  readonly session: LiveSession;
  readonly secret: string;
  /** How far its time may be from the wall clock, either way, ms. */
  readonly maxAgeMs: number;
  /** The wall clock, UTC epoch ms. */
  readonly nowMs: () => number;
  readonly seen: SeenIds;
}

/** How a request was answered. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 401 | 409 | 503;
  readonly body: object;
}

/** Takes what TradingView sends. */
export class Webhook {
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** @param given the body, parsed and not checked */
  async take(given: unknown): Promise<WebhookAnswer> {
    const { session, secret, maxAgeMs, nowMs, seen } = this.#options;
    // Who does not know the secret learns nothing, not even what a body looks like.
    if (!isSame(secretOf(given), secret)) {
      return { status: 401, body: { error: "the secret is missing or wrong" } };
    }
    const read = webhookSchema.safeParse(given);
    if (!read.success) return { status: 400, body: { error: complaintOf(read.error) } };
    const { id, ts, secret: _, ...signal } = read.data;
    if (seen.has(id)) return { status: 200, body: { seen: true } };
    const sentMs = epochMsOf(ts);
    const now = nowMs();
    if (!(Math.abs(now - sentMs) <= maxAgeMs)) {
      const message = `ts is more than ${maxAgeMs / 1_000} s from the clock`;
      return { status: 409, body: { reason: "too_old", message } };
    }
    // Twice as long as it could be let in again: a clock can be set back.
    if (!seen.add(id, Math.max(now, sentMs) + 2 * maxAgeMs)) {
      return { status: 503, body: { error: "too many signals at once; send it again later" } };
    }
    const command_id = `webhook-${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
    const head = { command: "signal", origin: "webhook", by: "webhook", command_id } as const;
    const answer = await session.submit({ ...head, ...signal });
    if (answer.accepted) return { status: 200, body: answer };
    return { status: 409, body: { reason: answer.code, message: answer.message } };
  }
}

function secretOf(given: unknown): string {
  if (typeof given !== "object" || given === null || !("secret" in given)) return "";
  return typeof given.secret === "string" ? given.secret : "";
}

function epochMsOf(ts: string | number): number {
  if (typeof ts === "string") return Date.parse(ts);
  return ts < LEAST_EPOCH_MS ? ts * 1_000 : ts;
}
