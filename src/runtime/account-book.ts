// What has been booked in the account's running day and week, and since when trading stands where
// it stands. Kept from facts, for viewers.

import {
  addGuardFact,
  createGuards,
  type GuardsState,
  guardRows,
} from "../analytics/guard-worth.js";
import { accountDayOf, type Core, equityOf, isOn } from "../engine/core.js";
import type { Fact, TradeClosedFact } from "../engine/effect.js";
import { governorView, moodOf } from "../engine/risk/governor.js";
import { switchedOff } from "../engine/risk/pace.js";
import type { Snapshot } from "./session.js";
import {
  accountStanding,
  calendarOf,
  newsOf,
  ordersOf,
  positionsOf,
  tradeStateOf,
} from "./views.js";

/** Closed trades of a period, in R and in the account's currency. */
interface Booked {
  readonly R: number;
  readonly pnl: number;
}

const NOTHING: Booked = { R: 0, pnl: 0 };

const plus = (booked: Booked, R: number, pnl: number): Booked => ({
  R: booked.R + R,
  pnl: booked.pnl + pnl,
});

/** What is booked, as plain data. */
export interface BookMemory {
  readonly day: number;
  readonly week: number;
  readonly today: Booked;
  readonly thisWeek: Booked;
  readonly guards: GuardsState;
  /** Since when trading stood as it did, UTC epoch ms; not of a page that older code wrote. */
  readonly since?: number | null;
}

/** A position that was opened, or closed, UTC epoch ms. */
export interface Move {
  readonly ts: number;
  readonly opens: boolean;
}

/** Takes every fact after the boot's. */
export class AccountBook {
  #day: number;
  #week: number;
  #today: Booked;
  #thisWeek: Booked;
  #guards: GuardsState;
  #state: Snapshot["trade"]["state"] = "FLAT";
  #since: number | null = null;
  readonly #remembered: number | null;

  /** @param memory of an earlier run, to go on from */
  constructor(memory: BookMemory | null = null) {
    this.#day = memory?.day ?? Number.NaN;
    this.#week = memory?.week ?? Number.NaN;
    this.#today = memory?.today ?? NOTHING;
    this.#thisWeek = memory?.thisWeek ?? NOTHING;
    this.#guards = memory?.guards ?? createGuards();
    this.#remembered = memory?.since ?? null;
  }

