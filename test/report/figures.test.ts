import { describe, expect, it } from "vitest";
import { createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { performanceOf } from "../../src/analytics/performance.js";
import type { Fact } from "../../src/engine/effect.js";
import { rollingFigure } from "../../src/report/equity-figure.js";
import { guardsTable } from "../../src/report/guards-table.js";
import { verdict } from "../../src/report/headline.js";
import { datesBeneath, lineThrough } from "../../src/report/line-plot.js";
import { escaped, html } from "../../src/report/markup.js";
import type { ListedTrade } from "../../src/report/packed-trades.js";
import { pathFigure, priceText } from "../../src/report/path-figure.js";
import { columnsFor, MOST_COLUMNS, MOST_PATHS } from "../../src/report/path-room.js";
import { Picks } from "../../src/report/picks.js";
import { roundStep, scaleOf, ticksBetween, tickText } from "../../src/report/scale.js";
import { AROUND, TraceBook } from "../../src/report/trace-book.js";
import { HOUR, MINUTE, MONDAY, trade } from "../analytics/journal.js";

describe("a template", () => {
  it("escapes all but markup", () => {
    const inner = html`<b>${"a & b"}</b>`;
    expect(html`<p title="${`"<'`}">${[inner, null, false, 1]}</p>`.text).toBe(
      '<p title="&quot;&lt;&#39;"><b>a &amp; b</b>1</p>',
    );
    expect(escaped("1 > 0")).toBe("1 &gt; 0");
  });
});

describe("a scale", () => {
  it("steps by one, two or five", () => {
    expect([roundStep(10, 5), roundStep(11, 5), roundStep(0.9, 4), roundStep(0, 5)]).toEqual([
      ...[2, 5, 0.5, 1],
    ]);
    expect(ticksBetween(-0.31, 0.3, 0.1).map((tick) => tickText(tick, 0.1))).toEqual([
      ...["−0.3", "−0.2", "−0.1", "0", "+0.1", "+0.2", "+0.3"],
    ]);
    expect([tickText(0.25, 0.25), tickText(-20, 10)]).toEqual(["+0.25", "−20"]);
  });

  it("holds nought and a little more than all values", () => {
    // From 0 to 10 with 3 % above: 10 lies 0.3 of 10.3 from the top.
    expect([0, 10, 5].map(scaleOf([2, 10], 5).fromTop)).toEqual(["100", "2.91", "51.46"]);
    expect(scaleOf([-4], 4).ticks).toEqual([-4, -3, -2, -1, 0].filter((tick) => tick % 2 === 0));
    expect(scaleOf([], 4).fromTop(0)).toBe("100");
  });
});

describe("a line", () => {
  it("of many values keeps its ends and its extremes", () => {
    const values = Array.from({ length: 100_000 }, (_, at) => (at === 77_777 ? 9 : at % 2));
    const points = lineThrough(values, scaleOf(values, 4));
    expect(points.length).toBeLessThan(1_100);
    expect(points).toContain(`77.78 ${scaleOf(values, 4).fromTop(9)}`);
    expect([points[0], points.at(-1)]).toEqual(["0 100", `100 ${scaleOf(values, 4).fromTop(1)}`]);
  });

  it("names the days of a week, and the months of a year", () => {
    const stamps = (days: readonly number[]) =>
      days.map((day) => new Date(MONDAY + day * 24 * HOUR).toISOString());
    const namesOf = (days: readonly number[]) =>
      [...datesBeneath(stamps(days)).text.matchAll(/>([\d-]+)</g)].map(([, name]) => name);
    expect(namesOf([0, 0, 0, 0, 1, 1, 1, 2])).toEqual(["2025-11-17", "2025-11-18"]);
    const year = Array.from({ length: 250 }, (_, at) => at);
    expect(namesOf(year).slice(0, 2)).toEqual(["2025-11", "2026-01"]);
  });
});

describe("what is said", () => {
  const saidOf = (results: readonly number[]): string => {
    const trades = results.map((result_R) => trade({ result_R, net_pnl: result_R * 100 }));
    const metrics = {
      ...metricsOf(createMetrics()),
      trades: trades.length,
      expected_R: results[0] ?? 0,
    };
    return verdict({ metrics, performance: performanceOf(trades) });
  };
  const many = (one: number, other: number): number[] =>
    Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? one : other));

  it("goes no further than the interval does", () => {
    expect(saidOf(many(1, 0.5))).toContain("more than chance would give");
    expect(saidOf(many(-1, -0.5))).toContain("a loss that chance does not explain");
    expect(saidOf(many(1, -1))).toContain("which may be chance");
    expect(saidOf([1, 1])).toContain("too few to tell from chance; 20 are the least");
  });

  it("of guards is what they are worth, or that there is too little", () => {
    const base = {
      guard: "regime",
      refused: 30,
      cut: 0,
      shadow_closed: 25,
      shadow_R: -5,
      saved_R: 5,
    };
    const cells = { cut_trade_ids: [], shadow_trace_ids: [] };
    const said = (interval_R: { low: number; high: number } | null, more = {}) =>
      guardsTable([{ ...base, ...cells, interval_R, ...more }], new Picks([])).text;
    expect(said({ low: 1, high: 9 })).toContain("▲ saved");
    expect(said({ low: -9, high: -1 })).toContain("▼ cost");
    expect(said({ low: -1, high: 9 })).toContain("may be chance");
    expect(said(null)).toContain("too few to say");
    expect(said(null, { shadow_closed: 0 })).toContain("only counts");
  });

  it("of expectancy begins where there are enough trades", () => {
    const trades = (count: number) => Array.from({ length: count }, () => trade({ result_R: 0.5 }));
    expect(rollingFigure(performanceOf(trades(20)))).toBeNull();
    expect(rollingFigure(performanceOf(trades(21)))?.text).toContain(
      "Mean R of the last 20 trades",
    );
  });
});

describe("the picture of a path", () => {
  const listed = (fields: Partial<ListedTrade>): ListedTrade => {
    const { regime, strategy, exit_reason, ...made } = trade({});
    return { ...made, regime, strategy, exit_reason, place: 0, tags: [], notes: [], ...fields };
  };
  const path = (low: number, high: number) => ({
    ...{ low, high, bars: [{ high, low, close: low }], stops: [] },
    fills: [
      { column: 0, price: 100, qty: 1, role: "entry" },
      { column: 0, price: 80, qty: 1, role: "target" },
    ],
  });

  it("has +1 R above the entry of a long and below that of a short", () => {
    const levels = (side: string, stop: number, low: number, high: number): string[] => {
      const own = listed({ side, entry_price: 100, initial_stop: stop, exit_price: 80 });
      const { text } = pathFigure(own, path(low, high));
      // From the top down.
      return [...text.matchAll(/y="([\d.]+)%" dy="0.32em">([^<]+)</g)]
        .sort((a, b) => Number(a[1]) - Number(b[1]))
        .map(([, , name]) => name ?? "");
    };
    expect(levels("long", 90, 90, 120)).toEqual(["+2 R", "+1 R", "entry", "−1 R"]);
    expect(levels("short", 110, 80, 110)).toEqual(["−1 R", "entry", "+1 R", "+2 R"]);
  });

  it("marks entries by their direction and exits by rings", () => {
    const { text } = pathFigure(listed({ side: "short", initial_stop: 110 }), path(80, 110));
    expect(text.match(/<circle/g)).toHaveLength(1);
    expect(text).toContain("▼<title>entry: 1 at 100</title>");
  });

  it("shows prices with the places that they have", () => {
    expect([24_100.25, 24_100, 1.08515, 24_050.93241].map(priceText)).toEqual([
      ...["24,100.25", "24,100", "1.08515", "24,050.932"],
    ]);
  });
});

describe("room for paths", () => {
  it("is what keeps 2,000 trades below a megabyte, and none beyond", () => {
    expect(columnsFor(1)).toBe(MOST_COLUMNS);
    expect(columnsFor(2_000)).toBeGreaterThanOrEqual(24);
    expect(columnsFor(MOST_PATHS)).toBeGreaterThan(0);
    expect(columnsFor(MOST_PATHS + 1)).toBe(0);
  });
});

describe("bars that are kept while a run goes on", () => {
  const head = (traceId: string) => ({ seq: 1, ts: 0, symbol: "B", trace_id: traceId });
  const filled = (traceId: string, role: string): Fact =>
    ({ ...head(traceId), type: "fill", role, price: 1, qty: 1 }) as unknown as Fact;
  const closed = (traceId: string): Fact =>
    ({ ...head(traceId), type: "trade_closed" }) as unknown as Fact;
  const barAt = (minute: number, symbol = 1) => ({
    ...{ symbol, ts: minute * MINUTE, high: minute, low: minute, close: minute },
  });
  const play = (book: TraceBook, from: number, to: number) => {
    for (let minute = from; minute < to; minute++) {
      book.takeBar(barAt(minute, 0));
      book.takeBar(barAt(minute));
    }
  };

  it("are those of the trade's own symbol, with some on either side", () => {
    const book = new TraceBook(["A", "B"]);
    play(book, 0, 101);
    book.takeFact(filled("x", "entry"));
    play(book, 101, 106);
    book.takeFact(filled("x", "stop"));
    book.takeFact(closed("x"));
    play(book, 106, 200);
    const trace = book.traceOf(trade({ trace_id: "x" }));
    const minutes = trace?.bars.map(({ ts }) => ts / MINUTE) ?? [];
    // The entry's bar was 100, the exit's 105.
    expect([minutes[0], minutes.at(-1)]).toEqual([100 - AROUND, 105 + AROUND]);
    expect(minutes).toHaveLength(2 * AROUND + 6);
    expect(trace?.fills.map(({ role }) => role)).toEqual(["entry", "stop"]);
    expect(book.traceOf(trade({ trace_id: "y" }))).toBeNull();
  });

  it("are thinned where a trade is long, and forgotten where there are too many", () => {
    const book = new TraceBook(["A", "B"]);
    play(book, 0, 1);
    book.takeFact(filled("x", "entry"));
    play(book, 1, 50_000);
    const { bars = [] } = book.traceOf(trade({ trace_id: "x" })) ?? {};
    expect(bars.length).toBeLessThan(2 * MOST_COLUMNS);
    expect([bars[0]?.ts, bars.at(-1)?.high]).toEqual([0, 49_999]);
    for (let n = 0; n <= MOST_PATHS; n++) {
      book.takeFact(filled(`t${n}`, "entry"));
      book.takeFact(closed(`t${n}`));
    }
    expect(book.traceOf(trade({ trace_id: "x" }))).toBeNull();
    expect(book.traceOf(trade({ trace_id: "t1" }))).toBeNull();
  });
});
