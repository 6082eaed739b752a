// Cumulative R with its drawdown beneath, and how expectancy went. A step is a trade.

import { counted } from "../analytics/count.js";
import { moment, plain, signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import type { Performance } from "../analytics/performance.js";
import { datesBeneath, linePlot, lineThrough } from "./line-plot.js";
import { html, type Markup } from "./markup.js";
import { scaleOf } from "./scale.js";

/** The figure; nothing where there is nothing to draw. */
export function equityFigure(metrics: Metrics): Markup {
  const { equity_curve: points, max_drawdown_R, total_R } = metrics;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const equity = [0, ...points.map(({ r }) => r)];
  const falls = [0, ...points.map(({ drawdown_r }) => -drawdown_r)];
  const [up, down] = [scaleOf(equity, 5), scaleOf(falls, 3)];
  const drawn = (values: readonly number[], scale: typeof up): Markup => {
    const line = lineThrough(values, scale).join("L");
    const base = scale.fromTop(0);
    return html`<path class="area" d="M0 ${base}L${line}L100 ${base}Z"/>
<path class="line" d="M${line}"/>`;
  };
  const told =
    `Cumulative R over ${counted(points.length, "trade")} from ` +
    `${moment(Date.parse(first.ts))} to ${moment(Date.parse(last.ts))} UTC: ` +
    `it ends at ${signed(total_R, 2)} R; the deepest drawdown is ${plain(max_drawdown_R, 2)} R.`;
  return html`<figure class="curve" id="curve" tabindex="0"
aria-label="Equity. Arrow keys go from trade to trade, Enter opens one.">
<div role="img" aria-label="${told}">
<p class="axis">Cumulative R</p>
${linePlot("equity", up, drawn(equity, up))}
<p class="axis">Drawdown in R</p>
${linePlot("drawdown", down, drawn(falls, down))}
${datesBeneath([first.ts, ...points.map(({ ts }) => ts)])}
</div><figcaption>One step a trade, in the order in which they closed; dates mark the first trade of
a day, month or year. <output id="readout"></output></figcaption></figure>`;
}

/** Mean R of the last trades with its interval, as it went; null where there are too few. */
export function rollingFigure({ rolling }: Performance): Markup | null {
  const { points, window } = rolling;
  const last = points.at(-1);
  if (points.length < 2 || last === undefined) return null;
  const scale = scaleOf(
    points.flatMap(({ low, high }) => [low, high]),
    4,
  );
  const lineOf = (key: "expected_R" | "low" | "high"): string[] =>
    lineThrough(
      points.map((point) => point[key]),
      scale,
    );
  const band = [...lineOf("high"), ...lineOf("low").reverse()].join("L");
  const lines = html`<path class="band" d="M${band}Z"/>
<path class="line" d="M${lineOf("expected_R").join("L")}"/>`;
  const told =
    `Mean R of the last ${window} trades with its 95 % interval, after each trade. At the end it ` +
    `is ${signed(last.expected_R, 2)} R, between ${signed(last.low, 2)} and ` +
    `${signed(last.high, 2)} R.`;
  return html`<figure><div role="img" aria-label="${told}">
${linePlot("rolling", scale, lines)}
${datesBeneath(points.map(({ ts }) => ts))}
</div><figcaption>Mean R of the last ${window} trades, and the 95 % interval around it. While the
band holds zero, chance alone would do.</figcaption></figure>`;
}
