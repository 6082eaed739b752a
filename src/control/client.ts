// A client of the control surface: one call per route. What cannot be reached, and how, is told
// apart, because what to do about it differs.

import type * as z from "zod";
import type { GuardWorth } from "../analytics/guard-worth.js";
import type { Metrics } from "../analytics/metrics.js";
import { UserError } from "../engine/errors.js";
import { type Snapshot, snapshotSchema } from "../runtime/snapshot.js";
import {
  type ActingPath,
  type Body,
  complaintSchema,
  dryRunSchema,
  flattenedSchema,
  refusalSchema,
  takenSchema,
} from "./requests.js";
import { BY_HEADER, type TradeJson } from "./routes.js";
import { type Status, statusSchema } from "./status.js";
import { type Answer, type Ask, ask } from "./transport.js";

/** How long an answer may take, ms. */
const ANSWER_MS = 2_000;
/** The same for a command, which is answered once it is durable. */
const COMMAND_MS = 10_000;
/** The same for a flatten, which is answered once the broker says flat: that may take a bar. */
const FLATTEN_MS = 15 * 60_000;
/** The engine refused a command; exit code 3. */
export class CommandRefused extends UserError {
  constructor(
    message: string,
    /** A guard's name, or another code. */
    readonly reason: string,
  ) {
    super(message, 3);
    this.name = "CommandRefused";
  }
}

/** A command was taken, with its id. */
export type Taken = z.infer<typeof takenSchema>;
/** A flatten was taken; what is left, where the engine says. */
export type Flattened = z.infer<typeof flattenedSchema>;

/** What a proposal of a signal takes. */
export type SignalBody = Body<"/signals/generate">;

/** What a client is made of. */
export interface ControlClientOptions {
  /** The data folder of the engine. */
  readonly folder: string;
  /** Who asks, as facts name it: `cli`. */
  readonly by: string;
  /** Longest wait for an answer, ms; by default what the kind of call asks for. */
  readonly answerMs?: number;
}

/** Calls of the control surface. Each rejects with a UserError. */
export class ControlClient {
  readonly #folder: string;
  readonly #by: string;
  readonly #answerMs: number | undefined;

  constructor({ folder, by, answerMs }: ControlClientOptions) {
    this.#folder = folder;
    this.#by = by;
    this.#answerMs = answerMs;
  }

  /** The engine's status, with the names of SPEC 16. */
  async status(): Promise<Status> {
    return understood(statusSchema, await this.#get("/api/status"));
  }

  /** All that a viewer is shown. */
  async snapshot(): Promise<Snapshot> {
    return understood(snapshotSchema, await this.#get("/api/snapshot"));
  }

  positions(): Promise<Status["positions"]> {
    return this.#get("/api/positions") as Promise<Status["positions"]>;
  }

  orders(): Promise<Status["orders"]> {
    return this.#get("/api/orders") as Promise<Status["orders"]>;
  }

  /** Closed trades, oldest first. */
  trades(limit: number, offset = 0): Promise<TradeJson[]> {
    return this.#get(`/api/trades?limit=${limit}&offset=${offset}`) as Promise<TradeJson[]>;
  }

  trade(id: string): Promise<TradeJson> {
    return this.#get(`/api/trades/${encodeURIComponent(id)}`) as Promise<TradeJson>;
  }

  metrics(): Promise<Metrics> {
    return this.#get("/api/metrics") as Promise<Metrics>;
  }

  guards(): Promise<GuardWorth[]> {
    return this.#get("/api/guards") as Promise<GuardWorth[]>;
  }

  pause(): Promise<Taken> {
    return this.#act("/system/pause", {});
  }

  resume(): Promise<Taken> {
    return this.#act("/system/resume", {});
  }

  stop(): Promise<Taken> {
    return this.#act("/system/stop", {});
  }

  mood(score: number): Promise<Taken> {
    return this.#act("/governor/self_report", { score });
  }

  close(body: Body<"/positions/close">): Promise<Taken> {
    return this.#act("/positions/close", body);
  }

  moveStop(body: Body<"/positions/move_stop">): Promise<Taken> {
    return this.#act("/positions/move_stop", body);
  }

  cancel(clientOrderId: string): Promise<Taken> {
    return this.#act("/orders/cancel", { client_order_id: clientOrderId });
  }

  rearm(strategy: string): Promise<Taken> {
    return this.#act("/strategies/rearm", { strategy });
  }

  /** Has the calendars read again now. */
  reloadCalendars(): Promise<Taken> {
    return this.#act("/calendars/reload", {});
  }

  /** Proposes a trade. */
  signal(body: SignalBody): Promise<Taken> {
    return this.#act("/signals/generate", { ...body, dry_run: false });
  }

  /** What would become of a signal. */
  async dryRun(body: SignalBody): Promise<z.infer<typeof dryRunSchema>> {
    const path = "/signals/generate";
    return understood(dryRunSchema, await this.#post(path, { ...body, dry_run: true }, COMMAND_MS));
  }

  /**
   * Out of everything, or of one symbol; resolves once the broker says what is left.
   * @param signal gives the waiting up
   */
  async flatten(symbol?: string, signal?: AbortSignal): Promise<Flattened> {
    const body = symbol === undefined ? { confirm: true } : { confirm: true, symbol };
    const path = "/system/flatten_all";
    return understood(flattenedSchema, await this.#post(path, body, FLATTEN_MS, signal));
  }

  async #act<Path extends ActingPath>(path: Path, body: Body<Path>): Promise<Taken> {
    return understood(takenSchema, await this.#post(path, body, COMMAND_MS));
  }

  async #get(path: string): Promise<unknown> {
    return this.#ask({ method: "GET", path, body: null, answerMs: ANSWER_MS });
  }

  async #post(
    path: ActingPath,
    body: object,
    answerMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const asked = { method: "POST", path, body: JSON.stringify(body), answerMs };
    return this.#ask(signal === undefined ? asked : { ...asked, signal });
  }

  async #ask(what: Omit<Ask, "headers">): Promise<unknown> {
    const answerMs = this.#answerMs ?? what.answerMs;
    const headers = { [BY_HEADER]: this.#by };
    return contentOf(await ask(this.#folder, { ...what, headers, answerMs }));
  }
}

/** Parsed JSON of a good answer. Throws what a bad one says. */
function contentOf({ status, text }: Answer): unknown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UserError(`the engine answered ${status} with something that is not JSON`, 1);
  }
  if (status >= 200 && status < 300) return content;
  const refusal = refusalSchema.safeParse(content);
  if (status === 409 && refusal.success) {
    const { reason, message = reason } = refusal.data;
    throw new CommandRefused(message, reason);
  }
  const complaint = complaintSchema.safeParse(content);
  const words = complaint.success ? complaint.data.error : `the engine answered ${status}`;
  throw new UserError(words, status >= 500 ? 1 : 2);
}

function understood<Out>(schema: z.ZodType<Out>, content: unknown): Out {
  const read = schema.safeParse(content);
  if (read.success) return read.data;
  throw new UserError(
    "the engine's answer is not understood; is it of another version? restart it, then ask again",
    1,
  );
}
