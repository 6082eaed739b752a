// What is open and what works for it.

import { plain, signed } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { type Column, clip, pieced, rule, span, table, tame, toWidth, widthOf } from "../line.js";
import { quantity } from "../quantity.js";
import { type Line, type Role, type Span, toneOf } from "../theme.js";
import { clockOf, clockTime } from "../times.js";
import { countdownText, newsChip } from "./guards.js";
import { ageText } from "./live-header.js";

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];

const STOP_WORDS: Readonly<Record<Position["stop_why"], string>> = {
  initial: "",
  break_even: " BE",
  atr: " trail",
  swing: " swing",
  hand: " hand",
};

/** Whether a stop works for all of it, with a sign that needs no colour; since when none does. */
export function protectionSpan(
  protection: Position["protection"],
  naked_s: number | null = null,
): Span {
  const since = naked_s === null ? "" : ` ${plain(Math.floor(naked_s), 0)}s`;
  switch (protection) {
    case "PROTECTED":
      return span("■ PROTECTED", "plain");
    case "NAKED":
      return span(`□ NAKED${since}`, "alarm");
    default:
      return span(`? UNKNOWN${since}`, "alarm");
  }
}

/** `▲ LONG`. */
export function sideText(side: Position["side"]): string {
  return side === "long" ? "▲ LONG" : "▼ SHORT";
}

/** The chip in few cells, so that nothing else has to go for it. */
function shortChip(chip: Span | null): Span {
  return chip === null ? span("") : { ...chip, text: chip.text.replace(" in ", " ") };
}

/** What is least protected stands first. */
const RANKS: Readonly<Record<Position["protection"], number>> = {
  ...{ NAKED: 0, UNKNOWN: 1, PROTECTED: 2 },
};

/** What is open, what is not protected first. */
export function byProtection({ positions }: Snapshot): readonly Position[] {
  return [...positions].sort((a, b) => RANKS[a.protection] - RANKS[b.protection]);
}

/** `4 more: 1 NAKED`, of positions that there is no room for, what is worst first. */
export function moreSpan(hidden: readonly Position[]): Span {
  const bad = (["NAKED", "UNKNOWN"] as const).flatMap((wanted) => {
    const count = hidden.filter(({ protection }) => protection === wanted).length;
    return count === 0 ? [] : [`${count} ${wanted}`];
  });
  const words = bad.length === 0 ? "all PROTECTED" : bad.join(", ");
  return span(`${hidden.length} more: ${words}`, bad.length === 0 ? "loss" : "alarm");
}

/** Cells that a symbol keeps. */
const LEAST_SYMBOL = 8;
/** Cells that a strategy's name keeps. */
const LEAST_NAME = 16;

function positionColumns(snapshot: Snapshot, shown: readonly Position[]): Column[] {
  const cells = (of: (position: Position) => string, role: Role = "plain"): Span[] =>
    shown.map((position) => span(of(position), role));
  const price = (pick: (position: Position) => number): ((position: Position) => string) => {
    return (position) => plain(pick(position), decimalsOf(snapshot, position.symbol));
  };
  const left = (title: string, spare: number, of: readonly Span[]): Column => ({
    ...{ title, align: "left", spare, cells: of },
  });
  const right = (title: string, spare: number, of: readonly Span[]): Column => ({
    ...{ title, align: "right", spare, cells: of },
  });
  const chips = shown.map(({ symbol }) => newsChip(snapshot, symbol));
  const limited = shown.some(({ bars_limit }) => bars_limit !== null);
  const bars = cells(
    ({ bars, bars_limit }) => `${bars}${bars_limit === null ? "" : `/${bars_limit}`}`,
  );
  const qty = cells(({ qty, trade_qty }) => `${quantity(qty)}/${quantity(trade_qty)}`);
  // Of one alone the tile says it already.
  const pnlSpare = snapshot.positions.length === 1 ? 9 : 3;
  return [
    {
      ...left(
        "SYM",
        0,
        cells(({ symbol }) => tame(symbol), "strong"),
      ),
      least: LEAST_SYMBOL,
    },
    ...(chips.some((chip) => chip !== null) ? [left("", 2, chips.map(shortChip))] : []),
    left(
      "SIDE",
      0,
      cells(({ side }) => sideText(side), "strong"),
    ),
    {
      ...right("QTY", 1.5, qty),
      short: { spare: 7, cells: cells(({ qty: held }) => quantity(held)) },
    },
    right("ENTRY", 5, cells(price(({ entry }) => entry))),
    right("LAST", 8, cells(price(({ last }) => last))),
    right(
      "STOP",
      0,
      cells(
        price(({ stop }) => stop),
        "strong",
      ),
    ),
    left(
      "",
      11,
      cells(({ stop_why }) => STOP_WORDS[stop_why].trim()),
    ),
    right(
      "R",
      1,
      shown.map(({ R }) => span(signed(R, 2), toneOf(R))),
    ),
    right(
      snapshot.currency,
      pnlSpare,
      shown.map(({ pnl }) => span(signed(pnl, 2), toneOf(pnl))),
    ),
    {
      ...right("BARS", 4, bars),
      ...(limited ? { short: { spare: 6, cells: cells(({ bars: count }) => `${count}`) } } : {}),
    },
    left(
      "",
      0,
      shown.map(({ protection, naked_s }) => protectionSpan(protection, naked_s)),
    ),
    {
      ...left(
        "STRATEGY",
        10,
        cells(({ strategy }) => tame(strategy)),
      ),
      least: LEAST_NAME,
    },
  ];
}

