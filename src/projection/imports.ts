// Trades of what was imported. They depend on the set of fills and trades alone: not on how many
// files brought them, in which order, or how often.

import { hash } from "node:crypto";
import {
  type ExactFill,
  type FillPart,
  pairFills,
  type RoundTrip,
  sumsOf,
} from "../analytics/round-trips.js";
import type { Disk } from "../disk/disk.js";
import { divideRounded, moneyOf } from "../engine/orders/money.js";
import type { ExitReason, TradeRecord } from "../engine/trade/record.js";
import type { Database } from "./database.js";
import { type ImportFile, importNames, readImports, type StoredFill } from "./import-files.js";
import type { Projection } from "./projection.js";

/** Name under which the tables say which imports they have. */
const KEPT_AS = "imports";
const NANO_PLACES = 9;
const NANO = 1_000_000_000n;

/** A trade that was imported. */
export interface ImportedTrade extends TradeRecord {
  readonly account: string;
  readonly source: string;
  readonly risk: "stop" | "assumed";
  /** None where the file had whole trades. */
  readonly parts: readonly {
    readonly role: "entry" | "exit";
    readonly part: FillPart<KnownFill>;
  }[];
}

/** A position that the fills leave open. */
export interface OpenRest {
  readonly account: string;
  readonly contract: string;
  readonly side: "long" | "short";
  readonly qty: number;
  /** UTC epoch ms of its first fill. */
  readonly since: number;
}

/** What imports come to. */
export interface Derived {
  /** By their exits. */
  readonly trades: readonly ImportedTrade[];
  readonly open: readonly OpenRest[];
}

/** A stored fill with its amounts in billionths, and the import that brought it. */
export interface KnownFill extends ExactFill {
  readonly stored: StoredFill;
  readonly from: ImportFile;
}

/** A decimal in billionths, to the nearest one. */
function nanoIn(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const kept = BigInt(whole + fraction.slice(0, NANO_PLACES).padEnd(NANO_PLACES, "0"));
  const nano = Number(fraction[NANO_PLACES] ?? 0) >= 5 ? kept + 1n : kept;
  return text.startsWith("-") ? -nano : nano;
}

function knownFill(stored: StoredFill, from: ImportFile): KnownFill {
  const { point_value, fx_rate } = instrumentOf(stored, from);
  const [qty, price] = [nanoIn(stored.qty), nanoIn(stored.price)];
  const value = qty * price * nanoIn(point_value) * nanoIn(fx_rate);
  return {
    ...{ stored, from, qty, side: stored.side, ts: Date.parse(stored.ts) },
    worth: divideRounded(value, NANO * NANO * NANO),
    commission: nanoIn(stored.commission),
  };
}

function instrumentOf({ contract }: StoredFill, { instruments }: ImportFile) {
  const instrument = instruments[contract];
  if (instrument === undefined) throw new Error(`the import has no instrument ${contract}`);
  return instrument;
}

/** A short id that the same trade has in every import. */
function idOf(account: string, contract: string, key: string): string {
  return `i${hash("sha256", JSON.stringify([account, contract, key])).slice(0, 11)}`;
}

/** Quantity-weighted mean price. */
function meanPrice(parts: readonly FillPart<KnownFill>[]): number {
  const qty = parts.reduce((sum, part) => sum + part.qty, 0n);
  const total = parts.reduce((sum, part) => sum + part.qty * nanoIn(part.fill.stored.price), 0n);
  return moneyOf(total) / Number(qty);
}

/** A trip's own initial risk: money, and the distance in price that it stands for. */
function riskOf(from: ImportFile, first: KnownFill, qty: bigint): { money: number; far: number } {
  const { tick, point_value, fx_rate } = instrumentOf(first.stored, from);
  const perPoint = (nanoIn(point_value) * nanoIn(fx_rate) * qty) / NANO;
  if (from.risk === null) throw new Error("an import of fills says by what its R is measured");
  if (from.risk.kind === "money") {
    const money = nanoIn(from.risk.money);
    return { money: moneyOf(money), far: Number(money * NANO) / Number(perPoint) };
  }
  const far = nanoIn(tick) * BigInt(from.risk.ticks);
  return { money: moneyOf(divideRounded(far * perPoint, NANO * NANO)), far: moneyOf(far) };
}

