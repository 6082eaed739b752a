// The session of an engine in another process. Everything a screen asks for a few times a second
// comes in one answer, a look, at the screen's own pace: a screen that does not look costs the
// engine nothing, and one that comes back goes on from the fact that it had last.

import * as z from "zod";
import { UserError } from "../engine/errors.js";
import type { SessionSeat } from "../runtime/screen-seats.js";
import type {
  CommandAnswer,
  FactJson,
  LiveCommand,
  LiveSession,
  Queries,
  Snapshot,
} from "../runtime/session.js";
import { lookedSchema, SESSION_PATHS } from "./session-routes.js";
import { ask, EngineUnreachable } from "./transport.js";

/** Longest wait for an answer, ms; a flatten waits for the broker. */
const LOOK_MS = 2_000;
const COMMAND_MS = 20_000;

type Path = (typeof SESSION_PATHS)[keyof typeof SESSION_PATHS];

const answeredSchema: z.ZodType<CommandAnswer> = z.discriminatedUnion("accepted", [
  z.looseObject({ accepted: z.literal(true), command_id: z.string() }),
  z.strictObject({
    accepted: z.literal(false),
    command_id: z.string(),
    code: z.string(),
    message: z.string(),
  }),
]);
const resultSchema = z.strictObject({ result: z.unknown() });
const seatedSchema = z.strictObject({ is_in_control: z.boolean() });
const complaintSchema = z.object({ error: z.string() });

/** How a screen looks at an engine. */
export interface RemoteSessionOptions {
  /** The data folder of the engine. */
  readonly folder: string;
  /** A name that no other screen has: small letters, digits and hyphens. */
  readonly screen: string;
  /** It only ever looks. */
  readonly isViewOnly: boolean;
}

/** A session over the socket file; its calls reject with an `EngineUnreachable`. */
export interface RemoteSession extends LiveSession {
  readonly seat: SessionSeat;
  /** Gives the seat up. Never rejects. */
  close(): Promise<void>;
}

/** Opens the session of the engine of a data folder; nothing is asked of it yet. */
export function openRemoteSession(options: RemoteSessionOptions): RemoteSession {
  return new SocketSession(options);
}

interface Subscriber {
  /** The last fact that was handed on. */
  seq: number;
  readonly callback: (fact: FactJson) => void;
}

class SocketSession implements RemoteSession {
  readonly #options: RemoteSessionOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly seat: SessionSeat;
  #isInControl = false;
  /** Looks go one behind the other, or facts would be handed on twice. */
  #looking: Promise<Snapshot> | null = null;

  constructor(options: RemoteSessionOptions) {
    this.#options = options;
    const isInControl = (): boolean => this.#isInControl;
    this.seat = {
      get isInControl() {
        return isInControl();
      },
      take: () => this.#take(),
    };
  }

  snapshot(): Promise<Snapshot> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async subscribe(fromSeq: number, callback: (fact: FactJson) => void): Promise<() => void> {
    // A look that is under way may still hand facts to those who were there before.
    await this.#looking?.catch(() => {});
    const subscriber: Subscriber = { seq: fromSeq, callback };
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  async query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Promise<Queries[Name]["result"]> {
    const body = { name, args };
    const { result } = await this.#ask(SESSION_PATHS.query, body, resultSchema, LOOK_MS);
    return result as Queries[Name]["result"];
  }

  async submit(command: LiveCommand): Promise<CommandAnswer> {
    const { screen, isViewOnly } = this.#options;
    if (isViewOnly) {
      const { command_id } = command;
      return { accepted: false, command_id, code: "view_only", message: "this screen only looks" };
    }
    return await this.#ask(SESSION_PATHS.submit, { screen, command }, answeredSchema, COMMAND_MS);
  }

  async close(): Promise<void> {
    await this.#seated("leave").catch(() => {});
  }

  async #look(): Promise<Snapshot> {
    const { screen, isViewOnly } = this.#options;
    const seqs = Array.from(this.#subscribers, ({ seq }) => seq);
    const from_seq = seqs.length === 0 ? null : Math.min(...seqs);
    const body = { screen, wants_control: !isViewOnly, from_seq };
    let looked: z.infer<typeof lookedSchema>;
    try {
      looked = await this.#ask(SESSION_PATHS.look, body, lookedSchema, LOOK_MS);
    } catch (error) {
      // An engine that does not answer is not acted on.
      this.#isInControl = false;
      throw error;
    }
    this.#isInControl = looked.is_in_control;
    for (const subscriber of this.#subscribers) tell(subscriber, looked);
    return looked.snapshot;
  }

  async #take(): Promise<boolean> {
    if (this.#options.isViewOnly) return false;
    this.#isInControl = (await this.#seated("take")).is_in_control;
    return this.#isInControl;
  }

  async #seated(what: "take" | "leave"): Promise<z.infer<typeof seatedSchema>> {
    const body = { screen: this.#options.screen, ask: what };
    return await this.#ask(SESSION_PATHS.seat, body, seatedSchema, LOOK_MS);
  }

  async #ask<Out>(
    path: Path,
    body: object,
    schema: z.ZodType<Out>,
    answerMs: number,
  ): Promise<Out> {
    const { status, text } = await ask(this.#options.folder, {
      ...{ method: "POST", path, body: JSON.stringify(body), answerMs },
      headers: {},
    });
    const content = jsonOf(text);
    const read = schema.safeParse(content);
    if (status === 200 && read.success) return read.data;
    const complaint = complaintSchema.safeParse(content);
    if (status === 404 || status === 200) throw new UserError(OTHER_VERSION, 1);
    const words = complaint.success ? complaint.data.error : `the engine answered ${status}`;
    throw new UserError(words, status >= 500 ? 1 : 2);
  }
}

/** Hands on what a subscriber has not had. */
function tell(subscriber: Subscriber, { snapshot, facts }: z.infer<typeof lookedSchema>): void {
  // Of another journal than the one that was looked at before: from its beginning.
  if (snapshot.engine.seq < subscriber.seq) subscriber.seq = 0;
  for (const fact of facts) {
    if (fact.seq <= subscriber.seq) continue;
    subscriber.seq = fact.seq;
    subscriber.callback(fact);
  }
}

const OTHER_VERSION =
  "the engine's answer is not understood; is it of another version? restart it, then attach again";

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether an engine may come back that could not be reached. */
export function mayComeBack(error: unknown): boolean {
  return error instanceof EngineUnreachable && error.kind !== "denied";
}
