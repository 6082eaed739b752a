import { nameKey } from "../columns.js";
import type { Columns, Dialect, FileHead } from "../dialect.js";
import { oddCells } from "../odd.js";

/** The site's headers by language, as `nameKey` makes them, in their own order. */
const LANGUAGES: readonly (readonly [
  isForeign: boolean,
  names: Readonly<Record<string, string>>,
])[] = [
  [false, { date: "time", price: "close", open: "open", high: "high", low: "low", vol: "volume" }],
  [
    true,
    {
      data: "time",
      ultimo: "close",
      abertura: "open",
      maxima: "high",
      minima: "low",
      vol: "volume",
    },
  ],
  [
    true,
    {
      datum: "time",
      zuletzt: "close",
      eroffn: "open",
      eroffnung: "open",
      hoch: "high",
      tief: "low",
      vol: "volume",
    },
  ],
  [
    true,
    {
      fecha: "time",
      ultimo: "close",
      cierre: "close",
      apertura: "open",
      maximo: "high",
      minimo: "low",
      vol: "volume",
    },
  ],
  [
    true,
    {
      date: "time",
      dernier: "close",
      ouv: "open",
      ouverture: "open",
      plushaut: "high",
      plusbas: "low",
      vol: "volume",
    },
  ],
  [
    true,
    {
      data: "time",
      ultimo: "close",
      apertura: "open",
      massimo: "high",
      minimo: "low",
      vol: "volume",
    },
  ],
  [
    true,
    {
      datum: "time",
      laatste: "close",
      open: "open",
      hoog: "high",
      laag: "low",
      vol: "volume",
    },
  ],
];

/**
 * Tables of investing.com in the reader's language: the newest row first, the close before the
 * open, decimal commas with thousands dots, volumes like `8,98M`, months by name. Days, weeks and
 * months carry their first date.
 */
export const investing: Dialect = {
  name: "investing.com",
  recognisedBy: "`Date,Price,Open,High,Low,Vol.,Change %` in English, German, Spanish, French, …",
  zone: "days carry their date",
  label: "open",
  example: '18.11.2025,"21.002,75","21.000,25","21.004,00","20.998,50","8,98M","0,12%"',
  recognise(head) {
    const keys = head.names.map((name) => nameKey(name));
    for (const [isForeign, names] of LANGUAGES) {
      const columns = columnsOf(keys, names);
      if (columns === null || !(isForeign || keys.includes("change"))) continue;
      const decimal = isForeign && !showsPoint(head, columns) ? ("," as const) : undefined;
      const odd = oddCells(head, columns, 1, {
        order: isForeign ? "dmy" : "mdy",
        ...(decimal === undefined ? {} : { decimal }),
      });
      if (odd == null) return null;
      const hasDecimals = pricesOf(head, columns).every((cell) => cell.includes(odd.decimal));
      return {
        format: "investing.com history",
        hasHeader: true,
        columns,
        symbol: null,
        zone: null,
        label: "open",
        odd: { ...odd, hasDecimals },
      };
    }
    return null;
  },
};

function columnsOf(
  keys: readonly string[],
  names: Readonly<Record<string, string>>,
): Columns | null {
  const at = (what: string) => keys.findIndex((key) => names[key] === what);
  const columns = {
    time: at("time"),
    clock: -1,
    open: at("open"),
    high: at("high"),
    low: at("low"),
    close: at("close"),
    volume: at("volume"),
  };
  const { time, open, high, low, close } = columns;
  return Math.min(time, open, high, low, close) < 0 ? null : columns;
}

function pricesOf(head: FileHead, columns: Columns): string[] {
  const { open, high, low, close } = columns;
  const rows = head.rows.slice(1).filter((row) => row.length === head.names.length);
  return rows.flatMap((row) => [open, high, low, close].map((at) => row[at] ?? ""));
}

/** A table that was taken in one language may have been saved with the points of another. */
function showsPoint(head: FileHead, columns: Columns): boolean {
  const cells = pricesOf(head, columns);
  return (
    !cells.some((cell) => cell.includes(",")) &&
    cells.some((cell) => !/\.\d{3}$/.test(cell) && cell.includes("."))
  );
}
