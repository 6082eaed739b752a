// Where each panel stands, for any size of terminal. A frame is exactly as high as the terminal
// and no line of it is wider.

import type { CockpitState, CurvePlotter } from "./cockpit-state.js";
import { beside, rule, span, tame, toWidth, widthOf } from "./line.js";
import { cardLines } from "./panels/card.js";
import { feedLines, refusalLines } from "./panels/feed.js";
import { footerLine, helpLines } from "./panels/footer.js";
import { guardStrip, TILES_COLUMNS, worthLine } from "./panels/guards.js";
import { headerLines } from "./panels/header.js";
import { liveHeaderLines, stateRule } from "./panels/live-header.js";
import { positionLines, workingLine } from "./panels/positions.js";
import { distanceText, priceLines, priceTitle } from "./panels/price.js";
import { questionOf } from "./panels/question.js";
import { resultsLines, resultsTitle, tradesLines } from "./panels/results.js";
import { tileLines } from "./panels/tiles.js";
import type { Line } from "./theme.js";

/** The smallest terminal that everything fits on. */
const WHOLE = { columns: 80, rows: 24 };
/** From here on the last trades and the refusals have room beside the feed. */
const WIDE_COLUMNS = 110;
/** Head and one row: what is below must not move when a position comes or goes. */
const LEAST_POSITION_LINES = 2;
/** Most rows of positions that are shown. */
const POSITION_ROWS = 6;

/** A part of the screen. */
interface Block {
  readonly title: Line;
  readonly end?: Line;
  readonly width: number;
  readonly lines: (width: number, rows: number) => readonly Line[];
}

/** Blocks side by side under one rule, exactly `rows` lines. */
function band(blocks: readonly Block[], rows: number): Line[] {
  const head = blocks.flatMap(({ title, end = [], width }) => rule(width, title, end));
  const body = beside(
    blocks.map(({ lines, width }) => ({ lines: lines(width, rows - 1).slice(0, rows - 1), width })),
  );
  return exactly([head, ...body], rows);
}

function exactly(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: Math.max(0, rows) }, (_, row) => lines[row] ?? []);
}

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
  if (columns < WHOLE.columns || rows < WHOLE.rows) {
    return exactly(cardLines(state, columns, rows), rows);
  }
  const top = [
    ...headLines(state),
    ...tileLines(state, columns),
    ...(columns < TILES_COLUMNS ? [guardStrip(state, columns)] : []),
    ...positionsBand(state),
  ];
  const foot = footerLine(state, columns);
  const room = rows - top.length - 1;
  const middle = middleLines(state, plot, room);
  return exactly([...top, ...middle, foot], rows).map((line) => toWidth(line, columns));
}

/** Three lines: what this is, whether it is alive, and a rule or what stands in its place. */
function headLines(state: CockpitState): Line[] {
  const { columns, snapshot } = state;
  if (snapshot.replay !== null) return [...headerLines(state, columns), rule(columns)];
  return [...liveHeaderLines(state, columns), stateRule(state, columns)];
}

function middleLines(state: CockpitState, plot: CurvePlotter, rows: number): Line[] {
  const question = questionOf(state);
  if (question !== null) {
    const { title, lines } = question;
    return band([{ title: [span(title, "strong")], width: state.columns, lines }], rows);
  }
  return state.isHelpOpen ? helpBand(state, rows) : chartsAndFeed(state, plot, rows);
}

function positionsBand(state: CockpitState): Line[] {
  const { columns, rows, snapshot } = state;
  const { positions } = snapshot;
  const most = rows < 30 ? 2 : POSITION_ROWS;
  const hidden = positions.length - most;
  const table = positionLines(state, columns, most + 1);
  const end = hidden > 0 ? [span(`${hidden} more`, "loss")] : [];
  return [
    rule(columns, [span("POSITIONS", "title"), span(` ${positions.length}`)], end),
    ...exactly(table, Math.max(LEAST_POSITION_LINES, table.length)),
    workingLine(state, columns),
  ];
}

function helpBand(state: CockpitState, rows: number): Line[] {
  const lines: Block["lines"] = (width, height) => helpLines(state, width, height);
  const keys: Block = { title: [span("KEYS", "title")], width: state.columns, lines };
  return band([keys], rows);
}

function chartsAndFeed(state: CockpitState, plot: CurvePlotter, rows: number): Line[] {
  const { columns } = state;
  const chartRows = Math.ceil(rows * (rows < 20 ? 0.55 : 0.6));
  const left = Math.round(columns * 0.6);
  const distance = distanceText(state);
  const charts = band(
    [
      {
        title: priceTitle(state, left),
        end: distance === "" ? [] : [span(distance, "dim")],
        width: left,
        lines: (width, height) => priceLines(state, width, height),
      },
      {
        title: resultsTitle(state),
        width: columns - left,
        lines: (width, height) => resultsLines(state, plot, width, height),
      },
    ],
    chartRows,
  );
  return [...charts, ...feedBand(state, rows - chartRows)];
}

/** What a rule needs beside its title and its end. */
const RULE_CELLS = 7;

/** What guards are worth today stands at the end; where it is long, the title is short. */
function feedHead({ snapshot }: CockpitState, width: number): Pick<Block, "title" | "end"> {
  const short = [span("FACTS", "title")];
  const title = [...short, span(" newest first", "dim")];
  const whole = widthOf(worthLine(snapshot, Number.POSITIVE_INFINITY));
  const room = (head: Line): number => width - widthOf(head) - RULE_CELLS;
  const head = whole <= room(title) ? title : short;
  return { title: head, end: worthLine(snapshot, room(head)) };
}

function feedBand(state: CockpitState, rows: number): Line[] {
  const { columns } = state;
  const feed = (width: number): Block => ({
    ...feedHead(state, width),
    width,
    lines: (cells, height) => feedLines(state, cells, height),
  });
  if (columns < WIDE_COLUMNS) return band([feed(columns)], rows);
  const trades = (width: number): Block => ({
    title: [span("TRADES", "title"), span(` ${state.results.trades}`)],
    width,
    lines: (cells, height) => tradesLines(state, cells, height),
  });
  if (columns < 2 * WIDE_COLUMNS - 50) {
    const left = Math.round(columns * 0.6);
    return band([feed(left), trades(columns - left)], rows);
  }
  const refused = state.refusals.reduce((sum, { count }) => sum + count, 0);
  const left = Math.round(columns * 0.45);
  const middle = Math.round(columns * 0.35);
  const refusals: Block = {
    title: [span("REFUSED", "title"), span(` ${refused}`)],
    width: columns - left - middle,
    lines: (cells, height) => refusalLines(state, cells, height),
  };
  return band([feed(left), trades(middle), refusals], rows);
}
