// A bar from a live feed, taken through the engine and, where the broker fills from our bars,
// through the broker: its open, its range, its close, and nothing next before both are quiet.

import type { LiveBroker } from "../brokers/broker.js";
import { accountSymbolOf } from "../engine/core.js";
import type { BarEvent, BootEvent } from "../engine/event.js";
import type { Bar } from "../engine/market/bar.js";
import type { TradingDay } from "../engine/market/trading-day.js";
import type { MatchPhase } from "../engine/venue-book.js";
import { placingOf } from "./feed-cursor.js";
import type { LiveEngine } from "./live-engine.js";
import type { OrderDesk } from "./order-desk.js";
import type { ReplaySignal } from "./replay-options.js";

/** A bar that was being taken when the process died: the last phase that was recorded of it. */
export interface BrokenBar {
  readonly ts: number;
  readonly phase: "open" | "range";
}

/** Where a symbol stands. */
interface Place {
  readonly symbol: number;
  readonly interval: number;
  readonly placing: number;
  readonly dayAt: (ts: number) => TradingDay;
  dayTo: number;
  open: number;
  close: number;
  broken: BrokenBar | null;
  readonly signals: readonly ReplaySignal[];
  signalAt: number;
}

/** What the rounds need. */
export interface RoundsOptions {
  readonly boot: BootEvent;
  readonly live: LiveEngine;
  readonly desk: OrderDesk;
  readonly broker: LiveBroker;
  /** The trading day of an instant, per symbol. */
  readonly dayAt: readonly ((ts: number) => TradingDay)[];
  /** A file's signals, by symbol and time. */
  readonly signals: readonly ReplaySignal[];
  /** Where a restart found things, per symbol; null is nowhere yet. */
  readonly found: readonly { readonly lastTs: number | null; readonly broken: BrokenBar | null }[];
  /** The account enters another day: the journal turns a page before it does. */
  readonly onAccountDay: (day: TradingDay) => void;
  /** The longest a bar waits for the broker's answers, ms of the machine's clock. */
  readonly patienceMs: number;
  /** Bars come when they are asked for: their clock stands still while an order is in doubt. */
  readonly isPaced: boolean;
}

/** Takes bars, one after the other. */
export class BarRounds {
  readonly #options: RoundsOptions;
  readonly #places: readonly Place[];
  readonly #account: Place;
  #accountTo = Number.NEGATIVE_INFINITY;
  #isWarming = false;

