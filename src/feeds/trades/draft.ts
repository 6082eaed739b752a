// What a dialect of trade files is: it looks at a file's rows and, if it knows them, says which are
// fills and which are whole trades, still as text. What the text means is the same for all.

import type { DayMonth } from "../dates.js";
import type { Sheet } from "./sheet.js";

/** A row that is not taken, by its line in the file. */
export interface BadRow {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** A fill as text; what the file does not say is empty. */
export interface FillText {
  readonly line: number;
  readonly symbol: string;
  readonly time: string;
  /** A word for buying or selling; empty where the sign of the quantity says it. */
  readonly side: string;
  readonly qty: string;
  readonly price: string;
  /** What was paid. */
  readonly commission: string;
  readonly account: string;
  /** Of the execution. */
  readonly id: string;
  /** Of its order. */
  readonly order: string;
  /** Point value, where the file says it. */
  readonly multiplier: string;
  /** Currency of the profit, where the file says it. */
  readonly currency: string;
}

/** A whole trade as text; what the file does not say is empty. */
export interface TradeText {
  readonly line: number;
  readonly symbol: string;
  readonly side: string;
  readonly entryTime: string;
  readonly exitTime: string;
  readonly qty: string;
  readonly entryPrice: string;
  readonly exitPrice: string;
  /** What was paid, in as many parts as the file has it. */
  readonly costs: readonly string[];
  readonly stop: string;
  readonly account: string;
  readonly strategy: string;
  /** What the program calls the exit. */
  readonly exitName: string;
  /** Profit after commission, where the file has it so. */
  readonly net: string;
  /** Profit before commission that counts instead of what prices and point value come to. */
  readonly gross: string;
  readonly bars: string;
  readonly id: string;
}

/** What a dialect finds in a file. */
export interface Drafted {
  /** As a person would say it. */
  readonly format: string;
  readonly fills: readonly FillText[];
  readonly trades: readonly TradeText[];
  /** Rows that should be one of them and have no shape for it. */
  readonly bad: readonly BadRow[];
  /** Zone of stamps without one; null where neither the program nor the file has one. */
  readonly zone: string | null;
  /** Order of day and month where the file does not show it. */
  readonly order: DayMonth;
  /** A row is a whole order at its mean price; its fills may come from another file. */
  readonly isOrders?: boolean;
  /** Quantities are lots, whose size the symbol's kind decides. */
  readonly isInLots?: boolean;
  /** What was paid is written as a negative amount; by what the file shows where left out. */
  readonly isCostNegative?: boolean;
  /** A stop is the last one that a trade had: beyond the entry it says nothing of its risk. */
  readonly isLastStop?: boolean;
}

/** One layout of one program. */
export interface TradeDialect {
  /** What trades from it bear as their source. */
  readonly source: string;
  /** The program and its export, as help lists it. */
  readonly name: string;
  /** What it is known by, in words. */
  readonly recognisedBy: string;
  /** Zone of its stamps, in words. */
  readonly zone: string;
  /** Its rows, or null when the file is not of this dialect. */
  draft(sheet: Sheet): Drafted | null;
}

/** A whole trade of which nothing is said yet. */
export const NO_TRADE: TradeText = {
  ...{ line: 0, symbol: "", side: "", entryTime: "", exitTime: "", qty: "", entryPrice: "" },
  ...{ exitPrice: "", costs: [], stop: "", account: "", strategy: "", exitName: "" },
  ...{ net: "", gross: "", bars: "", id: "" },
};
