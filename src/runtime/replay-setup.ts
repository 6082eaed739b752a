// From opened files and the effective configuration to a replay that can start: the boot event,
// the trading calendars, the signals by symbol.

import type { BarVenue } from "../brokers/broker.js";
import { decimalAt } from "../config/instrument-schema.js";
import type { EngineConfig } from "../engine/config.js";
import { UserError } from "../engine/errors.js";
import type { BootEvent, BootSymbol } from "../engine/event.js";
import type { MatchRules } from "../engine/fills.js";
import { selectTimeframes } from "../engine/fusion.js";
import type { Decimal, Instrument } from "../engine/market/instrument.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import type { Strategy } from "../engine/strategy.js";
import type { EarlyCloses } from "../feeds/early-closes.js";
import type { BarBatch, BarSource, SourceDescription } from "../feeds/feed.js";
import { afterHistory } from "../feeds/history.js";
import type { FileSignal } from "../feeds/signals.js";
import { createTradingCalendar } from "../feeds/trading-days.js";
import type { Clock } from "./clock.js";
import type { RangeEnd, ReplayFeed, ReplayOptions } from "./replay-options.js";
import type { ReplaySessionOptions } from "./replay-session.js";

/** A strategy with the hash of its source. */
export interface NamedStrategy {
  readonly strategy: Strategy;
  readonly source: string;
}

/** What a replay is to run on and by. */
export interface ReplaySetup {
  /** One per symbol, in the order of the command line. */
  readonly sources: readonly BarSource[];
  /** Bars that warm and never trade, at most one source per symbol. */
  readonly history?: readonly BarSource[];
  readonly config: EngineConfig;
  readonly clamped: BootEvent["clamped"];
  readonly earlyCloses: EarlyCloses;
  /** `fusion.timeframes` was set by the user, so that one that can't be built is refused. */
  readonly timeframesAsked: boolean;
  readonly strategies: readonly NamedStrategy[];
  readonly signals: readonly FileSignal[];
  readonly unguarded: boolean;
  /** Guards that refuse, cut and close nothing, by name. */
  readonly without: readonly string[];
  /** Finer bars of the first symbol. */
  readonly detail: BarSource | null;
  /** News blackouts by the order of `sources`; none without a calendar. */
  readonly calendar?: ReplayOptions["calendar"];
  readonly from: RangeEnd | null;
  readonly to: RangeEnd | null;
  readonly clock: Clock;
  readonly createVenue: (rules: readonly MatchRules[]) => BarVenue;
}

/** The replay's options, and sentences that the user should hear before it runs. */
export interface PreparedReplay {
  readonly options: ReplaySessionOptions;
  readonly notes: readonly string[];
}

/** Five characters that client order ids of a replay carry in place of a journal's epoch. */
const REPLAY_EPOCH = "rplay";

/** Builds a replay; a `UserError` names what can't be run. */
export async function prepareReplay(setup: ReplaySetup): Promise<PreparedReplay> {
  const { config, sources } = setup;
  const notes: string[] = [];
  const symbols = sources.map(({ description }) => bootSymbolOf(description, setup, notes));
  const boot: BootEvent = {
    type: "boot",
    ts: Math.min(...sources.map((source) => source.description.from)),
    mode: "REPLAY",
    epoch: REPLAY_EPOCH,
    config,
    clamped: setup.clamped,
    unguarded: setup.unguarded,
    without: setup.without,
    symbols,
    strategies: setup.strategies.map(({ strategy, source }) => {
      return { name: strategy.name, source, params: strategy.params };
    }),
  };
  const detail = setup.detail === null ? null : await wholeOf(setup.detail);
  const feeds = sources.map((source, index) => ({
    ...feedOf(source, setup.history ?? []),
    calendar: createTradingCalendar(source.description.instrument, {
      sessions: config.constraints.sessions,
      earlyCloses: setup.earlyCloses,
    }),
    detail: index === 0 ? detail : null,
  }));
  const venue = setup.createVenue(
    symbols.map(({ instrument, hasVolume }) => ({ instrument, fills: config.fills, hasVolume })),
  );
  const options: ReplaySessionOptions = {
    boot,
    strategies: setup.strategies.map(({ strategy }) => strategy),
    sources,
    feeds,
    signals: setup.signals.map((signal) => signalOf(signal, symbols)),
    calendar: setup.calendar ?? null,
    venue,
    clock: setup.clock,
    ...(setup.from === null ? {} : { from: setup.from }),
    ...(setup.to === null ? {} : { to: setup.to }),
  };
  return { options, notes };
}

