// The whole page: data in, HTML out. It asks nothing of anybody: no network, no clock, no machine.

import type { Analysis } from "../analytics/analysis.js";
import type { JournalTrade } from "../analytics/entry-context.js";
import { plain, signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import { attributionTables } from "./attribution-tables.js";
import { equityFigure, rollingFigure } from "./equity-figure.js";
import { guardsTable } from "./guards-table.js";
import { headline } from "./headline.js";
import { regimeTable, weekTable } from "./heat-tables.js";
import { histogramFigure } from "./histogram-figure.js";
import { html, Markup, scriptJson } from "./markup.js";
import { packTrades } from "./packed-trades.js";
import type { PageData } from "./page/main.js";
import { columnsFor } from "./path-room.js";
import { Picks } from "./picks.js";
import { packPath, type TradeTrace } from "./trace.js";

/** Names and values that say what a page was made of. */
export type Particulars = readonly (readonly [name: string, value: string])[];

/** Everything that a page shows. */
export interface ReportData {
  /** E.g. `MNQ 1m`. */
  readonly title: string;
  /** What it is a report of, e.g. `Replay`. */
  readonly kind: string;
  /** From when to when, and what was asked for, in a few words each. */
  readonly scope: readonly string[];
  readonly currency: string;
  readonly metrics: Metrics;
  /** Closed trades in journal order. */
  readonly trades: readonly JournalTrade[];
  /** Of the same trades. */
  readonly analysis: Analysis;
  /** What people noted on a trade. */
  readonly notesOf: (trade: JournalTrade) => readonly string[];
  /** The path of a trade, or null where its bars are not known. */
  readonly traceOf: (trade: JournalTrade) => TradeTrace | null;
  /** A table each: files of bars, or what of the journal was read. */
  readonly sources: readonly Particulars[];
  /** Version, digest and the like. */
  readonly made: Particulars;
  /** The effective configuration; null where it is not known. */
  readonly config: unknown;
}

/** Text for a `style` or `script` element, and the Content-Security-Policy's hash of it. */
export interface Asset {
  readonly text: string;
  /** `sha256-` and base64. */
  readonly hash: string;
}

/** What makes a page look and move. */
export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
}

function particulars(pairs: Particulars): Markup {
  const rows = pairs.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  );
  return html`<table class="particulars"><tbody>${rows}</tbody></table>`;
}

function daysTable({ pnls_by_day: days }: Metrics): Markup | null {
  if (days.length === 0) return null;
  const rows = days.map(
    ({ day, trades, r, pnl }) =>
      html`<tr><th scope="row">${day}</th><td class="n" data-v="${trades}">${plain(trades, 0)}</td>
<td class="n" data-v="${r}">${signed(r, 2)}</td>
<td class="n" data-v="${pnl}">${signed(pnl, 2)}</td></tr>
`,
  );
  return html`<details><summary>Day by day, ${plain(days.length, 0)} with trades</summary>
<div class="scroll"><table class="sortable"><caption>By the trading day of the exit.</caption>
<thead><tr><th scope="col">Day</th><th scope="col" class="n">Trades</th>
<th scope="col" class="n">R</th><th scope="col" class="n">Net</th></tr></thead><tbody>
${rows}</tbody></table></div></details>`;
}

/** The trades' section: the script fills the table. */
function tradesSection(): Markup {
  return html`<noscript><p class="empty">The list of trades needs JavaScript, which this page brings
with it.</p></noscript>
<div class="tools"><label>Filter <input id="filter" type="search" autocomplete="off"
spellcheck="false" placeholder="MNQ short stop"></label>
<button type="button" id="unpick" hidden></button>
<span id="found" role="status"></span></div>
<div class="scroll"><table id="trades"><caption>All words of the filter must be found in a trade. A
click on a trade shows its path. Times are UTC.</caption><thead></thead><tbody></tbody></table>
</div>
<nav id="pages" aria-label="Pages of trades"></nav>`;
}

function section(id: string, title: string, ...content: readonly (Markup | null)[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`;
}

function head(title: string, { style, script }: Assets): Markup {
  const policy =
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; " +
    `style-src '${style.hash}'; script-src '${script.hash}'`;
  return html`<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
content="${new Markup(policy)}"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title}</title><link rel="icon" href="data:,">
<style>${new Markup(style.text)}</style></head>`;
}

function sectionsOf(data: ReportData, picks: Picks): Markup[] {
  const { metrics, trades, currency, analysis } = data;
  const { performance, attribution } = analysis;
  const head = headline({ metrics, performance, currency });
  const guards = section(
    "guards",
    "What the guards were worth",
    guardsTable(attribution.guard, picks),
  );
  if (trades.length === 0) return [head, guards];
  const rolling = rollingFigure(performance);
  return [
    head,
    section("equity", "Equity", equityFigure(metrics), daysTable(metrics)),
    rolling === null ? html`` : section("expectancy", "Is there an edge?", rolling),
    section(
      "when",
      "When, where, how much",
      html`<div class="pair"><div>${weekTable(metrics, attribution, picks)}</div><div>
${regimeTable(attribution, picks)}${histogramFigure(performance.distribution)}</div></div>`,
    ),
    section("why", "Where results come from", attributionTables(attribution, picks)),
    guards,
    section("list", "Trades", tradesSection()),
  ];
}

/** The sections that can be gone to. */
const LINKS = [
  ...[
    ["equity", "Equity"],
    ["when", "When"],
    ["why", "Why"],
    ["guards", "Guards"],
  ],
  ...[
    ["list", "Trades"],
    ["made", "Made of"],
  ],
] as const;

function linksTo(sections: readonly Markup[]): Markup {
  const text = sections.map((one) => one.text).join("");
  const links = LINKS.filter(([id]) => text.includes(`<section id="${id}"`));
  return html`<nav class="sections" aria-label="Sections">
${links.map(([id = "", name = ""]) => html`<a href="#${id}">${name}</a>`)}</nav>`;
}

function madeSection({ sources, made, config }: ReportData): Markup {
  const setting =
    config === null
      ? null
      : html`<details><summary>The configuration that was in force</summary>
<pre>${JSON.stringify(config, null, 2)}</pre></details>`;
  return section(
    "made",
    "What made this",
    html`${sources.map(particulars)}${particulars(made)}${setting}`,
  );
}

/** One file that stands alone. The same data give the same bytes. */
export function reportHtml(data: ReportData, assets: Assets): string {
  const { title, kind, scope, trades, currency } = data;
  const picks = new Picks(trades.map(({ trade_id }) => trade_id));
  const sections = [...sectionsOf(data, picks), madeSection(data)];
  const columns = columnsFor(trades.length);
  const paths = trades.map((trade) => {
    const trace = columns === 0 ? null : data.traceOf(trade);
    return trace === null ? null : packPath(trace, columns);
  });
  const packed: PageData = packTrades(trades, {
    ...{ currency, paths, picks: picks.all },
    notes: trades.map((trade) => data.notesOf(trade)),
  });
  return html`<!doctype html>
<html lang="en">${head(`${title}: ${kind}, Transmission`, assets)}
<body><header><p class="kind">Transmission <span>${kind}</span></p><h1>${title}</h1>
<p class="scope">${scope.map((part) => html`<span>${part}</span> `)}</p>
${linksTo(sections)}</header>
<main>
${sections}</main>
<script type="application/json" id="data">${scriptJson(packed)}</script>
<script>${new Markup(assets.script.text)}</script></body></html>
`.text;
}
