// What has just happened, told for a moment over the view: merged where it comes in bursts,
// bounded, gone by itself. What is grave stays until a key is pressed. All of it stands in the log
// as well.

import { plain } from "../analytics/figures.js";
import type { FactJson, Snapshot } from "../runtime/session.js";
import type { DecimalsOf, Sentence } from "./sentence.js";
import { Teller } from "./teller.js";

/** How much it matters, what matters least first. */
export const SEVERITIES = ["info", "ask", "warn", "alarm"] as const;
/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** What is told. */
export interface Toast {
  /** What says more of the same has the same, and is told as one. */
  readonly kin: string;
  readonly severity: Severity;
  readonly glyph: string;
  readonly text: string;
  readonly symbol: string | null;
  /** Facts that say the same, told as one; 1 where they say different things. */
  readonly count: number;
  /** The screen's clock, monotonic ms: when it came last, and when it goes; null is by a key. */
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** How long each is seen, ms. */
const SEEN_MS: Readonly<Record<Severity, number | null>> = {
  info: 4_000,
  ask: 30_000,
  warn: 8_000,
  alarm: null,
};
const GLYPHS: Readonly<Record<Severity, string>> = { info: "◆", ask: "?", warn: "!", alarm: "!" };
/** Toasts kept at one time, most of which there is no room to show. */
const MOST = 20;
/** A position that was without its stop for less than this was so in passing, ms. */
const BRIEF_MS = 1_000;
/** A key takes an alarm away that has been there for so long: nobody saw it before, ms. */
const LEAST_SEEN_MS = 1_000;
/** A tape that runs faster than so many times real time tells nothing. */
const READABLE_SPEED = 60;

/** Facts that are told, with how much they matter where their sentence does not say it. */
const TOLD: Readonly<Record<string, Severity | "by role">> = {
  constraint_violation: "warn",
  guard_reject: "info",
  order_submitted: "info",
  fill: "info",
  stop_moved: "info",
  tripwire: "by role",
  mode_changed: "by role",
  protection: "by role",
  reconcile: "by role",
  order_state: "by role",
  calendar_loaded: "by role",
};
/** That a stop rests as it should, or that a calendar was read, is no news. */
const GRAVE_ALONE: ReadonlySet<string> = new Set(["protection", "calendar_loaded"]);
/** Their sentences are details elsewhere, and news here. */
const ALWAYS: ReadonlySet<string> = new Set(["constraint_violation", "order_submitted"]);
/** Each of these is told as one with all others of its kind and symbol: what many of them are. */
const AS_ONE: Readonly<Record<string, string>> = {
  order_submitted: "orders sent",
  fill: "fills",
  stop_moved: "moves of the stop",
};

function severityOf(type: string, { role }: Sentence): Severity {
  const told = TOLD[type];
  if (told !== "by role" && told !== undefined) return told;
  if (role === "alarm") return "alarm";
  return role === "loss" ? "warn" : "info";
}

/** A toast without its time. */
type Told = Omit<Toast, "fromMs" | "untilMs">;

/** What a fact is told as; null where it is not. */
function tell(fact: FactJson, sentence: Sentence): Told | null {
  const type = String(fact.type);
  if (TOLD[type] === undefined) return null;
  // The violation beside it tells it.
  if (type === "guard_reject" && String(fact.reason).startsWith("constraint:")) return null;
  if (sentence.isDetail && !ALWAYS.has(type)) return null;
  if (GRAVE_ALONE.has(type) && sentence.role !== "alarm") return null;
  const symbol = typeof fact.symbol === "string" ? fact.symbol : null;
  const what = AS_ONE[type] === undefined ? (sentence.kin ?? sentence.text) : "";
  const severity = severityOf(type, sentence);
  const { glyph, text } = sentence;
  return { kin: `${type} ${symbol} ${what}`, severity, glyph, text, symbol, count: 1 };
}

/** Whether what happens can be followed by eye. */
export function isReadable({ replay, state }: Snapshot, isSeeking: boolean): boolean {
  if (replay === null || (state === "PAUSED" && !isSeeking)) return true;
  return !isSeeking && replay.speed !== null && replay.speed <= READABLE_SPEED;
}

/** The toasts of a screen. */
export class Toasts {
  /** Oldest first; the same list while nothing changes. */
  #toasts: readonly Toast[] = [];
  readonly #teller = new Teller();
  /** When a key last took one away while others waited behind it: those came into sight then. */
  #uncoveredMs = Number.NEGATIVE_INFINITY;
  /** What has been told as one and is still seen: how much, and whether it is all the same. */
  readonly #heaps = new Map<string, { text: string; isSame: boolean; count: number }>();