function tradeOf(trip: RoundTrip<KnownFill>): ImportedTrade {
  const { side, entries, exits } = trip;
  const first = (entries[0] as FillPart<KnownFill>).fill;
  const last = (exits.at(-1) as FillPart<KnownFill>).fill;
  const { from, stored } = first;
  const { qty, gross, commission } = sumsOf(trip);
  const risk = riskOf(from, first, qty);
  const [entry, exit] = [meanPrice(entries), meanPrice(exits)];
  const way = side === "long" ? 1 : -1;
  // Of the way between nothing is known but that the exits were reached.
  const reached = exits.map(({ fill }) => (way * (Number(fill.stored.price) - entry)) / risk.far);
  const net = moneyOf(gross - commission);
  const id = idOf(from.account, stored.contract, stored.key);
  return {
    ...{ trade_id: id, trace_id: id, symbol: instrumentOf(stored, from).symbol, side },
    ...{ strategy: from.strategy, regime: "unknown", entry_ts: first.ts, exit_ts: last.ts },
    ...{ qty: moneyOf(qty), entry_price: entry, exit_price: exit },
    ...{ initial_stop: entry - way * risk.far, exit_reason: "hand" },
    ...{ gross_pnl: moneyOf(gross), commission: moneyOf(commission), net_pnl: net },
    ...{ result_R: net / risk.money, bars_held: 0, slippage_ticks: 0 },
    ...{ mae_R: Math.min(0, ...reached), mfe_R: Math.max(0, ...reached) },
    ...{ entry_hour: stored.hour, entry_weekday: stored.weekday, exit_day: last.stored.day },
    ...{ account: from.account, source: from.source, risk: "assumed" },
    parts: [
      ...entries.map((part) => ({ role: "entry" as const, part })),
      ...exits.map((part) => ({ role: "exit" as const, part })),
    ].sort((a, b) => a.part.fill.ts - b.part.fill.ts),
  };
}

/** Each fill once, by account and contract. */
function groupsOf(files: readonly ImportFile[]): Map<string, Map<string, KnownFill>> {
  const groups = new Map<string, Map<string, KnownFill>>();
  for (const file of files) {
    for (const stored of file.fills) {
      const name = JSON.stringify([file.account, stored.contract]);
      const group = groups.get(name) ?? new Map<string, KnownFill>();
      groups.set(name, group);
      if (!group.has(stored.key)) group.set(stored.key, knownFill(stored, file));
    }
  }
  return groups;
}

function wholeTrades(files: readonly ImportFile[]): ImportedTrade[] {
  const byId = new Map<string, ImportedTrade>();
  for (const { account, source, trades } of files) {
    for (const { key, risk, ...trade } of trades) {
      const id = idOf(account, trade.symbol, key);
      if (byId.has(id)) continue;
      byId.set(id, {
        ...trade,
        ...{ trade_id: id, trace_id: id, account, source, risk, parts: [] },
        exit_reason: trade.exit_reason as ExitReason,
        entry_ts: Date.parse(trade.entry_ts),
        exit_ts: Date.parse(trade.exit_ts),
      });
    }
  }
  return [...byId.values()];
}

/** What imports come to, all told. */
export function deriveImports(files: readonly ImportFile[]): Derived {
  const trades = wholeTrades(files);
  const open: OpenRest[] = [];
  for (const group of groupsOf(files).values()) {
    // Files have fills of one moment in the order in which they came.
    const paired = pairFills([...group.values()].sort((a, b) => a.ts - b.ts));
    trades.push(...paired.trips.map(tradeOf));
    const first = paired.open?.entries[0]?.fill;
    if (paired.open === null || first === undefined) continue;
    const sum = (parts: readonly FillPart<KnownFill>[]): bigint =>
      parts.reduce((total, { qty }) => total + qty, 0n);
    open.push({
      ...{ account: first.from.account, contract: first.stored.contract, side: paired.open.side },
      qty: moneyOf(sum(paired.open.entries) - sum(paired.open.exits)),
      since: first.ts,
    });
  }
  trades.sort((a, b) => a.exit_ts - b.exit_ts || (a.trade_id < b.trade_id ? -1 : 1));
  return { trades, open };
}

/**
 * Puts what was imported into the tables, where it is not what they have. Answers the paths of
 * files that cannot be read. Throws a `DiskError`.
 */
export function keepImports(disk: Disk, folder: string, projection: Projection): readonly string[] {
  let damaged: readonly string[] = [];
  projection.keep(KEPT_AS, importNames(disk, folder), (database) => {
    const found = readImports(disk, folder);
    damaged = found.damaged;
    foldImports(database, deriveImports(found.files.map(({ content }) => content)));
  });
  // One that another process is writing may be whole the next time.
  if (damaged.length > 0) projection.keep(KEPT_AS, null, () => {});
  return damaged;
}

const isoOf = (ts: number): string => new Date(ts).toISOString();

function foldImports(database: Database, { trades, open }: Derived): void {
  for (const table of ["imported_trades", "imported_fills", "imported_open"]) {
    database.script(`DELETE FROM ${table}`);
  }
  trades.forEach(({ parts, ...trade }, at) => {
    const times = { entry_ts: isoOf(trade.entry_ts), exit_ts: isoOf(trade.exit_ts) };
    database.insert("imported_trades", { seq: at + 1, ...trade, ...times });
    for (const { role, part } of parts) {
      const { stored } = part.fill;
      database.insert("imported_fills", {
        ...{ trade_id: trade.trade_id, ts: stored.ts, role, side: stored.side },
        ...{ qty: moneyOf(part.qty), price: Number(stored.price) },
        commission: moneyOf(part.commission),
      });
    }
  });
  for (const { account, contract, side, qty, since } of open) {
    database.insert("imported_open", { account, contract, side, qty, since_ts: isoOf(since) });
  }
}
