// What a trader may do to what is open: the plan of it, made of what the engine shows now, and the
// commands that it comes down to. Nothing here is sent.

import { counted } from "../../analytics/count.js";
import { plain, signed } from "../../analytics/figures.js";
import type { LiveCommand, Snapshot } from "../../runtime/session.js";
import { quantity } from "../quantity.js";

/** A command as the trader means it, before it has an id. */
export type Asked = LiveCommand extends infer C
  ? C extends LiveCommand
    ? Omit<C, "command_id" | "by">
    : never
  : never;

/** What is meant; what is left open (null) is chosen among all there is. */
export type Act =
  | { readonly what: "flatten"; readonly symbol: string | null }
  /** Per cent of what is open, above 0 and up to 100. */
  | { readonly what: "close"; readonly symbol: string; readonly pct: number | null }
  | { readonly what: "move_stop"; readonly symbol: string; readonly price: number }
  | { readonly what: "cancel"; readonly order: string | null }
  | { readonly what: "rearm"; readonly strategy: string | null }
  | { readonly what: "stop" };

/** One of the things that can be done. */
export interface Choice {
  /** Tells it from the others, also when what is open changes meanwhile. */
  readonly key: string;
  readonly label: string;
  /** What follows from it. */
  readonly effect: string;
  /** What was asked for, once it was. */
  readonly words: string;
  readonly command: Asked;
}

/** What is shown before something is done. */
export interface ActPlan {
  readonly title: string;
  readonly question: string;
  /** The choice that does nothing; it stands first, and is chosen until another one is. */
  readonly keep: string;
  readonly choices: readonly Choice[];
  /** Why there is nothing to choose; empty where there is. */
  readonly nothing: string;
  /** What it means, whichever is chosen. */
  readonly notes: readonly string[];
}

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];

/** Shares that a part is offered in, per cent. */
const PARTS = [25, 50, 75, 100];
const NO_SURE_PRICE = "A market order has no sure price.";

/** What would be done, and how. */
export function planOf(act: Act, snapshot: Snapshot): ActPlan {
  switch (act.what) {
    case "flatten":
      return flattenPlan(act.symbol, snapshot);
    case "close":
      return closePlan(act.symbol, act.pct, snapshot);
    case "move_stop":
      return movePlan(act.symbol, act.price, snapshot);
    case "cancel":
      return cancelPlan(act.order, snapshot);
    case "rearm":
      return rearmPlan(act.strategy, snapshot);
    case "stop":
      return stopPlan(snapshot);
  }
}

/** The position of a symbol, however it is written. */
function positionOf({ positions }: Snapshot, wanted: string): Position | undefined {
  const name = wanted.toUpperCase();
  return positions.find(({ symbol }) => symbol.toUpperCase() === name);
}

/** `buy` gets out of a short. */
function exitSide({ side }: Position): "buy" | "sell" {
  return side === "long" ? "sell" : "buy";
}

function places({ symbols }: Snapshot, wanted: string): number {
  return symbols.find(({ symbol }) => symbol === wanted)?.decimals ?? 2;
}

/** What flattening a symbol does to it. */
function flattenChoice(symbol: string, { positions, orders }: Snapshot): Choice {
  const held = positions.find((one) => one.symbol === symbol);
  const works = orders.filter((one) => one.symbol === symbol).length;
  const exit = held === undefined ? [] : [`${exitSide(held)} ${quantity(held.qty)} at market`];
  const cancels = works === 0 ? [] : [`cancel ${counted(works, "order")}`];
  return {
    ...{ key: symbol, label: `Flatten ${symbol}`, words: `flatten ${symbol}` },
    effect: [...exit, ...cancels].join(", "),
    command: { command: "flatten", symbol },
  };
}

function flattenPlan(wanted: string | null, snapshot: Snapshot): ActPlan {
  const { positions, orders } = snapshot;
  const open = [...new Set([...positions, ...orders].map(({ symbol }) => symbol))];
  const name = wanted?.toUpperCase() ?? null;
  const whose = name === null ? "" : ` of ${name}`;
  const meant = open.filter((symbol) => name === null || symbol.toUpperCase() === name);
  return {
    ...{ title: "FLATTEN ONE SYMBOL", question: "FLATTEN?", keep: "Cancel" },
    choices: meant.map((symbol) => flattenChoice(symbol, snapshot)),
    nothing: meant.length === 0 ? `no position and no order${whose} is open` : "",
    notes: [`Then no entries in it until you resume. ${NO_SURE_PRICE}`],
  };
}

