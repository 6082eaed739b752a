// The long way: rows that the byte scanner can't read are cut into cells, their stamps and numbers
// read as people write them, and written again as it likes them. One line in is one line out.

import {
  type DayMonth,
  dateMark,
  isOrdered,
  likelierOrder,
  orderOf,
  StampReader,
} from "../dates.js";
import { cellsOf, wrongWidth } from "./cells.js";
import type { Columns, Layout, OddCells } from "./dialect.js";
import { plainNumber, plainPrice } from "./numbers.js";

/** Of a clock that says the hour alone. */
const HOUR_DIGITS = 2;
/** Before the reason why a row is none. */
export const REASON_MARK = "\u0001";

/** Columns of a row that was rewritten. */
export const PLAIN_COLUMNS: Columns = {
  time: 0,
  clock: -1,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
};

function isReason(text: string): boolean {
  return text.startsWith(REASON_MARK);
}

const PRICES = ["open", "high", "low", "close"] as const;

/** Rewrites the rows of one layout. */
export class RowRewriter {
  private readonly layout: Layout;
  private readonly odd: OddCells;
  private readonly separator: string;
  private readonly width: number;
  private readonly stamps: StampReader;

  constructor(layout: Layout, odd: OddCells, separator: string, width: number) {
    this.layout = layout;
    this.odd = odd;
    this.separator = separator;
    this.width = width;
    this.stamps = new StampReader(odd.zoneName);
  }

  /** A row as `stamp,open,high,low,close,volume`, or the mark and a reason; `""` stays `""`. */
  rewrite(line: string, order: DayMonth): string {
    if (line.trim() === "" || line.startsWith(REASON_MARK)) return line.trim();
    const cells = cellsOf(line, this.separator);
    if (cells.length !== this.width) {
      return REASON_MARK + wrongWidth(cells.length, this.width);
    }
    const text = stampText(cells, this.layout.columns, this.odd.clockDigits);
    const stamp = this.stamps.read(text, order) ?? epoch(text);
    if (stamp === null) return `${REASON_MARK}time '${brief(text)}' is not a time`;
    let row = stamp;
    for (const name of PRICES) {
      const price = this.price(cells, name);
      if (isReason(price)) return price;
      row += `,${price}`;
    }
    const volume = this.volume(cells);
    return isReason(volume) ? volume : `${row},${volume}`;
  }

  private price(cells: readonly string[], name: (typeof PRICES)[number]): string {
    const { ask } = this.odd;
    const price = this.number(cells[this.layout.columns[name]] ?? "", name);
    if (ask === undefined || isReason(price)) return price;
    const other = this.number(cells[ask[name]] ?? "", `ask ${name}`);
    return isReason(other) ? other : middle(price, other);
  }

  private number(cell: string, name: string): string {
    if (cell === "") return `${REASON_MARK}${name} is empty`;
    const text = plainPrice(cell, this.odd.decimal);
    if (text === null) return `${REASON_MARK}${name} '${brief(cell)}' is not a number`;
    if (this.odd.hasDecimals === true && !cell.includes(this.odd.decimal)) {
      return `${REASON_MARK}${name} '${brief(cell)}' has lost its decimal mark`;
    }
    return text;
  }

  private volume(cells: readonly string[]): string {
    const { columns } = this.layout;
    const first = this.volumeIn(cells, columns.volume);
    const { moreVolume } = this.odd;
    if (moreVolume === undefined || isReason(first)) return first;
    const second = this.volumeIn(cells, moreVolume);
    return isReason(second) ? second : String(Number(first) + Number(second));
  }

  private volumeIn(cells: readonly string[], column: number): string {
    const cell = column < 0 ? "" : (cells[column] ?? "");
    if (cell === "" || /^[-–—]$/.test(cell)) return "0";
    const text = plainNumber(cell, this.odd.decimal);
    return text ?? `${REASON_MARK}volume '${brief(cell)}' is not a number`;
  }
}

/** The stamp of a row as one text; a clock that is a number, or an hour, gets its zeros back. */
export function stampText(cells: readonly string[], columns: Columns, clockDigits = 0): string {
  const date = cells[columns.time] ?? "";
  const clock = columns.clock < 0 ? "" : (cells[columns.clock] ?? "");
  const minutes = clockDigits === HOUR_DIGITS ? "00" : "";
  return clock === "" ? date : `${date} ${clock.padStart(clockDigits, "0")}${minutes}`;
}

function epoch(text: string): string | null {
  return /^\d{9,19}(?:\.\d+)?$/.test(text) ? text : null;
}

/** The middle of two decimals, exact in its own decimals. */
function middle(first: string, second: string): string {
  const places = Math.max(...[first, second].map((text) => text.split(".")[1]?.length ?? 0)) + 1;
  return ((Number(first) + Number(second)) / 2).toFixed(Math.min(places, 12));
}

function brief(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

/** How the file's dates turned out to be ordered. */
export interface DecidedOrder {
  readonly order: DayMonth;
  /** Nothing in the file shows it. */
  readonly isGuess: boolean;
}

/**
 * Rewrites all lines. Where the order of day and month is open, lines wait until one shows it, or
 * until the end; `decided` hears which it is.
 */
export async function* rewritten(
  lines: AsyncIterable<readonly Buffer[]>,
  rewriter: RowRewriter,
  odd: OddCells,
  stampOf: (line: string) => string,
  decided: (order: DecidedOrder) => void,
): AsyncGenerator<Buffer> {
  let order: DayMonth | null = odd.isOrderKnown ? odd.order : null;
  let waiting: string[] = [];
  const write = (batch: readonly string[], known: DayMonth) =>
    Buffer.from(batch.map((line) => `${rewriter.rewrite(line, known)}\n`).join(""));
  for await (const batch of lines) {
    const texts = batch.map((line) => line.toString("utf8"));
    if (order !== null) {
      yield write(texts, order);
      continue;
    }
    for (const text of texts) {
      order = orderOf(stampOf(text));
      if (order !== null) break;
    }
    waiting.push(...texts);
    if (order === null) continue;
    decided({ order, isGuess: false });
    yield write(waiting, order);
    waiting = [];
  }
  if (waiting.length === 0) return;
  const stamps = waiting.map(stampOf).filter(isOrdered);
  const likelier = likelierOrder(stamps) ?? odd.order;
  decided({ order: likelier, isGuess: stamps.length > 0 });
  yield write(waiting, likelier);
}

/** The order as people write it: `dd/MM/yyyy`. */
export function orderWords(order: DayMonth, stamp: string): string {
  const mark = dateMark(stamp);
  return (order === "dmy" ? ["dd", "MM", "yyyy"] : ["MM", "dd", "yyyy"]).join(mark);
}