/** A symbol's bars after its history, and where they begin. */
function feedOf(
  source: BarSource,
  histories: readonly BarSource[],
): Pick<ReplayFeed, "source" | "tradesFrom"> {
  const { from, instrument } = source.description;
  const history = histories.find((one) => one.description.instrument.symbol === instrument.symbol);
  return history === undefined
    ? { source }
    : { source: afterHistory(source, history), tradesFrom: from };
}

/**
 * What the engine is told of a symbol. Throws a UserError for a timeframe that can't be built and
 * a currency without a rate.
 * @param notes takes sentences that the user should hear
 */
export function bootSymbolOf(
  description: SourceDescription,
  setup: Pick<ReplaySetup, "config" | "timeframesAsked">,
  notes: string[],
): BootSymbol {
  const { instrument: spec, interval, hasVolume, timeframe } = description;
  const { fusion } = setup.config;
  const names = fusion.enabled ? fusion.timeframes : [];
  const { timeframes, dropped } = selectTimeframes(names, interval, setup.timeframesAsked);
  if (dropped.length > 0) {
    notes.push(
      `${spec.symbol}: ${dropped.join(" and ")} can't be built from ${timeframe} bars and ` +
        `${dropped.length === 1 ? "is" : "are"} left out of the timeframe gate`,
    );
  }
  return { instrument: instrumentOf(spec, setup.config), interval, hasVolume, timeframes };
}

/** What the engine needs of a symbol, with the rate of its currency. */
function instrumentOf(spec: InstrumentSpec, config: EngineConfig): Instrument {
  const { symbol, assetClass, tick, pointValue, lot, closes, allowsNegative } = spec;
  const currency = spec.currency === "" ? config.account.currency : spec.currency;
  const fxRate = fxRateOf(symbol, currency, config);
  return {
    symbol,
    assetClass,
    tick,
    pointValue,
    lot,
    currency,
    fxRate,
    closes,
    allowsNegative,
  };
}

function fxRateOf(symbol: string, currency: string, config: EngineConfig): Decimal {
  if (currency === config.account.currency) return { unscaled: 1, scale: 0 };
  const rate = config.account.fx[currency];
  if (rate === undefined) {
    throw new UserError(
      `${symbol} pays in ${currency}, the account is in ${config.account.currency}: ` +
        `give the rate, e.g. --set account.fx.${currency}=1.08`,
    );
  }
  return decimalAt(`account.fx.${currency}`, rate);
}

/** A file's signal with its symbol's index. */
export function signalOf(
  signal: FileSignal,
  symbols: readonly BootSymbol[],
): ReplaySessionOptions["signals"][number] {
  const { ts, strategy, side, stop, target, qty } = signal;
  const symbol = symbols.findIndex(({ instrument }) => instrument.symbol === signal.symbol);
  return { symbol, ts, strategy, side, stop, target, qty };
}

/** Finer bars are looked up by time at any moment, so they are loaded whole. */
async function wholeOf(source: BarSource): Promise<BarBatch> {
  const { bars } = source.description;
  const whole: BarBatch = {
    length: 0,
    ts: new Float64Array(bars),
    open: new Float64Array(bars),
    high: new Float64Array(bars),
    low: new Float64Array(bars),
    close: new Float64Array(bars),
    volume: new Float64Array(bars),
  };
  for (;;) {
    const batch = await source.next();
    if (batch === null) return whole;
    for (const name of ["ts", "open", "high", "low", "close", "volume"] as const) {
      whole[name].set(batch[name].subarray(0, batch.length), whole.length);
    }
    whole.length += batch.length;
  }
}
