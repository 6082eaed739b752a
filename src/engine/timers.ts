// What falls due by itself: a cool-down's end, a news window's beginning and end; live, also data
// that grows stale and a flatten that has to be tried again. Timers are read
// off the state, so that a restart has them again; before an event at t, all that is due by t
// fires, the earliest first.

import { retryDueTs } from "./control.js";
import { type Core, isLive } from "./core.js";
import { fireGovernor, governorDueTs } from "./risk/governor.js";
import { staleDueTs } from "./risk/live-guards.js";
import { fireNews, newsDueTs, newsFlattenDueTs, passNews } from "./risk/news.js";

/** Finds out anew when something falls due; after whatever may have changed that. */
export function planTimers(core: Core): void {
  core.nextDueTs = Math.min(governorDueTs(core), newsDueTs(core));
  if (!isLive(core)) return;
  // Nothing fires at these: between bars a clock's event comes then, and it is looked again.
  const looks = Math.min(staleDueTs(core), newsFlattenDueTs(core), retryDueTs(core));
  core.nextDueTs = Math.min(core.nextDueTs, looks);
}

/** Time goes on to `ts`: what is due fires, or is passed over while no bar has counted yet. */
export function passTime(core: Core, ts: number): void {
  if (core.nextDueTs > ts) return;
  if (core.state.hasBegun) fireTimers(core, ts);
  else {
    passNews(core, ts);
    planTimers(core);
  }
}

/** Fires all that is due by `ts`; facts carry the time they were due at. */
function fireTimers(core: Core, ts: number): void {
  while (core.nextDueTs <= ts) {
    const due = core.nextDueTs;
    core.state.now = Math.max(due, core.state.now);
    if (governorDueTs(core) <= due) fireGovernor(core);
    if (newsDueTs(core) <= due) fireNews(core);
    planTimers(core);
  }
}
