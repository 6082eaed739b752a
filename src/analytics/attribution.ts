// Where results come from: trades by what they have in common, each group with the trades behind
// it.

import type { JournalTrade } from "./entry-context.js";
import type { GuardWorth } from "./guard-worth.js";
import { ENOUGH, type Interval, intervalAround } from "./interval.js";
import {
  addDouble,
  addMoney,
  type CompensatedSum,
  doubleOf,
  type MoneySum,
  moneyOf,
  moneySign,
  noMoney,
  noSum,
} from "./sum.js";

/** Numbers of some trades that have something in common. */
export interface CellFigures {
  trades: number;
  wins: number;
  win_rate: number;
  total_R: number;
  expected_R: number;
  /** Fewer than 20 trades: chance alone may have made it. */
  too_few: boolean;
  /** Student's 95 % interval of `expected_R`; null while `too_few`. */
  expected_R_interval: Interval | null;
  net_pnl: number;
  /** The trades, in journal order. */
  trade_ids: string[];
}

/** A cell, and what its trades have in common. Null is: nobody knows. */
export type Cell<Key> = Key & CellFigures;

/** What one guard was worth, and the trades behind it. */
export interface GuardCell extends GuardWorth {
  /** Trades whose size it had cut. */
  cut_trade_ids: string[];
  /** `trace_id`s of the shadows that are booked to it. */
  shadow_trace_ids: string[];
}

/** Where results come from. Cells without trades are left out. */
export interface Attribution {
  regime_strategy_symbol: Cell<{ regime: string; strategy: string; symbol: string }>[];
  /** The entry's weekday (0 is Monday) and hour in exchange time, crossed. */
  weekday_hour: Cell<{ weekday: number; hour: number }>[];
  exit_reason: Cell<{ exit_reason: string }>[];
  side: Cell<{ side: string }>[];
  /** How things stood when the entry was decided. */
  gear: Cell<{ gear: string | null }>[];
  governor: Cell<{ governor: string | null; multiplier: number | null }>[];
  /** 1 to 5; `none` where the trader had said nothing that day. */
  self_report: Cell<{ self_report: number | "none" | null }>[];
  /** A trade with several tags stands in several cells, one without any in none. */
  tag: Cell<{ tag: string }>[];
  /** Rows overlap (one trade, two guards) and do not add up. */
  guard: GuardCell[];
}

/** A shadow trade as far as it matters here. */
interface Shadow {
  readonly trace_id: string | null;
  readonly guards: readonly string[];
}

/** What guards did meanwhile. */
export interface GuardRecord {
  readonly worths: readonly GuardWorth[];
  readonly shadows: readonly Shadow[];
}

const NO_GUARDS: GuardRecord = { worths: [], shadows: [] };

/** Where the results of closed trades come from, given in journal order. */
export function attributionOf(
  trades: readonly JournalTrade[],
  guards: GuardRecord = NO_GUARDS,
): Attribution {
  return {
    ...tablesOf(trades),
    guard: guards.worths.map((worth) => ({
      ...worth,
      cut_trade_ids: idsCutBy(trades, worth.guard),
      shadow_trace_ids: guards.shadows.flatMap(({ trace_id, guards: own }) =>
        trace_id !== null && own.includes(worth.guard) ? [trace_id] : [],
      ),
    })),
  };
}

/** All tables in one walk: with a hundred thousand trades, fetching them takes most of the time. */
function tablesOf(trades: readonly JournalTrade[]): Omit<Attribution, "guard"> {
  const markets = new Markets();
  const hours = new Cells(({ entry_weekday: weekday, entry_hour: hour }) => ({ weekday, hour }));
  const exits = new Cells(({ exit_reason }) => ({ exit_reason }));
  const sides = new Cells(({ side }) => ({ side }));
  const gears = new Cells(({ context }) => ({ gear: context?.gear ?? null }));
  const governors = new Cells(({ context }) => ({
    governor: context?.governor ?? null,
    multiplier: context?.governor_multiplier ?? null,
  }));
  const moods = new Cells((trade) => ({ self_report: moodOf(trade) }));
  const tags = new Map<string, Cells<{ tag: string }>>();
  for (const trade of trades) {
    const { context } = trade;
    markets.add(trade);
    hours.add(trade.entry_weekday * 24 + trade.entry_hour, trade);
    exits.add(trade.exit_reason, trade);
    sides.add(trade.side, trade);
    gears.add(context === null ? null : context.gear, trade);
    // A badge has multipliers of its own: the number alone tells the cell.
    governors.add(context === null ? null : context.governor_multiplier, trade);
    moods.add(moodOf(trade), trade);
    // Most bear none, and a set of nothing for each takes its time.
    if (trade.tags.length > 0) addTags(tags, trade);
  }
  return {
    regime_strategy_symbol: sorted(markets.cells()),
    weekday_hour: sorted(hours.cells()),
    exit_reason: sorted(exits.cells()),
    side: sorted(sides.cells()),
    gear: sorted(gears.cells()),
    governor: sorted(governors.cells()),
    self_report: sorted(moods.cells()),
    tag: sorted([...tags.values()].flatMap((cells) => cells.cells())),
  };
}

