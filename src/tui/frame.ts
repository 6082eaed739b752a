// Where each panel stands, for any size of terminal. A frame is exactly as high as the terminal
// and no line of it is wider.

import { type Block, band, exactly } from "./band.js";
import { type CockpitState, type CurvePlotter, isWhole } from "./cockpit-state.js";
import { span, tame, toWidth } from "./line.js";
import { cardLines } from "./panels/card.js";
import { footLines, helpLines, keysShown } from "./panels/footer.js";
import { guardStrip, TILES_COLUMNS } from "./panels/guards.js";
import { headerLines } from "./panels/header.js";
import { liveHeaderLines, stateRule } from "./panels/live-header.js";
import { positionsBand } from "./panels/positions.js";
import { questionOf } from "./panels/question.js";
import { scrubLine } from "./panels/scrub.js";
import { tileLines } from "./panels/tiles.js";
import { withToasts } from "./panels/toasts.js";
import { whyLines, whyTitle } from "./panels/why.js";
import { lastStart, scrolled } from "./scroll.js";
import type { Line } from "./theme.js";
import { viewOf } from "./views/index.js";

/** Rows that positions leave to a view, and to a question that is asked. */
const LEAST_VIEW_ROWS = 6;
const LEAST_QUESTION_ROWS = 11;

/** All lines of the screen; where a panel fails, what must be seen and why the rest is not. */
export function frameLines(state: CockpitState, plot: CurvePlotter): Line[] {
  try {
    return wholeFrame(state, plot);
  } catch (error) {
    const why = tame(error instanceof Error ? error.message : String(error));
    const { columns, rows } = state;
    const fault = [span(" this could not be drawn: ", "loss"), span(why)];
    return exactly([...cardLines(state, columns, rows - 1), toWidth(fault, columns)], rows);
  }
}

function wholeFrame(state: CockpitState, plot: CurvePlotter): Line[] {
  const { columns, rows } = state;
  if (!isWhole(state)) return exactly(cardLines(state, columns, rows), rows);
  const top = topLines(state);
  const foot = footLines(state, columns);
  const room = rows - top.length - foot.length;
  const middle = withToasts(state, middleLines(state, plot, room), columns);
  return exactly([...top, ...middle, ...foot], rows).map((line) => toWidth(line, columns));
}

/** What stands above the view, whichever it is. */
function topLines(state: CockpitState): Line[] {
  const { columns, rows } = state;
  const top = [
    ...headLines(state),
    ...tileLines(state, columns),
    ...(columns < TILES_COLUMNS ? [guardStrip(state, columns)] : []),
  ];
  const least = questionOf(state) === null ? LEAST_VIEW_ROWS : LEAST_QUESTION_ROWS;
  return [...top, ...positionsBand(state, columns, rows - top.length - 1 - least)];
}

/** Rows that the view has, or what lies over it. */
function viewRows(state: CockpitState): number {
  const { columns, rows } = state;
  const foot = footLines(state, columns);
  return isWhole(state) ? rows - topLines(state).length - foot.length : 0;
}

/** The last row that what is read like a page can begin with: the shown view, or why. */
export function lastPageStart(state: CockpitState): number {
  const { why, columns } = state;
  const rows = viewRows(state);
  if (why !== null) return lastStart(whyLines(state, why, columns).length, rows - 1);
  return lastStart(viewOf(state).count(state), rows);
}

/** Three lines: what this is, whether it is alive, and a rule or what stands in its place. */
function headLines(state: CockpitState): Line[] {
  const { columns, snapshot } = state;
  if (snapshot.replay !== null) return [...headerLines(state, columns), scrubLine(state, columns)];
  return [...liveHeaderLines(state, columns), stateRule(state, columns)];
}

function middleLines(state: CockpitState, plot: CurvePlotter, rows: number): Line[] {
  const question = questionOf(state);
  if (question !== null) {
    const { title, lines } = question;
    return band([{ title: [span(title, "strong")], width: state.columns, lines }], rows);
  }
  if (state.isHelpOpen) return helpBand(state, rows);
  const { why, columns } = state;
  if (why !== null) {
    const lines: Block["lines"] = (width, height) =>
      scrolled(whyLines(state, why, width), state.helpRow, height);
    const end = [span("j k move, Esc back", "dim")];
    return band([{ title: whyTitle(state, why), end, width: columns, lines }], rows);
  }
  return exactly(viewOf(state).lines(state, plot, state.columns, rows), rows);
}

function helpBand(state: CockpitState, rows: number): Line[] {
  const lines: Block["lines"] = (width, height) => helpLines(state, width, height);
  const title = [span("KEYS", "title"), span(` ${keysShown(state).length}`)];
  const end = [span("j k move, Esc back", "dim")];
  const keys: Block = { title, end, width: state.columns, lines };
  return band([keys], rows);
}
