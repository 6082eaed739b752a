// What the views show, from states made by hand.

import { describe, expect, it } from "vitest";
import { analysisOf } from "../../src/analytics/analysis.js";
import type { JournalTrade } from "../../src/analytics/entry-context.js";
import { addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { RiskView } from "../../src/runtime/risk-view.js";
import { type CockpitState, NO_DATA, NO_PLACES } from "../../src/tui/cockpit-state.js";
import type { Line } from "../../src/tui/theme.js";
import type { ViewName } from "../../src/tui/view-names.js";
import { VIEW_TABLE } from "../../src/tui/views/index.js";
import { market, snapshot, state } from "./states.js";

const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => line.map(({ text }) => text).join("")).join("\n");

const noPlot = (_: unknown, __: number, rows: number): string[] => Array(rows).fill("");

function shown(view: ViewName, change: Partial<CockpitState>, width = 160, rows = 40): string {
  const one = state({ view, columns: width, rows: rows + 12, ...change });
  return textOf(VIEW_TABLE[view].lines(one, noPlot, width, rows));
}

function at(
  view: ViewName,
  change: Partial<CockpitState["places"]["dash"]>,
): CockpitState["places"] {
  return { ...NO_PLACES, [view]: { ...NO_PLACES[view], ...change } };
}

/** A trade of a Tuesday in November that left at 16:00 UTC, 10:00 in Chicago. */
function trade(change: Partial<JournalTrade> = {}): JournalTrade {
  return {
    ...{
      trade_id: "t-1",
      trace_id: "trace-1",
      symbol: "MNQ",
      side: "long",
      strategy: "orb_retest",
    },
    ...{ regime: "TREND", entry_ts: Date.parse("2025-11-18T15:40:00Z") },
    ...{ exit_ts: Date.parse("2025-11-18T16:00:00Z"), qty: 2, entry_price: 21_000.25 },
    ...{ exit_price: 21_010.25, initial_stop: 20_990.25, exit_reason: "target", gross_pnl: 40 },
    ...{ commission: 2.48, net_pnl: 37.52, result_R: 0.938, bars_held: 20, mae_R: -0.25 },
    ...{ mfe_R: 1.1, slippage_ticks: 1, entry_hour: 9, entry_weekday: 1, exit_day: "2025-11-18" },
    ...{ context: null, tags: [] },
    ...change,
  } as JournalTrade;
}

const LOSS = trade({
  ...{ trade_id: "t-2", trace_id: "trace-2", side: "short", strategy: "mean_reversion" },
  ...{ exit_ts: Date.parse("2025-11-18T17:05:00Z"), exit_reason: "stop", net_pnl: -42.48 },
  ...{ result_R: -1.062, regime: "RANGE", entry_hour: 11 },
});