function moodOf({ context }: JournalTrade): number | "none" | null {
  return context === null ? null : (context.self_report ?? "none");
}

function addTags(tags: Map<string, Cells<{ tag: string }>>, trade: JournalTrade): void {
  for (const tag of new Set(trade.tags)) {
    const cells = tags.get(tag) ?? new Cells(() => ({ tag }));
    tags.set(tag, cells);
    cells.add(tag, trade);
  }
}

/** Two guards alone cut sizes; all others refuse. */
function idsCutBy(trades: readonly JournalTrade[], guard: string): string[] {
  const ids: string[] = [];
  if (guard !== "governor" && guard !== "regime") return ids;
  for (const { trade_id, context } of trades) {
    const share = guard === "governor" ? context?.governor_multiplier : context?.regime_size;
    if (share !== undefined && share < 1) ids.push(trade_id);
  }
  return ids;
}

type KeyPart = string | number | null;

type Key = Readonly<Record<string, KeyPart>>;

/** Trades of one cell, added up. */
interface Group<Own extends Key> {
  readonly key: Own;
  readonly ids: string[];
  /** Welford's running mean of the results, and their squared deviations from it. */
  mean: number;
  deviations: number;
  readonly total: CompensatedSum;
  readonly net: MoneySum;
  wins: number;
}

/** Trades told apart by one name. */
class Cells<Own extends Key> {
  readonly #groups = new Map<KeyPart, Group<Own>>();

  /** @param keyOf what the trades of a cell have in common */
  constructor(private readonly keyOf: (trade: JournalTrade) => Own) {}

  /** @param name the same for trades of the same cell alone */
  add(name: KeyPart, trade: JournalTrade): void {
    let group = this.#groups.get(name);
    if (group === undefined) {
      const sums = { mean: 0, deviations: 0, total: noSum(), net: noMoney(), wins: 0 };
      group = { key: this.keyOf(trade), ids: [], ...sums };
      this.#groups.set(name, group);
    }
    const { result_R, net_pnl } = trade;
    const count = group.ids.push(trade.trade_id);
    const before = result_R - group.mean;
    group.mean += before / count;
    group.deviations += before * (result_R - group.mean);
    addDouble(group.total, result_R);
    addMoney(group.net, net_pnl);
    if (moneySign(net_pnl) > 0) group.wins++;
  }

  cells(): Cell<Own>[] {
    return [...this.#groups.values()].map((group) => ({ ...group.key, ...figuresOf(group) }));
  }
}

type Market = { regime: string; strategy: string; symbol: string };

/** Cells of cells: to join the three names of each trade would take longer than all the rest. */
class Markets {
  readonly #regimes = new Map<string, Map<string, Cells<Market>>>();

  add(trade: JournalTrade): void {
    const { regime, strategy } = trade;
    let strategies = this.#regimes.get(regime);
    if (strategies === undefined) {
      strategies = new Map();
      this.#regimes.set(regime, strategies);
    }
    let symbols = strategies.get(strategy);
    if (symbols === undefined) {
      symbols = new Cells(({ symbol }) => ({ regime, strategy, symbol }));
      strategies.set(strategy, symbols);
    }
    symbols.add(trade.symbol, trade);
  }

  cells(): Cell<Market>[] {
    const strategies = [...this.#regimes.values()].flatMap((map) => [...map.values()]);
    return strategies.flatMap((symbols) => symbols.cells());
  }
}

/** In the order of their keys, what nobody knows last. */
function sorted<Own extends Key>(cells: readonly Cell<Own>[]): Cell<Own>[] {
  const partsOf = (cell: Cell<Own>): KeyPart[] => {
    const names = Object.keys(cell);
    return names.slice(0, names.indexOf("trades")).map((name) => cell[name] as KeyPart);
  };
  return [...cells].sort((a, b) => orderOf(partsOf(a), partsOf(b)));
}

function orderOf(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [place, part] of a.entries()) {
    const other = b[place] ?? null;
    if (part === other) continue;
    if (part === null || other === null) return part === null ? 1 : -1;
    // Numbers before words.
    if (typeof part !== typeof other) return typeof part === "number" ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return 0;
}

function figuresOf({ ids, deviations, total, net, wins }: Group<Key>): CellFigures {
  const { length } = ids;
  const totalR = doubleOf(total);
  return {
    trades: length,
    wins,
    win_rate: wins / length,
    total_R: totalR,
    expected_R: totalR / length,
    too_few: length < ENOUGH,
    expected_R_interval: intervalAround(totalR / length, length, deviations),
    net_pnl: moneyOf(net),
    trade_ids: ids,
  };
}
