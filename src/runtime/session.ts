// The session: all that a screen, the API or the command line may see of a running engine and
// do to it. Everything that passes is plain JSON, so that it makes no difference whether the
// viewer sits in this process or at the other end of a socket.

import * as z from "zod";
import type { Analysis } from "../analytics/analysis.js";
import type { JournalTrade } from "../analytics/entry-context.js";
import type { GuardWorth } from "../analytics/guard-worth.js";
import type { Metrics } from "../analytics/metrics.js";
import type { ShadowClosedFact } from "../engine/guard-facts.js";
import type { LiveCommand } from "./live-command.js";
import type { RiskView } from "./risk-view.js";
import type { Snapshot } from "./snapshot.js";
import type { WhyView } from "./why-view.js";

export type { LiveCommand } from "./live-command.js";
export type { Snapshot } from "./snapshot.js";

/** What may be asked of a replay. `speed` is times real time; null is as fast as it goes. */
export const commandSchema = z.discriminatedUnion("command", [
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("resume"),
    speed: z.number().positive().nullable().optional(),
    /**
     * Run as fast as it goes and pause at the next entry, scale-out or close; or with the last bar
     * that is decided by then, a time in ISO-8601 UTC.
     */
    until: z.union([z.literal("trade"), z.iso.datetime()]).optional(),
  }),
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("speed"),
    speed: z.number().positive().nullable(),
  }),
  z.strictObject({ command_id: z.string().min(1), command: z.literal("pause") }),
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("step"),
    bars: z.int().positive(),
  }),
  /** How the trader feels, 1 (bad) to 5; until the account's day rolls. */
  z.strictObject({
    command_id: z.string().min(1),
    command: z.literal("mood"),
    score: z.int().min(1).max(5),
  }),
  z.strictObject({ command_id: z.string().min(1), command: z.literal("stop") }),
]);

/** What may be asked of a replay. */
export type Command = z.infer<typeof commandSchema>;

/** What would become of a signal. */
export interface DryRun {
  /** Units; 0 where a guard objects or nothing is left. */
  readonly qty: number;
  /** Money at risk at its stop. */
  readonly R: number;
  readonly verdicts: readonly {
    readonly guard: string;
    readonly ok: boolean;
    readonly inputs: Readonly<Record<string, unknown>>;
  }[];
}

/** What became of a flatten, once the broker says flat or the patience is at its end. */
export interface Residual {
  readonly positions: readonly { readonly symbol: string; readonly qty: number }[];
  readonly orders: readonly { readonly client_order_id: string; readonly symbol: string }[];
}

/** A command's outcome; a refusal has a code and says why in words. */
export type CommandAnswer =
  | {
      readonly accepted: true;
      readonly command_id: string;
      /** Of a signal's dry run. */
      readonly dry_run?: DryRun;
      /** Of a flatten: what is left, nothing when it is done. */
      readonly residual?: Residual;
    }
  | {
      readonly accepted: false;
      readonly command_id: string;
      readonly code: string;
      readonly message: string;
    };

/** A fact as plain JSON, the way it is journalled. */
export type FactJson = Readonly<Record<string, unknown>> & { readonly seq: number };

/** A shadow trade that has ended, with the guards it is booked to. Times are UTC epoch ms. */
export type ShadowRecord = Omit<ShadowClosedFact, "seq" | "ts" | "type">;

/** The queries a session answers, with what they take and give. */
export interface Queries {
  metrics: { args: Record<string, never>; result: Metrics };
  trades: { args: { limit?: number; offset?: number }; result: readonly JournalTrade[] };
  /** Why they were won and lost; live, those since the start and the 2,000 before them. */
  analysis: { args: Record<string, never>; result: Analysis };
  run: { args: Record<string, never>; result: RunReport };
  /** What each guard is worth so far, with how sure that is. */
  guards: { args: Record<string, never>; result: readonly GuardWorth[] };
  /** Closed shadows, of one guard or of all: the trades behind what guards are worth. */
  shadows: { args: { guard?: string }; result: readonly ShadowRecord[] };
  /** What is left of the limits, and what the guards go by. */
  risk: { args: Record<string, never>; result: RiskView };
  /** What would become of an entry that is made now; null before a symbol's first bar. */
  why: { args: { symbol: string }; result: WhyView | null };
  /** All facts of a trace that are still at hand, oldest first. */
  timeline: { args: { trace_id: string }; result: readonly FactJson[] };
  /**
   * The last closes of a symbol, oldest first, at most as many as the session keeps; and how many
   * there have been.
   */
  closes: {
    args: { symbol: string; limit: number };
    result: { readonly count: number; readonly closes: readonly number[] };
  };
}

/** How a replay went, so far or at its end. */
export interface RunReport {
  readonly bars: number;
  /** Open time of the first and last bar, ISO-8601 UTC; null without bars. */
  readonly from: string | null;
  readonly to: string | null;
  readonly elapsed_ms: number;
  readonly bars_per_second: number | null;
  readonly latency_us: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly p999: number | null;
    readonly p9999: number | null;
    readonly max: number | null;
  };
  readonly facts: number;
  readonly facts_sha256: string;
  readonly signals_without_bar: number;
}

/** What every viewer holds. */
export interface Session<Asked = Command> {
  snapshot(): Promise<Snapshot>;
  /**
   * Calls back with each fact whose `seq` is above `fromSeq`: first those still at hand, then
   * each as it comes. Resolves to a function that ends it.
   */
  subscribe(fromSeq: number, callback: (fact: FactJson) => void): Promise<() => void>;
  query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Promise<Queries[Name]["result"]>;
  submit(command: Asked): Promise<CommandAnswer>;
}

/** A session with a live engine. */
export type LiveSession = Session<LiveCommand>;
