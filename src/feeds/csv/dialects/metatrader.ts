import { namedColumns } from "../columns.js";
import { columnsInOrder, type Dialect, type FileHead, isNumber, type Layout } from "../dialect.js";

/** `2003.05.12,16:00,o,h,l,c,v` without a header. */
export function isMetaTraderLayout(head: FileHead): boolean {
  const row = head.rows[0] ?? [];
  const isDated = /^\d{4}\.\d\d\.\d\d$/.test(row[0] ?? "") && /^\d\d:\d\d/.test(row[1] ?? "");
  return isDated && row.length >= 6 && row.slice(2).every(isNumber);
}

const SERVER_ZONE = "the broker's server, which the file does not say: UTC unless --tz";

/** MetaTrader 4 writes no header; its stamps are the broker's and name the open. */
export const metaTrader: Dialect = {
  name: "MetaTrader 4",
  recognisedBy: "no header, `yyyy.MM.dd,HH:mm,open,high,low,close,volume`",
  zone: SERVER_ZONE,
  label: "open",
  example: "2025.11.18,14:30,1.1581,1.1583,1.158,1.1582,52",
  recognise(head) {
    if (!isMetaTraderLayout(head)) return null;
    const row = head.rows[0] ?? [];
    const isFive = row.length > 7;
    const columns = columnsInOrder(true, row.length);
    return {
      format: `MetaTrader ${isFive ? 5 : 4} export`,
      hasHeader: false,
      columns: isFive ? { ...columns, volume: volumeColumn(head, 6, 7) } : columns,
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};

/** MetaTrader 5 writes `<DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> <TICKVOL> <VOL> <SPREAD>`. */
export const metaTrader5: Dialect = {
  name: "MetaTrader 5",
  recognisedBy:
    "`<DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> <TICKVOL> <VOL> <SPREAD>`, by tab or comma; " +
    "its Python package's `time,open,high,low,close,tick_volume,spread,real_volume`",
  zone: SERVER_ZONE,
  label: "open",
  example: "2025.11.18\\t14:30:00\\t1.1581\\t1.1583\\t1.158\\t1.1582\\t52\\t0\\t2",
  recognise(head) {
    const { names } = head;
    if (names.includes("tick_volume") && names.includes("real_volume")) return ofPython(head);
    if (!/^<date>$/i.test(head.rows[0]?.[0] ?? "")) return null;
    // Finam's header is the same where it names no ticker; its dates have no dots.
    const rows = head.rows.slice(1);
    if (rows.length > 0 && !rows.some(([date = ""]) => /^\d{4}\.\d\d\./.test(date))) return null;
    const at = (name: string) => names.indexOf(name);
    const columns = {
      time: 0,
      clock: at("time"),
      open: at("open"),
      high: at("high"),
      low: at("low"),
      close: at("close"),
      volume: volumeColumn(head, at("tickvol"), at("vol")),
    };
    if (Math.min(columns.open, columns.high, columns.low, columns.close) < 0) return null;
    return {
      format: `MetaTrader ${at("tickvol") < 0 ? 4 : 5} export`,
      hasHeader: true,
      columns,
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};

/** What `copy_rates_range` and its like give, as pandas writes it. */
function ofPython(head: FileHead): Layout | null {
  const found = namedColumns(head);
  if (found === null) return null;
  const at = (name: string) => head.names.indexOf(name);
  const volume = volumeColumn(head, at("tick_volume"), at("real_volume"));
  return {
    format: "MetaTrader 5 bars",
    hasHeader: true,
    columns: { ...found.columns, volume },
    symbol: null,
    zone: null,
    label: "open",
  };
}

/** Real volume where the broker has any, else the count of ticks. */
function volumeColumn(head: FileHead, ticks: number, real: number): number {
  const isReal = real >= 0 && head.rows.some((row) => Number(row[real]) > 0);
  return isReal || ticks < 0 ? real : ticks;
}
