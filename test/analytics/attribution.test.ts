import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Attribution, attributionOf } from "../../src/analytics/attribution.js";
import {
  bareTrade,
  type EntryContext,
  type JournalTrade,
} from "../../src/analytics/entry-context.js";
import { arbitraryJournal, trade } from "./journal.js";

const calm: EntryContext = {
  ...{ gear: "D", governor: "CALM", governor_multiplier: 1, regime_size: 1, self_report: null },
};
const cut: EntryContext = {
  ...{ gear: "L", governor: "CAUTION", governor_multiplier: 0.5, regime_size: 0.85 },
  self_report: 2,
};

const one = (
  trade_id: string,
  result_R: number,
  context: EntryContext | null,
  more: Partial<JournalTrade> = {},
): JournalTrade => ({
  ...trade({ trade_id, result_R, net_pnl: result_R * 50, ...more }),
  context,
  tags: more.tags ?? [],
});

// a and c are alike but for their strategy's symbol; d was imported.
const TRADES: readonly JournalTrade[] = [
  one("a", 2, calm, { symbol: "MNQ", tags: ["plan", "late"] }),
  one("b", -1, cut, { symbol: "MNQ", exit_reason: "stop", tags: ["late"] }),
  one("c", 0.5, cut, { symbol: "ES", side: "short" }),
  one("d", -0.5, null, { symbol: "ES", regime: "RANGE", exit_reason: "stop" }),
];

/** Keys, counts, totals and trades of cells. */
const shown = (cells: readonly { trades: number; total_R: number; trade_ids: string[] }[]) =>
  cells.map((cell) => [
    ...Object.values(cell).slice(0, Object.keys(cell).indexOf("trades")),
    ...[cell.trades, cell.total_R, cell.trade_ids.join("")],
  ]);

describe("attribution", () => {
  const attribution = attributionOf(TRADES);

  it("has a cell for what trades have in common, with the trades behind it", () => {
    expect(shown(attribution.regime_strategy_symbol)).toEqual([
      ["RANGE", "orb-retest", "ES", 1, -0.5, "d"],
      ["TREND", "orb-retest", "ES", 1, 0.5, "c"],
      ["TREND", "orb-retest", "MNQ", 2, 1, "ab"],
    ]);
    expect(shown(attribution.exit_reason)).toEqual([
      ["signal", 2, 2.5, "ac"],
      ["stop", 2, -1.5, "bd"],
    ]);
    expect(shown(attribution.side)).toEqual([
      ["long", 3, 0.5, "abd"],
      ["short", 1, 0.5, "c"],
    ]);
  });

  it("says how things stood, and what nobody knows last", () => {
    expect(shown(attribution.gear)).toEqual([
      ["D", 1, 2, "a"],
      ["L", 2, -0.5, "bc"],
      [null, 1, -0.5, "d"],
    ]);
    expect(shown(attribution.governor)).toEqual([
      ["CALM", 1, 1, 2, "a"],
      ["CAUTION", 0.5, 2, -0.5, "bc"],
      [null, null, 1, -0.5, "d"],
    ]);
    expect(shown(attribution.self_report)).toEqual([
      [2, 2, -0.5, "bc"],
      ["none", 1, 2, "a"],
      [null, 1, -0.5, "d"],
    ]);
  });

  it("puts a trade into the cell of each of its tags", () => {
    expect(shown(attribution.tag)).toEqual([
      ["late", 2, 1, "ab"],
      ["plan", 1, 2, "a"],
    ]);
  });

  it("crosses weekday and hour of the entry", () => {
    const at = (id: string, weekday: number, hour: number) =>
      one(id, 1, null, { entry_weekday: weekday, entry_hour: hour });
    const { weekday_hour } = attributionOf([at("a", 4, 9), at("b", 0, 15), at("c", 4, 9)]);
    expect(shown(weekday_hour)).toEqual([
      [0, 15, 1, 1, "b"],
      [4, 9, 2, 2, "ac"],
    ]);
  });

  it("names the trades that a guard cut and the shadows that are booked to it", () => {
    const worth = { refused: 3, cut: 2, shadow_closed: 1, shadow_R: -1, saved_R: 1 };
    const worths = ["governor", "htf_gate"].map((guard) => ({ guard, ...worth, interval_R: null }));
    const shadows = [
      { trace_id: "s1", guards: ["htf_gate", "governor"] },
      { trace_id: "s2", guards: ["htf_gate"] },
    ];
    const { guard } = attributionOf(TRADES, { worths, shadows });
    expect(guard.map((row) => [row.guard, row.cut_trade_ids, row.shadow_trace_ids])).toEqual([
      ["governor", ["b", "c"], ["s1"]],
      ["htf_gate", [], ["s1", "s2"]],
    ]);
    expect(guard[0]).toMatchObject(worth);
  });

  it("says of a cell how sure it is from 20 trades on", () => {
    // As in performance: ten of +1, ten of −0.5, 0.25 ± 0.36013
    const twenty = Array.from({ length: 20 }, (_, n) => one(String(n), n % 2 ? 1 : -0.5, calm));
    const [cell] = attributionOf(twenty).gear;
    expect(cell).toMatchObject({ wins: 10, win_rate: 0.5, expected_R: 0.25, too_few: false });
    expect(cell?.net_pnl).toBe(250);
    expect(cell?.expected_R_interval?.low).toBeCloseTo(-0.11013, 4);
    const [few] = attributionOf(twenty.slice(1)).gear;
    expect(few).toMatchObject({ too_few: true, expected_R_interval: null });
  });

  it("has each trade of any journal in one cell of each table, and their totals", () => {
    const names = ["regime_strategy_symbol", "weekday_hour", "exit_reason", "side"] as const;
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const trades = journal.map((each, n) => bareTrade({ ...each, trade_id: String(n) }));
        const found: Attribution = attributionOf(trades);
        for (const name of [...names, "gear", "governor", "self_report"] as const) {
          const cells = found[name];
          const ids = cells.flatMap(({ trade_ids }) => trade_ids);
          expect(ids.map(Number).sort((a, b) => a - b)).toEqual(trades.map((_, n) => n));
          for (const cell of cells) {
            const own = trades.filter(({ trade_id }) => cell.trade_ids.includes(trade_id));
            const total = own.reduce((sum, { result_R }) => sum + result_R, 0);
            expect(cell.total_R).toBeCloseTo(total, 9);
            expect(cell.wins).toBe(own.filter(({ net_pnl }) => net_pnl > 0).length);
            expect(cell.trades).toBe(own.length);
          }
        }
        // A cell's trades share what the cell is named after, and no other trade does.
        for (const { regime, strategy, symbol, trade_ids } of found.regime_strategy_symbol) {
          const own = trades.filter(
            (each) =>
              each.regime === regime && each.strategy === strategy && each.symbol === symbol,
          );
          expect(trade_ids).toEqual(own.map(({ trade_id }) => trade_id));
        }
        for (const { weekday, hour, trade_ids } of found.weekday_hour) {
          const own = trades.filter(
            (each) => each.entry_weekday === weekday && each.entry_hour === hour,
          );
          expect(trade_ids).toEqual(own.map(({ trade_id }) => trade_id));
        }
      }),
      { numRuns: 100 },
    );
  });
});
