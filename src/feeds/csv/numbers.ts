// Numbers as people write them, turned into plain decimals.

/** Zeros that a letter behind a number stands for. */
const LETTERS: Readonly<Record<string, number>> = { K: 3, M: 6, B: 9, T: 12 };

const LONGEST = 64;
const PLAIN = /^\d+(?:\.\d+)?$/;
const SIGNS = /^[$€£¥]|[$€£¥]$/g;
/** Blanks of all kinds and the Swiss apostrophe part thousands whatever the decimal mark is. */
const GROUPED = /(\d)[\s'’](?=\d{3}(?!\d))/g;
/** A blank before a letter that multiplies, or inside a sign of currency. */
const LETTER_APART = /\s+(?=[A-Z]$)/i;
/** `110'16` and `110'165` are 110 and so many 32nds, as rates are quoted. */
const MAYBE_32NDS = /^\D*\d+['’]\d{2,3}\D*$/;

const WITH_POINT = /^([-+]?)((?:\d{1,3}(?:,\d{3})+|\d*))(?:\.(\d*))?(e[-+]?\d+)?$/i;
const WITH_COMMA = /^([-+]?)((?:\d{1,3}(?:\.\d{3})+|\d*))(?:,(\d*))?(e[-+]?\d+)?$/i;

/**
 * A number as a plain decimal (`-1234.5`, `1e-7`), or null when it is none. The other mark than
 * `decimal` may part thousands; a letter K, M, B or T multiplies.
 */
export function plainNumber(text: string, decimal: "." | ","): string | null {
  if (text.length > LONGEST) return null;
  if (decimal === "." && PLAIN.test(text)) return text;
  const parted = text.trim().replace(SIGNS, "").trim();
  const bare = parted.replace(GROUPED, "$1").replace(LETTER_APART, "");
  const zeros = LETTERS[bare.slice(-1).toUpperCase()] ?? 0;
  const match = (decimal === "," ? WITH_COMMA : WITH_POINT).exec(
    zeros > 0 ? bare.slice(0, -1) : bare,
  );
  if (match === null) return null;
  const sign = match[1] === "-" ? "-" : "";
  const whole = (match[2] ?? "").replace(/[.,]/g, "");
  const part = match[3] ?? "";
  if (whole === "" && part === "") return null;
  if (zeros === 0)
    return `${sign}${whole === "" ? "0" : whole}.${part === "" ? "0" : part}${match[4] ?? ""}`;
  const moved = part.padEnd(zeros, "0");
  return `${sign}${whole}${moved.slice(0, zeros)}.${moved.slice(zeros)}0`;
}

/**
 * A price as `plainNumber` has it; null also where an apostrophe may part thousands or come before
 * 32nds, which is a thousand times less.
 */
export function plainPrice(text: string, decimal: "." | ","): string | null {
  return MAYBE_32NDS.test(text) ? null : plainNumber(text, decimal);
}

/** The decimal mark that cells show, or null when they show none. */
export function decimalOf(cells: readonly string[], separator: string): "." | "," | null {
  const marked = cells.filter((cell) => /\d[.,]\d/.test(cell));
  for (const cell of marked) {
    const comma = cell.lastIndexOf(",");
    const point = cell.lastIndexOf(".");
    if (comma >= 0 && point >= 0) return comma > point ? "," : ".";
  }
  const commas = marked.filter((cell) => cell.includes(","));
  if (commas.length === 0) {
    const isGrouped = marked.some((cell) => /^\D*\d{1,3}(?:\.\d{3}){2,}\D*$/.test(cell));
    return isGrouped ? "," : marked.length > 0 ? "." : null;
  }
  // `1,234` between commas is a thousand, between semicolons it is a little more than one.
  const isGrouped = commas.every((cell) => /^\D*\d{1,3}(?:,\d{3})+\D*$/.test(cell));
  return isGrouped && separator === "," ? "." : ",";
}
