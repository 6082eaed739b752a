// From what a file of trades says to what is kept of it: amounts of money, exchange time, and the
// risk by which each trade is measured.

import type { LocalTimeOf } from "../analytics/trades-csv.js";
import type { ExitReason, TradeRecord } from "../engine/trade/record.js";
import type { BadRow } from "../feeds/trades/draft.js";
import type { ReadFill, ReadTrade, TradesInFile } from "../feeds/trades/read.js";
import type { ImportFile, StoredFill, StoredTrade } from "../projection/import-files.js";
import { type Contract, type Worth, worthOf } from "./import-money.js";
import type { Setup } from "./setup.js";

/** The risk that is assumed where there is no stop; null where none is. */
export type AssumedRisk = ImportFile["risk"];

/** What rows are turned by. */
export interface ImportWays {
  readonly setup: Setup;
  readonly local: LocalTimeOf;
  readonly risk: AssumedRisk;
  /** For rows whose file names none. */
  readonly strategy: string;
  /** Wins over what the file says; null leaves it to the file. */
  readonly account: string | null;
}

/** What a file's rows come to, for one account. */
export interface Kept {
  readonly account: string;
  readonly fills: readonly StoredFill[];
  readonly trades: readonly StoredTrade[];
  readonly instruments: ImportFile["instruments"];
}

/** All that a file comes to. */
export interface KeptFile {
  readonly accounts: readonly Kept[];
  readonly bad: readonly BadRow[];
  /** Contracts that nobody described: their money is in points. */
  readonly unknown: readonly string[];
}

/** Where neither the file nor a flag names the account. */
const NO_ACCOUNT = "imported";
/** Units of a lot: of a currency, of gold and silver in ounces. */
const LOT_UNITS: readonly (readonly [RegExp, number])[] = [
  [/^XAU/, 100],
  [/^XAG/, 5000],
];
const FX_LOT = 100_000;

/** More than this no row is about; sums of so much are exact no more. */
const MOST_MONEY = 1e11;
const MOST_R = 1e6;

/** Why a row cannot be kept; never leaves this file. */
class RowFault extends Error {}

/** A reason of ours by what a program calls the exit. */
function exitReasonOf(name: string): ExitReason {
  if (/trail/i.test(name)) return "trail";
  if (/stop|\bsl\b|margin call/i.test(name)) return "stop";
  if (/target|profit|\btp\b|limit/i.test(name)) return "target";
  if (/session/i.test(name)) return "session_close";
  return "hand";
}

/** What is gathered of one account. */
interface Gathered {
  readonly fills: StoredFill[];
  readonly trades: StoredTrade[];
  readonly instruments: Record<string, ImportFile["instruments"][string]>;
}

class RowKeeper {
  readonly accounts = new Map<string, Gathered>();
  readonly unknown = new Set<string>();
  /** How often the same row has come. */
  readonly #seen = new Map<string, number>();
  readonly #worths = new Map<string, ReturnType<typeof worthOf>>();

  constructor(private readonly ways: ImportWays) {}

  fill(row: ReadFill, isOrder: boolean): void {
    const { symbol: contract, price, qty, commission, order, way: side } = row;
    const worth = this.worth(row, [price]);
    const value = Number(qty) * Number(price) * Number(worth.point_value) * Number(worth.fx_rate);
    if (!(Math.abs(value) < MOST_MONEY)) throw new RowFault("it is worth more than can be");
    const account = this.accountOf(row.account);
    const gathered = this.gathered(account);
    const ts = isoOf(row.ts);
    const id = isOrder && order !== "" ? `order ${order}` : row.id;
    const key = this.key(id, [account, contract, ts, side, qty, price]);
    const { symbol, tick, point_value, fx_rate } = worth;
    gathered.instruments[contract] = { symbol, tick, point_value, fx_rate };
    const local = this.ways.local(symbol, row.ts);
    const of = { key, order, is_order: isOrder };
    gathered.fills.push({ ...of, contract, ts, side, qty, price, commission, ...local });
  }

