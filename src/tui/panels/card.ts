// What must be seen on a terminal that is too small for the rest: position, stop, R, state.

import { inR, plain } from "../../analytics/figures.js";
import type { CockpitState } from "../cockpit-state.js";
import { span, tame, toWidth } from "../line.js";
import { type Line, toneOf } from "../theme.js";
import { obstacleWords, urgentLines } from "./guards.js";
import { clockLine, tapeText } from "./header.js";
import { protectionSpan, sideText } from "./positions.js";
import { arrowOf } from "./tiles.js";

/** At most `rows` lines, what matters most first. */
export function cardLines(state: CockpitState, width: number, rows: number): Line[] {
  const { snapshot } = state;
  const { positions, symbols, trade, gear, current_R, day_R } = snapshot;
  const obstacle = obstacleWords(snapshot);
  const held = positions.flatMap((position): Line[] => {
    const { symbol, side, qty, stop, protection, R } = position;
    const places = symbols.find((one) => one.symbol === symbol)?.decimals ?? 2;
    return [
      [
        span(` ${tame(symbol)} ${sideText(side)} ${plain(qty, 0)}`, "strong"),
        span(` ${inR(R)}`, toneOf(R)),
      ],
      [span(` stop ${plain(stop, places)} `), protectionSpan(protection)],
    ];
  });
  const lines: Line[] = [
    [span(` ${snapshot.mode} `, "banner"), span(` ${tapeText(state)}`)],
    [span(` ${trade.state}`, "strong"), span(`  gear [${gear}]`)],
    ...(held.length > 0 ? held : [[span(" no position")]]),
    [span(" R    "), span(`${arrowOf(current_R)} ${inR(current_R)}`, toneOf(current_R))],
    [span(" day  "), span(`${arrowOf(day_R)} ${inR(day_R)}`, toneOf(day_R))],
    [span(obstacle === null ? " can trade" : ` can't trade: ${obstacle}`)],
    ...urgentLines(snapshot, width),
    [span(" "), ...clockLine(state)],
    [span(" 80 × 24 shows all; q quits", "dim")],
  ];
  return lines.slice(0, rows).map((line) => toWidth(line, width));
}
