// Results by two things at once, as tables whose cells are tinted by what is in them.

import type { Attribution } from "../analytics/attribution.js";
import { signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import { html, type Markup } from "./markup.js";
import type { Picks } from "./picks.js";

/** What a cell holds. */
interface Heat {
  readonly r: number;
  readonly trades: number;
  /** Of the trades. */
  readonly ids: readonly string[];
}

/** Tints of either sign. */
const TINTS = 5;

/** Class of a tint: the sign, and how far towards the largest result of the table. */
function tintOf({ r }: Heat, largest: number): string {
  if (r === 0 || largest === 0) return "even";
  const depth = Math.max(1, Math.ceil((Math.abs(r) / largest) * TINTS));
  return `${r > 0 ? "pos" : "neg"}-${depth}`;
}

interface Axis {
  readonly name: string;
  readonly labels: readonly string[];
}

/** @param cells by row, then column; null where nothing was traded */
function heatTable(
  caption: string,
  rows: Axis,
  columns: Axis,
  cells: readonly (readonly (Heat | null)[])[],
  picks: Picks,
): Markup {
  const largest = Math.max(0, ...cells.flat().map((cell) => Math.abs(cell?.r ?? 0)));
  const head = columns.labels.map((label) => html`<th scope="col">${label}</th>`);
  const body = rows.labels.map((label, row) => {
    const tinted = (cells[row] ?? []).map((cell, column) => {
      if (cell === null) return html`<td></td>`;
      const name = `${label}, ${columns.labels[column] ?? ""}`;
      const result = picks.button(signed(cell.r, 1), name, cell.ids);
      const tint = tintOf(cell, largest);
      return html`<td class="${tint}">${result} <small>${cell.trades}</small></td>`;
    });
    return html`<tr><th scope="row">${label}</th>${tinted}</tr>
`;
  });
  return html`<div class="scroll"><table class="heat"><caption>${caption}</caption>
<thead><tr><th scope="col">${rows.name}</th>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** By the entry's weekday and hour, from the first hour with trades to the last. */
export function weekTable(
  { heatmap_weekday_hour: { r, trades } }: Metrics,
  { weekday_hour }: Pick<Attribution, "weekday_hour">,
  picks: Picks,
): Markup {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const traded = hours.filter((hour) => trades.some((day) => (day[hour] ?? 0) > 0));
  const [first, last] = [traded[0], traded.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const shown = hours.slice(first, last + 1);
  const isWeekendTraded = [5, 6].some((day) => trades[day]?.some((count) => count > 0));
  const days = WEEKDAYS.slice(0, isWeekendTraded ? 7 : 5);
  const cells = shown.map((hour) =>
    days.map((_, day) => {
      const count = trades[day]?.[hour] ?? 0;
      if (count === 0) return null;
      const cell = weekday_hour.find((one) => one.weekday === day && one.hour === hour);
      return { r: r[day]?.[hour] ?? 0, trades: count, ids: cell?.trade_ids ?? [] };
    }),
  );
  const labels = shown.map((hour) => `${String(hour).padStart(2, "0")}:00`);
  return heatTable(
    "Total R, and the number of trades, by the hour of the entry in exchange time.",
    { name: "Hour", labels },
    { name: "Weekday", labels: days },
    cells,
    picks,
  );
}

/** By regime and strategy, over all symbols. */
export function regimeTable(
  { regime_strategy_symbol: matrix }: Pick<Attribution, "regime_strategy_symbol">,
  picks: Picks,
): Markup {
  const regimes = [...new Set(matrix.map(({ regime }) => regime))];
  const strategies = [...new Set(matrix.map(({ strategy }) => strategy))].sort();
  const cells = strategies.map((strategy) =>
    regimes.map((regime) => {
      const own = matrix.filter((row) => row.strategy === strategy && row.regime === regime);
      if (own.length === 0) return null;
      return own.reduce<Heat>(
        (sum, row) => ({
          r: sum.r + row.total_R,
          trades: sum.trades + row.trades,
          ids: [...sum.ids, ...row.trade_ids],
        }),
        { r: 0, trades: 0, ids: [] },
      );
    }),
  );
  return heatTable(
    "Total R, and the number of trades, by the regime at the entry.",
    { name: "Strategy", labels: strategies },
    { name: "Regime", labels: regimes },
    cells,
    picks,
  );
}