/** Head and rows, whether each is protected whole; or one line that says there is none. */
function positionLines(
  { snapshot }: CockpitState,
  shown: readonly Position[],
  width: number,
): Line[] {
  if (shown.length === 0) return [toWidth([span(" no position", "dim")], width)];
  return table(positionColumns(snapshot, shown), width);
}

/** `stop buy 3 24,853.75`. */
export function orderText(order: Order, snapshot: Snapshot): string {
  const at =
    order.price === null ? "at market" : plain(order.price, decimalsOf(snapshot, order.symbol));
  return `${order.role} ${order.side} ${quantity(order.qty)} ${at}`;
}

/** Working orders in a line, as many as fit. */
function workingLine({ snapshot }: CockpitState, width: number): Line {
  const { orders } = snapshot;
  const head = span(" working ", "dim");
  if (orders.length === 0) return toWidth([span(" no working order", "dim")], width);
  const line: Span[] = [head];
  for (const [place, order] of orders.entries()) {
    const text = `${place === 0 ? "" : " · "}${orderText(order, snapshot)}`;
    const rest = orders.length - place;
    const more = ` · ${rest} more`;
    const isLast = rest === 1;
    if (widthOf(line) + text.length + (isLast ? 0 : more.length) > width && place > 0) {
      line.push(span(more, "dim"));
      break;
    }
    line.push(span(text));
  }
  return toWidth(line, width);
}

/** From so long before it is to be flat on that stands out, ms. */
const SOON_FLAT_MS = 15 * 60_000;

/** `flat by 15:55, in 3h13`: of what is open, or else of the symbol that is shown. */
export function flatByLine({ snapshot, focus }: CockpitState): Line {
  const { positions, symbols, now } = snapshot;
  const held = new Set(positions.map(({ symbol }) => symbol));
  const asked = symbols.filter(({ symbol }) =>
    held.size > 0 ? held.has(symbol) : symbol === focus,
  );
  const first = asked
    .filter(({ flat_by }) => flat_by !== null)
    .sort((a, b) => Date.parse(a.flat_by ?? "") - Date.parse(b.flat_by ?? ""))[0];
  if (first === undefined || first.flat_by === null || now === null) return [];
  const left = Date.parse(first.flat_by) - Date.parse(now);
  const at = clockTime(first.flat_by, clockOf(symbols).offset);
  const isSoon = held.size > 0 && left <= SOON_FLAT_MS;
  return [span(`flat by ${at}, in ${countdownText(left)}`, isSoon ? "loss" : "dim")];
}

/** A position in a line: what is open, how it stands, and whether it is protected. */
function positionSummary(position: Position, snapshot: Snapshot, width: number): Line {
  const { symbol, side, qty, R, pnl, stop, stop_why, protection, naked_s } = position;
  const at = plain(stop, decimalsOf(snapshot, symbol));
  const chip = newsChip(snapshot, symbol);
  const name = `${clip(tame(symbol), LEAST_NAME)} ${sideText(side)}`;
  const pieces = [
    { spare: 0, line: [span(` ${name} `, "strong")] },
    { spare: 2, line: [span(`${quantity(qty)} `, "strong")] },
    { spare: 1, line: [span(`${signed(R, 2)} R`, toneOf(R))] },
    { spare: 4, line: [span(` ${signed(pnl, 2)} ${snapshot.currency}`, toneOf(pnl))] },
    { spare: 3, line: [span(`  stop ${at}`)] },
    { spare: 5, line: [span(STOP_WORDS[stop_why])] },
    { spare: 0, line: [span("  "), protectionSpan(protection, naked_s)] },
    ...(chip === null ? [] : [{ spare: 6, line: [span("  "), chip] }]),
  ];
  return pieced(pieces, width);
}

/** What a rule needs beside its title and its end. */
const RULE_CELLS = 7;

/** The rule above positions: how many, and at its end what there is no room for. */
function positionRule(state: CockpitState, hidden: readonly Position[], width: number): Line {
  const { positions, orders } = state.snapshot;
  const isStrip = state.view !== "dash";
  const works = orders.length === 0 || !isStrip ? "" : `  ${plain(orders.length, 0)} working`;
  const { silence } = state;
  // What protects may be gone since.
  const age = silence === null ? [] : [span(`  as of ${ageText(silence.ms)} ago`, "alarm")];
  const count = [span(` ${positions.length}`), span(works, "dim")];
  const title = [span("POSITIONS", "title"), ...count, ...(positions.length === 0 ? [] : age)];
  const flat = flatByLine(state);
  if (hidden.length === 0) return rule(width, title, flat);
  const more = [moreSpan(hidden)];
  const both = flat.length === 0 ? more : [...more, span("  "), ...flat];
  const room = width - widthOf(title) - RULE_CELLS;
  return rule(width, title, widthOf(both) > room ? more : both);
}

/** Head and one row: what is below must not move when a position comes or goes. */
const LEAST_TABLE_LINES = 2;

/**
 * What is open, in at most `rows` lines but at least one of each: the whole of it on the dash, with
 * what works for it; a line each where a view needs the room.
 */
export function positionsBand(state: CockpitState, width: number, rows: number): Line[] {
  const sorted = byProtection(state.snapshot);
  const isDash = state.view === "dash";
  const most = Math.max(1, rows - (isDash ? 3 : 1));
  const shown = sorted.slice(0, most);
  const head = positionRule(state, sorted.slice(most), width);
  if (!isDash) {
    return [head, ...shown.map((one) => positionSummary(one, state.snapshot, width))];
  }
  const lines = positionLines(state, shown, width);
  return [
    head,
    ...lines,
    ...Array.from({ length: LEAST_TABLE_LINES - lines.length }, (): Line => []),
    workingLine(state, width),
  ];
}
