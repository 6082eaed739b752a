// Bars as services give them in JSON.

import type { Row } from "./open.js";
import { iso, lines, type Writer } from "./writers.js";

const json = (value: unknown) => JSON.stringify(value);

const named = ([t, o, h, l, c, v]: Row) => ({ t, o, h, l, c, v });

/** Bars of one minute as JSON. */
export const JSON_WRITERS: readonly Writer[] = [
  { name: "MNQ.json", write: (rows) => json(rows) },
  { name: "MNQ.json", write: (rows) => json({ data: rows.map(named) }) },
  { name: "MNQ.jsonl", write: (rows) => lines(rows.map((row) => json(named(row)))) },
  { name: "MNQ.jsonl", write: (rows) => lines(rows.map(json)) },
  {
    name: "MNQ.json",
    write: (rows) =>
      JSON.stringify(
        rows.map(([ts, o, h, l, c, v]) => [ts, l, h, o, c, v]),
        null,
        2,
      ),
  },
  {
    name: "bars.json",
    write: (rows) => {
      const bars = rows.map((row) => ({ ...named(row), t: iso(row[0]), n: 3, vw: row[4] }));
      return json({ bars: { MNQ: bars }, next_page_token: null });
    },
  },
  {
    name: "bars.json",
    write: (rows) => {
      const results = rows.map((row) => ({ ...named(row), n: 3, vw: row[4] }));
      return json({ ticker: "MNQ", results, status: "OK" });
    },
  },
  {
    name: "MNQ.json",
    write: (rows) => {
      const column = (at: number) => rows.map((row) => row[at] ?? 0);
      const t = column(0).map((ts) => ts / 1000);
      return json({
        s: "ok",
        t,
        o: column(1),
        h: column(2),
        l: column(3),
        c: column(4),
        v: column(5),
      });
    },
  },
  {
    name: "MNQ.jsonl",
    write: (rows) =>
      lines(
        rows.map(([ts, open, high, low, close, volume]) =>
          json({ date: ts / 1000, open, high, low, close, volume, average: close, barCount: 2 }),
        ),
      ),
  },
];