  constructor(options: RoundsOptions) {
    this.#options = options;
    const { extended_hours } = options.boot.config;
    this.#places = options.boot.symbols.map(({ interval }, symbol): Place => {
      const dayAt = options.dayAt[symbol] as Place["dayAt"];
      const { lastTs, broken } = options.found[symbol] ?? { lastTs: null, broken: null };
      const placing = placingOf(interval);
      const begun = broken?.ts ?? lastTs;
      const day = begun === null ? null : dayAt(begun + placing);
      const signals = options.signals.filter((signal) => signal.symbol === symbol);
      return {
        ...{ symbol, interval, placing, dayAt, broken, signals },
        dayTo: day?.to ?? Number.NEGATIVE_INFINITY,
        open: (extended_hours ? day?.from : day?.open) ?? 0,
        close: (extended_hours ? day?.to : day?.close) ?? 0,
        signalAt: lastTs === null ? 0 : signals.filter(({ ts }) => ts < lastTs + interval).length,
      };
    });
    this.#account = this.#places[accountSymbolOf(options.boot)] as Place;
    const { accountDay } = options.live.engine.state;
    const { day } = options.live.engine.state.views[this.#account.symbol]?.market ?? {};
    if (accountDay !== null && day?.ordinal === accountDay.ordinal) this.#accountTo = day.to;
  }

  /** Lets a bar warm: it is observed and nothing is decided. */
  warm(symbol: number, bar: Bar): void {
    const place = this.#places[symbol] as Place;
    this.#isWarming = true;
    this.#enterDays(place, bar.ts);
    this.#isWarming = false;
    this.#options.live.enqueue(eventOf("warm", symbol, bar));
  }

  /**
   * Takes a bar through its phases.
   * @param isMissed it came while nobody was there, or too late: what rests is filled, nothing is
   *   entered
   */
  async take(symbol: number, bar: Bar, isMissed: boolean): Promise<void> {
    const { live, broker } = this.#options;
    const place = this.#places[symbol] as Place;
    this.#enterDays(place, bar.ts);
    const { broken } = place;
    place.broken = null;
    const begun = broken?.ts === bar.ts ? broken.phase : null;
    const isFilling = place.placing > 0 || (bar.ts >= place.open && bar.ts < place.close);
    if (isFilling && (begun !== null || !live.engine.isIdle(symbol))) {
      if (begun === null) this.#observe("open", symbol, bar);
      await this.#match(symbol, bar, "open");
      if (begun !== "range") this.#observe("range", symbol, bar);
      await this.#match(symbol, bar, "range");
    }
    broker.bars?.noteClose(symbol, bar.ts + place.interval, bar.close);
    const close = eventOf("close", symbol, bar);
    live.enqueue(isMissed ? { ...close, stale: true } : close);
    await this.#drain();
    await this.#signal(place, bar.ts);
  }

  /** The account's day goes on by the clock, also while nothing comes. */
  passTo(ts: number): void {
    if (this.#accountTo > Number.NEGATIVE_INFINITY && ts >= this.#accountTo) {
      this.#enterAccountDay(ts);
    }
  }

  /** What the broker may act on is in our journal first. */
  #observe(phase: "open" | "range", symbol: number, bar: Bar): void {
    const { live } = this.#options;
    live.enqueue(eventOf(phase, symbol, bar));
    live.flush();
  }

  async #match(symbol: number, bar: Bar, phase: MatchPhase): Promise<void> {
    const { bars } = this.#options.broker;
    await this.#drain();
    if (bars === null) return;
    bars.beginPhase(symbol, bar, phase);
    while (bars.matchNext()) await this.#drain();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const { desk, patienceMs, isPaced } = this.#options;
    if (desk.isSettled) return;
    // Others come by themselves, and must not queue behind an order that nobody answers for.
    await (isPaced ? desk.settled(patienceMs) : desk.heard(patienceMs));
  }

  async #signal(place: Place, ts: number): Promise<void> {
    const end = ts + place.interval;
    for (;;) {
      const signal = place.signals[place.signalAt];
      if (signal === undefined || signal.ts >= end) return;
      place.signalAt++;
      if (signal.ts < ts) continue;
      this.#options.live.enqueue({ ...signal, type: "signal", origin: "file", ts: end });
      await this.#drain();
    }
  }

  #enterDays(place: Place, ts: number): void {
    if (ts + place.placing >= place.dayTo) this.#enterDay(place, ts);
    if (ts + place.placing >= this.#accountTo) this.#enterAccountDay(ts + place.placing);
  }

  #enterDay(place: Place, ts: number): void {
    const { live, boot } = this.#options;
    const day = place.dayAt(ts + place.placing);
    place.dayTo = day.to;
    place.open = boot.config.extended_hours ? day.from : day.open;
    place.close = boot.config.extended_hours ? day.to : day.close;
    if (place === this.#account) this.#turnTo(day);
    live.enqueue({ type: "trading_day", symbol: place.symbol, ts, day });
  }

  #enterAccountDay(ts: number): void {
    const day = this.#account.dayAt(ts);
    this.#turnTo(day);
    this.#options.live.enqueue({ type: "account_day", ts, day });
  }

  #turnTo(day: TradingDay): void {
    if (day.to <= this.#accountTo) return;
    this.#accountTo = day.to;
    const { live, onAccountDay } = this.#options;
    const before = live.engine.state.accountDay;
    if (!this.#isWarming && (before === null || day.ordinal > before.ordinal)) onAccountDay(day);
  }
}

function eventOf(phase: BarEvent["phase"], symbol: number, bar: Bar): BarEvent {
  const { ts, open, high, low, close, volume } = bar;
  return { type: "bar", phase, symbol, ts, open, high, low, close, volume };
}
