// Facts as they come, folded into what the cockpit shows of the past: a feed in words, closed
// trades, refusals by reason, results in R. Everything here is bounded.

import type { TradeClosedFact } from "../engine/effect.js";
import type { FactJson, Snapshot } from "../runtime/session.js";
import { DayLog, type Today } from "./account-day.js";
import type { ClosedTrade, FeedItem, Results } from "./cockpit-state.js";
import type { DecimalsOf } from "./sentence.js";
import { Teller } from "./teller.js";

const FEED_KEPT = 120;
const FACTS_KEPT = 1_000;
const MARKS_KEPT = 2_000;
const CLOSED_KEPT = 60;

/** The past as the cockpit shows it. */
export class FactLog {
  readonly #teller = new Teller();
  #feed: FeedItem[] = [];
  #facts: FactJson[] = [];
  #marks: { readonly ms: number; readonly R: number }[] = [];
  #closed: ClosedTrade[] = [];
  readonly #refusals = new Map<string, number>();
  readonly #days = new DayLog();
  #total = 0;
  #peak = 0;
  #deepest = 0;
  #trades = 0;
  #wins = 0;
  #grossWin = 0;
  #grossLoss = 0;
  #seq = 0;
  #since: string | null = null;

  /** The last fact's number. */
  get seq(): number {
    return this.#seq;
  }

  get marks(): readonly { readonly ms: number; readonly R: number }[] {
    return [...this.#marks];
  }

  /** Oldest first. */
  get facts(): readonly FactJson[] {
    return this.#facts.slice(-FACTS_KEPT);
  }

  get feed(): readonly FeedItem[] {
    return [...this.#feed].reverse();
  }

  get closed(): readonly ClosedTrade[] {
    return [...this.#closed].reverse();
  }

  get refusals(): { reason: string; count: number }[] {
    return [...this.#refusals]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count);
  }

  get results(): Results {
    return {
      since: this.#since,
      total: this.#total,
      trades: this.#trades,
      wins: this.#wins,
      deepest: this.#deepest,
      grossWin: this.#grossWin,
      grossLoss: this.#grossLoss,
    };
  }

  /** The account's day as a snapshot has it. */
  today(snapshot: Snapshot): Today {
    return this.#days.at(snapshot, this.#since);
  }

  take(fact: FactJson, decimalsOf: DecimalsOf): void {
    // Where facts are missing, no sum of those before and behind the gap is true.
    if (this.#seq !== 0 && fact.seq !== this.#seq + 1) this.#forgetResults();
    this.#seq = fact.seq;
    this.#facts.push(fact);
    if (this.#facts.length > 2 * FACTS_KEPT) this.#facts = this.#facts.slice(-FACTS_KEPT);
    this.#since ??= String(fact.ts);
    if (fact.type === "trade_closed") this.#close(fact as Told);
    if (fact.type === "guard_reject") {
      const reason = String(fact.reason);
      this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1);
    }
    const sentence = this.#teller.tell(fact, decimalsOf);
    if (sentence.isDetail) return;
    const symbol = typeof fact.symbol === "string" ? fact.symbol : null;
    const before = sentence.kin === null ? null : this.#takeKin(sentence.kin);
    this.#feed.push({ ts: String(fact.ts), symbol, sentence, count: 1 + (before?.count ?? 0) });
    if (this.#feed.length > 2 * FEED_KEPT) this.#feed = this.#feed.slice(-FEED_KEPT);
  }

  #forgetResults(): void {
    this.#since = null;
    this.#closed = [];
    this.#refusals.clear();
    this.#days.forget();
    this.#total = 0;
    this.#peak = 0;
    this.#deepest = 0;
    this.#trades = 0;
    this.#wins = 0;
    this.#grossWin = 0;
    this.#grossLoss = 0;
  }

  /** Takes out what the last lines said of the same kind, so that it is told as one. */
  #takeKin(kin: string): FeedItem | null {
    for (let at = this.#feed.length - 1; at >= 0; at--) {
      const item = this.#feed[at];
      if (item === undefined || item.sentence.kin === null) return null;
      if (item.sentence.kin === kin) return this.#feed.splice(at, 1)[0] ?? null;
    }
    return null;
  }

  #close(fact: Told): void {
    const { symbol, side, strategy, exit_reason, result_R, net_pnl, seq, day } = fact;
    const ts = String(fact.exit_ts);
    this.#closed.push({ ts, symbol, side, strategy, exit_reason, result_R, net_pnl });
    if (this.#closed.length > 2 * CLOSED_KEPT) this.#closed = this.#closed.slice(-CLOSED_KEPT);
    this.#marks.push({ ms: Date.parse(ts), R: result_R });
    if (this.#marks.length > 2 * MARKS_KEPT) this.#marks = this.#marks.slice(-MARKS_KEPT);
    this.#days.take({ seq, day, ts, R: result_R, isWon: net_pnl > 0 });
    this.#trades++;
    this.#total += result_R;
    this.#peak = Math.max(this.#peak, this.#total);
    this.#deepest = Math.max(this.#deepest, this.#peak - this.#total);
    if (net_pnl > 0) this.#wins++;
    if (net_pnl > 0) this.#grossWin += net_pnl;
    else this.#grossLoss -= net_pnl;
  }
}

type Told = FactJson &
  Pick<
    TradeClosedFact,
    "symbol" | "side" | "strategy" | "exit_reason" | "exit_ts" | "result_R" | "net_pnl" | "day"
  >;
