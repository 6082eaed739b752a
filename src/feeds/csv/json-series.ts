// Where in a JSON value the candles are. Services wrap them in ever other names, so they are known
// by what they are: lists of numbers or objects with a time and four prices.

import { columnOf, nameKey, quoteColumns } from "./columns.js";
import { isNumber, isStamp } from "./dialect.js";
import { arrayNames } from "./json-arrays.js";

/** Candles that belong together. */
export interface Series {
  readonly symbol: string | null;
  readonly candles: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

const DEEPEST = 6;

/** A candle has fewer; an object with more is a list by another name. */
const MOST_CELLS = 100;

/** Keys under which candles stand whatever their symbol is. */
const WRAPPERS = new RegExp(
  "^(?:bars?|results?|data|candles?|values|items|list|rows|series|prices|quotes?|history|" +
    "historical|ohlcv?|klines?|response|payload|chart|body|rates|dataset|time series.*)$",
  "i",
);

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is one candle. */
export function isCandle(value: unknown): boolean {
  if (Array.isArray(value)) return isArrayCandle(value);
  if (!isFields(value) || Object.keys(value).length > MOST_CELLS) return false;
  const flat = flatten(value);
  const names = [...flat.keys()];
  const time = columnOf(names, "time");
  return time >= 0 && !Array.isArray(flat.get(names[time] ?? "")) && hasPrices(flat);
}

function hasPrices(flat: ReadonlyMap<string, unknown>): boolean {
  const names = [...flat.keys()];
  const isScalar = (at: number) => typeof flat.get(names[at] ?? "") !== "object";
  const trades = (["open", "high", "low", "close"] as const).map((what) => columnOf(names, what));
  if (Math.min(...trades) >= 0) return trades.some(isScalar);
  return quoteColumns(names) !== null;
}

function isArrayCandle(value: readonly unknown[]): boolean {
  if (value.length < 5 || value.length > 20) return false;
  const [stamp, ...rest] = value.map((cell) => String(cell));
  return isStamp(stamp) && rest.slice(0, 4).every(isNumber);
}

/** A nested candle's cells beside one another; `mid: {o}` is `mid_o`, `hd: {rtype}` `rtype`. */
function flatten(fields: Fields): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(fields)) {
    if (!isFields(value)) {
      flat.set(key, value);
      continue;
    }
    const isSide = /^(?:bid|ask|mid)$/i.test(key);
    for (const [inner, cell] of Object.entries(value)) {
      flat.set(isSide || flat.has(inner) ? `${key}_${inner}` : inner, cell);
    }
  }
  return flat;
}

/** The names of a candle's cells; those of lists are found by what their numbers are. */
export function namesOf(candles: readonly unknown[]): readonly string[] {
  const [first] = candles;
  if (Array.isArray(first)) return arrayNames(candles.filter(Array.isArray));
  const names = new Set<string>();
  for (const candle of candles) {
    if (isFields(candle)) for (const name of flatten(candle).keys()) names.add(name);
  }
  return [...names];
}

/** A candle's cells as text in the order of `names`. */
export function cellsOfCandle(
  candle: unknown,
  names: readonly string[],
  symbol: string | null,
): string[] {
  if (Array.isArray(candle)) {
    const cells = candle.map(textOf);
    if (symbol !== null && names.at(-1) === "symbol") cells.push(symbol);
    return cells;
  }
  const flat = isFields(candle) ? flatten(candle) : new Map<string, unknown>();
  return names.map((name) => {
    const cell = flat.get(name);
    return name === "symbol" && cell === undefined ? (symbol ?? "") : textOf(cell);
  });
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined || typeof cell === "object") return "";
  return String(cell).replace(/[\t\r\n"]/g, " ");
}

/** All lists of candles in a value. */
export function findSeries(value: unknown): readonly Series[] {
  const found: Series[] = [];
  walk(value, null, 0, found);
  return found;
}

function walk(value: unknown, symbol: string | null, depth: number, found: Series[]): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    const candles = value as readonly unknown[];
    if (candles.slice(0, 5).some(isCandle)) found.push({ symbol, candles });
    else for (const inner of candles.slice(0, 1000)) walk(inner, symbol, depth + 1, found);
    return;
  }
  if (!isFields(value)) return;
  const own = symbolIn(value) ?? symbol;
  const candles = isCandle(value) ? [value] : (columnar(value) ?? tabled(value) ?? stamped(value));
  if (candles !== null) {
    found.push({ symbol: own, candles });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const isNamed = own === null && !WRAPPERS.test(key) && typeof inner === "object";
    walk(inner, isNamed ? key : own, depth + 1, found);
  }
}

