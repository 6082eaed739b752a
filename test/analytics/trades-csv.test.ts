import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  tradesCsvHeader,
  tradesFromRecords,
  tradeToCsvRow,
} from "../../src/analytics/trades-csv.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { arbitraryJournal, MINUTE, MONDAY, trade, utcLocal } from "./journal.js";

function recordsOf(text: string): Record<string, string>[] {
  return parse(text, { columns: true });
}

function csvOf(trades: readonly TradeRecord[]): string {
  return [tradesCsvHeader, ...trades.map(tradeToCsvRow)].map((line) => `${line}\n`).join("");
}

/** The record of a good trade with some fields replaced, read back. */
function readWith(fields: Record<string, string>) {
  const [record] = recordsOf(csvOf([trade({})]));
  return tradesFromRecords([{ ...record, ...fields }], utcLocal);
}

describe("the trades CSV", () => {
  it("has the pinned columns in their order", () => {
    expect(tradesCsvHeader).toBe(
      "trade_id,symbol,side,strategy,regime,entry_ts,exit_ts,qty,entry_price,exit_price," +
        "initial_stop,exit_reason,gross_pnl,commission,net_pnl,result_R,bars_held,mae_R,mfe_R," +
        "slippage_ticks,trace_id",
    );
  });

  it("writes UTC times, unrounded numbers, and quotes only where it must", () => {
    const one = trade({
      trade_id: "a,b",
      strategy: 'the "best"',
      regime: "=TREND",
      net_pnl: 0.1 + 0.2,
      mae_R: -0,
      trace_id: "two\nlines",
    });
    expect(tradeToCsvRow(one)).toBe(
      '"a,b",MNQ,long,"the ""best""",=TREND,2025-11-17T00:00:00.000Z,2025-11-17T00:01:00.000Z,' +
        "1,20000,20001,19990,signal,2,0,0.30000000000000004,0.1,1,0,0,0," +
        '"two\nlines"',
    );
  });

  it("reads back what it wrote, whatever the tags and numbers", () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", " ", "é", "=") }),
      fc.string(),
    );
    fc.assert(
      fc.property(arbitraryJournal, text, text, (journal, id, tag) => {
        const trades = journal.map((one) => ({
          ...one,
          trade_id: id,
          strategy: `s${tag}`,
          mae_R: one.mae_R + 0,
        }));
        const read = tradesFromRecords(recordsOf(csvOf(trades)), utcLocal);
        expect(read.bad).toEqual([]);
        expect(read.trades).toStrictEqual(trades);
      }),
      { numRuns: 200 },
    );
  });

  it("cannot write a trade without its times, result, regime, strategy or symbol", () => {
    for (const broken of [
      { entry_ts: Number.NaN },
      { exit_ts: Number.NaN },
      { result_R: Number.NaN },
      { regime: "" },
      { strategy: "" },
      { symbol: "" },
      { net_pnl: Number.POSITIVE_INFINITY },
    ]) {
      expect(() => tradeToCsvRow({ ...trade({}), ...broken })).toThrow("assertion failed");
    }
    expect(tradeToCsvRow({ ...trade({}), trade_id: "" })).toMatch(/^,MNQ,/);
  });

  it.each(["entry_ts", "exit_ts", "result_R", "regime", "strategy", "symbol", "net_pnl"])(
    "names a row without %s",
    (column) => {
      expect(readWith({ [column]: "" })).toEqual({
        trades: [],
        bad: [{ line: 2, reason: `${column} is missing` }],
      });
    },
  );

  it.each([
    [{ exit_ts: "2025-11-16T23:59:59Z" }, "exit_ts is before entry_ts"],
    [{ result_R: "NaN" }, 'result_R is not a number: "NaN"'],
    [{ net_pnl: "Infinity" }, 'net_pnl is not a number: "Infinity"'],
    [{ qty: "1e999" }, 'qty is not a number: "1e999"'],
    [{ qty: "0x10" }, 'qty is not a number: "0x10"'],
    [{ net_pnl: "1e13" }, 'net_pnl is beyond 1e12: "1e13"'],
    [{ side: "buy" }, 'side is neither long nor short: "buy"'],
    [{ exit_reason: "toString" }, 'exit_reason is not known: "toString"'],
    [{ mae_R: "0.1" }, "mae_R is above 0"],
    [{ mfe_R: "-0.1" }, "mfe_R is below 0"],
  ])("names a row with %j", (fields, reason) => {
    expect(readWith(fields).bad).toEqual([{ line: 2, reason }]);
  });

  it.each(["2025-11-17T00:00:00", "2025-02-31T00:00:00Z", "2025-13-01T00:00:00Z", "1763337600"])(
    "does not take %s for a time",
    (text) => {
      expect(readWith({ entry_ts: text }).bad[0]?.reason).toContain("not a time with its zone");
    },
  );

  it("takes a time with an offset", () => {
    // 01:00 at +01:00 is midnight UTC.
    expect(readWith({ entry_ts: "2025-11-17T01:00:00+01:00" }).trades[0]?.entry_ts).toBe(MONDAY);
  });

  it("asks the exchange's time for the entry and for the exit's day", () => {
    const asked: [string, number][] = [];
    const [record] = recordsOf(csvOf([trade({})]));
    const read = tradesFromRecords([record ?? {}], (symbol, ts) => {
      asked.push([symbol, ts]);
      return { hour: 18, weekday: 6, day: "2025-11-18" };
    });
    expect(asked).toEqual([
      ["MNQ", MONDAY],
      ["MNQ", MONDAY + MINUTE],
    ]);
    expect(read.trades[0]).toMatchObject({
      entry_hour: 18,
      entry_weekday: 6,
      exit_day: "2025-11-18",
    });
  });

  it("lets a failure of the exchange's time through", () => {
    const [record] = recordsOf(csvOf([trade({})]));
    const broken = () => {
      throw new Error("no such zone");
    };
    expect(() => tradesFromRecords([record ?? {}], broken)).toThrow("no such zone");
  });
});
