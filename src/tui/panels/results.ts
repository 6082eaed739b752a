// How the run has gone so far: cumulative R as a curve, drawdown in words, the last trades.

import { inR, percent, plain, signed } from "../../analytics/figures.js";
import type { CockpitState, CurvePlotter } from "../cockpit-state.js";
import { span, table, tame, toWidth } from "../line.js";
import { exitWords } from "../reason-words.js";
import { type Line, toneOf } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";

/**
 * `RUN +2.79 R`; of a live run, which may have begun long before, since when what is seen here
 * counts: `SINCE Tue 09:30 +0.50 R`.
 */
export function resultsTitle({ results, snapshot }: CockpitState): Line {
  const total = span(` ${inR(results.total)}`, toneOf(results.total));
  const { since } = results;
  if (snapshot.replay !== null || since === null) return [span("RUN", "title"), total];
  const { offset } = clockOf(snapshot.symbols);
  const day = dayName(since, offset).slice(0, 6);
  return [span("SINCE", "title"), span(` ${day} ${clockTime(since, offset)}`, "dim"), total];
}

/** Drawdown and trades in words. */
function resultsWords({ results }: CockpitState): string {
  const { trades, wins, drawdown, deepest, grossWin, grossLoss } = results;
  if (trades === 0) return "no trade closed yet";
  const factor = grossLoss > 0 ? `, PF ${plain(grossWin / grossLoss, 2)}` : "";
  const now = plain(drawdown, 2);
  const below = /[1-9]/.test(now) ? `drawdown ${now} R` : "no drawdown";
  const most = deepest > 0 ? `, deepest ${plain(deepest, 2)} R` : "";
  const count = `${trades} trade${trades === 1 ? "" : "s"}`;
  return `${below}${most}; ${count}, ${percent(wins / trades)} won${factor}`;
}

/** The curve and a line of words below it; at most `rows` lines. */
export function resultsLines(
  state: CockpitState,
  plot: CurvePlotter,
  width: number,
  rows: number,
): Line[] {
  const words = resultsWords(state);
  const parts = words.split("; ");
  const wrapped = words.length + 1 <= width ? [words] : parts;
  const foot = wrapped.slice(0, Math.max(1, rows - 4)).map((text) => [span(` ${text}`, "dim")]);
  const room = rows - foot.length;
  const curve = state.results.trades === 0 ? [] : plot(state.results.curve, width - 1, room);
  const lines: Line[] = curve.slice(0, room).map((text) => [span(text)]);
  while (lines.length < room) lines.push([]);
  return [...lines, ...foot].map((line) => toWidth(line, width));
}

/** The last trades as a table of at most `rows` lines, newest first. */
export function tradesLines(
  { closed, snapshot }: CockpitState,
  width: number,
  rows: number,
): Line[] {
  if (closed.length === 0) return [[span(" none yet", "dim")]];
  const { offset, city } = clockOf(snapshot.symbols);
  const shown = closed.slice(0, Math.max(0, rows - 1));
  const column = (title: string, spare: number, of: (trade: (typeof shown)[number]) => string) => ({
    title,
    align: "left" as const,
    spare,
    cells: shown.map((trade) => span(of(trade))),
  });
  return table(
    [
      column(
        `OUT ${city}`,
        0,
        ({ ts }) => `${dayName(ts, offset).slice(0, 6)} ${clockTime(ts, offset)}`,
      ),
      { ...column("SYM", 0, ({ symbol }) => tame(symbol)), least: 8 },
      column("SIDE", 1, ({ side }) => (side === "long" ? "▲ long" : "▼ short")),
      {
        title: "R",
        align: "right",
        spare: 0,
        cells: shown.map(({ result_R: R }) => span(signed(R, 2), toneOf(R))),
      },
      {
        title: snapshot.currency,
        align: "right",
        spare: 3,
        cells: shown.map(({ net_pnl: pnl }) => span(signed(pnl, 2), toneOf(pnl))),
      },
      { ...column("STRATEGY", 4, ({ strategy }) => tame(strategy)), least: 16 },
      column("WHY", 5, ({ exit_reason }) => exitWords(exit_reason)),
    ],
    width,
  );
}
