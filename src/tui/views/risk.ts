// What is left of the limits, and what the guards go by.

import { inR } from "../../analytics/figures.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { span } from "../line.js";
import type { Line } from "../theme.js";
import type { View } from "./view.js";

function riskLines({ snapshot }: CockpitState): Line[] {
  const { day_R, week_R, governor } = snapshot;
  return [
    [span(" day   ", "dim"), span(inR(day_R), "strong")],
    [span(" week  ", "dim"), span(inR(week_R), "strong")],
    [span(" governor  ", "dim"), span(governor.reason)],
  ];
}

/** Risk. */
export const risk: View = {
  title: "Risk",
  count: () => 0,
  lines: (state, _plot, width, rows) =>
    band([{ title: [span("RISK", "title")], width, lines: () => riskLines(state) }], rows),
};
