// Where results come from, a table for each thing that tells trades apart.

import type { Attribution, CellFigures } from "../analytics/attribution.js";
import { inR, percent, plain, signed } from "../analytics/figures.js";
import { html, type Markup } from "./markup.js";
import type { Picks } from "./picks.js";
import { short } from "./scale.js";

/** What nobody knows. */
const UNKNOWN = "not known";

/** Rows of one table. */
interface Breakdown {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly names: readonly string[]; readonly cell: CellFigures }[];
}

function named<Key>(
  cells: readonly (Key & CellFigures)[],
  namesOf: (cell: Key) => readonly (string | number | null)[],
): Breakdown["rows"] {
  return cells.map((cell) => ({
    names: namesOf(cell).map((name) => (name === null ? UNKNOWN : String(name))),
    cell,
  }));
}

/** Words for a self-report. */
function moodOf(score: number | "none" | null): string | null {
  if (score === null) return null;
  return score === "none" ? "nothing said" : `${score} of 5`;
}

function breakdownsOf(attribution: Attribution): Breakdown[] {
  const { regime_strategy_symbol, exit_reason, side, gear, governor } = attribution;
  const { self_report, tag } = attribution;
  const sizes = (multiplier: number | null): string | null =>
    multiplier === null ? null : `× ${plain(multiplier, 2)}`;
  return [
    {
      title: "Regime, strategy and symbol",
      note: "The regime at the entry.",
      columns: ["Regime", "Strategy", "Symbol"],
      rows: named(regime_strategy_symbol, (cell) => [cell.regime, cell.strategy, cell.symbol]),
    },
    {
      title: "Exit",
      note: "Why the last part of the trade left.",
      columns: ["Reason"],
      rows: named(exit_reason, (cell) => [cell.exit_reason.replaceAll("_", " ")]),
    },
    { title: "Side", note: "", columns: ["Side"], rows: named(side, (cell) => [cell.side]) },
    {
      title: "Gear",
      note: "In which gear the entry was decided.",
      columns: ["Gear"],
      rows: named(gear, (cell) => [cell.gear]),
    },
    {
      title: "Governor",
      note: "How the governor stood at the entry.",
      columns: ["State", "Size"],
      rows: named(governor, (cell) => [cell.governor, sizes(cell.multiplier)]),
    },
    {
      title: "Self-report",
      note: "What the trader had reported that day.",
      columns: ["Mood"],
      rows: named(self_report, (cell) => [moodOf(cell.self_report)]),
    },
    {
      title: "Tags",
      note: "A trade with several tags stands in several rows.",
      columns: ["Tag"],
      rows: named(tag, (cell) => [cell.tag]),
    },
  ];
}

/** How sure the mean is. */
function intervalText({ too_few, expected_R_interval: interval }: CellFigures): string {
  if (too_few || interval === null) return "too few to say";
  return `${signed(interval.low, 2)} to ${signed(interval.high, 2)}`;
}

/** A bar from the middle, to the right above nothing and to the left below. */
function barOf(value: number, largest: number): Markup {
  const share = largest > 0 ? (Math.abs(value) / largest) * 50 : 0;
  const x = value < 0 ? 50 - share : 50;
  return html`<svg class="bar" aria-hidden="true"><rect class="${value < 0 ? "neg" : "pos"}"
x="${short(x)}%" width="${short(share)}%" height="100%"/><line class="zero" x1="50%" x2="50%" y1="0"
y2="100%"/></svg>`;
}

/** Columns of trades, won, mean, interval, total, bar and net. */
const FIGURES = html`<col class="count"><col class="mean"><col class="mean"><col class="interval">
<col class="sum"><col class="as-bar"><col class="sum">`;

function tableOf({ title, note, columns, rows }: Breakdown, picks: Picks): Markup {
  const largest = Math.max(...rows.map(({ cell }) => Math.abs(cell.total_R)));
  const head = columns.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map(({ names, cell }) => {
    const [first = "", ...rest] = names;
    const label = names.join(" · ");
    return html`<tr><th scope="row">${picks.button(first, label, cell.trade_ids)}</th>
${rest.map((name) => html`<td>${name}</td>`)}
<td class="n" data-v="${cell.trades}">${plain(cell.trades, 0)}</td>
<td class="n middling" data-v="${cell.win_rate}">${percent(cell.win_rate)}</td>
<td class="n" data-v="${cell.expected_R}">${signed(cell.expected_R, 2)}</td>
<td class="quiet wide">${intervalText(cell)}</td>
<td class="n" data-v="${cell.total_R}">${inR(cell.total_R)}</td>
<td class="wide">${barOf(cell.total_R, largest)}</td>
<td class="n wide" data-v="${cell.net_pnl}">${signed(cell.net_pnl, 2)}</td></tr>
`;
  });
  return html`<h3>${title}</h3><div class="scroll"><table class="sortable names-${columns.length}">
<caption>${note}</caption><colgroup>${columns.map(() => html`<col class="name">`)}${FIGURES}
</colgroup><thead><tr>${head}<th scope="col" class="n">Trades</th>
<th scope="col" class="n middling">Won</th>
<th scope="col" class="n">Mean R</th><th scope="col" class="wide" data-still>95 % interval</th>
<th scope="col" class="n">Total</th>
<th scope="col" class="wide" data-still><span class="unseen">As a bar</span></th>
<th scope="col" class="n wide">Net</th></tr></thead><tbody>
${body}</tbody></table></div>
`;
}

/** All tables that say something: one whose rows all say that nobody knows is left out. */
export function attributionTables(attribution: Attribution, picks: Picks): Markup {
  const telling = breakdownsOf(attribution).filter(({ rows }) =>
    rows.some(({ names }) => names.some((name) => name !== UNKNOWN)),
  );
  return html`${telling.map((breakdown) => tableOf(breakdown, picks))}`;
}
