// Every fact as one sentence a trader would say.

import { counted } from "../analytics/count.js";
import { duration, inR, plain, signed } from "../analytics/figures.js";
import type { Fact, OrderStateFact } from "../engine/effect.js";
import type { GuardRejectFact } from "../engine/guard-facts.js";
import type { FactJson } from "../runtime/session.js";
import { objectionWords } from "./guard-inputs.js";
import { tellGuard } from "./guard-sentence.js";
import { tellLive } from "./live-sentence.js";
import { quantity } from "./quantity.js";
import { exitWords } from "./reason-words.js";
import { type DecimalsOf, type Sentence, type Told, told } from "./sentence.js";
import type { Role } from "./theme.js";

const STOP_MOVES: Readonly<Record<string, string>> = {
  break_even: "to break-even",
  atr: "behind the ATR trail",
  swing: "behind the swing",
  hand: "by hand",
};

/** Tells a fact. One that is not known is told by its type. */
export function sentenceOf(given: FactJson, decimalsOf: DecimalsOf): Sentence {
  const fact = given as FactJson & Fact;
  const price = (value: number | null): string => plain(value, decimalsOf(fact.symbol));
  const sentence =
    tellLive(fact, decimalsOf) ??
    tellTrade(fact, price) ??
    tellOrder(fact, price) ??
    tellGuard(fact) ??
    tellRest(fact, price);
  return { kin: null, isDetail: false, ...sentence };
}

type Price = (value: number | null) => string;

function tellTrade(fact: Fact, price: Price): Told | null {
  switch (fact.type) {
    case "position_opened":
      return told(
        fact.side === "long" ? "▲" : "▼",
        "strong",
        `${fact.side} ${quantity(fact.qty)} at ${price(fact.entry_price)}, ` +
          `stop ${price(fact.stop)} (${fact.strategy}, ${fact.regime})`,
      );
    case "stop_moved": {
      const way = STOP_MOVES[fact.why] ?? fact.why;
      return told("⇡", "plain", `stop ${price(fact.from)} → ${price(fact.to)} ${way}`);
    }
    case "tp_hit":
      return told(
        "✓",
        "gain",
        `${quantity(fact.qty)} out at ${price(fact.price)}, level ${fact.level} of ` +
          `${signed(fact.at_r, 1)} R: ${inR(fact.result_R)}, ${signed(fact.pnl, 2)}`,
      );
    case "time_exit":
      return told(
        "◷",
        "plain",
        `time is up after ${counted(fact.bars, "bar")}: out at the next open`,
      );
    case "trade_closed": {
      const way = fact.hand_stop ? "out by the stop moved by hand" : exitWords(fact.exit_reason);
      const held = duration((Date.parse(`${fact.exit_ts}`) - Date.parse(`${fact.entry_ts}`)) / 6e4);
      const [glyph, role]: [string, Role] = fact.net_pnl > 0 ? ["+", "gain"] : ["−", "loss"];
      return told(
        fact.net_pnl === 0 ? "=" : glyph,
        fact.net_pnl === 0 ? "plain" : role,
        `closed ${inR(fact.result_R)}, ${signed(fact.net_pnl, 2)}: ` +
          `${way} at ${price(fact.price)} after ${held}` +
          (fact.late ? ", late" : ""),
      );
    }
    default:
      return null;
  }
}

/** How much of an entry is not there that was hoped for. */
export function unfilledWords({ filled_qty, qty }: OrderStateFact): string {
  return filled_qty === 0
    ? `entry of ${quantity(qty)} not filled`
    : `entry filled by ${quantity(filled_qty)} of ${quantity(qty)} only`;
}