// So that 3 × 0.1 is 0.3.
const rounded = (qty: number): number => Number(qty.toPrecision(12));

/** What of a position no exit is taking off already. */
function leftOf({ symbol, qty }: Position, { orders }: Snapshot): number {
  const exits = orders.filter((order) => order.symbol === symbol && order.role === "exit");
  return rounded(exits.reduce((left, exit) => left - exit.qty, qty));
}

function closeChoice(position: Position, left: number, pct: number, lot: number): Choice {
  const { symbol, qty } = position;
  // Rounded up to lots, as the engine does.
  const part = rounded(Math.ceil((Math.round(left / lot) * pct) / 100 - 1e-9) * lot);
  const stays = rounded(left - part);
  const rest =
    stays > 0 ? `${quantity(stays)} of ${quantity(qty)} stay, with their stop` : "nothing stays";
  return {
    ...{ key: String(pct), label: `${plain(pct, Number.isInteger(pct) ? 0 : 1)} %` },
    effect: `${exitSide(position)} ${quantity(part)} at market, ${rest}`,
    words: `${quantity(part)} of ${symbol} off at market`,
    command: { command: "close", symbol, pct },
  };
}

function closePlan(wanted: string, pct: number | null, snapshot: Snapshot): ActPlan {
  const position = positionOf(snapshot, wanted);
  const frame = { title: "TAKE PART OFF", question: "TAKE OFF?", keep: "Cancel" };
  const none = (nothing: string): ActPlan => ({ ...frame, choices: [], nothing, notes: [] });
  if (position === undefined) return none(`${wanted} has no open position`);
  const left = leftOf(position, snapshot);
  if (left <= 0) return none(`all of ${position.symbol} is on its way out already`);
  const lot = snapshot.symbols.find(({ symbol }) => symbol === position.symbol)?.lot ?? 1;
  const parts = pct === null ? PARTS : [pct];
  const choices = parts.map((part) => closeChoice(position, left, part, lot));
  return {
    ...frame,
    // Shares that come to the same number of lots are one choice: the largest of them.
    choices: choices.filter(({ effect }, at) => effect !== choices[at + 1]?.effect),
    nothing: "",
    notes: [`Rounded up to whole lots. ${NO_SURE_PRICE}`],
  };
}

/** A stop to a price: where it would stand, or why it can't. */
export interface StopMove {
  /** On the symbol's grid. */
  readonly price: number;
  /** Empty where it can be done. */
  readonly objection: string;
  /** How it stands to the one there is, and how both do to the entry. */
  readonly nearer: string;
  readonly effect: string;
}

/** What moving a position's stop to a price would do. */
export function stopMove(position: Position, asked: number, snapshot: Snapshot): StopMove {
  const { symbol, side, stop, entry, initial_stop, last } = position;
  const tick = snapshot.symbols.find((one) => one.symbol === symbol)?.tick ?? 0.01;
  const price = Number((Math.round(asked / tick) * tick).toPrecision(12));
  const direction = side === "long" ? 1 : -1;
  const nearer = direction * (price - stop);
  const text = (value: number): string => plain(value, places(snapshot, symbol));
  const oneR = Math.abs(entry - initial_stop);
  const inR = (distance: number): string => (oneR > 0 ? `, ${signed(distance / oneR, 2)} R` : "");
  const ticks = `${signed(Math.round(nearer / tick), 0)} ticks${inR(nearer)}`;
  const effect =
    `${text(stop)} → ${text(price)}: ${ticks}; from the entry ` +
    `${signed(Math.round((direction * (price - entry)) / tick), 0)} ticks` +
    inR(direction * (price - entry));
  let objection = "";
  if (nearer < tick / 2) {
    const far = `${text(price)} is not nearer to the market than ${text(stop)}`;
    objection = `a stop only tightens: ${far}`;
  } else if (direction * (last - price) < tick / 2) {
    objection = `${text(price)} is at or beyond the last price ${text(last)}; to leave, use P or X`;
  }
  return { price, objection, nearer: ticks, effect };
}

