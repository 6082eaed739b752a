// Which program wrote this file. A new dialect is a file beside the others and a line here.

import { parse } from "csv-parse/sync";
import { matchInFileName } from "../../engine/market/roots.js";
import type { Dialect, FileHead, Layout } from "./dialect.js";
import { metaTrader, metaTrader5 } from "./dialects/metatrader.js";
import { histdata, ninjaTrader } from "./dialects/ninjatrader.js";
import { plain } from "./dialects/plain.js";
import { tradingView } from "./dialects/tradingview.js";

/** In the order they are asked: the most particular first. */
const DIALECTS: readonly Dialect[] = [
  tradingView,
  histdata,
  ninjaTrader,
  metaTrader5,
  metaTrader,
  plain,
];

const HEAD_ROWS = 40;

/** What was recognised: the layout, and how its lines are cut. */
export interface Detected {
  readonly layout: Layout;
  readonly separator: string;
  readonly decimalComma: boolean;
  /** Cells in a row of data. */
  readonly width: number;
}

/** Recognises a file by its name and its first lines, or null. */
export function detect(file: string, lines: readonly string[]): Detected | null {
  const kept = lines.filter((line) => line.trim() !== "").slice(0, HEAD_ROWS);
  for (const separator of ["\t", ";", ","]) {
    const head = cut(file, kept, separator);
    if ((head.rows[0]?.length ?? 0) < 5) continue;
    for (const dialect of DIALECTS) {
      const layout = dialect.recognise(head);
      if (layout === null) continue;
      const { decimalComma } = head;
      return { layout, separator, decimalComma, width: widthOf(head, layout) };
    }
  }
  return null;
}

/** Cells of one line: quotes are taken off, blanks around a cell do not count. */
export function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  try {
    const [cells = []] = parse(line, { delimiter: separator, trim: true, relax_quotes: true });
    return cells as string[];
  } catch {
    return [];
  }
}

function cut(file: string, lines: readonly string[], separator: string): FileHead {
  const rows = lines.map((line) => cellsOf(line, separator));
  const names = (rows[0] ?? []).map((cell) => cell.toLowerCase().replace(/^<(.*)>$/, "$1"));
  const hasComma = rows.some((row) => row.some((cell) => /^[-+]?\d+,\d+$/.test(cell)));
  return {
    file,
    separator,
    decimalComma: separator !== "," && hasComma,
    rows,
    names,
    isFxName: matchInFileName(file)?.assetClass === "fx",
  };
}

/** The commonest number of cells; a header may be shorter than its rows, so it does not count. */
function widthOf(head: FileHead, layout: Layout): number {
  const counts = new Map<number, number>();
  let width = head.rows[0]?.length ?? 0;
  for (const row of layout.hasHeader ? head.rows.slice(1) : head.rows) {
    const count = (counts.get(row.length) ?? 0) + 1;
    counts.set(row.length, count);
    if (count > (counts.get(width) ?? 0)) width = row.length;
  }
  return width;
}
