// Rows to numbers. The usual row is read from its bytes (plain-rows.ts, quick.ts); any other is cut
// by a CSV library and read cell by cell.

import { cellsOf, wrongWidth } from "./cells.js";
import type { Detected } from "./detect.js";
import { isNumber } from "./dialect.js";
import { plainNumber, plainPrice } from "./numbers.js";
import { PlainRows } from "./plain-rows.js";
import { QuickScanner } from "./quick.js";
import { REASON_MARK } from "./rewrite.js";
import {
  CLOSE,
  HIGH,
  IGNORED,
  LOW,
  OPEN,
  type RowShape,
  SPACE,
  STAMP,
  VOLUME,
} from "./row-bytes.js";
import { StampScanner } from "./stamp.js";
import type { StampClock } from "./zones.js";

/** By their places in `values`. */
const FIELDS = ["open", "high", "low", "close", "volume"] as const;

/** What may not be. */
export interface RowLimits {
  readonly allowsNegative: boolean;
}

/** Reads one row at a time; the numbers stay until the next. */
export class RowScanner {
  readonly stamp = new StampScanner();
  /** Null where the quick way does not know how to read this layout. */
  readonly quick: QuickScanner | null;
  /** The same of many rows at a time. */
  readonly plain: PlainRows | null;
  readonly values: Float64Array;

  private readonly detected: Detected;
  private readonly limits: RowLimits;

  constructor(detected: Detected, limits: RowLimits, clock: StampClock) {
    const { columns } = detected.layout;
    this.detected = detected;
    this.limits = limits;
    const roles = new Array<number>(detected.width).fill(IGNORED);
    roles[columns.time] = STAMP;
    FIELDS.forEach((name, place) => {
      if (columns[name] >= 0) roles[columns[name]] = place;
    });
    const isJoined = columns.clock >= 0;
    const shape: RowShape = {
      separator: detected.separator.charCodeAt(0),
      decimal: detected.decimalComma ? 44 : 46,
      roles,
      isJoined,
    };
    const isKnown = !isJoined || columns.clock === columns.time + 1;
    const quick = new QuickScanner(shape, this.stamp);
    this.values = quick.values;
    this.quick = isKnown ? quick : null;
    const isPlain = isKnown && PlainRows.fit(shape);
    this.plain = isPlain ? new PlainRows(shape, this.values, this.stamp, clock) : null;
  }

  /** Reads any line, without its end. The reason it is not a bar, or null. */
  read(line: string): string | null {
    this.values[VOLUME] = 0;
    if (line.startsWith(REASON_MARK)) return line.slice(REASON_MARK.length);
    const { layout, separator, decimalComma, width } = this.detected;
    const cells = cellsOf(line, separator);
    if (cells.length !== width) return wrongWidth(cells.length, width);
    const { columns } = layout;
    const date = cells[columns.time] ?? "";
    const clock = columns.clock < 0 ? "" : ` ${cells[columns.clock] ?? ""}`;
    const stamp = Buffer.from(`${date}${clock}`, "utf8");
    if (!this.stamp.scan(stamp, 0, stamp.length, SPACE)) {
      return `time '${brief(`${date}${clock}`)}' is not a time`;
    }
    for (let place = 0; place < FIELDS.length; place++) {
      const name = FIELDS[place] as (typeof FIELDS)[number];
      const cell = columns[name] < 0 ? "" : (cells[columns[name]] ?? "");
      if (name === "volume" && cell === "") continue;
      if (cell === "") return `${name} is empty`;
      // Thousands may come late in a file, once the price has passed the first.
      const read = name === "volume" ? plainNumber : plainPrice;
      const text = read(cell, decimalComma ? "," : ".") ?? pointNumber(cell);
      if (text === null) return `${name} '${brief(cell)}' is not a number`;
      this.values[place] = Number(text);
    }
    return null;
  }

  /** Why the numbers just read are no bar, or null. */
  judge(): string | null {
    const { values } = this;
    const open = values[OPEN] as number;
    const high = values[HIGH] as number;
    const low = values[LOW] as number;
    const close = values[CLOSE] as number;
    if (high < low) return "high is below low";
    if (open > high || open < low) return "open is outside high to low";
    if (close > high || close < low) return "close is outside high to low";
    if (low <= 0 && !this.limits.allowsNegative) return "price is not above zero";
    if ((values[VOLUME] as number) < 0) return "volume is negative";
    const isBounded = high < Infinity && low > -Infinity && (values[VOLUME] as number) < Infinity;
    return isBounded ? null : "a number is too large";
  }
}

/** A number with a point, or null: also between decimal commas nothing else can be meant. */
function pointNumber(cell: string): string | null {
  return isNumber(cell) && !cell.includes(",") ? cell : null;
}

function brief(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
