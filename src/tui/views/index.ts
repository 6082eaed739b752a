// The views by their names.

import type { CockpitState } from "../cockpit-state.js";
import type { ViewName } from "../view-names.js";
import { analytics } from "./analytics.js";
import { dash } from "./dash.js";
import { log } from "./log.js";
import { risk } from "./risk.js";
import { trades } from "./trades.js";
import type { View } from "./view.js";

/** The views. */
export const VIEW_TABLE: Readonly<Record<ViewName, View>> = { dash, trades, analytics, risk, log };

/** The view that is shown. */
export function viewOf({ view }: CockpitState): View {
  return VIEW_TABLE[view];
}
