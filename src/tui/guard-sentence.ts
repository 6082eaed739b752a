// Facts of the guards as sentences a trader would say.

import { counted } from "../analytics/count.js";
import { duration, plain } from "../analytics/figures.js";
import type { Fact } from "../engine/effect.js";
import type { TripwireFact } from "../engine/guard-facts.js";
import { guardName, refusalWords } from "./reason-words.js";
import { type Told, told } from "./sentence.js";

/** Tells a fact of the guards; null for others. */
export function tellGuard(fact: Fact): Told | null {
  return tellLimit(fact) ?? tellShadow(fact) ?? tellStanding(fact);
}

function tellLimit(fact: Fact): Told | null {
  switch (fact.type) {
    case "governor_changed": {
      const { badge, multiplier, reason } = fact;
      const size = multiplier === 0 || multiplier === 1 ? "" : ` ×${plain(multiplier, 2)}`;
      return told("◐", badge === "CALM" ? "plain" : "loss", `governor ${badge}${size}, ${reason}`);
    }
    case "tripwire":
      return fact.state === "TRIPPED"
        ? told("!", "alarm", `${limitName(fact)}: ${TRIPPED[fact.action]}`)
        : told("·", "strong", `${limitName(fact)}: over${fact.auto ? ", with nobody asked" : ""}`);
    case "limit_pending":
      if (fact.effective === fact.asked) {
        return told("·", "strong", `${fact.rule}: ${valueText(fact.effective)} is in force now`);
      }
      return told(
        "!",
        "loss",
        `${fact.rule}: ${valueText(fact.asked)} waits for the next roll, ` +
          `${valueText(fact.effective)} is in force`,
      );
    case "operator":
      return fact.command === "mood"
        ? told("◐", "plain", `mood ${valueText(fact.inputs.score)} of 5, said by ${fact.by}`)
        : told("◆", "plain", `${fact.command.replaceAll("_", " ")}, asked by ${fact.by}`);
    default:
      return null;
  }
}

const TRIPPED: Readonly<Record<TripwireFact["action"], string>> = {
  BLOCK: "no entries",
  FLATTEN: "all closed, no entries",
  LOCK: "all closed and locked",
  DISABLE: "off until it is re-armed",
};

function limitName({ rule, inputs }: TripwireFact): string {
  const { strategy } = inputs;
  return rule === "loop" && typeof strategy === "string"
    ? `${strategy} makes too many entries`
    : refusalWords(rule);
}

/** A number with a sign of its own, a text as it is. */
function valueText(value: unknown): string {
  return typeof value === "number" ? String(value).replace("-", "−") : String(value);
}

function tellShadow(fact: Fact): Told | null {
  switch (fact.type) {
    case "shadow_opened":
      return {
        ...told("◌", "dim", `${fact.strategy} goes on as a shadow, ${fact.side}`),
        // The refusal before it says what matters.
        isDetail: true,
      };
    case "shadow_closed": {
      const { guards, result_R, strategy, side } = fact;
      const names = guards.map(guardName).join(", ");
      return told("◌", "dim", `${strategy} ${side} not taken: ${names} ${worthText(-result_R)}`);
    }
    default:
      return null;
  }
}

/** `saved 1.00 R`, `cost 0.40 R`, or `even` where it rounds to nothing. */
function worthText(savedR: number): string {
  const R = plain(Math.abs(savedR), 2);
  if (!/[1-9]/.test(R)) return "even";
  return `${savedR > 0 ? "saved" : "cost"} ${R} R`;
}

function tellStanding(fact: Fact): Told | null {
  switch (fact.type) {
    case "gear_changed": {
      const { from, to, reason } = fact;
      const text = `gear ${from} → ${to}${reason === "" ? "" : `: ${reason}`}`;
      // Between drive and low it follows the regime, which the head shows as it goes.
      const isMinor = "DL".includes(from) && "DL".includes(to);
      return { ...told("⚙", to === "P" ? "loss" : "dim", text), isDetail: isMinor };
    }
    case "news_window": {
      const what = fact.titles.join(", ");
      if (fact.state === "LEFT") return told("◆", "strong", `news is over: ${what}`);
      const minutes = (Date.parse(`${fact.to_ts}`) - Date.parse(`${fact.ts}`)) / 60_000;
      return told(
        "◆",
        "loss",
        `NEWS, ${duration(minutes)} without entries: ${what} (${fact.impact})`,
      );
    }
    case "calendar_loaded": {
      if (fact.problem !== null) {
        // Its folder is long, and says nothing that the trader does not know.
        const problem = fact.problem.replace(/^\S*\//, "");
        return told("!", "alarm", `calendar not taken, the last good one stands: ${problem}`);
      }
      const events = fact.files.reduce((sum, file) => sum + file.events, 0);
      const skipped = fact.files.reduce((sum, file) => sum + file.skipped, 0);
      const windows = Object.values(fact.windows).reduce((sum, count) => sum + count, 0);
      const left = skipped === 0 ? "" : `, ${plain(skipped, 0)} skipped`;
      return told(
        skipped === 0 ? "◆" : "!",
        skipped === 0 ? "dim" : "loss",
        `calendar of ${counted(events, "event")}${left}: ${counted(windows, "blackout")}`,
      );
    }
    default:
      return null;
  }
}