/** An entry that ended before all of it was filled. */
function tellUnfilled(fact: OrderStateFact, price: Price): Told {
  const { filled_qty, reason, price: limit } = fact;
  const isNone = filled_qty === 0;
  const offer = limit === null ? "nothing more was to be had" : `${price(limit)} or better`;
  const why: Readonly<Record<string, string>> = {
    rest: limit === null ? offer : `the open had no${isNone ? "" : " more"} offer at ${offer}`,
    // By whom and why, only facts before it say.
    asked: "withdrawn",
    "": "cancelled",
  };
  return told(
    "×",
    "loss",
    `${unfilledWords(fact)}: ${why[reason] ?? `cancelled, ${reason.replaceAll("_", " ")}`}`,
  );
}

function tellOrderState(fact: OrderStateFact, price: Price): Told {
  const { state, role, reason } = fact;
  if (role === "entry" && state === "CANCELLED") return tellUnfilled(fact, price);
  const isBad = state === "REJECTED";
  const why = reason === "" ? "" : `: ${reason.replaceAll("_", " ")}`;
  const text = `${role} order ${state.toLowerCase()}${why}`;
  return { ...told(isBad ? "!" : "·", isBad ? "alarm" : "dim", text), isDetail: !isBad };
}

function tellOrder(fact: Fact, price: Price): Told | null {
  switch (fact.type) {
    case "order_submitted": {
      const at = fact.price === null ? "" : ` ${price(fact.price)}`;
      const what = `${fact.side} ${quantity(fact.qty)} ${fact.order_type}${at}`;
      return {
        ...told("→", "plain", `${fact.role} sent: ${what}`),
        // Its fill says it again, and until then the working orders show it.
        isDetail: true,
      };
    }
    case "order_state":
      return tellOrderState(fact, price);
    case "fill": {
      const slip = fact.slippage_ticks;
      const cost =
        slip === 0 ? "" : `, slippage ${signed(slip, 0)} tick${Math.abs(slip) === 1 ? "" : "s"}`;
      return told(
        "●",
        "plain",
        `${fact.role} filled: ${fact.side} ${quantity(fact.qty)} at ${price(fact.price)}${cost}` +
          (fact.stale_price ? ", at a stale price" : ""),
      );
    }
    case "entry_sized": {
      // Without guards nothing is reckoned with: it is as large as was asked for.
      if (fact.limited_by === "unguarded") {
        const stop = `stop ${price(fact.stop_distance)} away`;
        return told("◇", "plain", `${fact.strategy} ${quantity(fact.qty)} without guards, ${stop}`);
      }
      const cut = fact.limited_by === "risk" ? "" : `, limited by ${fact.limited_by}`;
      return told(
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

/** Why a signal was refused: what objected first. */
export function refusalText({ reason, inputs }: GuardRejectFact): string {
  return objectionWords(reason, inputs[reason] as Readonly<Record<string, unknown>> | undefined);
}

function tellRest(fact: Fact, price: Price): Told {
  switch (fact.type) {
    case "boot":
      return told("◆", "dim", `${fact.mode} of ${fact.symbols.join(", ")}`);
    case "signal": {
      const stop = fact.stop === null ? "" : `, stop ${price(fact.stop)}`;
      const text = `${fact.strategy} proposes ${fact.side} at ${price(fact.price)}${stop}`;
      return { ...told("?", "dim", text), isDetail: true };
    }
    case "guard_reject":
      return {
        ...told("×", "dim", `${fact.strategy} refused: ${refusalText(fact)}`),
        kin: `${fact.symbol} ${fact.strategy} ${fact.reason}`,
      };
    case "constraint_violation":
      return {
        ...told("×", "dim", `held to the limit ${fact.rule}`),
        isDetail: true,
      };
    case "constraint_clamped":
      return told(
        "!",
        "loss",
        `${fact.rule}: ${fact.asked} is above the ceiling, ${fact.effective} is in force`,
      );
    case "regime_changed":
      return {
        ...told("~", "dim", `regime ${fact.from} → ${fact.to}, ADX ${plain(fact.adx, 1)}`),
        isDetail: true,
      };
    default:
      return told("·", "plain", fact.type.replaceAll("_", " "));
  }
}
