// What is open and what works for it.

import { plain, signed } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { type Column, rule, span, table, tame, toWidth, widthOf } from "../line.js";
import { quantity } from "../quantity.js";
import { type Line, type Role, type Span, toneOf } from "../theme.js";
import { clockTime } from "../times.js";
import { countdownText, newsChip } from "./guards.js";

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

function decimalsOf({ symbols }: Snapshot, wanted: string): number {
  return symbols.find(({ symbol }) => symbol === wanted)?.decimals ?? 2;
}

/** The chip in few cells, so that nothing else has to go for it. */
function shortChip(chip: Span | null): Span {
  return chip === null ? span("") : { ...chip, text: chip.text.replace(" in ", " ") };
}

/** Head and rows, or one line that says there is none. */
export function positionLines({ snapshot }: CockpitState, width: number, rows: number): Line[] {
  const { positions, currency } = snapshot;
  if (positions.length === 0) return [toWidth([span(" no position", "dim")], width)];
  const shown = positions.slice(0, Math.max(1, rows - 1));
  const cells = (of: (position: Position) => string, role: Role = "plain"): Span[] =>
    shown.map((position) => span(of(position), role));
  const price = (pick: (position: Position) => number): ((position: Position) => string) => {
    return (position) => plain(pick(position), decimalsOf(snapshot, position.symbol));
  };
  const chips = shown.map(({ symbol }) => newsChip(snapshot, symbol));
  const left = { align: "left", spare: 0 } as const;
  const right = { align: "right", spare: 0 } as const;
  const columns: Column[] = [
    { title: "SYM", ...left, cells: cells(({ symbol }) => tame(symbol), "strong") },
    ...(chips.some((chip) => chip !== null)
      ? [{ title: "", align: "left" as const, spare: 0.5, cells: chips.map(shortChip) }]
      : []),
    { title: "SIDE", ...left, cells: cells(({ side }) => sideText(side), "strong") },
    {
      title: "QTY",
      ...right,
      cells: cells(({ qty, trade_qty }) => `${quantity(qty)}/${quantity(trade_qty)}`),
    },
    { title: "ENTRY", ...right, cells: cells(price(({ entry }) => entry)) },
    { title: "LAST", ...right, cells: cells(price(({ last }) => last)) },
    {
      title: "STOP",
      ...right,
      cells: cells(
        price(({ stop }) => stop),
        "strong",
      ),
    },
    {
      title: "",
      align: "left",
      spare: 3,
      cells: cells(({ stop_why }) => STOP_WORDS[stop_why].trim()),
    },
    { title: "R", ...right, cells: shown.map(({ R }) => span(signed(R, 2), toneOf(R))) },
    {
      title: currency,
      align: "right",
      spare: 1,
      cells: shown.map(({ pnl }) => span(signed(pnl, 2), toneOf(pnl))),
    },
    {
      title: "BARS",
      ...right,
      cells: cells(
        ({ bars, bars_limit }) => `${bars}${bars_limit === null ? "" : `/${bars_limit}`}`,
      ),
    },
    {
      title: "",
      ...left,
      cells: shown.map(({ protection, naked_s }) => protectionSpan(protection, naked_s)),
    },
    { title: "STRATEGY", align: "left", spare: 2, cells: cells(({ strategy }) => tame(strategy)) },
  ];
  return table(columns, width);
}

/** `stop buy 3 24,853.75`. */
export function orderText(order: Order, snapshot: Snapshot): string {
  const at =
    order.price === null ? "at market" : plain(order.price, decimalsOf(snapshot, order.symbol));
  return `${order.role} ${order.side} ${quantity(order.qty)} ${at}`;
}

/** Working orders in a line, as many as fit. */
export function workingLine({ snapshot }: CockpitState, width: number): Line {
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
  const at = clockTime(first.flat_by, first.utc_offset_ms);
  const isSoon = held.size > 0 && left <= SOON_FLAT_MS;
  return [span(`flat by ${at}, in ${countdownText(left)}`, isSoon ? "loss" : "dim")];
}

/** A position in a line: what is open, how it stands, and whether it is protected. */
function positionSummary(position: Position, snapshot: Snapshot): Line {
  const { symbol, side, qty, R, pnl, stop, stop_why, protection, naked_s } = position;
  const at = plain(stop, decimalsOf(snapshot, symbol));
  const chip = newsChip(snapshot, symbol);
  return [
    span(` ${tame(symbol)} ${sideText(side)} ${quantity(qty)} `, "strong"),
    span(`${signed(R, 2)} R ${signed(pnl, 2)} ${snapshot.currency}`, toneOf(R)),
    span(`  stop ${at}${STOP_WORDS[stop_why]}  `),
    protectionSpan(protection, naked_s),
    ...(chip === null ? [] : [span("  "), chip]),
  ];
}

/** Positions in a line each under their rule, at most `most`; the rule alone where none is open. */
export function positionStrip(state: CockpitState, width: number, most: number): Line[] {
  const { snapshot } = state;
  const { positions, orders } = snapshot;
  const hidden = positions.length - most;
  const works = orders.length === 0 ? "" : `  ${plain(orders.length, 0)} working`;
  const title = [span("POSITIONS", "title"), span(` ${positions.length}`), span(works, "dim")];
  const end = hidden > 0 ? [span(`${hidden} more`, "loss")] : flatByLine(state);
  return [
    rule(width, title, end),
    ...positions.slice(0, most).map((one) => toWidth(positionSummary(one, snapshot), width)),
  ];
}
