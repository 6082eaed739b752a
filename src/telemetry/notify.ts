// Tells people and programs elsewhere what happens, beside the trading and never in its way: a
// notice is put down in a bounded list and that is all the engine ever waits for. What is told, and
// how often, does not depend on whether anybody takes it.

import { NOTICE_KINDS, type NoticeKind, NoticeKinds } from "./notice-kind.js";
import type { Delivery, Notice, NoticeTarget } from "./notice-target.js";
import type { PlainFact } from "./plain-fact.js";

/** From one notice of a kind and symbol to the next, ms; what comes between goes with the next. */
const WINDOW_MS = 3_000;
/** A mismatch that stands is found again every so often; the same words wait so long, ms. */
const REPEAT_MS = 600_000;
/** Notices that wait at one target. */
const MOST_WAITING = 32;
/** Notices that are on their way to one target: one that hangs holds up no alarm. */
const MOST_AT_ONCE = 4;
/** Kinds and symbols whose last notice is remembered. */
const MOST_REMEMBERED = 512;
/** Lines of a notice that stands for many facts, the last ones. */
const MOST_LINES = 4;
/** Notices get so long to arrive when the run ends, ms. */
const CLOSE_MS = 2_000;

/** What a notifier is made of. */
export interface NotifierOptions {
  readonly targets: readonly NoticeTarget[];
  readonly on: readonly NoticeKind[];
  /** A clock that never runs backwards, ms. */
  readonly monotonicMs: () => number;
  /** What each notice begins with, before its symbol: `PAPER`. */
  readonly mode: string;
  /** A fact in a person's words, without mode and symbol. */
  readonly textOf: (fact: PlainFact) => string;
  /** Told once when a target fails, and again only after it has worked. */
  readonly say: (line: string) => void;
}

/** Something to be told; its text is without mode and symbol. */
export type News = Omit<Notice, "count" | "kind"> & { readonly kind: NoticeKind };

