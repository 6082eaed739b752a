// How results in R are spread.

import type { Distribution } from "../analytics/distribution.js";
import { inR, plain } from "../analytics/figures.js";
import { html, type Markup } from "./markup.js";
import { short, tickText } from "./scale.js";

/** Room above the bars for their counts, and beneath for the axis, per cent of the height. */
const [HEAD, FOOT] = [10, 12];
/** Edges that are named, at most: more would touch on a narrow screen. */
const EDGES = 9;

type Bin = Distribution["bins"][number];

/** The figure; nothing where there is nothing to draw. */
export function histogramFigure({ bins, bin_R: width, median_R }: Distribution): Markup {
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const most = Math.max(...bins.map(({ trades }) => trades));
  const slot = 100 / bins.length;
  const span = ({ from, to }: Bin): string =>
    `${tickText(from, width)} to ${tickText(to, width)} R`;
  const bars = bins.map((bin, at) => {
    const height = (bin.trades / most) * (100 - HEAD - FOOT);
    const top = 100 - FOOT - height;
    const count = plain(bin.trades, 0);
    const place = html`x="${short((at + 0.06) * slot)}%" width="${short(slot * 0.88)}%"`;
    const middle = short((at + 0.5) * slot);
    const label = html`<text x="${middle}%" y="${short(top - 2)}%">${count}</text>`;
    return html`<g><title>${span(bin)}: ${count}</title>
<rect class="${bin.from < 0 ? "neg" : "pos"}" ${place} y="${short(top)}%"
height="${short(height)}%"/>${bin.trades > 0 && label}</g>`;
  });
  const every = Math.ceil((bins.length + 1) / EDGES);
  const edges = [...bins.map(({ from }) => from), last.to].map((edge, at) => {
    const isNamed = Math.round(edge / width) % every === 0;
    return isNamed && html`<text x="${short(at * slot)}%" y="97%">${tickText(edge, width)}</text>`;
  });
  const told = bins.filter(({ trades }) => trades > 0).map((bin) => `${span(bin)}: ${bin.trades}`);
  const base = 100 - FOOT;
  return html`<figure><svg class="histogram" role="img"
aria-label="Trades by result. ${told.join("; ")}"><line class="zero" x1="0" x2="100%" y1="${base}%"
y2="${base}%"/>${bars}<g class="edges">${edges}</g></svg>
<figcaption>Trades by result, ${tickText(width, width).slice(1)} R a bar; the middle one is
${inR(median_R)}.</figcaption></figure>`;
}