/** The zone that the file names for its stamps, as services with local stamps do, or null. */
export function zoneIn(value: unknown): string | null {
  if (!isFields(value)) return null;
  for (const [key, cell] of Object.entries(value).slice(0, MOST_CELLS)) {
    if (/^meta/i.test(key)) {
      const zone = zoneIn(cell);
      if (zone !== null) return zone;
    }
    const isZone = /time.?zone$/i.test(key) && typeof cell === "string";
    if (isZone && /^(?:UTC|[A-Z]\w+\/[\w/+-]+)$/.test(cell)) return cell;
  }
  return null;
}

function symbolIn(fields: Fields): string | null {
  for (const place of [fields, ...metaOf(fields)]) {
    const keys = Object.keys(place).slice(0, MOST_CELLS);
    for (const name of ["symbol", "ticker", "instrument", "pair", "datasetcode"]) {
      const value = place[keys.find((key) => nameKey(key) === name) ?? ""];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return null;
}

/** What is said of the candles beside them: `meta`, `Meta Data`. */
function metaOf(fields: Fields): readonly Fields[] {
  const keys = Object.keys(fields).slice(0, MOST_CELLS);
  return keys
    .filter((key) => /^meta/i.test(key))
    .flatMap((key) => fields[key])
    .filter(isFields);
}

/** Rows beside the names of their cells, as pandas, Quandl and databases write tables. */
function tabled(fields: Fields): readonly unknown[] | null {
  const named = fields.column_names ?? fields.columns;
  const rows = fields.data ?? fields.dataset ?? fields.values ?? fields.rows;
  if (!Array.isArray(named) || !Array.isArray(rows)) return null;
  const names = named.map((name) => String(isFields(name) ? name.name : name));
  const index: readonly unknown[] = Array.isArray(fields.index) ? fields.index : [];
  const candles = rows.filter(Array.isArray).map((row: readonly unknown[], at) => ({
    ...(index.length === 0 ? {} : { timestamp: index[at] }),
    ...Object.fromEntries(names.map((name, cell) => [name, row[cell]])),
  }));
  return candles.slice(0, 5).some(isCandle) ? candles : null;
}

/** Columns instead of rows: `{t: [...], o: [...], ...}`, or what Yahoo's charts hold. */
function columnar(fields: Fields): readonly unknown[] | null {
  const indicators = isFields(fields.indicators) ? fields.indicators : {};
  const [quote] = Array.isArray(indicators.quote) ? (indicators.quote as unknown[]) : [];
  const all: Fields = isFields(quote) ? { timestamp: fields.timestamp, ...quote } : fields;
  const names = Object.keys(all);
  if (names.length > MOST_CELLS) return null;
  const at = (what: "time" | "open" | "high" | "low" | "close" | "volume") =>
    all[names[columnOf(names, what)] ?? ""];
  const open = at("open");
  if (isFields(open)) return byIndex(open, [at("high"), at("low"), at("close"), at("volume")]);
  const columns = [at("time"), open, at("high"), at("low"), at("close")].filter(Array.isArray);
  const [times = []] = columns;
  if (columns.length < 5 || columns.some((column) => column.length !== times.length)) return null;
  const volume = at("volume");
  if (Array.isArray(volume)) columns.push(volume);
  return times.map((_, row) => columns.map((column) => column[row] as unknown));
}

/** A table by columns, each by the stamps of its rows, as pandas writes it. */
function byIndex(open: Fields, others: readonly unknown[]): readonly unknown[] | null {
  const [high, low, close, volume] = others.filter(isFields);
  if (high === undefined || low === undefined || close === undefined) return null;
  if (!isStamp(Object.keys(open)[0])) return null;
  return Object.keys(open).map((key) => {
    const row = [key, open[key], high[key], low[key], close[key]];
    return volume === undefined ? row : [...row, volume[key]];
  });
}

/** Candles by their stamps, as Alpha Vantage has them. */
function stamped(fields: Fields): readonly unknown[] | null {
  const [first] = Object.entries(fields);
  if (first === undefined || !isStamp(first[0]) || !isFields(first[1])) return null;
  if (!hasPrices(flatten(first[1]))) return null;
  return Object.entries(fields).map(([time, cells]) => ({
    time,
    ...(isFields(cells) ? cells : {}),
  }));
}
