// What the cockpit shows, whole: everything a frame depends on.

import type { FactJson, Queries, Snapshot } from "../runtime/session.js";
import { NEW_DAY, type Today } from "./account-day.js";
import type { Place, Prompt } from "./bindings.js";
import type { Sentence } from "./sentence.js";
import type { Look, Span } from "./theme.js";
import type { Toast } from "./toasts.js";
import { VIEWS, type ViewName } from "./view-names.js";

/** A line of the feed; `count` facts of the same kind are told as one. */
export interface FeedItem {
  /** ISO-8601 UTC, of the last of them. */
  readonly ts: string;
  readonly symbol: string | null;
  readonly sentence: Sentence;
  readonly count: number;
}

/** A closed trade as it is listed. */
export interface ClosedTrade {
  readonly ts: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly strategy: string;
  readonly exit_reason: string;
  readonly result_R: number;
  readonly net_pnl: number;
}

/** The run's results so far, in R. */
export interface Results {
  /** ISO-8601 UTC of the first fact they are made of; null before any. */
  readonly since: string | null;
  readonly total: number;
  readonly trades: number;
  readonly wins: number;
  /** Deepest drawdown. */
  readonly deepest: number;
  readonly grossWin: number;
  readonly grossLoss: number;
}

/** An engine that does not answer: what is shown is what it said last. */
export interface Silence {
  readonly words: string;
  readonly ms: number;
}

/** A command that was sent. */
export interface UnderWay {
  readonly id: string;
  /** What it asks for. */
  readonly words: string;
}

/** Where a view was left. */
export interface ViewPlace {
  /** Row of its list, from 0. */
  readonly cursor: number;
  /** What its list is filtered by; empty shows all. */
  readonly filter: string;
  /** The key of the row that is open; null shows the list. */
  readonly opened: string | null;
  /** Row of what is open, from 0. */
  readonly openedCursor: number;
  /** Which of the view's orders its list is in, from 0. */
  readonly order: number;
}

/** What a session answered that some views alone show; null before it has. */
export interface ViewData {
  readonly metrics: Queries["metrics"]["result"] | null;
  readonly analysis: Queries["analysis"]["result"] | null;
  /** Oldest first. */
  readonly trades: Queries["trades"]["result"];
  readonly guards: Queries["guards"]["result"];
  readonly risk: Queries["risk"]["result"] | null;
  /** Facts of the trade that is open, or of the trace. */
  readonly timeline: Queries["timeline"]["result"];
}

/** Everything that is shown. */
export interface CockpitState extends Place {
  readonly snapshot: Snapshot;
  readonly view: ViewName;
  readonly places: Readonly<Record<ViewName, ViewPlace>>;
  readonly data: ViewData;
  /** The last facts, oldest first. */
  readonly facts: readonly FactJson[];
  /** Newest first. */
  readonly feed: readonly FeedItem[];
  /** Newest first. */
  readonly closed: readonly ClosedTrade[];
  /** Refusals of the run by reason, most first. */
  readonly refusals: readonly { readonly reason: string; readonly count: number }[];
  readonly results: Results;
  /** The account's day, of the same moment as the snapshot. */
  readonly today: Today;
  /** When trades closed, UTC epoch ms, and with what; the newest few thousand. */
  readonly marks: readonly { readonly ms: number; readonly R: number }[];
  /** The symbol whose price is drawn, and its last closes. */
  readonly focus: string;
  readonly recent: Queries["closes"]["result"];
  /** It runs at full speed towards the next trade. */
  readonly isSeeking: boolean;
  readonly isHelpOpen: boolean;
  /** The row of the list of keys that the cursor is on, or the first seen of why; from 0. */
  readonly helpRow: number;
  /** What was asked last with `why`, while it is shown. */
  readonly why: Queries["why"]["result"];
  /** The next keys answer it. */
  readonly prompt: Prompt | null;
  /** Null while the engine answers. */
  readonly silence: Silence | null;
  /** Commands that the engine has not answered yet, oldest first. */
  readonly underWay: readonly UnderWay[];
  /** What has just happened, oldest first. */
  readonly toasts: readonly Toast[];
  /** An answer to a key that needs no other place. */
  readonly notice: Span | null;
  readonly look: Look;
  readonly columns: number;
  readonly rows: number;
}

/** How a curve is drawn: cumulative R, columns, rows; its lines. */
export type CurvePlotter = (
  results: readonly number[],
  columns: number,
  rows: number,
) => readonly string[];

/** The smallest terminal that everything fits on. */
const WHOLE = { columns: 80, rows: 24 };
/** The same in words. */
export const WHOLE_SIZE = `${WHOLE.columns} × ${WHOLE.rows}`;

/** Whether there is room for everything; else what must be seen is. */
export function isWhole({ columns, rows }: Pick<CockpitState, "columns" | "rows">): boolean {
  return columns >= WHOLE.columns && rows >= WHOLE.rows;
}

/** Whether entries are held, also where something that weighs more stands before it. */
export function isHeld({ state, reason }: Snapshot): boolean {
  // While it gets out nothing is let in again; a second pause does no harm.
  if (state === "FLATTENING") return false;
  return state === "PAUSED" || reason === "paused";
}

const NO_PLACE: ViewPlace = { cursor: 0, filter: "", opened: null, openedCursor: 0, order: 0 };

/** Every view at its beginning. */
export const NO_PLACES = Object.fromEntries(VIEWS.map((view) => [view, NO_PLACE])) as Readonly<
  Record<ViewName, ViewPlace>
>;

/** What views show before the session has answered. */
export const NO_DATA: ViewData = {
  ...{ metrics: null, analysis: null, risk: null },
  ...{ trades: [], guards: [], timeline: [] },
};

/** What is shown before anything was asked or pressed. */
export function firstState(
  snapshot: Snapshot,
  given: Pick<CockpitState, "results" | "look" | "columns" | "rows" | keyof Place>,
): CockpitState {
  return {
    ...{ snapshot, view: "dash", places: NO_PLACES, data: NO_DATA, facts: [], feed: [] },
    ...{ closed: [], refusals: [], marks: [], focus: snapshot.symbols[0]?.symbol ?? "" },
    ...{ recent: { count: 0, closes: [] }, isSeeking: false, today: NEW_DAY },
    ...{ isHelpOpen: false, helpRow: 0, why: null },
    ...{ prompt: null, silence: null, underWay: [], toasts: [], notice: null },
    ...given,
  };
}