  /** What a later run goes on from. */
  get memory(): BookMemory {
    return {
      ...{ day: this.#day, week: this.#week, today: this.#today, thisWeek: this.#thisWeek },
      guards: this.#guards,
      since: this.#since,
    };
  }

  take(core: Core, fact: Fact): void {
    const { ts } = fact;
    switch (fact.type) {
      case "regime_changed":
      case "signal":
      case "shadow_opened":
      case "gear_changed":
      case "governor_changed":
      case "news_window":
        return;
      case "guard_reject":
        addGuardFact(this.#guards, fact);
        return;
      case "shadow_closed":
        this.#roll(core);
        addGuardFact(this.#guards, fact);
        return;
      case "trade_closed":
        this.#roll(core);
        this.#bookTrade(fact);
    }
    addGuardFact(this.#guards, fact);
    const state = tradeStateOf(core.state);
    if (state === this.#state) return;
    this.#state = state;
    this.#since = ts;
  }

  #bookTrade({ result_R, net_pnl, day, week }: TradeClosedFact): void {
    // After a restart the facts of days gone by come too.
    if (day === this.#day) this.#today = plus(this.#today, result_R, net_pnl);
    if (week === this.#week) this.#thisWeek = plus(this.#thisWeek, result_R, net_pnl);
  }

  /**
   * After facts of an earlier run were taken, all with the state at its end: since when it stands,
   * by what was opened and closed meanwhile, oldest first.
   */
  settle(core: Core, moves: readonly Move[]): void {
    this.#state = tradeStateOf(core.state);
    let open = core.state.ledger.symbols.filter(({ position }) => position !== null).length;
    const isOpen = open > 0;
    const began = moves.findLast(({ opens }) => {
      open += opens ? -1 : 1;
      return open > 0 !== isOpen;
    });
    this.#since = began?.ts ?? this.#remembered;
  }

  /** What each guard has saved in the account's running day, what matters most first. */
  guardsToday(core: Core): Snapshot["guards_today"] {
    this.#roll(core);
    return guardRows(this.#guards)
      .filter(({ shadow_closed, cut }) => shadow_closed + cut > 0)
      .map(({ guard, saved_R }) => ({ guard, saved_R }))
      .sort((a, b) => Math.abs(b.saved_R) - Math.abs(a.saved_R));
  }

  /** Closed trades of the account's running day and week. */
  booked(core: Core): { readonly today: Booked; readonly thisWeek: Booked } {
    this.#roll(core);
    return { today: this.#today, thisWeek: this.#thisWeek };
  }

  /** Where trading stands and since when, ISO-8601 UTC; null before anything was traded. */
  get trade(): Snapshot["trade"] {
    const since = this.#since === null ? null : new Date(this.#since).toISOString();
    return { state: this.#state, since };
  }

  #roll(core: Core): void {
    const { ordinal, week } = accountDayOf(core);
    if (ordinal !== this.#day) {
      this.#today = NOTHING;
      // Trades that are still open were cut for a day to come.
      this.#guards = { ...createGuards(), cuts: this.#guards.cuts };
    }
    if (week !== this.#week) this.#thisWeek = NOTHING;
    this.#day = ordinal;
    this.#week = week;
  }
}

/**
 * The part of a snapshot that is about the account: what it holds, made, and may do.
 * @param halted why the tape does not run, or null
 */
export function accountView(
  core: Core,
  book: AccountBook,
  halted: "paused" | "ended" | null,
): Omit<Snapshot, "symbols" | "replay" | "now" | "feed" | "engine" | "broker"> {
  const { boot, config, state } = core;
  const positions = positionsOf(core);
  const standing = accountStanding(core);
  const { today, thisWeek } = book.booked(core);
  const R = positions.reduce((sum, position) => sum + position.R, 0);
  const pnl = positions.reduce((sum, position) => sum + position.pnl, 0);
  const { ledger } = state;
  const isUnknown = boot.symbols.every(({ instrument }) => instrument.assetClass === "unknown");
  return {
    mode: boot.mode,
    state: halted === null ? "READY" : "PAUSED",
    state_reason: halted,
    // A tape that stands still lifts no lock and ends no cool-down.
    gear: halted === null || "PR".includes(standing.gear) ? standing.gear : "N",
    gear_reason: halted === null ? standing.gearReason : `${halted} · ${standing.gearReason}`,
    can_trade: standing.objection === null,
    reason: standing.objection,
    trade: book.trade,
    current_R: R,
    day_R: today.R + R,
    week_R: thisWeek.R + R,
    current_pnl: pnl,
    day_pnl: today.pnl + pnl,
    week_pnl: thisWeek.pnl + pnl,
    day_limit_R: isOn(core, "tripwire_day") ? config.tripwires.day_r : null,
    week_limit_R: isOn(core, "tripwire_week") ? config.tripwires.week_r : null,
    account_day: state.accountDay?.ordinal ?? null,
    mood: moodOf(core),
    strategies_off: switchedOff(core),
    trades_today: ledger.countDay === accountDayOf(core).ordinal ? ledger.tradesToday : 0,
    naked_s_today: 0,
    trades_limit: boot.unguarded ? null : config.constraints.max_trades_per_day,
    positions_limit: isOn(core, "constraint:max_open_positions")
      ? config.constraints.max_open_positions
      : null,
    unguarded: boot.unguarded,
    governor: governorView(core),
    news: newsOf(core),
    calendar: calendarOf(core),
    guards_today: book.guardsToday(core),
    equity: equityOf(state),
    currency: isUnknown ? "pt" : config.account.currency,
    positions,
    orders: ordersOf(state),
  };
}