/** Sorts out what is to be told, and hands it to each target. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #kinds = new NoticeKinds();
  readonly #on: ReadonlySet<NoticeKind>;
  readonly #lanes: readonly Lane[];

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#on = new Set(options.on);
    this.#lanes = options.targets.map((target) => new Lane(target, options));
  }

  /** Takes a fact; never throws, and never waits. */
  take(fact: PlainFact): void {
    try {
      const kind = this.#kinds.of(fact).find((one) => this.#on.has(one));
      if (kind === undefined) return;
      const symbol = typeof fact.symbol === "string" ? fact.symbol : null;
      this.tell({ kind, symbol, ts: String(fact.ts), text: this.#options.textOf(fact) });
    } catch (error) {
      // Whoever gave the fact trades, and must not hear of it.
      this.#options.say(`notify: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Takes what is no fact. */
  tell(news: News): void {
    if (!this.#on.has(news.kind)) return;
    for (const lane of this.#lanes) lane.tell(news);
  }

  /** Sends what waits and gives up what has not arrived soon. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}

/** A notice that waits; facts that come meanwhile join it. */
interface Waiting {
  readonly news: News;
  readonly lines: readonly string[];
  readonly count: number;
}

/** The last notice of a kind and symbol. */
interface Told {
  readonly ms: number;
  readonly text: string;
  /** Facts with the same words that were not told since. */
  readonly unsaid: number;
}

const rankOf = ({ news }: Waiting): number => NOTICE_KINDS.indexOf(news.kind);

/** The way to one target. */
class Lane {
  readonly #waiting = new Map<string, Waiting>();
  readonly #told = new Map<string, Told>();
  readonly #over = new AbortController();
  readonly #complain: (delivery: Delivery) => void;
  readonly #onWay = new Set<Promise<void>>();
  #lost = 0;
  #timer: NodeJS.Timeout | null = null;
  #wakeMs = Number.POSITIVE_INFINITY;
  #isClosing = false;

  constructor(
    private readonly target: NoticeTarget,
    private readonly options: Pick<NotifierOptions, "mode" | "monotonicMs" | "say">,
  ) {
    this.#complain = complaints(target.name, options.say);
  }

  tell(news: News): void {
    if (this.#isClosing) return;
    const key = `${news.kind} ${news.symbol}`;
    if (this.#isRepeat(key, news)) return;
    const before = this.#waiting.get(key);
    const unsaid = before === undefined ? (this.#told.get(key)?.unsaid ?? 0) : before.count;
    const lines = [...(before?.lines ?? []).filter((line) => line !== news.text), news.text];
    this.#waiting.set(key, { news, lines: lines.slice(-MOST_LINES), count: unsaid + 1 });
    if (this.#waiting.size > MOST_WAITING) this.#dropOne();
    this.#wake(this.options.monotonicMs());
  }

  /** Whether it was told already and stands: then it is counted, for the next time. */
  #isRepeat(key: string, { kind, text }: News): boolean {
    const told = this.#told.get(key);
    if (kind !== "mismatch" || told?.text !== text || this.#waiting.has(key)) return false;
    if (this.options.monotonicMs() - told.ms >= REPEAT_MS) return false;
    this.#told.set(key, { ...told, unsaid: told.unsaid + 1 });
    return true;
  }

  /** Of what weighs least, the oldest. */
  #dropOne(): void {
    const [first] = [...this.#waiting].sort(([, a], [, b]) => rankOf(b) - rankOf(a));
    if (first === undefined) return;
    this.#waiting.delete(first[0]);
    this.#lost += first[1].count;
  }

  /** Not in the call that brought it: that one is the engine's. */
  #wake(atMs: number): void {
    if (this.#timer !== null && this.#wakeMs <= atMs) return;
    this.#sleep();
    this.#wakeMs = atMs;
    const ms = Math.max(0, atMs - this.options.monotonicMs());
    this.#timer = setTimeout(() => this.#send(), ms);
  }

  #sleep(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #send(): void {
    this.#sleep();
    const now = this.options.monotonicMs();
    const isDue = (key: string): boolean => this.#isClosing || this.#dueMs(key) <= now;
    const due = [...this.#waiting].filter(([key]) => isDue(key));
    for (const [key, waiting] of due.sort(([, a], [, b]) => rankOf(a) - rankOf(b))) {
      if (this.#onWay.size >= MOST_AT_ONCE) return;
      this.#waiting.delete(key);
      this.#remember(key, { ms: now, text: waiting.news.text, unsaid: 0 });
      this.#deliver(this.#noticeOf(waiting));
    }
    const left = [...this.#waiting.keys()].map((key) => this.#dueMs(key));
    if (left.length > 0) this.#wake(Math.min(...left));
  }

  #dueMs(key: string): number {
    return (this.#told.get(key)?.ms ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;
  }

  #remember(key: string, told: Told): void {
    this.#told.delete(key);
    this.#told.set(key, told);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST_REMEMBERED && oldest !== undefined) this.#told.delete(oldest);
  }

  #noticeOf({ news, lines, count }: Waiting): Notice {
    const all = count > lines.length ? ` (${count} in all)` : "";
    const lost = this.#lost === 0 ? "" : ` (${this.#lost} before it could not be told)`;
    this.#lost = 0;
    const { mode } = this.options;
    const head = news.symbol === null ? mode : `${mode} ${news.symbol}`;
    return { ...news, text: `${head}: ${lines.join("; ")}${all}${lost}`, count };
  }

  #deliver(notice: Notice): void {
    const way: Promise<void> = this.target.deliver(notice, this.#over.signal).then((delivery) => {
      this.#onWay.delete(way);
      this.#complain(delivery);
      if (this.#waiting.size > 0) this.#wake(this.options.monotonicMs());
    });
    this.#onWay.add(way);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const patience = setTimeout(() => {
      this.#waiting.clear();
      this.#over.abort();
    }, CLOSE_MS);
    this.#send();
    while (this.#onWay.size > 0) {
      await Promise.race(this.#onWay);
      if (this.#waiting.size > 0) this.#send();
    }
    clearTimeout(patience);
    this.#sleep();
  }
}

/** Says that a target fails, once until it works again. */
function complaints(name: string, say: (line: string) => void): (delivery: Delivery) => void {
  let isBad = false;
  return ({ ok, words }) => {
    if (!ok && !isBad) say(`notify.${name}: ${words}; the next notice tries again`);
    isBad = !ok;
  };
}

/** What calls an address as long as all is well. */
export interface HeartbeatOptions {
  readonly target: NoticeTarget;
  readonly everyMs: number;
  readonly isWell: () => boolean;
  readonly say: (line: string) => void;
}

/**
 * Calls now and every so often: a loop that stands still calls nobody, and neither does one whose
 * call before has not ended. Answers what ends it.
 */
export function startHeartbeat({ target, everyMs, isWell, say }: HeartbeatOptions): () => void {
  const over = new AbortController();
  const complain = complaints(target.name, say);
  let isCalling = false;
  const call = async (): Promise<void> => {
    if (isCalling || !isWell()) return;
    isCalling = true;
    const beat: Notice = { kind: "test", symbol: null, ts: "", text: "", count: 1 };
    const delivery = await target.deliver(beat, over.signal);
    isCalling = false;
    if (!over.signal.aborted) complain(delivery);
  };
  void call();
  const timer = setInterval(() => void call(), everyMs);
  return () => {
    clearInterval(timer);
    over.abort();
  };
}
