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
    regime_strategy_symbol: marketCells(trades),
    weekday_hour: cellsBy(
      trades,
      ({ entry_weekday, entry_hour }) => entry_weekday * 24 + entry_hour,
      ({ entry_weekday, entry_hour }) => ({ weekday: entry_weekday, hour: entry_hour }),
    ),
    exit_reason: cellsBy(
      trades,
      (trade) => trade.exit_reason,
      ({ exit_reason }) => ({ exit_reason }),
    ),
    side: cellsBy(
      trades,
      (trade) => trade.side,
      ({ side }) => ({ side }),
    ),
    ...contextCells(trades),
    tag: tagCells(trades),
    guard: guards.worths.map((worth) => ({
      ...worth,
      cut_trade_ids: idsCutBy(trades, worth.guard),
      shadow_trace_ids: guards.shadows.flatMap(({ trace_id, guards: own }) =>
        trace_id !== null && own.includes(worth.guard) ? [trace_id] : [],
      ),
    })),
  };
}

/** Cells of cells: to join the three names of each trade would take longer than all the rest. */
function marketCells(trades: readonly JournalTrade[]): Attribution["regime_strategy_symbol"] {
  type Own = Group<{ regime: string; strategy: string; symbol: string }>;
  const regimes = new Map<string, Map<string, Map<KeyPart, Own>>>();
  for (const trade of trades) {
    const { regime, strategy, symbol } = trade;
    let strategies = regimes.get(regime);
    if (strategies === undefined) {
      strategies = new Map();
      regimes.set(regime, strategies);
    }
    let symbols = strategies.get(strategy);
    if (symbols === undefined) {
      symbols = new Map();
      strategies.set(strategy, symbols);
    }
    addTo(symbols, symbol, trade, () => ({ regime, strategy, symbol }));
  }
  const groups = [...regimes.values()]
    .flatMap((strategies) => [...strategies.values()])
    .flatMap((symbols) => [...symbols.values()]);
  return cellsOf(groups);
}

function contextCells(
  trades: readonly JournalTrade[],
): Pick<Attribution, "gear" | "governor" | "self_report"> {
  return {
    gear: cellsBy(
      trades,
      ({ context }) => context?.gear ?? null,
      ({ context }) => ({ gear: context?.gear ?? null }),
    ),
    governor: cellsBy(
      trades,
      // A badge has multipliers of its own: the number alone tells the cell.
      ({ context }) => context?.governor_multiplier ?? null,
      ({ context }) => ({
        governor: context?.governor ?? null,
        multiplier: context?.governor_multiplier ?? null,
      }),
    ),
    self_report: cellsBy(
      trades,
      ({ context }) => (context === null ? null : (context.self_report ?? "none")),
      ({ context }) => ({ self_report: context === null ? null : (context.self_report ?? "none") }),
    ),
  };
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

/**
 * Cells in the order of their keys, what nobody knows last.
 * @param nameOf the same for trades of the same cell alone
 */
function cellsBy<Own extends Key>(
  trades: readonly JournalTrade[],
  nameOf: (trade: JournalTrade) => KeyPart,
  keyOf: (trade: JournalTrade) => Own,
): Cell<Own>[] {
  const groups = new Map<KeyPart, Group<Own>>();
  for (const trade of trades) addTo(groups, nameOf(trade), trade, keyOf);
  return cellsOf([...groups.values()]);
}

function tagCells(trades: readonly JournalTrade[]): Attribution["tag"] {
  const groups = new Map<KeyPart, Group<{ tag: string }>>();
  for (const trade of trades) {
    // Most bear none, and a set of nothing for each takes its time.
    if (trade.tags.length === 0) continue;
    for (const tag of new Set(trade.tags)) addTo(groups, tag, trade, () => ({ tag }));
  }
  return cellsOf([...groups.values()]);
}

function addTo<Own extends Key>(
  groups: Map<KeyPart, Group<Own>>,
  name: KeyPart,
  trade: JournalTrade,
  keyOf: (trade: JournalTrade) => Own,
): void {
  let group = groups.get(name);
  if (group === undefined) {
    const sums = { mean: 0, deviations: 0, total: noSum(), net: noMoney(), wins: 0 };
    group = { key: keyOf(trade), ids: [], ...sums };
    groups.set(name, group);
  }
  const { result_R } = trade;
  const count = group.ids.push(trade.trade_id);
  const before = result_R - group.mean;
  group.mean += before / count;
  group.deviations += before * (result_R - group.mean);
  addDouble(group.total, result_R);
  addMoney(group.net, trade.net_pnl);
  if (moneySign(trade.net_pnl) > 0) group.wins++;
}

function cellsOf<Own extends Key>(groups: readonly Group<Own>[]): Cell<Own>[] {
  return [...groups]
    .sort((a, b) => orderOf(Object.values(a.key), Object.values(b.key)))
    .map((group) => ({ ...group.key, ...figuresOf(group) }));
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
