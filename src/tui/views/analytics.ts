// Why we win and lose, in numbers.

import { inR, percent, plain } from "../../analytics/figures.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { span } from "../line.js";
import type { Line } from "../theme.js";
import type { View } from "./view.js";

function figureLines({ data }: CockpitState): Line[] {
  const { metrics } = data;
  if (metrics === null || metrics.trades === 0) return [[span(" no trade closed yet", "dim")]];
  const { profit_factor, expected_R, win_rate, win_rate_wilson_lb } = metrics;
  const orNone = (value: number | null, text: (value: number) => string): string =>
    value === null ? "–" : text(value);
  const row = (name: string, value: string): Line => [
    span(` ${name.padEnd(20)}`, "dim"),
    span(value, "strong"),
  ];
  return [
    row("trades", plain(metrics.trades, 0)),
    row("total", inR(metrics.total_R)),
    row("expected", orNone(expected_R, inR)),
    row(
      "profit factor",
      orNone(profit_factor, (value) => plain(value, 2)),
    ),
    row("won", `${orNone(win_rate, percent)}, at least ${orNone(win_rate_wilson_lb, percent)}`),
    row("deepest drawdown", `${plain(metrics.max_drawdown_R, 2)} R`),
  ];
}

/** Analytics. */
export const analytics: View = {
  title: "Analytics",
  load: async (session) => ({
    metrics: await session.query("metrics", {}),
    guards: await session.query("guards", {}),
  }),
  count: () => 0,
  lines: (state, _plot, width, rows) =>
    band([{ title: [span("ANALYTICS", "title")], width, lines: () => figureLines(state) }], rows),
};
