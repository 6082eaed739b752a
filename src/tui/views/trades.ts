// Closed trades as a list, and of each one its story: what led to it, its orders, fills and stops,
// how it ended.

import { duration, plain, signed } from "../../analytics/figures.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { sentenceOf } from "../fact-sentence.js";
import { type Column, packed, span, table, tame, toWidth } from "../line.js";
import { clampRow, firstRow, matches } from "../list.js";
import { quantity } from "../quantity.js";
import { exitWords } from "../reason-words.js";
import { type Line, type Role, type Span, toneOf } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import type { View } from "./view.js";

type Trade = CockpitState["data"]["trades"][number];

/** What a list can be ordered by, in the order in which it is gone through. */
const ORDERS: readonly { readonly name: string; readonly by: (trade: Trade) => number }[] = [
  { name: "newest first", by: ({ exit_ts }) => -exit_ts },
  { name: "best first", by: ({ result_R }) => -result_R },
  { name: "worst first", by: ({ result_R }) => result_R },
  { name: "longest first", by: ({ entry_ts, exit_ts }) => entry_ts - exit_ts },
];

function orderOf({ places }: CockpitState): (typeof ORDERS)[number] {
  return ORDERS[places.trades.order] ?? (ORDERS[0] as (typeof ORDERS)[number]);
}

/** What a filter looks at. */
function wordsOf(trade: Trade): string {
  const { trade_id, trace_id, symbol, side, strategy, regime, exit_reason, net_pnl } = trade;
  const sign = net_pnl > 0 ? "win" : "loss";
  return [trade_id, trace_id, symbol, side, strategy, regime, exit_reason, sign].join(" ");
}

/** Trades that the filter leaves, in the list's order. */
export function shownTrades(state: CockpitState): Trade[] {
  const { filter } = state.places.trades;
  const { by } = orderOf(state);
  // Of equal ones the last that came stands first, as it does on the dash.
  return state.data.trades
    .filter((trade) => matches(wordsOf(trade), filter))
    .reverse()
    .sort((a, b) => by(a) - by(b) || b.exit_ts - a.exit_ts);
}

/** Of an instant inside the engine: `Tue 18 Nov 11:21`. */
function moment(ts: number, offset: number): string {
  const iso = new Date(ts).toISOString();
  return `${dayName(iso, offset)} ${clockTime(iso, offset)}`;
}

/** Cells that a symbol and a strategy's name keep at least. */
const LEAST_SYMBOL = 8;
const LEAST_NAME = 16;

function listLines(state: CockpitState, width: number, rows: number): Line[] {
  const trades = shownTrades(state);
  if (trades.length === 0) {
    const none =
      state.data.trades.length === 0 ? " no trade closed yet" : " no trade has these words";
    return [[span(none, "dim")]];
  }
  const cursor = clampRow(state.places.trades.cursor, trades.length);
  const first = firstRow(cursor, trades.length, rows - 1);
  const shown = trades.slice(first, first + rows - 1);
  const at = cursor - first;
  const cells = (of: (trade: Trade) => string): Span[] =>
    shown.map((trade, row) => span(of(trade), row === at ? "strong" : "plain"));
  const left = (title: string, spare: number, of: (trade: Trade) => string): Column => ({
    ...{ title, align: "left", spare },
    cells: cells(of),
  });
  const right = (title: string, spare: number, of: (trade: Trade) => string): Column => ({
    ...{ title, align: "right", spare },
    cells: cells(of),
  });
  const toned = (title: string, spare: number, of: (trade: Trade) => number): Column => ({
    ...{ title, align: "right", spare },
    cells: shown.map((trade) => span(signed(of(trade), 2), toneOf(of(trade)))),
  });
  const price = (of: (trade: Trade) => number): ((trade: Trade) => string) => {
    return (trade) => plain(of(trade), decimalsOf(state.snapshot, trade.symbol));
  };
  const { offset, city } = clockOf(state.snapshot.symbols);
  return table(
    [
      {
        ...{ title: " ", align: "left", spare: 0 },
        cells: shown.map((_, row) => (row === at ? span(">", "chosen") : span(" "))),
      },
      left(`OUT ${city}`, 0, ({ exit_ts }) => moment(exit_ts, offset)),
      { ...left("SYM", 0, ({ symbol }) => tame(symbol)), least: LEAST_SYMBOL },
      left("SIDE", 0, ({ side }) => (side === "long" ? "▲ long" : "▼ short")),
      right("QTY", 4, ({ qty }) => quantity(qty)),
      right(
        "ENTRY",
        6,
        price(({ entry_price }) => entry_price),
      ),
      right(
        "EXIT",
        6,
        price(({ exit_price }) => exit_price),
      ),
      toned("R", 0, ({ result_R }) => result_R),
      toned(state.snapshot.currency, 2, ({ net_pnl }) => net_pnl),
      toned("WORST", 7, ({ mae_R }) => mae_R),
      toned("BEST", 7, ({ mfe_R }) => mfe_R),
      right("SLIP", 8, ({ slippage_ticks }) => signed(slippage_ticks, 1)),
      right("HELD", 5, ({ entry_ts, exit_ts }) => duration((exit_ts - entry_ts) / 60_000)),
      { ...left("STRATEGY", 1, ({ strategy }) => tame(strategy)), least: LEAST_NAME },
      left("REGIME", 6, ({ regime }) => regime),
      left("WHY", 3, ({ exit_reason }) => exitWords(exit_reason)),
    ],
    width,
  );
}

