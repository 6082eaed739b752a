// Rows of text measured in terminal cells: fitting, joining, setting out as a table.

import type { Line, Role, Span } from "./theme.js";

/** East Asian wide and fullwidth characters, and emoji: two cells. */
const WIDE = new RegExp(
  [
    "[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff",
    "\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]",
  ].join(""),
  "u",
);
/**
 * What has no cell of its own, moves the cursor, or is as wide as each terminal sees fit: emoji and
 * flags.
 */
const UNSHOWN = /[\p{M}\p{C}\p{Emoji_Presentation}\u1160-\u11ff]/gu;

/** Text from outside as it may stand in a row. */
export function tame(text: string): string {
  return text.normalize("NFC").replace(UNSHOWN, "");
}

/** Whether a character takes two cells. */
function isWide(character: string): boolean {
  // Most of what is drawn is far below, and asking a pattern takes longer than all the rest.
  const code = character.charCodeAt(0);
  if (code < 0x1100 || (code > 0x115f && code < 0x2e80)) return false;
  return WIDE.test(character);
}

/** Cells that a text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += isWide(character) ? 2 : 1;
  return cells;
}

/** A text in at most so many cells; what is cut off is shown to be. */
export function clip(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let kept = "";
  let room = cells - 1;
  for (const character of text) {
    room -= cellsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return cells > 0 ? `${kept}…` : "";
}

/** A text in exactly so many cells. */
export function pad(text: string, cells: number, side: "left" | "right" = "left"): string {
  const fitted = clip(text, cells);
  const gap = " ".repeat(Math.max(0, cells - cellsOf(fitted)));
  return side === "left" ? fitted + gap : gap + fitted;
}

/** A text in lines of at most so many cells, parted between words where that can be. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (cellsOf(longer) <= cells || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((one) => clip(one, cells));
}

/** A span. */
export function span(text: string, role: Role = "plain"): Span {
  return { text, role };
}

/** Cells that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

/** A line in exactly so many cells. */
export function toWidth(line: Line, width: number): Line {
  const fitted: Span[] = [];
  let room = width;
  for (const { text, role } of line) {
    const cells = cellsOf(text);
    if (cells <= room) fitted.push({ text, role });
    else if (room > 0) fitted.push({ text: pad(text, room), role });
    room -= cells;
    if (room <= 0) break;
  }
  if (room > 0) fitted.push(span(" ".repeat(room)));
  return fitted;
}

/** One line to the left and one to the right; where both do not fit the right one stays whole. */
export function ends(left: Line, right: Line, width: number): Line {
  const room = width - widthOf(right);
  return room <= 0 ? toWidth(right, width) : [...toWidth(left, room), ...right];
}

/** Lines beside each other; each block is as wide as it says, and as high as the highest. */
export function beside(
  blocks: readonly { readonly lines: readonly Line[]; readonly width: number }[],
): Line[] {
  const height = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    blocks.flatMap(({ lines, width }) => toWidth(lines[row] ?? [], width)),
  );
}

/** A rule across, with a title at its beginning and another at its end. */
export function rule(width: number, title: Line = [], end: Line = []): Line {
  const dashes = (count: number): Span => span("─".repeat(Math.max(0, count)), "dim");
  const shown = title.length === 0 ? [] : [dashes(1), span(" "), ...title, span(" ")];
  const rest = width - widthOf(shown);
  const tail = end.length === 0 || widthOf(end) + 4 > rest ? [] : [span(" "), ...end, span(" ")];
  if (rest < 0) return toWidth(shown, width);
  if (tail.length === 0) return [...shown, dashes(rest)];
  return [...shown, dashes(rest - widthOf(tail) - 1), ...tail, dashes(1)];
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cells: readonly Span[];
  /** Columns with a higher number are left out first where there is no room. */
  readonly spare: number;
  /** Before any column is left out its cells are cut, down to so many; left out, they are not. */
  readonly least?: number;
  /** What stands there from when columns with its number are left out. */
  readonly short?: { readonly spare: number; readonly cells: readonly Span[] };
}

