// Every fact as one sentence a trader would say.

import { duration, inR, plain, signed } from "../analytics/figures.js";
import type { Fact } from "../engine/effect.js";
import type { FactJson } from "../runtime/session.js";
import type { Role } from "./theme.js";

/** A fact in words. */
export interface Sentence {
  /** A sign that says without colour what kind of news it is. */
  readonly glyph: string;
  readonly role: Role;
  readonly text: string;
  /** Facts that say more of the same have the same; null is never merged. */
  readonly kin: string | null;
  /** It only repeats in detail what other facts or panels say. */
  readonly isDetail: boolean;
}

/** How prices of a symbol are written: places after the point. */
export type DecimalsOf = (symbol: string | null) => number;

type Told = Omit<Sentence, "kin" | "isDetail"> & Partial<Sentence>;

const news = (glyph: string, role: Role, text: string): Told => ({ glyph, role, text });

const REFUSALS: Readonly<Record<string, string>> = {
  outside_session: "outside the session",
  bad_print: "the open jumped too far",
  position_open: "a position is open",
  regime: "not its regime",
  htf_gate: "higher timeframes do not agree",
  duplicate: "a duplicate",
  stop_side: "the stop is on the wrong side",
  size_zero: "nothing left after sizing",
  entry_drift: "the open is too near the stop",
  price_collar: "the price is outside the collar",
  "constraint:max_trades_per_day": "the day's trades are used up",
  "constraint:max_trades_per_week": "the week's trades are used up",
  "constraint:max_open_positions": "enough positions are open",
  "constraint:min_stop_ticks": "the stop is too near",
  "constraint:allowed_symbols": "the symbol is not allowed",
};

/** Why a guard refuses, in words. */
export function refusalWords(reason: string): string {
  return REFUSALS[reason] ?? reason.replace(/^constraint:/, "").replaceAll("_", " ");
}

const EXITS: Readonly<Record<string, string>> = {
  stop: "stopped out",
  break_even: "out at break-even",
  trail: "out by the trailing stop",
  target: "target reached",
  signal: "out by signal",
  time: "out of time",
  session_close: "out before the session's close",
  end_of_data: "out at the end of the data",
};

const STOP_MOVES: Readonly<Record<string, string>> = {
  break_even: "to break-even",
  atr: "behind the ATR trail",
  swing: "behind the swing",
  hand: "by hand",
};

/** Why a trade was left, in words. */
export function exitWords(reason: string): string {
  return EXITS[reason] ?? reason.replaceAll("_", " ");
}

/** A quantity without needless places. */
export function quantity(value: number): string {
  return plain(value, Number.isInteger(value) ? 0 : 6).replace(/(\.\d*?)0+$/, "$1");
}

/** Tells a fact. One that is not known is told by its type. */
export function sentenceOf(given: FactJson, decimalsOf: DecimalsOf): Sentence {
  const fact = given as FactJson & Fact;
  const price = (value: number | null): string => plain(value, decimalsOf(fact.symbol));
  const told = tellTrade(fact, price) ?? tellOrder(fact, price) ?? tellRest(fact, price);
  return { kin: null, isDetail: false, ...told };
}

type Price = (value: number | null) => string;

