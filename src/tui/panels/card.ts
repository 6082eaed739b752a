// What must be seen on a terminal that is too small for the rest: position, stop, R, state.

import { inR, plain } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { clip, pieced, span, tame, toWidth } from "../line.js";
import { quantity } from "../quantity.js";
import { stateReason } from "../reason-words.js";
import { type Line, toneOf } from "../theme.js";
import { underWaySpan } from "./footer.js";
import { focusObstacle, urgentLines } from "./guards.js";
import { clockLine, tapeText } from "./header.js";
import { accountName, ageText, aliveLine, heldNames, seatBadge, stateSpan } from "./live-header.js";
import { byProtection, moreSpan, protectionSpan, sideText } from "./positions.js";
import { promptLine, questionOf } from "./question.js";
import { arrowOf } from "./tiles.js";

/** Lines below what is open that are to be seen too: state, R, the day's, whether one may trade. */
const LEAST_BELOW = 4;
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
  if (snapshot.replay !== null) return [[banner, span(` ${tapeText(state)}`)]];
  const why = stateReason(snapshot.state, snapshot.state_reason);
  const head: Line = [
    ...[banner, ...seatBadge(state), span(" "), stateSpan(state)],
    span(state.silence === null ? ` ${tame(why)}` : ""),
  ];
  return [head, toWidth([span(" "), ...aliveLine(state)], width)];
}

/** Whether one may trade; of an engine that is silent only what it said last. */
function permissionWords(state: CockpitState): string {
  const { silence } = state;
  const obstacle = focusObstacle(state);
  if (silence === null) return obstacle === null ? "can trade" : `can't trade: ${obstacle}`;
  const was = obstacle === null ? "could trade" : "could not trade";
  return `? ${was} as of ${ageText(silence.ms)} ago`;
}

/** At most `rows` lines, what matters most first; a question before all but the head. */
export function cardLines(state: CockpitState, width: number, rows: number): Line[] {
  const { snapshot, prompt } = state;
  const said = state.notice ?? underWaySpan(state);
  const { trade, gear, current_R, day_R, week_R } = snapshot;
  const hasKill = snapshot.replay === null && state.seat === "acts";
  const head = headLines(state, width);
  const asked = prompt === null ? [] : [promptLine(state, prompt, width)];
  const question = questionOf(state);
  const room = rows - head.length - asked.length;
  const lines: Line[] = [
    ...head,
    ...asked,
    ...(question === null || room < 1 ? [] : question.lines(width, room)),
    ...(said === null || prompt !== null ? [] : [[span(" "), said]]),
    [span(` ${trade.state}`, "strong"), span(`  gear [${gear}]`)],
    ...allHeldLines(snapshot, width, room - LEAST_BELOW),
    [span(" R    "), span(`${arrowOf(current_R)} ${inR(current_R)}`, toneOf(current_R))],
    [
      ...[span(" day  "), span(`${arrowOf(day_R)} ${inR(day_R)}`, toneOf(day_R))],
      ...[span("  week "), span(`${arrowOf(week_R)} ${inR(week_R)}`, toneOf(week_R))],
    ],
    [span(` ${permissionWords(state)}`)],
    ...(heldNames(snapshot) === "" ? [] : [[span(` held: ${heldNames(snapshot)}`, "loss")]]),
    ...urgentLines(snapshot, width),
    [span(" "), ...clockLine(state)],
    [span(` 80 × 24 shows all; ${hasKill ? "K kill switch, " : ""}q quits`, "dim")],
    ...(snapshot.broker === null ? [] : [[span(` ${accountName(snapshot)}`, "dim")]]),
  ];
  return lines.slice(0, rows).map((line) => toWidth(line, width));
}
