// The top of a live run: which account, whether its link and its data are alive, and what state
// the system is in, which catches the eye before anything else where it is not READY.

import { plain } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { cellsOf, clip, ends, rule, span, tame, toWidth, widthOf } from "../line.js";
import { stateReason } from "../reason-words.js";
import type { Line, Role, Span } from "../theme.js";
import { clockLine, gearLine } from "./header.js";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};
/** Data may be two bars and so much old before it is late, ms. */
const GRACE_MS = 30 * SECOND_MS;
/** Cells of the account's name below which it says nothing. */
const LEAST_NAME = 12;
/** Cells that the gear and its reason keep beside the link, if they need them. */
const LEAST_GEAR = 24;

/** Length of a timeframe by its name, ms; null where it has none. */
function timeframeMs(name: string): number | null {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(name) ?? [];
  const ms = UNITS[unit];
  return count === undefined || ms === undefined ? null : Number(count) * ms;
}

/** `12s`, `3m`, `2h05` or `3d 4h`; only what has passed whole counts. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, "0")}`;
  return `${plain(Math.floor(hours / 24), 0)}d ${hours % 24}h`;
}

/**
 * Whether the last bar is older than it may be. Out of hours there are none to wait for, and where
 * the data has ended none are missed unless something is open.
 */
export function isDataLate({ feed, symbols, reason, positions }: Snapshot): boolean {
  if (feed.age_ms === null || reason === "outside_session") return false;
  if (feed.ended && positions.length === 0) return false;
  const lengths = symbols.flatMap(({ timeframe }) => timeframeMs(timeframe) ?? []);
  return lengths.length > 0 && feed.age_ms > 2 * Math.min(...lengths) + GRACE_MS;
}

/** `data 12s`, and what the feed says of itself where it is not up. */
function dataSpan(snapshot: Snapshot): Span {
  const { feed } = snapshot;
  const { words, age_ms } = feed;
  const isUp = words === "up";
  const told = isUp ? "" : `feed ${tame(words)}`;
  let text = age_ms === null ? told || "data none yet" : `data ${ageText(age_ms)}`;
  if (age_ms !== null && !isUp) {
    // Some of the feed's words say the age themselves.
    text = words.startsWith("no data") ? `no data for ${ageText(age_ms)}` : `${text}, ${told}`;
  }
  if (isDataLate(snapshot)) return span(` ${text} `, "alarm");
  return span(text, isUp ? "plain" : "loss");
}

function linkSpan({ broker }: Snapshot): Span {
  if (broker === null) return span("○ no broker", "loss");
  if (broker.is_up) return span("● link up");
  const why = ["", "down"].includes(broker.words) ? "" : `: ${tame(broker.words)}`;
  return span(` ○ LINK DOWN${why} `, "alarm");
}

/** Link and data in a row, as much as fits. */
export function aliveLine({ snapshot, silence }: CockpitState): Line {
  if (silence !== null) return [span(` ○ NO ANSWER for ${ageText(silence.ms)} `, "alarm")];
  return [linkSpan(snapshot), span("  "), dataSpan(snapshot)];
}