function tellTrade(fact: Fact, price: Price): Told | null {
  switch (fact.type) {
    case "position_opened":
      return news(
        fact.side === "long" ? "▲" : "▼",
        "strong",
        `${fact.side} ${quantity(fact.qty)} at ${price(fact.entry_price)}, ` +
          `stop ${price(fact.stop)} (${fact.strategy}, ${fact.regime})`,
      );
    case "stop_moved": {
      const way = STOP_MOVES[fact.why] ?? fact.why;
      return news("⇡", "plain", `stop ${price(fact.from)} → ${price(fact.to)} ${way}`);
    }
    case "tp_hit":
      return news(
        "✓",
        "gain",
        `${quantity(fact.qty)} out at ${price(fact.price)}, level ${fact.level} of ` +
          `${signed(fact.at_r, 1)} R: ${inR(fact.result_R)}, ${signed(fact.pnl, 2)}`,
      );
    case "time_exit":
      return news("◷", "plain", `time is up after ${fact.bars} bars: out at the next open`);
    case "trade_closed": {
      const held = duration((Date.parse(`${fact.exit_ts}`) - Date.parse(`${fact.entry_ts}`)) / 6e4);
      const [glyph, role]: [string, Role] = fact.net_pnl > 0 ? ["+", "gain"] : ["−", "loss"];
      return news(
        fact.net_pnl === 0 ? "=" : glyph,
        fact.net_pnl === 0 ? "plain" : role,
        `closed ${inR(fact.result_R)}, ${signed(fact.net_pnl, 2)}: ` +
          `${exitWords(fact.exit_reason)} at ${price(fact.price)} after ${held}` +
          (fact.late ? ", late" : ""),
      );
    }
    case "protection":
      return fact.state === "PROTECTED"
        ? { ...news("■", "plain", `stop covers ${quantity(fact.protected_qty)}`), isDetail: true }
        : news(
            "!",
            "alarm",
            `${fact.state}: a stop covers ${quantity(fact.protected_qty)} of ${quantity(fact.qty)}`,
          );
    default:
      return null;
  }
}

function tellOrder(fact: Fact, price: Price): Told | null {
  switch (fact.type) {
    case "order_submitted": {
      const at = fact.price === null ? "" : ` ${price(fact.price)}`;
      const what = `${fact.side} ${quantity(fact.qty)} ${fact.order_type}${at}`;
      return {
        ...news("→", "plain", `${fact.role} sent: ${what}`),
        // Its fill says it again, and until then the working orders show it.
        isDetail: true,
      };
    }
    case "order_state": {
      const isBad = ["REJECTED", "UNKNOWN", "EXPIRED"].includes(fact.state);
      const why = fact.reason === "" ? "" : `: ${fact.reason.replaceAll("_", " ")}`;
      const text = `${fact.role} order ${fact.state.toLowerCase()}${why}`;
      return { ...news(isBad ? "!" : "·", isBad ? "alarm" : "dim", text), isDetail: !isBad };
    }
    case "fill": {
      const slip = fact.slippage_ticks;
      const cost = slip === 0 ? "" : `, slippage ${signed(slip, 0)} tick${slip === 1 ? "" : "s"}`;
      return news(
        "●",
        "plain",
        `${fact.role} filled: ${fact.side} ${quantity(fact.qty)} at ${price(fact.price)}${cost}` +
          (fact.stale_price ? ", at a stale price" : ""),
      );
    }
    case "entry_sized": {
      const cut = fact.limited_by === "risk" ? "" : `, limited by ${fact.limited_by}`;
      return news(
        "◇",
        "plain",
        `${fact.strategy} sized ${quantity(fact.qty)}: risk ${plain(fact.risk_money, 2)} over ` +
          `${price(fact.stop_distance)}${cut}`,
      );
    }
    default:
      return null;
  }
}

function tellRest(fact: Fact, price: Price): Told {
  switch (fact.type) {
    case "boot":
      return news("◆", "dim", `${fact.mode} of ${fact.symbols.join(", ")}`);
    case "signal": {
      const stop = fact.stop === null ? "" : `, stop ${price(fact.stop)}`;
      const text = `${fact.strategy} proposes ${fact.side} at ${price(fact.price)}${stop}`;
      return { ...news("?", "dim", text), isDetail: true };
    }
    case "guard_reject":
      return {
        ...news("×", "dim", `${fact.strategy} refused: ${refusalWords(fact.reason)}`),
        kin: `${fact.symbol} ${fact.strategy} ${fact.reason}`,
      };
    case "constraint_violation":
      return {
        ...news("×", "dim", `held to the limit ${fact.rule}`),
        isDetail: true,
      };
    case "constraint_clamped":
      return news(
        "!",
        "loss",
        `${fact.rule}: ${fact.asked} is above the ceiling, ${fact.effective} is in force`,
      );
    case "regime_changed":
      return {
        ...news("~", "dim", `regime ${fact.from} → ${fact.to}, ADX ${plain(fact.adx, 1)}`),
        isDetail: true,
      };
    default:
      return news("·", "plain", fact.type.replaceAll("_", " "));
  }
}