function openedTrade({ data, places }: CockpitState): Trade | undefined {
  return data.trades.find(({ trade_id }) => trade_id === places.trades.opened);
}

/** What a trade came to, in as few lines as it fits in. */
function summaryLines(trade: Trade, state: CockpitState, width: number): Line[] {
  const decimals = decimalsOf(state.snapshot, trade.symbol);
  const { offset, city } = clockOf(state.snapshot.symbols);
  const price = (value: number): string => plain(value, decimals);
  const { result_R: R, net_pnl, commission, mae_R, mfe_R, slippage_ticks } = trade;
  const side = trade.side === "long" ? "▲ LONG" : "▼ SHORT";
  const name = `${tame(trade.symbol)} ${side} ${quantity(trade.qty)}`;
  const way = `${price(trade.entry_price)} → ${price(trade.exit_price)}`;
  const best = `worst ${signed(mae_R, 2)} best ${signed(mfe_R, 2)} R`;
  const when = `${moment(trade.entry_ts, offset)} to ${moment(trade.exit_ts, offset)} ${city},`;
  const parts: readonly (readonly [text: string, role?: Role])[][] = [
    [
      [name, "strong"],
      [way],
      [`${signed(R, 2)} R  ${signed(net_pnl, 2)} ${state.snapshot.currency}`, toneOf(R)],
      [exitWords(trade.exit_reason)],
    ],
    [
      [`${tame(trade.strategy)}, ${trade.regime}`, "dim"],
      [`stop ${price(trade.initial_stop)}`],
      [best],
      [`slippage ${signed(slippage_ticks, 1)} ticks`, "dim"],
      [`commission ${plain(commission, 2)}`, "dim"],
    ],
    [
      [when, "dim"],
      [`${plain(trade.bars_held, 0)} bars`, "dim"],
      [tame(trade.trace_id), "dim"],
    ],
  ];
  return parts.flatMap((row) =>
    packed(
      row.map(([text, role]) => [span(` ${text}`, role)]),
      width,
    ),
  );
}

function storyLines(trade: Trade, state: CockpitState, width: number, rows: number): Line[] {
  const head = summaryLines(trade, state, width);
  const decimals = decimalsOf(state.snapshot, trade.symbol);
  const { offset } = clockOf(state.snapshot.symbols);
  const facts = state.data.timeline.filter(({ trace_id }) => trace_id === trade.trace_id);
  const room = rows - head.length;
  const cursor = clampRow(state.places.trades.openedCursor, facts.length);
  const first = firstRow(cursor, facts.length, room);
  const story = facts.slice(first, first + room).map((fact, row): Line => {
    const { glyph, role, text } = sentenceOf(fact, () => decimals);
    return [
      span(first + row === cursor ? ">" : " ", "strong"),
      span(`${clockTime(String(fact.ts), offset)} `, "dim"),
      span(`${glyph} ${tame(text)}`, role),
    ];
  });
  const gone = ` its facts are not at hand any more: transmission trades show ${trade.trade_id}`;
  const body = facts.length === 0 ? [[span(gone, "dim")]] : story;
  return [...head, ...body].map((line) => toWidth(line, width));
}

/** Trades. */
export const trades: View = {
  title: "Trades",
  orders: ORDERS.length,
  load: async (session, state) => {
    const found = await session.query("trades", {});
    const opened = found.find(({ trade_id }) => trade_id === state.places.trades.opened);
    if (opened === undefined) return { trades: found };
    const timeline = await session.query("timeline", { trace_id: opened.trace_id });
    return { trades: found, timeline };
  },
  count: (state) =>
    state.places.trades.opened === null ? shownTrades(state).length : state.data.timeline.length,
  keyOf: (state, row) => shownTrades(state)[row]?.trade_id ?? null,
  lines: (state, _plot, width, rows) => {
    const { filter } = state.places.trades;
    const trade = openedTrade(state);
    const count = plain(shownTrades(state).length, 0);
    const title = [span("TRADES", "title"), span(` ${count}`)];
    if (trade !== undefined) {
      const story = (cells: number, height: number) => storyLines(trade, state, cells, height);
      const name = [span("TRADE", "title"), span(` ${tame(trade.trade_id)}`)];
      return band([{ title: name, end: [span("Esc back", "dim")], width, lines: story }], rows);
    }
    const kept = filter === "" ? [] : [span(`/${tame(filter)}`, "strong"), span("  ")];
    const end = [...kept, span(orderOf(state).name, "dim")];
    const lines = (cells: number, height: number) => listLines(state, cells, height);
    return band([{ title, end, width, lines }], rows);
  },
};
