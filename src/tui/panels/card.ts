// What must be seen on a terminal that is too small for the rest: position, stop, R, state.

import { inR, plain } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import { type CockpitState, WHOLE_SIZE } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { clip, ends, packed, pieced, span, tame, toWidth, widthOf, wrap } from "../line.js";
import { quantity } from "../quantity.js";
import { stateReason } from "../reason-words.js";
import { type Line, toneOf } from "../theme.js";
import { helpLines, keysShown, underWaySpan } from "./footer.js";
import { focusObstacle, governorLine, newsLine, type Told } from "./guards.js";
import { clockLine, tapeText } from "./header.js";
import { accountName, ageText, aliveLine, heldNames, seatBadge, stateSpan } from "./live-header.js";
import { byProtection, flatByLine, moreSpan, protectionSpan, sideText } from "./positions.js";
import { promptLine, questionOf } from "./question.js";
import { progressText } from "./scrub.js";
import { freedomWords, limitText, resultSpan } from "./tiles.js";
import { cardToastLines } from "./toasts.js";

/** Lines below what is open that are to be seen too: state, R, the day's, whether one may trade. */
const LEAST_BELOW = 4;
/** Rows that what was said may take. */
const SAID_ROWS = 3;
/** Cells that a symbol keeps. */
const LEAST_SYMBOL = 8;

type Position = Snapshot["positions"][number];

function heldLines(position: Position, { symbols }: Snapshot): Line[] {
  const { symbol, side, qty, stop, protection, naked_s, R } = position;
  const places = decimalsOf({ symbols }, symbol);
  return [
    [
      span(` ${tame(symbol)} ${sideText(side)} ${quantity(qty)}`, "strong"),
      span(` ${inR(R)}`, toneOf(R)),
    ],
    [span(` stop ${plain(stop, places)} `), protectionSpan(protection, naked_s)],
  ];
}

/** In one line what cannot wait: whether it is protected. */
function shortHeldLine({ symbol, side, qty, protection, naked_s }: Position, width: number): Line {
  const name = span(` ${clip(tame(symbol), LEAST_SYMBOL)} ${sideText(side)} `, "strong");
  const pieces = [
    { spare: 0, line: [name] },
    { spare: 1, line: [span(`${quantity(qty)} `, "strong")] },
    { spare: 0, line: [protectionSpan(protection, naked_s)] },
  ];
  return pieced(pieces, width);
}

/**
 * Position, R and protection in two lines each; where there is no room in one, what is not
 * protected first, and how the others are.
 */
function allHeldLines(snapshot: Snapshot, width: number, rows: number): Line[] {
  const positions = byProtection(snapshot);
  if (positions.length === 0) return [[span(" no position")]];
  if (positions.length * 2 <= rows || positions.length === 1) {
    return positions.flatMap((one) => heldLines(one, snapshot));
  }
  const room = Math.max(1, positions.length <= rows ? rows : rows - 1);
  const hidden = positions.slice(room);
  return [
    ...positions.slice(0, room).map((one) => shortHeldLine(one, width)),
    ...(hidden.length === 0 ? [] : [[span(" "), moreSpan(hidden)]]),
  ];
}

/** The mode, and what the tape or the system does. */
function headLines(state: CockpitState, width: number): Line[] {
  const { snapshot } = state;
  const banner = span(` ${snapshot.mode} `, "banner");
  const free = snapshot.unguarded ? [span(" "), span("[WITHOUT GUARDS]", "alarm")] : [];
  if (snapshot.replay !== null) {
    const tape = { spare: 0, line: [banner, ...free, span(` ${tapeText(state)}`)] };
    return [pieced([tape, { spare: 1, line: [span(`  ${progressText(state, 0)}`)] }], width)];
  }
  const why = stateReason(snapshot.state, snapshot.state_reason);
  const head: Line = [
    ...[banner, ...seatBadge(state), ...free, span(" "), stateSpan(state)],
    span(state.silence === null ? ` ${tame(why)}` : ""),
  ];
  return [head, toWidth([span(" "), ...aliveLine(state)], width)];
}

/** Whether one may trade; of an engine that is silent only what it said last. */
function permissionWords(state: CockpitState): string {
  const { silence } = state;
  const obstacle = focusObstacle(state);
  if (silence === null) {
    return obstacle === null
      ? `can trade, ${freedomWords(state.snapshot)}`
      : `can't trade: ${obstacle}`;
  }
  const was = obstacle === null ? "could trade" : "could not trade";
  return `? ${was} as of ${ageText(silence.ms)} ago`;
}