describe("the trades", () => {
  const data = { ...NO_DATA, trades: [trade(), LOSS] };

  it("stand newest first, by the exchange's clock, with what came of them", () => {
    const rows = shown("trades", { data }).split("\n");
    expect(rows[2]).toMatch(/^ > {2}Tue 18 Nov 11:05 .*▼ short .*−1\.06 .*−42\.48 .*stopped out/);
    expect(rows[3]).toMatch(/^ {4}Tue 18 Nov 10:00 .*▲ long .*\+0\.94 .*\+37\.52 .*target reached/);
  });

  it("of several exchanges stand by one clock, which is named, in the order they happened", () => {
    const symbols = [
      market("MNQ"),
      { ...market("BTCUSD"), zone: "UTC", utc_offset_ms: 0 },
      { ...market("EURUSD"), zone: "America/New_York", utc_offset_ms: -5 * 3_600_000 },
    ];
    const at = (symbol: string, time: string) =>
      trade({ trade_id: symbol, symbol, exit_ts: Date.parse(`2025-11-18T${time}:00Z`) });
    const three = [at("EURUSD", "16:11"), at("MNQ", "16:10"), at("BTCUSD", "16:12")];
    const change = { data: { ...NO_DATA, trades: three }, snapshot: snapshot({ symbols }) };
    const rows = shown("trades", change).split("\n");
    expect(rows[1]).toMatch(/^ {4}OUT Chicago /);
    expect(rows.slice(2, 5).map((row) => row.slice(4, 28))).toEqual([
      "Tue 18 Nov 10:12  BTCUSD",
      "Tue 18 Nov 10:11  EURUSD",
      "Tue 18 Nov 10:10  MNQ   ",
    ]);
    // Whatever is looked at: the same trade must not leave at another time.
    expect(shown("trades", { ...change, focus: "EURUSD" })).toBe(rows.join("\n"));
  });

  it("that left at once stand with the last that came first, as on the dash", () => {
    const two = ["MNQ", "MES"].map((symbol) => trade({ trade_id: symbol, symbol }));
    const rows = shown("trades", { data: { ...NO_DATA, trades: two } }).split("\n");
    expect(rows.slice(2, 4).map((row) => row.slice(22, 25))).toEqual(["MES", "MNQ"]);
  });

  it("keep symbol, R and money where a strategy has a long name, which is cut", () => {
    const strategy = "a_strategy_whose_name_goes_on_and_on_and_on_and_50";
    const rows = shown("trades", { data: { ...NO_DATA, trades: [trade({ strategy })] } }, 80);
    expect(rows.split("\n")[2]).toMatch(/MNQ .*▲ long .*\+0\.94 .*\+37\.52 +a_strategy_whose.*…/);
  });

  it("are found by words of theirs, and by words that are not theirs", () => {
    expect(shown("trades", { data, places: at("trades", { filter: "orb long" }) })).not.toMatch(
      /▼/,
    );
    expect(shown("trades", { data, places: at("trades", { filter: "!win" }) })).not.toMatch(/▲/);
    const none = shown("trades", { data, places: at("trades", { filter: "nothing" }) });
    expect(none).toContain("no trade has these words");
  });

  it("change their order, and the cursor opens the one it stands on", () => {
    const places = at("trades", { order: 1 });
    const best = state({ view: "trades", data, places });
    expect(VIEW_TABLE.trades.keyOf?.(best, 0)).toBe("t-1");
    expect(VIEW_TABLE.trades.keyOf?.(state({ view: "trades", data }), 0)).toBe("t-2");
    expect(shown("trades", { data, places })).toContain("best first");
  });

  it("tell the story of the one that is open, fact by fact, or where it can be had", () => {
    const places = at("trades", { opened: "t-1" });
    const fact = {
      ...{ seq: 9, ts: "2025-11-18T15:50:00.000Z", type: "stop_moved", symbol: "MNQ" },
      ...{ trace_id: "trace-1", from: 20_990.25, to: 21_000.25, why: "break_even" },
    };
    const story = shown("trades", { data: { ...data, timeline: [fact] }, places });
    expect(story).toMatch(/MNQ ▲ LONG 2 {2}21,000\.25 → 21,010\.25 {2}\+0\.94 R {2}\+37\.52 USD/);
    expect(story).toMatch(/worst −0\.25 best \+1\.10 R.*slippage \+1\.0 ticks {2}commission 2\.48/);
    expect(story).toContain(">09:50 ⇡ stop 20,990.25 → 21,000.25 to break-even");
    expect(shown("trades", { data, places })).toContain("transmission trades show t-1");
  });
});

describe("the dash", () => {
  const feed = Array.from({ length: 40 }, (_, place) => ({
    ...{ ts: "2025-11-18T18:00:00.000Z", symbol: "MNQ", count: 1 },
    sentence: { glyph: "·", role: "plain", text: `fact ${place}`, kin: null, isDetail: false },
  })) satisfies CockpitState["feed"];

  it("goes back in what happened, and says how much is newer", () => {
    expect(shown("dash", { feed }, 100, 20)).toMatch(/newest first[\s\S]*· fact 0 /);
    const back = shown("dash", { feed, places: at("dash", { cursor: 3 }) }, 100, 20);
    expect(back).toMatch(/FACTS ▲ 3 newer[\s\S]*· fact 3 /);
    expect(back).not.toMatch(/fact [012] /);
    // Beyond the oldest there is nothing to go to.
    const end = shown("dash", { feed, places: at("dash", { cursor: 39 }) }, 100, 20);
    expect(end).toContain("· fact 39");
  });
});

describe("the log", () => {
  const facts = [
    {
      seq: 1,
      ts: "2025-11-18T15:00:00.000Z",
      type: "boot",
      symbol: null,
      trace_id: null,
      mode: "REPLAY",
      symbols: ["MNQ"],
    },
    {
      seq: 2,
      ts: "2025-11-18T15:01:00.000Z",
      type: "regime_changed",
      symbol: "MNQ",
      trace_id: null,
      from: "RANGE",
      to: "TREND",
      adx: 26.3,
    },
    {
      seq: 3,
      ts: "2025-11-18T15:02:00.000Z",
      type: "time_exit",
      symbol: "MNQ",
      trace_id: "trace-9",
      bars: 120,
    },
  ];

  it("has every fact, newest first, details too", () => {
    const rows = shown("log", { facts }).split("\n");
    expect(rows[1]).toMatch(/^>Tue 09:02 time_exit .*time is up after 120 bars.* trace-9 $/);
    expect(rows[2]).toMatch(/^ Tue 09:01 regime_changed .*RANGE → TREND, ADX 26\.3/);
    expect(rows[3]).toMatch(/^ Tue 09:00 boot/);
  });

  it("says of which symbol a fact is where there are several, and by which clock it came", () => {
    const symbols = [market("MNQ"), market("ES")];
    const rows = shown("log", { facts, snapshot: snapshot({ symbols }) }).split("\n");
    expect(rows[0]).toContain("FACTS 3 newest first, Chicago time");
    expect(rows[1]).toMatch(/time_exit +◷ MNQ time is up/);
    expect(rows[3]).toMatch(/boot +◆ REPLAY of MNQ/);
    expect(shown("log", { facts })).toMatch(/time_exit +◷ time is up/);
  });

  it("is filtered by what stands in a fact, a trace for one", () => {
    const places = at("log", { filter: "trace-9" });
    expect(VIEW_TABLE.log.count(state({ view: "log", facts, places }))).toBe(1);
    expect(shown("log", { facts, places })).not.toContain("boot");
  });

  it("opens a fact as it is written", () => {
    const text = shown("log", { facts, places: at("log", { opened: "2" }) });
    expect(text).toContain('"from":"RANGE", "to":"TREND", "adx":26.3');
  });
});