  trade(row: ReadTrade, isInLots: boolean): void {
    const contract = { symbol: row.symbol, multiplier: "", currency: "" };
    const prices = [row.entryPrice, row.exitPrice];
    // Where the file's own money counts, what a point is worth is not asked.
    const worth = row.gross === "" ? this.worth(contract, prices) : this.named(contract);
    const trade = tradeOf(row, worth, isInLots, this.ways);
    const parts = [trade.side, trade.entry_ts, trade.exit_ts, trade.qty, ...prices, row.symbol];
    const account = this.accountOf(row.account);
    const key = this.key(row.id, [account, ...parts]);
    this.gathered(account).trades.push({ key, ...trade });
  }

  /** A whole trade in our own form. */
  own(trade: TradeRecord): void {
    const { trade_id: _, trace_id: __, ...rest } = trade;
    const times = { entry_ts: isoOf(trade.entry_ts), exit_ts: isoOf(trade.exit_ts) };
    const { symbol, side, qty, entry_price, exit_price } = trade;
    const account = this.accountOf("");
    const parts = [side, times.entry_ts, times.exit_ts, qty, entry_price, exit_price, symbol];
    const key = this.key("", [account, ...parts]);
    this.gathered(account).trades.push({ key, ...rest, ...times, risk: "stop" });
  }

