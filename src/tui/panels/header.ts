// The two lines at the top: what this is and how fast, when it is, the gear, how far it has come.

import { basename } from "node:path";
import { plain } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { cellsOf, clip, ends, span, tame, widthOf } from "../line.js";
import type { Line, Span } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import { progressText } from "./scrub.js";

const GEARS = ["P", "R", "N", "D", "L"] as const;
/** Cells of the file's name below which it says nothing. */
const LEAST_NAME = 8;

/** Figures of a speed below ten times. */
const SPEED_FIGURES = 2;

/** `600×`, `0.4×`. */
function speedText(speed: number | null): string {
  if (speed === null) return "max";
  return `${speed < 10 ? Number(speed.toPrecision(SPEED_FIGURES)) : plain(speed, 0)}×`;
}

/** What the tape does. */
export function tapeText({ snapshot, isSeeking }: CockpitState): string {
  const { state, replay } = snapshot;
  if (replay === null) return "";
  if (replay.ended) return "■ ended";
  if (state === "PAUSED") return `${speedText(replay.speed)} ‖ paused`;
  return isSeeking ? "» on its way" : `${speedText(replay.speed)} ▶ playing`;
}

function fileName({ replay }: Snapshot): string {
  if (replay === null) return "";
  const [first = "", ...others] = replay.files.map((file) => tame(basename(file)));
  const name = first === "-" ? "standard input" : first;
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** The clocks of the exchange and of UTC, at the data's last close; short, without the day. */
export function clockLine({ snapshot }: CockpitState, isShort = false): Line {
  const ts = snapshot.now;
  if (ts === null) return [span("before the first bar", "dim")];
  const { offset, city } = clockOf(snapshot.symbols);
  const utc = [span(clockTime(ts, 0), "plain"), span(" UTC", "dim")];
  const day = span(isShort ? "" : `${dayName(ts, offset)} `, "plain");
  if (city === "UTC") return [day, ...utc];
  const local = [span(clockTime(ts, offset), "strong"), span(` ${city}`, "dim")];
  return [day, ...local, span("  "), ...utc];
}

/** The gear, and why; where that is too long for so many cells, what follows from it alone. */
export function gearLine({ gear, gear_reason }: Snapshot, cells: number): Line {
  const letters = GEARS.map((letter): Span => {
    return letter === gear ? span(`[${letter}]`, "chosen") : span(` ${letter} `, "dim");
  });
  const lineOf = (reason: string): Line => [span(" "), ...letters, span(`  ${tame(reason)}`)];
  const whole = lineOf(gear_reason);
  return widthOf(whole) <= cells ? whole : lineOf(gear_reason.split(": ").at(-1) ?? "");
}

/** Two lines. */
export function headerLines(state: CockpitState, width: number): Line[] {
  const { snapshot } = state;
  const badges = snapshot.unguarded ? [span(" "), span("[WITHOUT GUARDS]", "alarm")] : [];
  const tape = span(`  ${tapeText(state)}`, "strong");
  const banner = span(` ${snapshot.mode} `, "banner");
  const bare = widthOf([banner, ...badges, tape]) + 2;
  const whole = [...clockLine(state), span(" ")];
  const least = Math.min(LEAST_NAME, cellsOf(fileName(snapshot)));
  const clock =
    bare + least + widthOf(whole) <= width ? whole : [...clockLine(state, true), span(" ")];
  const name = clip(fileName(snapshot), Math.max(least, width - bare - widthOf(clock)));
  const title = [banner, span(` ${name}`, "strong"), ...badges, tape];
  const gear = gearLine(snapshot, width);
  const room = width - widthOf(gear) - 1;
  return [
    ends(title, widthOf([...title, ...clock]) < width ? clock : [], width),
    ends(gear, [span(progressText(state, room), "dim")], width),
  ];
}