/** A column with its width in cells. */
interface SizedColumn extends Column {
  readonly size: number;
}

const GAP = 2;

function widthOfColumns(columns: readonly SizedColumn[], gap: number): number {
  return 1 + columns.reduce((sum, { size }) => sum + size, 0) + gap * (columns.length - 1);
}

/** As wide as they are; those that may be cut as far as there is need to. */
function sized(columns: readonly Column[], width: number): SizedColumn[] {
  const whole = columns.map((column): SizedColumn => {
    const { title, cells } = column;
    return { ...column, size: Math.max(cellsOf(title), ...cells.map(({ text }) => cellsOf(text))) };
  });
  let excess = widthOfColumns(whole, 1) - width;
  return whole.map((column) => {
    const { size, least = size, title } = column;
    const cut = Math.max(0, Math.min(excess, size - Math.max(least, cellsOf(title))));
    excess -= cut;
    return { ...column, size: size - cut };
  });
}

/** Without what can be spared most; null where nothing can. */
function withoutSparest(columns: readonly Column[]): Column[] | null {
  const worst = Math.max(...columns.flatMap(({ spare, short }) => [spare, short?.spare ?? 0]));
  if (worst === 0) return null;
  const kept = columns.flatMap((column): Column[] => {
    const { short, ...rest } = column;
    if (column.spare === worst) return [];
    return short?.spare === worst ? [{ ...rest, cells: short.cells }] : [column];
  });
  return kept.length === 0 ? null : kept;
}

/**
 * Head and rows. Where there is no room wide columns are cut, then others left out whole; those
 * without spare stay, and are cut at the edge.
 */
export function table(columns: readonly Column[], width: number): Line[] {
  let kept = sized(columns, width);
  while (widthOfColumns(kept, 1) > width) {
    const fewer = withoutSparest(kept);
    if (fewer === null) break;
    kept = sized(fewer, width);
  }
  const gap = " ".repeat(widthOfColumns(kept, GAP) <= width ? GAP : 1);
  const lineOf = (cellOf: (column: Column) => Span): Line => [
    span(" "),
    ...kept.flatMap((column, place) => {
      const { text, role } = cellOf(column);
      const cell = span(pad(text, column.size, column.align), role);
      return place === 0 ? [cell] : [span(gap), cell];
    }),
  ];
  const rows = columns[0]?.cells.length ?? 0;
  const lines = [
    lineOf(({ title }) => span(title, "dim")),
    ...Array.from({ length: rows }, (_, row) => lineOf(({ cells }) => cells[row] ?? span(""))),
  ];
  return lines.map((line) => (widthOf(line) > width ? toWidth(line, width) : line));
}

/** A piece of a line. */
export interface Piece {
  readonly line: Line;
  /** Pieces with a higher number are left out first where there is no room. */
  readonly spare: number;
}

/** Pieces after one another in exactly so many cells; those that do not fit are left out whole. */
export function pieced(pieces: readonly Piece[], width: number): Line {
  let kept = pieces;
  const joined = (): Line => kept.flatMap(({ line }) => line);
  while (widthOf(joined()) > width) {
    const worst = Math.max(...kept.map(({ spare }) => spare));
    if (worst === 0) break;
    kept = kept.filter(({ spare }) => spare < worst);
  }
  return toWidth(joined(), width);
}

/** Lines in as few rows as they fit in, one after the other; none is parted. */
export function packed(lines: readonly Line[], width: number): Line[] {
  const rows: Line[] = [];
  for (const line of lines) {
    const last = rows.at(-1);
    const joined = last === undefined ? line : [...last, span(" "), ...line];
    if (last === undefined || widthOf(joined) > width) rows.push(line);
    else rows[rows.length - 1] = joined;
  }
  return rows;
}
