// Which program wrote this file. A new dialect is a file beside the others and a line here.

import { matchInFileName } from "../../engine/market/roots.js";
import { plainStamp } from "../dates.js";
import { cellsOf } from "./cells.js";
import { type Dialect, type FileHead, isStamp, type Layout } from "./dialect.js";
import { alpaca } from "./dialects/alpaca.js";
import { binance } from "./dialects/binance.js";
import { databento } from "./dialects/databento.js";
import { dukascopy } from "./dialects/dukascopy.js";
import { histdata } from "./dialects/histdata.js";
import { interactiveBrokers } from "./dialects/interactive-brokers.js";
import { investing } from "./dialects/investing.js";
import { firstRate, kibot } from "./dialects/kibot.js";
import { kraken } from "./dialects/kraken.js";
import { metaTrader, metaTrader5 } from "./dialects/metatrader.js";
import { ninjaTrader } from "./dialects/ninjatrader.js";
import { plain } from "./dialects/plain.js";
import { polygon } from "./dialects/polygon.js";
import { sierraChart } from "./dialects/sierra.js";
import { stooq } from "./dialects/stooq.js";
import { tradeStation } from "./dialects/tradestation.js";
import { tradingView } from "./dialects/tradingview.js";
import { yahoo } from "./dialects/yahoo.js";

/** In the order they are asked: the most particular first. */
export const DIALECTS: readonly Dialect[] = [
  tradingView,
  histdata,
  ninjaTrader,
  metaTrader5,
  metaTrader,
  sierraChart,
  tradeStation,
  interactiveBrokers,
  binance,
  kraken,
  yahoo,
  databento,
  alpaca,
  polygon,
  firstRate,
  kibot,
  stooq,
  dukascopy,
  investing,
  plain,
];

const HEAD_ROWS = 40;

/** Lines of words that may stand before the header. */
const PREAMBLE_LINES = 20;

/** What was recognised: the layout, and how its lines are cut. */
export interface Detected {
  readonly layout: Layout;
  readonly separator: string;
  readonly decimalComma: boolean;
  /** Cells in a row of data. */
  readonly width: number;
  /** Lines of the file before its header, or before its data where the layout is odd. */
  readonly skippedLines: number;
}

/** Recognises a file by its name and its first lines, or null. */
export function detect(file: string, lines: readonly string[]): Detected | null {
  const filled = lines.map((line, at) => ({ line, at })).filter(({ line }) => line.trim() !== "");
  for (let preamble = 0; preamble <= PREAMBLE_LINES && preamble < filled.length; preamble++) {
    const kept = filled.slice(preamble, preamble + HEAD_ROWS);
    const detected = detectFrom(
      file,
      kept.map(({ line }) => line),
    );
    if (detected === null) continue;
    const { layout } = detected;
    if (!layout.hasHeader) return withVolume(withoutHeader(detected, filled, preamble), lines);
    const skippedLines = kept[layout.odd?.headerLines ?? 0]?.at ?? lines.length;
    return withVolume({ ...detected, skippedLines }, lines);
  }
  return null;
}

/** Ways to say that there is no volume: Interactive Brokers' of FX is −1. */
const NO_VOLUME = /^(?:-1(?:\.0+)?|nan|null|none|n\/a|<na>|-)?$/i;

/** Without the column of a volume that the head of the file never has. */
function withVolume(detected: Detected, lines: readonly string[]): Detected {
  const { layout, separator, skippedLines } = detected;
  const { volume } = layout.columns;
  const first = skippedLines + (layout.hasHeader && layout.odd === undefined ? 1 : 0);
  const rows = lines.slice(first).map((line) => cellsOf(line, separator));
  const cells = rows.flatMap((row) => row[volume] ?? []);
  if (!cells.some((cell) => cell !== "") || !cells.every((cell) => NO_VOLUME.test(cell))) {
    return detected;
  }
  return { ...detected, layout: { ...layout, columns: { ...layout.columns, volume: -1 } } };
}

interface Line {
  readonly line: string;
  readonly at: number;
}

/**
 * Of the lines before what was taken for the first row, those that begin with a time are rows too,
 * bad ones. One with as many cells as a row is a header whose names nobody here knows.
 */
function withoutHeader(
  detected: Omit<Detected, "skippedLines">,
  filled: readonly Line[],
  preamble: number,
): Detected {
  const { layout, separator, width } = detected;
  const cells = ({ line }: Line) => cellsOf(line, separator);
  const isRow = (line: Line) => {
    const [first = ""] = cells(line);
    return isStamp(first) || plainStamp(first, "mdy") !== null;
  };
  const row = filled.findIndex((line, place) => place === preamble || isRow(line));
  const before = filled[row - 1];
  const isNamed = before !== undefined && cells(before).length === width;
  const format = `${layout.format} (columns taken as time, open, high, low, close)`;
  return {
    ...detected,
    layout: isNamed ? { ...layout, format } : layout,
    skippedLines: filled[row]?.at ?? 0,
  };
}

function detectFrom(file: string, lines: readonly string[]): Omit<Detected, "skippedLines"> | null {
  for (const separator of ["\t", ";", ",", "|"]) {
    const head = cut(file, lines, separator);
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

function cut(file: string, lines: readonly string[], separator: string): FileHead {
  const rows = lines.map((line) => cellsOf(line, separator));
  const hasComma = rows.some((row) => row.some((cell) => /^[-+]?\d+,\d+$/.test(cell)));
  return {
    file,
    separator,
    decimalComma: separator !== "," && hasComma,
    rows,
    names: (rows[0] ?? []).map(plainName),
    isFxName: matchInFileName(file)?.assetClass === "fx",
  };
}

function plainName(cell: string): string {
  return cell
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/^<(.*)>$/, "$1");
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
