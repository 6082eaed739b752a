// What the cells of trade files mean: amounts, sides and moments.

import { type DayMonth, orderOf, plainStamp, zoneNameOf } from "../dates.js";
import { ZoneClock } from "../zone.js";

const SPACERS = /[\s\u00a0\u202f'’]/g;
const CURRENCY = /[$€£¥]|\b[A-Z]{3}\b/g;
const WITH_POINT = /^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?$/;
const WITH_COMMA = /^(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d*)?$/;
const LONGEST = 40;

/** How amounts are written in a file: the mark before the decimals. */
export type DecimalMark = "." | ",";

/** The mark that a file's amounts show; a point where they show none. */
export function markIn(texts: readonly string[]): DecimalMark {
  for (const text of texts) {
    const [comma, point] = [text.lastIndexOf(","), text.lastIndexOf(".")];
    if (comma >= 0 && point >= 0) return comma > point ? "," : ".";
    // A comma before one, two or more than three digits parts no thousands.
    if (comma >= 0 && !/^\D*\d{1,3}(?:,\d{3})+\D*$/.test(text)) return ",";
  }
  return ".";
}

/**
 * An amount as a plain decimal (`-1234.5`), or null when it is none: signs before or behind it,
 * `$`, `(12.50)` for a negative one, thousands.
 */
export function decimalIn(text: string, mark: DecimalMark): string | null {
  if (text.length > LONGEST) return null;
  let bare = text.replace(CURRENCY, "").replace(SPACERS, "");
  let isNegative = false;
  if (/^-?\(.*\)$/.test(bare)) {
    isNegative = true;
    bare = bare.replace(/^-?\(|\)$/g, "");
  }
  if (/^[-−]/.test(bare) || /[-−]$/.test(bare)) isNegative = true;
  bare = bare.replace(/^[-−+]|[-−]$/g, "");
  const shape = mark === "." ? WITH_POINT : WITH_COMMA;
  if (!/\d/.test(bare) || !shape.test(bare)) return null;
  const [whole = "", fraction = ""] =
    mark === "." ? bare.replaceAll(",", "").split(".") : bare.replaceAll(".", "").split(",");
  const digits = `${whole.replace(/^0+(?=\d)/, "") || "0"}${fraction === "" ? "" : `.${fraction}`}`;
  return isNegative && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

const BUYING = /^(?:b|bot|buy|bought|long|buy to (?:open|close|cover)|buytocover|market long|1)$/i;
const SELLING = /^(?:s|ss|sld|sell|sold|short|sell to (?:open|close)|sellshort|sell short|-1)$/i;

/** Whether a word is of buying or of selling; null where it is neither. */
export function wayIn(text: string): "buy" | "sell" | null {
  const word = text.replace(/\s+/g, " ").trim();
  if (BUYING.test(word)) return "buy";
  return SELLING.test(word) ? "sell" : null;
}

const PLAIN = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;
const EPOCH_SECONDS = /^\d{10}(?:\.\d+)?$/;
const EPOCH_MS = /^\d{13}$/;

/** Reads the stamps of one file. */
export class StampsOf {
  readonly #clock: ZoneClock;
  readonly #order: DayMonth;
  #hasLocal = false;

  /**
   * @param zone of stamps without one; throws a UserError (2) where nobody knows it
   * @param order of day and month, unless one of the stamps shows it
   * @param stamps all of them
   */
  constructor(zone: string, order: DayMonth, stamps: readonly string[]) {
    this.#clock = new ZoneClock(zone);
    const shown = stamps.map((stamp) => orderOf(stamp.trim())).find((one) => one !== null);
    this.#order = shown ?? order;
  }

  /** Whether a stamp had no zone, so that the file's mattered. */
  get hasLocal(): boolean {
    return this.#hasLocal;
  }

  /** UTC epoch ms, or null where it is no moment. */
  read(text: string): number | null {
    if (EPOCH_SECONDS.test(text)) return Math.round(Number(text) * 1000);
    if (EPOCH_MS.test(text)) return Number(text);
    const stamp = text.replace(/[;,]+/g, " ").trim();
    const zone = zoneNameOf(stamp);
    const plain = plainStamp(stamp, this.#order, zone);
    const match = plain === null ? null : PLAIN.exec(plain);
    if (plain === null || match === null || plain.length === 10) return null;
    const [date] = plain.split(" ");
    const local = Date.parse(`${plain.slice(0, 19).replace(" ", "T")}Z`);
    // What rolls over into another month is no day of this one.
    if (!Number.isFinite(local) || !new Date(local).toISOString().startsWith(date ?? "")) {
      return null;
    }
    const offset = match[1];
    if (offset !== undefined) return Date.parse(plain.replace(" ", "T"));
    if (zone !== undefined) return new ZoneClock(zone).toUtc(local);
    const ms = Math.round(Number(`0${/\.\d+/.exec(plain)?.[0] ?? ""}`) * 1000);
    this.#hasLocal = true;
    return this.#clock.toUtc(local) + ms;
  }
}
