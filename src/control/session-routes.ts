// The session itself over the socket file, for screens in other processes: all of it in a look,
// queries, commands, and the seat. None of this is offered on TCP.

import type { Context } from "hono";
import * as z from "zod";
import { liveCommandSchema } from "../runtime/live-command.js";
import type { ScreenSeats } from "../runtime/screen-seats.js";
import type { CommandAnswer, FactJson, LiveSession } from "../runtime/session.js";
import { snapshotSchema } from "../runtime/snapshot.js";
import { isTooLate, TOO_LATE } from "./lateness.js";
import { complaintOf } from "./requests.js";
import type { Routes } from "./routes.js";

/** Most facts in an answer; a viewer that is further behind is given the newest. */
const MOST_FACTS = 1_000;

const screen = z.string().regex(/^[a-z0-9-]{1,60}$/);

/** What a screen says with each look. */
const lookSchema = z.strictObject({
  screen,
  /** False for one that only ever looks. */
  wants_control: z.boolean(),
  /** The last fact that it has, 0 before any; null where it wants none. */
  from_seq: z.int().min(0).nullable(),
});

/** What it is answered. */
export const lookedSchema = z.strictObject({
  snapshot: snapshotSchema,
  /** After `from_seq`, oldest first, as far as they are at hand. */
  facts: z.array(z.looseObject({ seq: z.int() })),
  is_in_control: z.boolean(),
});

const nothing = z.strictObject({});
const page = z.strictObject({
  limit: z.int().min(1).max(1_000).optional(),
  offset: z.int().min(0).optional(),
});

const querySchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("metrics"), args: nothing }),
  z.strictObject({ name: z.literal("analysis"), args: nothing }),
  z.strictObject({ name: z.literal("run"), args: nothing }),
  z.strictObject({ name: z.literal("guards"), args: nothing }),
  z.strictObject({ name: z.literal("risk"), args: nothing }),
  z.strictObject({
    name: z.literal("why"),
    args: z.strictObject({ symbol: z.string().max(40) }),
  }),
  z.strictObject({
    name: z.literal("timeline"),
    args: z.strictObject({ trace_id: z.string().min(1).max(100) }),
  }),
  z.strictObject({ name: z.literal("trades"), args: page }),
  z.strictObject({
    name: z.literal("shadows"),
    args: z.strictObject({ guard: z.string().max(100).optional() }),
  }),
  z.strictObject({
    name: z.literal("closes"),
    args: z.strictObject({ symbol: z.string().max(40), limit: z.int().min(1).max(1_000) }),
  }),
]);

const submitSchema = z.strictObject({ screen, command: liveCommandSchema });

const seatSchema = z.strictObject({ screen, ask: z.enum(["take", "leave"]) });

/** The routes of a session, and what each takes. */
export const SESSION_PATHS = {
  look: "/session/look",
  query: "/session/query",
  submit: "/session/submit",
  seat: "/session/seat",
} as const;

/** What the routes are made of. */
export interface SessionDesk {
  readonly session: LiveSession;
  readonly seats: ScreenSeats;
}

type Work<Asked> = (asked: Asked) => Promise<object>;

/** Answers what fits a schema; anything else is a complaint. */
async function answer<Asked>(
  c: Context,
  schema: z.ZodType<Asked>,
  work: Work<Asked>,
): Promise<Response> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    return c.json({ error: "the body is not JSON" }, 400);
  }
  const read = schema.safeParse(body);
  if (!read.success) return c.json({ error: complaintOf(read.error) }, 400);
  return c.json(await work(read.data));
}

async function factsAfter(session: LiveSession, seq: number): Promise<FactJson[]> {
  const facts: FactJson[] = [];
  const end = await session.subscribe(seq, (fact) => facts.push(fact));
  end();
  return facts;
}

/** Getting out, and holding entries, is every acting screen's right, whoever is in control. */
const ALWAYS_TAKEN: ReadonlySet<string> = new Set(["flatten", "pause"]);

const NOT_IN_CONTROL = {
  code: "not_in_control",
  message: "another screen is in control; C takes it over",
} as const;

/** Adds the routes of a session. */
export function addSessionRoutes(app: Routes, { session, seats }: SessionDesk): void {
  app.post(SESSION_PATHS.look, (c) =>
    answer(c, lookSchema, async (asked): Promise<z.input<typeof lookedSchema>> => {
      const is_in_control = seats.hear(asked.screen, asked.wants_control);
      const snapshot = await session.snapshot();
      const { seq } = snapshot.engine;
      const { from_seq } = asked;
      // More than there are: of another journal than the one that was looked at before.
      const known = from_seq === null ? seq : from_seq > seq ? 0 : from_seq;
      const facts = await factsAfter(session, Math.max(known, seq - MOST_FACTS));
      return { snapshot, facts, is_in_control };
    }),
  );
  app.post(SESSION_PATHS.query, (c) =>
    answer(c, querySchema, async ({ name, args }) => ({
      result: await session.query(name, args as never),
    })),
  );
  app.post(SESSION_PATHS.submit, (c) =>
    answer(c, submitSchema, async ({ screen: from, command }) => {
      const { command_id } = command;
      const refused = (why: typeof NOT_IN_CONTROL | typeof TOO_LATE): CommandAnswer => {
        return { accepted: false, command_id, ...why };
      };
      if (isTooLate(c, command)) return refused(TOO_LATE);
      const isTaken = seats.hear(from, true) || ALWAYS_TAKEN.has(command.command);
      return isTaken ? await session.submit(command) : refused(NOT_IN_CONTROL);
    }),
  );
  app.post(SESSION_PATHS.seat, (c) =>
    answer(c, seatSchema, async ({ screen: from, ask }) => {
      if (ask === "take") seats.take(from);
      else seats.leave(from);
      return { is_in_control: ask === "take" };
    }),
  );
}