/** The tail of a path says more than its head. */
function shortName(name: string, cells: number): string {
  if (cellsOf(name) <= cells || !name.includes("/")) return clip(name, cells);
  let kept = "";
  for (const character of [...name].reverse()) {
    if (cellsOf(character + kept) > cells - 1) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

/** The broker, and the account there; empty where there is none. */
export function accountName({ broker }: Snapshot): string {
  if (broker === null) return "";
  const { name, account } = broker;
  return tame(account === name ? name : `${name} ${account}`);
}

const STATE_GLYPHS: Readonly<Record<Snapshot["state"], string>> = {
  READY: "●",
  PAUSED: "‖",
  HALTED: "■",
  RECONCILING: "⇄",
  BOOTING: "…",
  PROTECT_ONLY: "■",
  FLATTENING: "⇣",
};

function stateRole(state: Snapshot["state"]): Role {
  if (state === "READY") return "strong";
  return state === "PAUSED" || state === "BOOTING" ? "banner" : "alarm";
}

/** What this screen may do, where it is not in control. */
export function seatBadge({ seat }: CockpitState): Line {
  return seat === "acts" ? [] : [span(" "), span(" VIEW ", "banner")];
}

/** `● READY`, or what it is instead, loud. */
export function stateSpan({ snapshot: { state }, silence }: CockpitState): Span {
  // What it was when it last answered is not what it is.
  if (silence !== null) return span(" ? UNKNOWN ", "alarm");
  const text = `${STATE_GLYPHS[state]} ${state}`;
  return state === "READY" ? span(text, "strong") : span(` ${text} `, stateRole(state));
}

/** What follows from a state, where it is not said by its reason. */
const STATE_WORDS: Readonly<Record<Snapshot["state"], string>> = {
  READY: "",
  PAUSED: "no entries until resumed, exits go on",
  HALTED: "no entries; what protects goes on",
  RECONCILING: "no entries until the broker's account is known",
  BOOTING: "nothing is decided yet",
  PROTECT_ONLY: "no entries, exits and stops alone",
  FLATTENING: "getting out of everything",
};

/** Symbols that a flatten holds, where others are not: their names. */
export function heldNames({ symbols }: Snapshot): string {
  const held = symbols.filter((one) => one.held);
  return held.length === symbols.length ? "" : held.map(({ symbol }) => tame(symbol)).join(", ");
}

/** What follows from the state now. */
function stateWords(snapshot: Snapshot): string {
  const names = heldNames(snapshot);
  const isPart = snapshot.state === "FLATTENING" && names !== "";
  return isPart ? `getting out of ${names}` : STATE_WORDS[snapshot.state];
}

/** The row under the head: a rule, or across all of it why the system is not READY. */
export function stateRule({ snapshot, silence }: CockpitState, width: number): Line {
  const { state } = snapshot;
  if (silence !== null) {
    // What gets a person out comes before why.
    const out = "to get out: transmission flatten --confirm";
    const head = ` NO ANSWER, as of ${ageText(silence.ms)} ago · ${out} · `;
    return across(head, `${tame(silence.words)} `, "alarm", width);
  }
  if (state === "READY") {
    const names = heldNames(snapshot);
    if (names === "") return rule(width);
    return across(` ‖ HELD ${names}: no entries there until resumed `, "", "banner", width);
  }
  const reason = stateReason(state, snapshot.state_reason);
  const why = reason === "" ? "" : `: ${tame(reason)}`;
  const head = ` ${STATE_GLYPHS[state]} ${state}${why} `;
  const more = ` · ${stateWords(snapshot)} `;
  const isWhole = cellsOf(head + more) <= width;
  return across(isWhole ? head.trimEnd() : head, isWhole ? more : "", stateRole(state), width);
}

/** One span over the whole width. */
function across(head: string, more: string, role: Role, width: number): Line {
  const [line = span("")] = toWidth([span(head + more)], width);
  return [span(line.text.padEnd(width - cellsOf(line.text) + line.text.length), role)];
}

/** Two lines. */
export function liveHeaderLines(state: CockpitState, width: number): Line[] {
  const { snapshot } = state;
  const clock = [...clockLine(state), span(" ")];
  const banner = span(` ${snapshot.mode} `, "banner");
  const unguarded = snapshot.unguarded ? [span(" "), span("[WITHOUT GUARDS]", "alarm")] : [];
  const badges = [...seatBadge(state), ...unguarded];
  const system = [span("  "), stateSpan(state)];
  const taken = widthOf([banner, ...badges, ...system, ...clock]) + 2;
  const name = shortName(accountName(snapshot), Math.max(LEAST_NAME, width - taken));
  const title = [banner, span(` ${name}`, "strong"), ...badges, ...system];
  const alive = [...aliveLine(state), span(" ")];
  const room = Math.max(0, width - LEAST_GEAR);
  const right = [span(" "), ...(widthOf(alive) + 1 > room ? toWidth(alive, room - 1) : alive)];
  return [
    ends(title, widthOf([...title, ...clock]) < width ? clock : [], width),
    ends(gearLine(snapshot, width - widthOf(right)), right, width),
  ];
}