/** Day and week with their limits: in words, where those do not fit as figures alone. */
function resultsLine({ day_R, week_R, day_limit_R, week_limit_R }: Snapshot, width: number): Line {
  const line = (head: string, limitOf: (limit: number) => string): Line => [
    ...[span(` day${head}`), resultSpan(day_R)],
    span(day_limit_R === null ? "" : limitOf(day_limit_R), "dim"),
    ...[span("  week "), resultSpan(week_R)],
    span(week_limit_R === null ? "" : limitOf(week_limit_R), "dim"),
  ];
  const ways = [
    line("  ", (limit) => ` limit ${limitText(limit)}`),
    line("  ", (limit) => ` / ${limitText(limit)}`),
    line(" ", (limit) => `/${limitText(limit)}`),
  ];
  return ways.find((one) => widthOf(one) <= width) ?? line(" ", () => "");
}

/** What was said, in so many rows at most; what is longer ends in a mark. */
function saidLines(state: CockpitState, width: number): Line[] {
  const said = state.notice ?? underWaySpan(state);
  if (said === null) return [];
  const rows = wrap(said.text, width - 2);
  const last = rows.slice(SAID_ROWS - 1).join(" ");
  const shown = [...rows.slice(0, SAID_ROWS - 1), ...(last === "" ? [] : [last])];
  return shown.map((text) => [span(" "), span(clip(text, width - 2), said.role)]);
}

/** What is told, asked or said before all else but the head. */
function askedLines(state: CockpitState, width: number, room: number): Line[] {
  const { prompt } = state;
  const toast = cardToastLines(state, width);
  if (prompt === null) return [...toast, ...saidLines(state, width)];
  const asked = [...toast, promptLine(state, prompt, width)];
  const question = questionOf(state);
  const left = room - asked.length;
  return [...asked, ...(question === null || left < 1 ? [] : question.lines(width, left))];
}

/** The keys, below the head and what is held. */
function keyLines(state: CockpitState, width: number, rows: number): Line[] {
  const [first, ...others] = byProtection(state.snapshot);
  const held = first === undefined ? [] : [shortHeldLine(first, width)];
  const hidden = others.length === 0 ? [] : [[span(" "), moreSpan(others)]];
  const head = headLines(state, width);
  const asked = askedLines(state, width, rows - head.length);
  const above = [...head, ...asked, ...held, ...hidden].slice(0, Math.max(1, rows - 2));
  const title = [span(" KEYS", "title"), span(` ${keysShown(state).length}`)];
  const end = [span("j k move, Esc back ", "dim")];
  const top = [...above, widthOf([...title, ...end]) < width ? ends(title, end, width) : title];
  return [...top, ...helpLines(state, width, Math.max(1, rows - top.length))];
}

/** Governor, news, when it is to be flat, the clocks: what cannot wait stands first. */
function guardLines(state: CockpitState): Line[] {
  const { snapshot } = state;
  const flat = flatByLine(state);
  const told: readonly Told[] = [
    newsLine(state),
    governorLine(snapshot),
    { line: [span(" "), ...flat], isUrgent: flat.some(({ role }) => role === "loss") },
  ].filter(({ line }) => widthOf(line) > 1);
  const inOrder = [...told].sort((a, b) => Number(b.isUrgent) - Number(a.isUrgent));
  return [...inOrder.map(({ line }) => line), [span(" "), ...clockLine(state)]];
}

/** At most `rows` lines, what matters most first; a question before all but the head. */
export function cardLines(state: CockpitState, width: number, rows: number): Line[] {
  const isAsked = questionOf(state) !== null;
  const lines = state.isHelpOpen && !isAsked ? keyLines : stakeLines;
  return lines(state, width, rows)
    .slice(0, rows)
    .map((line) => toWidth(line, width));
}

/** What is at stake. */
function stakeLines(state: CockpitState, width: number, rows: number): Line[] {
  const { snapshot } = state;
  const { trade, gear, gear_reason, current_R } = snapshot;
  const hasKill = snapshot.replay === null && state.seat === "acts";
  const head = headLines(state, width);
  const asked = askedLines(state, width, rows - head.length);
  const held = heldNames(snapshot);
  const top: Line[] = [
    ...head,
    ...asked,
    [span(` ${trade.state}`, "strong"), span(`  gear [${gear}]  ${tame(gear_reason)}`)],
    ...allHeldLines(snapshot, width, rows - head.length - asked.length - LEAST_BELOW),
  ];
  const below: Line[] = [
    [span(" R    "), resultSpan(current_R)],
    resultsLine(snapshot, width),
    [span(` ${permissionWords(state)}`)],
    ...(held === "" ? [] : [[span(` held: ${held}`, "loss")]]),
    ...guardLines(state),
    [span(` ${WHOLE_SIZE} shows all; ${hasKill ? "K kill switch, " : ""}q quits`, "dim")],
    ...(snapshot.broker === null ? [] : [[span(` ${accountName(snapshot)}`, "dim")]]),
  ];
  const isRoomy = top.length + below.length <= rows;
  return [...top, ...(isRoomy ? below : packed(below, width))];
}