function movePlan(wanted: string, price: number, snapshot: Snapshot): ActPlan {
  const position = positionOf(snapshot, wanted);
  const frame = { title: "TIGHTEN A STOP", question: "MOVE IT?", keep: "Cancel" };
  if (position === undefined) {
    return { ...frame, choices: [], nothing: `${wanted} has no open position`, notes: [] };
  }
  const { symbol } = position;
  const move = stopMove(position, price, snapshot);
  const at = plain(move.price, places(snapshot, symbol));
  const choice: Choice = {
    ...{ key: "move", label: `Stop to ${at}`, effect: `${move.nearer} nearer` },
    words: `stop of ${symbol} to ${at}`,
    command: { command: "move_stop", symbol, price: move.price },
  };
  const isPossible = move.objection === "";
  return {
    ...frame,
    choices: isPossible ? [choice] : [],
    nothing: move.objection,
    notes: isPossible ? [move.effect, "It cannot be moved back: a stop only tightens."] : [],
  };
}

/** What an order is, in words. */
function orderWords(order: Order, snapshot: Snapshot): string {
  const { symbol, role, side, qty, price } = order;
  const at = price === null ? "at market" : `at ${plain(price, places(snapshot, symbol))}`;
  return `${role} ${side} ${quantity(qty)} ${symbol} ${at}`;
}

const KEPT: Partial<Readonly<Record<Order["role"], string>>> = {
  stop: "protects its position, which keeps it: T moves it, P and X leave",
  exit: "takes its position off; an exit is not called back",
};

function cancelPlan(wanted: string | null, snapshot: Snapshot): ActPlan {
  const { orders } = snapshot;
  const meant = orders.filter(({ client_order_id: id }) => wanted === null || id === wanted);
  const free = meant.filter(({ role }) => KEPT[role] === undefined);
  const [kept] = meant.flatMap(({ role }) => KEPT[role] ?? []);
  let nothing = "no entry and no target works that could be cancelled";
  if (wanted !== null) nothing = kept === undefined ? "does not work" : kept;
  return {
    ...{ title: "CANCEL AN ORDER", question: "CANCEL WHICH?", keep: "Keep" },
    choices: free.map((order) => {
      const { client_order_id } = order;
      return {
        ...{ key: client_order_id, label: `Cancel ${orderWords(order, snapshot)}` },
        effect: client_order_id,
        words: `cancel ${orderWords(order, snapshot)}`,
        command: { command: "cancel", client_order_id },
      };
    }),
    nothing: free.length > 0 ? "" : [wanted ?? "", nothing].join(" ").trim(),
    notes: ["A part that has filled stays; stops and exits are never cancelled by hand."],
  };
}

function rearmPlan(wanted: string | null, { strategies_off }: Snapshot): ActPlan {
  const meant = strategies_off.filter((name) => wanted === null || name === wanted);
  const nothing = wanted === null ? "no strategy is switched off" : `${wanted} is not switched off`;
  return {
    ...{ title: "RE-ARM A STRATEGY", question: "RE-ARM?", keep: "Cancel" },
    choices: meant.map((strategy) => ({
      ...{ key: strategy, label: `Re-arm ${strategy}`, words: `re-arm ${strategy}` },
      effect: "it may enter again, its entries count from zero",
      command: { command: "rearm", strategy },
    })),
    nothing: meant.length > 0 ? "" : nothing,
    notes: ["It was switched off because it entered too often."],
  };
}

/** What becomes of a position when nobody looks after it. */
function restWords(position: Position, snapshot: Snapshot): string {
  const { symbol, side, qty, stop, protection } = position;
  const at = plain(stop, places(snapshot, symbol));
  const rests = { PROTECTED: `its stop at ${at} rests`, NAKED: "NO STOP WORKS" }[
    String(protection)
  ];
  return `${symbol} ${side} ${quantity(qty)}: ${rests ?? "only the broker knows its stop"}.`;
}

function stopPlan(snapshot: Snapshot): ActPlan {
  const { positions, orders } = snapshot;
  const entries = orders.filter(({ role }) => role === "entry").length;
  return {
    ...{ title: "STOP THE ENGINE", question: "STOP THE ENGINE?", keep: "Cancel" },
    choices: [
      {
        ...{ key: "stop", label: "Stop the engine", words: "stop the engine" },
        effect: `${counted(positions.length, "position")}, ${counted(orders.length, "order")}`,
        command: { command: "stop" },
      },
    ],
    nothing: "",
    notes: [
      ...positions.map((position) => restWords(position, snapshot)),
      "Nothing is entered, trailed, timed out or flattened until it is started again.",
      ...(entries > 0 ? [`${counted(entries, "entry order")} may still fill, without us.`] : []),
    ],
  };
}