describe("why it is won and lost", () => {
  it("is one of too few to say, until there are enough", () => {
    const metrics = createMetrics();
    for (const one of [trade(), LOSS]) addTrade(metrics, one);
    const data = { ...NO_DATA, metrics: metricsOf(metrics), analysis: analysisOf([trade(), LOSS]) };
    const text = shown("analytics", { data }, 160, 60);
    expect(text).toMatch(/trades 2 .*total −0\.12 R .*profit factor 0\.88/);
    expect(text).toContain("95 % too few");
    // One won entry at 9 and one lost at 11: the larger has the darker shade, both have a sign.
    expect(text).toMatch(/ Tue {2}·.* \+█ {2}· −█ /);
    expect(text).toMatch(/RANGE {2}mean reversion {2}MNQ {2}1 few .*−1\.06/);
  });

  it("says that there is nothing yet", () => {
    const data = { ...NO_DATA, metrics: metricsOf(createMetrics()), analysis: analysisOf([]) };
    expect(shown("analytics", { data })).toContain("no trade closed yet");
  });
});

const RISK: RiskView = {
  losses: [
    { rule: "tripwire_day", unit: "R", value: -0.5, limit: -2, action: "LOCK", holds: false },
    { rule: "tripwire_red_days", unit: "days", value: 1, limit: 3, action: "BLOCK", holds: true },
    {
      rule: "daily_loss_limit",
      unit: "money",
      value: -100,
      limit: -500,
      action: "LOCK",
      holds: false,
    },
  ],
  ...{ risk_now: 125, risk_full: 250 },
  limits: [
    { key: "max_contracts", asked: 80, effective: 50, ceiling: 50, why: "lowered to its ceiling" },
    { key: "daily_loss_limit", asked: null, effective: null, ceiling: null, why: "" },
  ],
  governor: {
    rule: "streak",
    inputs: {
      drawdown: { drawdown_R: -1.2, trades: 4, window: 20, multiplier: 1 },
      streak: { losses: 2, multiplier: 0.75 },
      self_report: { score: 4, multiplier: 1 },
      cooldown_served: { until_win: false, multiplier: 1 },
    },
    config: {
      window: 20,
      drawdown_r: [-2, -3, -4],
      streak: [2, 3, 4],
      cooldown_bars: 30,
      scratch_r: 0.1,
    },
  },
  news: [
    {
      ...{ symbol: "MNQ", from: "2025-11-18T19:20:00.000Z", to: "2025-11-18T19:40:00.000Z" },
      ...{ titles: ["CPI y/y"], impact: "high" },
    },
  ],
};

describe("the risk", () => {
  it("says at 80 × 24 too what a limit does, and is scrolled to its news and its end", () => {
    const data = { ...NO_DATA, risk: RISK };
    expect(shown("risk", { data }, 80, 15)).toMatch(/day limit .*LOCK .*1\.50 R · 375 USD/);
    const end = shown("risk", { data, places: at("risk", { cursor: 99 }) }, 80, 6);
    expect(end).toMatch(/max_contracts .*\n.*daily_loss_limit/);
    expect(shown("risk", { data, places: at("risk", { cursor: 9 }) }, 80, 8)).toContain("CPI y/y");
  });

  const text = shown("risk", { data: { ...NO_DATA, risk: RISK } });

  it.each([
    // −0.5 of −2 R: 1.5 R left, at 250 a full stop 375, and one whole stop.
    ["the day's limit", /day limit .*−0\.50 R .*−2\.00 R .*LOCK .*1\.50 R · 375 USD · 1 full stop/],
    ["a limit that holds, loud", /red days .*1 .*3 .*BLOCK HOLDS .*2 /],
    // −100 of −500: 400 left, which are 1.6 R and one whole stop.
    ["the money limit", /money limit .*−100\.00 USD .*1\.60 R · 400 USD · 1 full stop/],
    ["a constraint above its ceiling", /max_contracts +80 +50 +50 +lowered to its ceiling/],
    [
      "the rule of the governor that decides",
      /^>?.*●streak +2 losses +×0\.75 {2}0.75 at 2, 0.5 at 3, none at 4/m,
    ],
    ["the day's news, by the exchange's clock", /13:20–13:40 MNQ high CPI y\/y/],
    ["what an entry risks", /an entry now risks 125\.00 USD at most, at full size 250\.00/],
  ])("shows %s", (_, wanted) => {
    expect(text).toMatch(wanted);
  });
});
