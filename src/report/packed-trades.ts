// The trades as the page's script gets them: a column a field, names told once.

import type { JournalTrade } from "../analytics/entry-context.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { packDigits, unpackDigits, widthFor } from "./digits.js";
import type { PackedPath } from "./trace.js";

/** A column of names that repeat: each trade's place in `names`. */
interface NamedColumn {
  readonly names: readonly string[];
  readonly places: string;
}

const NAMED = ["symbol", "side", "strategy", "regime", "exit_reason"] as const;
const NUMBERS = [
  ...(["qty", "entry_price", "exit_price", "initial_stop", "net_pnl", "commission"] as const),
  ...(["result_R", "bars_held", "mae_R", "mfe_R", "slippage_ticks"] as const),
] as const;

type Name = (typeof NAMED)[number];
type Figure = (typeof NUMBERS)[number];

/** Trades that belong together: a row of a table that tells them apart. */
export interface TradePick {
  readonly label: string;
  /** Places of the trades, packed. */
  readonly places: string;
}

/** What the page's script is given. Trades are in the order in which they closed. */
export interface PackedTrades {
  readonly count: number;
  readonly currency: string;
  readonly ids: readonly string[];
  /** UTC epoch seconds of the entry, and seconds until the exit. */
  readonly entered: readonly number[];
  readonly lasted: readonly number[];
  readonly named: Readonly<Record<Name, NamedColumn>>;
  readonly figures: Readonly<Record<Figure, readonly number[]>>;
  /** By trade; null where there is none. */
  readonly paths: readonly (PackedPath | null)[];
  /** What people wrote on a trade, by its place. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly notes: Readonly<Record<string, readonly string[]>>;
  /** By the key that a row of a table carries. */
  readonly picks: Readonly<Record<string, TradePick>>;
}

/** A trade as the page lists it. */
export interface ListedTrade
  extends Pick<TradeRecord, Figure | "trade_id" | "entry_ts" | "exit_ts"> {
  /** From 0, in the order in which they closed. */
  readonly place: number;
  readonly symbol: string;
  readonly side: string;
  readonly strategy: string;
  readonly regime: string;
  readonly exit_reason: string;
  readonly tags: readonly string[];
  readonly notes: readonly string[];
}

/** Figures that are shown with two places. */
const SHOWN_SHORT: ReadonlySet<Figure> = new Set(["result_R", "mae_R", "mfe_R", "slippage_ticks"]);

/** Ten digits, or four places: more than is shown, and no trail of a mean's rounding. */
function short(value: number, figure: Figure): number {
  return Number(SHOWN_SHORT.has(figure) ? value.toFixed(4) : value.toPrecision(10));
}

function namedColumn(values: readonly string[]): NamedColumn {
  const names = [...new Set(values)].sort();
  const width = widthFor(names.length);
  const placeOf = new Map(names.map((name, place) => [name, place]));
  return {
    names,
    places: packDigits(
      values.map((value) => placeOf.get(value) ?? 0),
      width,
    ),
  };
}

function namesIn({ names, places }: NamedColumn): string[] {
  return unpackDigits(places, widthFor(names.length)).map((place) => names[place] ?? "");
}

/** A record with every one of the keys. */
function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  of: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;
}

/** Lists by their place, without the empty ones. */
function sparse(lists: readonly (readonly string[])[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    lists.flatMap((list, place) => (list.length === 0 ? [] : [[place, list]])),
  );
}

/** Places of trades among so many. */
export function packPlaces(places: readonly number[], count: number): string {
  return packDigits(places, widthFor(count));
}

/** What is known of trades beside their records. */
interface Beside extends Pick<PackedTrades, "currency" | "paths" | "picks"> {
  /** By trade, as `paths`. */
  readonly notes: readonly (readonly string[])[];
}

/** Packs trades; `paths` and `notes` have one for each of them. */
export function packTrades(
  trades: readonly JournalTrade[],
  { currency, paths, picks, notes }: Beside,
): PackedTrades {
  const column = <Key extends keyof TradeRecord>(key: Key): TradeRecord[Key][] =>
    trades.map((trade) => trade[key]);
  return {
    count: trades.length,
    currency,
    ids: column("trade_id"),
    entered: trades.map(({ entry_ts }) => Math.round(entry_ts / 1_000)),
    lasted: trades.map(({ entry_ts, exit_ts }) => Math.round((exit_ts - entry_ts) / 1_000)),
    named: recordOf(NAMED, (name) => namedColumn(column(name))),
    figures: recordOf(NUMBERS, (name) => column(name).map((value) => short(value, name))),
    tags: sparse(trades.map(({ tags }) => tags)),
    notes: sparse(notes),
    paths,
    picks,
  };
}

/** The trades again. */
export function unpackTrades(packed: PackedTrades): ListedTrade[] {
  const names = recordOf(NAMED, (name) => namesIn(packed.named[name]));
  return packed.ids.map((trade_id, place) => {
    const entry_ts = (packed.entered[place] ?? 0) * 1_000;
    return {
      ...recordOf(NUMBERS, (name) => packed.figures[name][place] ?? 0),
      ...recordOf(NAMED, (name) => names[name][place] ?? ""),
      place,
      trade_id,
      tags: packed.tags[place] ?? [],
      notes: packed.notes[place] ?? [],
      entry_ts,
      exit_ts: entry_ts + (packed.lasted[place] ?? 0) * 1_000,
    };
  });
}

/** The places that a pick holds. */
export function placesIn({ places }: TradePick, count: number): Set<number> {
  return new Set(unpackDigits(places, widthFor(count)));
}
