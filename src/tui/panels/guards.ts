// What the guards say: news and its countdown, the mental governor, the higher timeframes, what
// stands in the way, and what guards are worth today.

import { plain } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { cellsOf, clip, ends, span, tame, toWidth, widthOf } from "../line.js";
import { guardName, refusalWords } from "../reason-words.js";
import type { Line, Role, Span } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import type { Tile } from "./tile.js";

type News = Snapshot["news"][number];
type Timeframe = Snapshot["symbols"][number]["timeframes"][number];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** From so long before a window on it is counted down beside the symbol. */
const NEAR_MS = 60 * MINUTE_MS;
/** From so long before a window on its countdown stands out. */
const SOON_MS = 15 * MINUTE_MS;

/** `9m`, `2h05` or `3d 4h`; a begun minute counts. */
export function countdownText(ms: number): string {
  const minutes = Math.max(0, Math.ceil(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, "0")}`;
  return `${plain(Math.floor(hours / 24), 0)}d ${hours % 24}h`;
}

/** Time until a blackout begins, ms; 0 inside, null while no time is known. */
function untilMs({ in_blackout, from }: News, { now }: Snapshot): number | null {
  if (in_blackout) return 0;
  return now === null ? null : Math.max(0, Date.parse(from) - Date.parse(now));
}

/** What stands beside a symbol: `NEWS` inside a blackout, `NEWS in 12m` within the hour before. */
export function newsChip(snapshot: Snapshot, symbol: string): Span | null {
  const news = snapshot.news.find((one) => one.symbol === symbol);
  if (news === undefined) return null;
  if (news.in_blackout) return span("[NEWS]", "banner");
  const left = untilMs(news, snapshot);
  if (left === null || left > NEAR_MS) return null;
  return span(`NEWS in ${countdownText(left)}`, left <= SOON_MS ? "loss" : "strong");
}

/** The blackout that matters most: one that stands, else the next to come. */
function nextNews({ news }: Snapshot): News | null {
  const order = (one: News): string => `${one.in_blackout ? 0 : 1}${one.from}`;
  return [...news].sort((a, b) => (order(a) < order(b) ? -1 : 1))[0] ?? null;
}

/** The title, and whom it is about where that is not everyone. */
function newsTitle(news: News, { news: all, symbols }: Snapshot): string {
  const about = all.filter(({ from, title }) => from === news.from && title === news.title);
  const names = about.length < symbols.length ? about.map(({ symbol }) => symbol) : [];
  return tame([...names, news.title].join(" "));
}

/** The countdown, as a sign inside a blackout. */
function newsValue(news: News, snapshot: Snapshot): Line {
  const { now } = snapshot;
  if (news.in_blackout) {
    const left = now === null ? 0 : Date.parse(news.to) - Date.parse(now);
    return [span("[NEWS]", "banner"), span(` ${countdownText(left)} left`, "strong")];
  }
  const left = untilMs(news, snapshot);
  if (left === null) return [span("ahead", "strong")];
  return [span(`in ${countdownText(left)}`, left <= SOON_MS ? "loss" : "strong")];
}

/** `11:20–11:40`, by the exchange's clock; the day where it is not soon. */
function newsHours(news: News, { snapshot }: CockpitState): string {
  const { offset } = clockOf(snapshot.symbols);
  const from = clockTime(news.from, offset);
  if ((untilMs(news, snapshot) ?? 0) < DAY_MS) return `${from}–${clockTime(news.to, offset)}`;
  return `${dayName(news.from, offset).slice(0, 3)} ${from}`;
}

/** What is said where no blackout is known: whether none is ahead, or nobody knows. */
const NO_NEWS: Readonly<
  Record<Snapshot["calendar"], { readonly value: Span; readonly detail: string }>
> = {
  read: { value: span("none ahead", "dim"), detail: "no blackout to come" },
  none: { value: span("no calendar", "loss"), detail: "news is not known" },
  off: { value: span("not asked", "dim"), detail: "" },
};

/** News as a tile. */
export function newsTile(state: CockpitState): Tile {
  const { snapshot } = state;
  const news = nextNews(snapshot);
  const shape = { titles: ["NEWS"], width: 20 };
  if (news === null) {
    const { value, detail } = NO_NEWS[snapshot.calendar];
    return { ...shape, value: [value], detail: [span(detail, "dim")] };
  }
  const value = newsValue(news, snapshot);
  const hours = news.in_blackout ? "" : ` ${newsHours(news, state)}`;
  const [begin = ""] = hours.split("–");
  return {
    ...shape,
    value: [...value, span(hours, "dim")],
    shortValue: [...value, span(begin, "dim")],
    detail: [span(newsTitle(news, snapshot))],
  };
}

/** Without what it comes to, which stands beside it as a number. */
function shortReason({ reason }: Snapshot["governor"]): string {
  return tame(reason.split(": ")[0] ?? "");
}

function governorValue({ governor }: Snapshot): Line {
  const { badge, multiplier, cooldown_bars_left: left } = governor;
  const role: Role = badge === "CALM" ? "strong" : "loss";
  const size =
    left === null ? `×${plain(multiplier, 2)}` : `${plain(left, 0)} bar${left === 1 ? "" : "s"}`;
  return [span(badge, role), span(` ${size}`)];
}

/** The mental governor as a tile. */
export function governorTile({ snapshot }: CockpitState): Tile {
  const shape = { titles: ["GOVERNOR"], width: 20 };
  if (snapshot.unguarded) return { ...shape, value: [span("not asked", "dim")], detail: [] };
  const detail = [span(shortReason(snapshot.governor))];
  return { ...shape, value: governorValue(snapshot), detail };
}

/** `15m ▲28`, or in how many base bars it will be warm. */
export function timeframeText({ name, adx, trend, warm_in }: Timeframe): string {
  if (adx === null || trend === null) return `${name} warm in ${plain(warm_in, 0)}`;
  return `${name} ${trend > 0 ? "▲" : trend < 0 ? "▼" : "·"}${plain(adx, 0)}`;
}

/** From so many columns on governor and news have tiles of their own. */
export const TILES_COLUMNS = 120;

/** Cells of a title below which it says nothing. */
const LEAST_TITLE = 12;

/** Governor, news and timeframes in a row, where there is no room for tiles. */
export function guardStrip(state: CockpitState, width: number): Line {
  const { snapshot, focus } = state;
  const market = snapshot.symbols.find(({ symbol }) => symbol === focus);
  const trends = (market?.timeframes ?? []).map((one) => timeframeText(one)).join("  ");
  const right: Line = trends === "" ? [] : [span(` ${trends} `)];
  const [news, title] = stripNews(snapshot);
  const room = width - widthOf(right) - 2;
  const governor = cut(stripGovernor(snapshot), room - widthOf(news));
  const left = room - widthOf(governor) - widthOf(news);
  const isTold = left >= Math.min(cellsOf(title), LEAST_TITLE);
  const told = cut([span(isTold ? title : "")], left);
  return ends([...governor, span("  "), ...news, ...told], right, width);
}

/** A line in at most so many cells. */
function cut(line: Line, cells: number): Line {
  return widthOf(line) <= cells ? line : toWidth(line, Math.max(0, cells));
}

function stripGovernor(snapshot: Snapshot): Line {
  const { governor, unguarded } = snapshot;
  const reason = governor.badge === "CALM" ? "" : ` ${shortReason(governor)}`;
  if (unguarded) return [span(" GOV ", "dim"), span("not asked")];
  return [span(" GOV ", "dim"), ...governorValue(snapshot), span(reason)];
}

/** The countdown, and behind it what it is. */
function stripNews(snapshot: Snapshot): [news: Line, title: string] {
  const news = nextNews(snapshot);
  if (snapshot.unguarded) return [[], ""];
  if (news === null) return [[span("NEWS ", "dim"), NO_NEWS[snapshot.calendar].value], ""];
  const head = news.in_blackout ? [] : [span("NEWS ", "dim")];
  return [[...head, ...newsValue(news, snapshot)], ` ${newsTitle(news, snapshot)}`];
}

/** What stands in the way of any entry, in words; null where nothing does. */
export function obstacleWords(snapshot: Snapshot): string | null {
  const { reason, governor } = snapshot;
  if (reason === null) return null;
  if (reason === "news_blackout") {
    const title = snapshot.news.find(({ in_blackout }) => in_blackout)?.title;
    return title === undefined ? "news" : `news: ${tame(title)}`;
  }
  if (reason !== "governor") return refusalWords(reason);
  const left = governor.cooldown_bars_left;
  return left === null ? shortReason(governor) : `cool-down, ${plain(left, 0)} bars`;
}

/** What stands in the way of an entry in the symbol that is looked at; null where nothing does. */
export function focusObstacle({ snapshot, focus }: CockpitState): string | null {
  const isHeld = snapshot.symbols.some(({ symbol, held }) => symbol === focus && held);
  return obstacleWords(snapshot) ?? (isHeld ? `${clip(tame(focus), 12)} is held` : null);
}

/** Symbols in which a position is open or an entry works for one. */
function takenSymbols({ positions, orders }: Snapshot): ReadonlySet<string> {
  const entries = orders.filter(({ role }) => role === "entry");
  return new Set([...positions, ...entries].map(({ symbol }) => symbol));
}

/** `2 of 5 open`, of the positions that there may be at a time; null where none is. */
export function openWords(snapshot: Snapshot): string | null {
  const { positions_limit: limit, positions } = snapshot;
  const { size } = takenSymbols(snapshot);
  if (size === 0) return null;
  const of = limit === null ? "" : ` of ${plain(limit, 0)}`;
  return `${plain(size, 0)}${of} open${size > positions.length ? " or sent" : ""}`;
}

/** Why what is open leaves no room for another position; null where it does. */
export function fullWords(snapshot: Snapshot): string | null {
  const taken = takenSymbols(snapshot);
  const { positions_limit: limit, symbols } = snapshot;
  if (taken.size === 0) return null;
  if (limit !== null && taken.size >= limit) return openWords(snapshot);
  if (!symbols.every(({ symbol }) => taken.has(symbol))) return null;
  const [first, second] = symbols;
  if (second !== undefined) return "every symbol is taken";
  return `${clip(tame(first?.symbol ?? ""), 12)} is taken`;
}

/** `news saved 1.0R`. */
function worthText({ guard, saved_R }: Snapshot["guards_today"][number]): string {
  const R = plain(Math.abs(saved_R), 1);
  const worth = `${saved_R > 0 ? "saved" : "cost"} ${R}R`;
  return `${guardName(guard)} ${/[1-9]/.test(R) ? worth : "even"}`;
}

/**
 * `guards today: news saved 1.0R, htf cost 0.4R`, what matters most first; where there is no room
 * its head is short, then guards are left out whole. Empty where nothing is booked.
 */
export function worthLine({ guards_today }: Snapshot, width: number): Line {
  const texts = guards_today.map(worthText);
  const whole = cellsOf(texts.join(", "));
  const heads = ["guards today: ", "today: "];
  const head = heads.find((one) => cellsOf(one) + whole <= width) ?? "today: ";
  for (let count = texts.length; count > 0; count--) {
    const more = count < texts.length ? ", …" : "";
    const shown = texts.slice(0, count).join(", ") + more;
    if (cellsOf(head + shown) <= width) return [span(head, "dim"), span(shown)];
  }
  return [];
}

/** A line for a terminal with room for little, and whether it cannot wait. */
export interface Told {
  readonly line: Line;
  readonly isUrgent: boolean;
}

/** The next news with its countdown, its hours and its title. */
export function newsLine(state: CockpitState): Told {
  const { snapshot } = state;
  const news = nextNews(snapshot);
  if (news === null) {
    return { line: [span(" NEWS "), NO_NEWS[snapshot.calendar].value], isUrgent: false };
  }
  const left = untilMs(news, snapshot);
  const head = news.in_blackout ? [span(" ")] : [span(" NEWS ")];
  const hours = news.in_blackout ? "" : ` ${newsHours(news, state)}`;
  return {
    line: [...head, ...newsValue(news, snapshot), span(`${hours} ${newsTitle(news, snapshot)}`)],
    isUrgent: left !== null && left <= NEAR_MS,
  };
}

/** The governor's badge with its reason. */
export function governorLine(snapshot: Snapshot): Told {
  const { governor, unguarded } = snapshot;
  if (unguarded) return { line: [span(" GOV not asked")], isUrgent: false };
  const line = [span(" GOV "), ...governorValue(snapshot), span(` ${shortReason(governor)}`)];
  return { line, isUrgent: governor.badge !== "CALM" };
}