  /** By the execution's id; where there is none, by what it says and how often that has come. */
  private key(id: string, parts: readonly (string | number)[]): string {
    if (id !== "") return `id ${id}`;
    const text = parts.join(" ");
    const count = (this.#seen.get(text) ?? 0) + 1;
    this.#seen.set(text, count);
    return `${parts.slice(1).join(" ")} #${count}`;
  }

  private accountOf(said: string): string {
    return this.ways.account ?? (said === "" ? NO_ACCOUNT : said);
  }

  private gathered(name: string): Gathered {
    const known = this.accounts.get(name) ?? { fills: [], trades: [], instruments: {} };
    this.accounts.set(name, known);
    return known;
  }

  private named(contract: Contract): Worth | null {
    const worth = worthOf(contract, this.ways.setup);
    return "reason" in worth ? null : worth;
  }

  private worth(contract: Contract, prices: readonly string[]): Worth {
    const { symbol, multiplier, currency } = contract;
    const name = JSON.stringify([symbol, multiplier, currency]);
    const worth = this.#worths.get(name) ?? worthOf(contract, this.ways.setup);
    this.#worths.set(name, worth);
    if ("reason" in worth) throw new RowFault(`${symbol}: ${worth.reason}`);
    if (worth.isUnknown) this.unknown.add(symbol);
    const isWrong = prices.some((price) => Number(price) <= 0);
    if (isWrong && !worth.allowsNegative) throw new RowFault("the price is not above 0");
    return worth;
  }
}

function isoOf(ts: number): string {
  return new Date(ts).toISOString();
}

/** Units of a quantity. */
function unitsOf(qty: number, worth: Worth | null, isInLots: boolean): number {
  if (!isInLots || worth?.assetClass !== "fx") return qty;
  const metal = LOT_UNITS.find(([name]) => name.test(worth.symbol))?.[1];
  return Number((qty * (metal ?? FX_LOT)).toFixed(6));
}

/** Money before commission, commission, and what one point of the whole quantity is worth. */
function moneyOf(row: ReadTrade, worth: Worth | null, qty: number) {
  const way = row.side === "long" ? 1 : -1;
  const rise = way * (Number(row.exitPrice) - Number(row.entryPrice));
  if (row.gross !== "") {
    const gross = Number(row.gross);
    if (rise !== 0 && gross !== 0 && Math.sign(rise) !== Math.sign(gross)) {
      throw new RowFault(`a profit of ${row.gross} does not fit the prices`);
    }
    return { gross, commission: Number(row.commission), perPoint: rise === 0 ? 0 : gross / rise };
  }
  const perPoint = qty * Number(worth?.point_value) * Number(worth?.fx_rate);
  const gross = Number((rise * perPoint).toFixed(9));
  if (row.net === "") return { gross, commission: Number(row.commission), perPoint };
  const commission = Number((gross - Number(row.net)).toFixed(9));
  // A cent for what the file has rounded.
  if (commission >= -0.011) return { gross, commission: Math.max(0, commission), perPoint };
  throw new RowFault(
    `a profit of ${row.net} does not fit ${row.symbol}, by whose point value it is ${gross}`,
  );
}

/** How far the stop is from the entry, in price, and whose word that is. */
function stopFar(row: ReadTrade, worth: Worth | null, perPoint: number, risk: AssumedRisk) {
  if (row.stop !== "") {
    return { far: Math.abs(Number(row.entryPrice) - Number(row.stop)), by: "stop" as const };
  }
  if (risk === null) {
    throw new RowFault("no stop, so that its R is not known; give --risk or --stop-ticks");
  }
  const far =
    risk.kind === "money" ? Number(risk.money) / perPoint : risk.ticks * Number(worth?.tick);
  return { far, by: "assumed" as const };
}

function tradeOf(
  row: ReadTrade,
  worth: Worth | null,
  isInLots: boolean,
  { local, risk, strategy }: ImportWays,
): Omit<StoredTrade, "key"> {
  const qty = unitsOf(Number(row.qty), worth, isInLots);
  const { gross, commission, perPoint } = moneyOf(row, worth, qty);
  const { far, by } = stopFar(row, worth, perPoint, risk);
  const money = far * perPoint;
  if (!(Number.isFinite(money) && money > 0)) {
    throw new RowFault("its risk in money cannot be told from a trade without profit or loss");
  }
  if (!(Math.abs(gross) < MOST_MONEY && Math.abs(gross / money) < MOST_R)) {
    throw new RowFault("it made or lost more than can be");
  }
  const way = row.side === "long" ? 1 : -1;
  const [entry, exit] = [Number(row.entryPrice), Number(row.exitPrice)];
  const reached = (way * (exit - entry)) / far;
  const net = Number((gross - commission).toFixed(9));
  const symbol = worth?.symbol ?? row.symbol.toUpperCase();
  const start = local(symbol, row.entry_ts);
  return {
    ...{ symbol, side: row.side, regime: "unknown" },
    strategy: row.strategy === "" ? strategy : row.strategy,
    ...{ entry_ts: isoOf(row.entry_ts), exit_ts: isoOf(row.exit_ts), qty },
    ...{ entry_price: entry, exit_price: exit, initial_stop: entry - way * far },
    exit_reason: exitReasonOf(row.exitName),
    ...{ gross_pnl: gross, commission, net_pnl: net, result_R: net / money },
    bars_held: Math.max(0, Math.round(Number(row.bars === "" ? 0 : row.bars))),
    ...{ mae_R: Math.min(0, reached), mfe_R: Math.max(0, reached), slippage_ticks: 0 },
    ...{ entry_hour: start.hour, entry_weekday: start.weekday },
    ...{ exit_day: local(symbol, row.exit_ts).day, risk: by },
  };
}

/** Keeps what can be kept of a file; the rest is named. */
export function keepRows(file: TradesInFile, ways: ImportWays): KeptFile {
  const keeper = new RowKeeper(ways);
  const bad: BadRow[] = [...file.bad];
  const attempt = (line: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      bad.push({ line, reason: error.message });
    }
  };
  for (const row of file.fills) attempt(row.line, () => keeper.fill(row, file.isOrders));
  for (const row of file.trades) attempt(row.line, () => keeper.trade(row, file.isInLots));
  return keptOf(keeper, bad);
}

/** The same of trades in our own form. */
export function keepOwn(
  trades: readonly TradeRecord[],
  bad: readonly BadRow[],
  ways: ImportWays,
): KeptFile {
  const keeper = new RowKeeper(ways);
  for (const trade of trades) keeper.own(trade);
  return keptOf(keeper, bad);
}

function keptOf(keeper: RowKeeper, bad: readonly BadRow[]): KeptFile {
  return {
    accounts: [...keeper.accounts].map(([account, kept]) => ({ account, ...kept })),
    bad: [...bad].sort((a, b) => a.line - b.line),
    unknown: [...keeper.unknown],
  };
}
