// Where results come from: trades by what they have in common, each group with the trades behind
// it.

import type { JournalTrade } from "./entry-context.js";
import type { GuardWorth } from "./guard-worth.js";
import { ENOUGH, type Interval, meanInterval } from "./interval.js";
import { addDouble, addMoney, doubleOf, moneyOf, moneySign, noMoney, noSum } from "./sum.js";

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
    regime_strategy_symbol: cellsBy(trades, ({ regime, strategy, symbol }) => ({
      ...{ regime, strategy, symbol },
    })),
    weekday_hour: cellsBy(trades, ({ entry_weekday, entry_hour }) => ({
      weekday: entry_weekday,
      hour: entry_hour,
    })),
    exit_reason: cellsBy(trades, ({ exit_reason }) => ({ exit_reason })),
    side: cellsBy(trades, ({ side }) => ({ side })),
    gear: cellsBy(trades, ({ context }) => ({ gear: context?.gear ?? null })),
    governor: cellsBy(trades, ({ context }) => ({
      governor: context?.governor ?? null,
      multiplier: context?.governor_multiplier ?? null,
    })),
    self_report: cellsBy(trades, ({ context }) => ({
      self_report: context === null ? null : (context.self_report ?? "none"),
    })),
    tag: tagCells(trades),
    guard: guards.worths.map((worth) => ({
      ...worth,
      cut_trade_ids: trades.filter((trade) => isCutBy(trade, worth.guard)).map(idOf),
      shadow_trace_ids: guards.shadows.flatMap(({ trace_id, guards: own }) =>
        trace_id !== null && own.includes(worth.guard) ? [trace_id] : [],
      ),
    })),
  };
}

const idOf = ({ trade_id }: JournalTrade): string => trade_id;

function isCutBy({ context }: JournalTrade, guard: string): boolean {
  if (context === null) return false;
  if (guard === "governor") return context.governor_multiplier < 1;
  return guard === "regime" && context.regime_size < 1;
}

type KeyPart = string | number | null;

/** Trades of one cell. */
interface Group<Key> {
  readonly key: Key;
  readonly trades: JournalTrade[];
}

/** Cells in the order of their keys, what nobody knows last. */
function cellsBy<Key extends Readonly<Record<string, KeyPart>>>(
  trades: readonly JournalTrade[],
  keyOf: (trade: JournalTrade) => Key,
): Cell<Key>[] {
  const groups = new Map<string, Group<Key>>();
  for (const trade of trades) {
    const key = keyOf(trade);
    const name = JSON.stringify(key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { key, trades: [trade] });
    else group.trades.push(trade);
  }
  return cellsOf([...groups.values()]);
}

function tagCells(trades: readonly JournalTrade[]): Attribution["tag"] {
  const groups = new Map<string, Group<{ tag: string }>>();
  for (const trade of trades) {
    for (const tag of new Set(trade.tags)) {
      const group = groups.get(tag);
      if (group === undefined) groups.set(tag, { key: { tag }, trades: [trade] });
      else group.trades.push(trade);
    }
  }
  return cellsOf([...groups.values()]);
}

function cellsOf<Key extends Readonly<Record<string, KeyPart>>>(
  groups: readonly Group<Key>[],
): Cell<Key>[] {
  return [...groups]
    .sort((a, b) => orderOf(Object.values(a.key), Object.values(b.key)))
    .map(({ key, trades }) => ({ ...key, ...figuresOf(trades) }));
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

function figuresOf(trades: readonly JournalTrade[]): CellFigures {
  const results = trades.map(({ result_R }) => result_R);
  const [total, net] = [noSum(), noMoney()];
  let wins = 0;
  for (const { result_R, net_pnl } of trades) {
    addDouble(total, result_R);
    addMoney(net, net_pnl);
    if (moneySign(net_pnl) > 0) wins++;
  }
  const { length } = trades;
  return {
    trades: length,
    wins,
    win_rate: wins / length,
    total_R: doubleOf(total),
    expected_R: doubleOf(total) / length,
    too_few: length < ENOUGH,
    expected_R_interval: meanInterval(results),
    net_pnl: moneyOf(net),
    trade_ids: trades.map(idOf),
  };
}
