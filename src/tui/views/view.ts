// What a view of the cockpit is: a part of the screen under what is always there.

import type { Session } from "../../runtime/session.js";
import type { CockpitState, CurvePlotter, ViewData } from "../cockpit-state.js";
import type { Line } from "../theme.js";

/** A view. */
export interface View {
  /** As it is named at the foot. */
  readonly title: string;
  /** What it asks of the session beside what every view shows; left out, nothing. */
  readonly load?: (
    session: Pick<Session, "query">,
    state: CockpitState,
  ) => Promise<Partial<ViewData>>;
  /**
   * Of a view whose own data moves with prices: what is shown of it until it was asked for. Left
   * out, it moves with facts alone.
   */
  readonly stale?: Partial<ViewData>;
  /** It is read like a page: the cursor is the first row that is seen. Left out, it is a list. */
  readonly isPage?: true;
  /** Rows that the cursor can stand on, of the list or of what is open; all of a page. */
  readonly count: (state: CockpitState) => number;
  /** In how many orders its list can be; left out, in one. */
  readonly orders?: number;
  /** What Enter opens of a row, by a key that stays its own when rows come; null opens nothing. */
  readonly keyOf?: (state: CockpitState, row: number) => string | null;
  /** At most `rows` lines of at most `width` cells. */
  readonly lines: (
    state: CockpitState,
    plot: CurvePlotter,
    width: number,
    rows: number,
  ) => readonly Line[];
}