  /** Takes a fact as it comes. */
  take(fact: FactJson, decimalsOf: DecimalsOf, nowMs: number): void {
    const told = tell(fact, this.#teller.tell(fact, decimalsOf));
    this.#endOf(fact);
    if (told === null) return;
    const many = AS_ONE[String(fact.type)];
    this.#add(many === undefined ? told : this.#heaped(told, many), nowMs);
  }

  /** A fact that is not told: others may go by it. */
  hear(fact: FactJson): void {
    this.#teller.hear(fact);
  }

  /** Tells what is no fact, or asks something that may be left unanswered; the newest stands. */
  tell(kin: string, severity: Severity, text: string, nowMs: number): void {
    this.withdraw(kin);
    this.#add({ kin, severity, glyph: GLYPHS[severity], text, symbol: null, count: 1 }, nowMs);
  }

  /** It has been answered, or need not be. */
  withdraw(kin: string): void {
    this.#keep((toast) => toast.kin !== kin);
  }

  /**
   * A key was pressed: what is grave goes where it was among those that were seen. Esc takes also
   * all others away.
   */
  dismiss(key: string, nowMs: number, seen: readonly Toast[] = this.#toasts): void {
    const kins = new Set(seen.map(({ kin }) => kin));
    const goes = ({ kin, severity, fromMs }: Toast): boolean => {
      const sinceMs = Math.max(fromMs, this.#uncoveredMs);
      if (nowMs - sinceMs < LEAST_SEEN_MS) return false;
      return severity === "alarm" ? kins.has(kin) : key === "esc";
    };
    const before = this.#toasts.length;
    this.#keep((toast) => !goes(toast));
    if (this.#toasts.length < before && kins.size < before) this.#uncoveredMs = nowMs;
  }

  /** Those that are there at a moment, oldest first. */
  at(nowMs: number): readonly Toast[] {
    this.#keep(({ untilMs }) => untilMs === null || untilMs > nowMs);
    return this.#toasts;
  }

  /** One of many: as it is where all of them are the same, else how many there are and the last. */
  #heaped(told: Told, many: string): Told {
    const { kin, text } = told;
    const isSeen = this.#toasts.some((toast) => toast.kin === kin);
    const before = isSeen ? this.#heaps.get(kin) : undefined;
    const count = (before?.count ?? 0) + 1;
    const isSame = before === undefined || (before.isSame && before.text === text);
    this.#heaps.set(kin, { text, isSame, count });
    return isSame
      ? told
      : { ...told, text: `${plain(count, 0)} ${many}, the last: ${text}`, count: 0 };
  }

  /** Alarms that a fact has ended: nobody has to be called for what is over. */
  #endOf({ type, from, state, symbol, naked_ms }: FactJson): void {
    if (type === "mode_changed" && from === "FLATTENING") {
      this.#endAlarms("mode_changed ", "FLATTENING");
    }
    // A stop that worked at once; where it took longer that is to be seen.
    if (type === "protection" && state === "PROTECTED" && Number(naked_ms) < BRIEF_MS) {
      this.#endAlarms(`protection ${symbol} `, "NAKED");
    }
  }

  #endAlarms(kind: string, words: string): void {
    this.#keep(({ kin, text }) => !(kin.startsWith(kind) && text.startsWith(words)));
  }

  #add(told: Told, nowMs: number): void {
    const before = this.#toasts.find(({ kin }) => kin === told.kin);
    const seenMs = SEEN_MS[told.severity];
    const toast: Toast = {
      ...told,
      // Those that are not the same are counted in words.
      count: told.count === 0 ? 1 : (before?.count ?? 0) + 1,
      fromMs: nowMs,
      untilMs: seenMs === null ? null : nowMs + seenMs,
    };
    const rest = this.#toasts.filter((one) => one !== before);
    // Where there are too many the oldest of the least weight goes.
    const least = rest.reduce<Toast | null>(
      (found, one) => (found === null || weight(one) < weight(found) ? one : found),
      null,
    );
    const kept = rest.length < MOST ? rest : rest.filter((one) => one !== least);
    this.#toasts = [...kept, toast];
  }

  #keep(stays: (toast: Toast) => boolean): void {
    if (!this.#toasts.every(stays)) this.#toasts = this.#toasts.filter(stays);
  }
}

/** What is more worth to be seen has more. */
export function weight({ severity }: Toast): number {
  return SEVERITIES.indexOf(severity);
}
