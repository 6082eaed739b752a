// Why something is, or is not, entered now: what happened on this close, what each strategy wants,
// and what every guard says of an entry.

import { plain } from "../../analytics/figures.js";
import type { FactJson } from "../../runtime/session.js";
import type { WhyView } from "../../runtime/why-view.js";
import type { CockpitState } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { sentenceOf } from "../fact-sentence.js";
import { inputWords, objectionWords } from "../guard-inputs.js";
import { beside, span, tame, toWidth, wrap } from "../line.js";
import { quantity } from "../quantity.js";
import type { Line } from "../theme.js";
import { clockOf, clockTime } from "../times.js";

/** What is said of this very close: signals, refusals, sizes. */
const SAID: ReadonlySet<string> = new Set([
  ...["signal", "guard_reject", "constraint_violation", "entry_sized", "order_submitted"],
  ...["shadow_opened", "governor_changed", "tripwire", "news_window", "regime_changed"],
]);

function factsOf({ facts }: CockpitState, { ts, symbol }: WhyView): FactJson[] {
  const at = Date.parse(ts);
  return facts.filter((fact) => {
    const isOurs = fact.symbol === symbol || fact.symbol === null;
    return SAID.has(String(fact.type)) && isOurs && Date.parse(String(fact.ts)) === at;
  });
}

/** What one guard has against it, and below what it saw. */
function objectionLines(
  { guard, inputs }: WhyView["long"]["verdicts"][number],
  width: number,
  offsetMs: number,
): Line[] {
  const lines = (text: string): string[] => wrap(tame(text), width - 3);
  const seen = inputWords(guard, inputs, offsetMs);
  const head = lines(objectionWords(guard, inputs));
  return [
    ...head.map((text, at): Line => [span(` ${at === 0 ? "×" : " "} ${text}`, "loss")]),
    ...(seen === "" ? [] : lines(seen)).map((text): Line => [span(`   ${text}`, "dim")]),
  ];
}

/** What became of an entry on a side, each guard that objects, and how many do not. */
function verdictLines(
  side: "long" | "short",
  view: WhyView,
  width: number,
  offsetMs: number,
): Line[] {
  const { qty, R, verdicts } = view[side];
  const against = verdicts.filter(({ ok }) => !ok);
  const name = side === "long" ? "▲ LONG" : "▼ SHORT";
  const result =
    against.length === 0
      ? `${quantity(qty)}, risking ${plain(R, 2)}`
      : `refused by ${plain(against.length, 0)} of ${plain(verdicts.length, 0)}`;
  const head: Line = [
    span(` ${name} `, "strong"),
    span(result, against.length === 0 ? "gain" : "loss"),
  ];
  const objections = against.flatMap((one) => objectionLines(one, width, offsetMs));
  const passed = verdicts.length - against.length;
  const fine: Line = [span(` ✓ ${plain(passed, 0)} guards let it pass`, "plain")];
  return [head, ...objections, fine].map((line) => toWidth(line, width));
}

function strategyLines({ strategies, regime }: WhyView, width: number): Line[] {
  if (strategies.length === 0) return [[span(" no strategy runs", "dim")]];
  return strategies.map(({ name, regimes, fits, off }) => {
    const wants = regimes.length === 0 ? "any regime" : regimes.join(" or ");
    const words =
      off ?? (fits ? `looks for an entry: wants ${wants}` : `wants ${wants}, it is ${regime}`);
    const role = off === null && fits ? "plain" : "loss";
    return toWidth(
      [span(` ${fits && off === null ? "✓" : "×"} ${tame(name)} `, "strong"), span(words, role)],
      width,
    );
  });
}

/** The title of the panel. */
export function whyTitle({ snapshot }: CockpitState, { symbol, ts, price }: WhyView): Line {
  const at = clockTime(ts, clockOf(snapshot.symbols).offset);
  return [
    span("WHY", "title"),
    span(
      ` ${tame(symbol)} at the close of ${at}, ${plain(price, decimalsOf(snapshot, symbol))}`,
      "strong",
    ),
  ];
}

/** All of it, wrapped where it is long. Times are by the exchange's clock. */
export function whyLines(state: CockpitState, view: WhyView, width: number): Line[] {
  const { snapshot } = state;
  const decimals = decimalsOf(snapshot, view.symbol);
  const { offset } = clockOf(snapshot.symbols);
  const facts = factsOf(state, view).flatMap((fact): Line[] => {
    const { glyph, role, text } = sentenceOf(fact, () => decimals);
    return wrap(`${glyph} ${tame(text)}`, width - 2).map((line) => [span(` ${line}`, role)]);
  });
  const none: Line = [span(" on this close no strategy proposed anything", "dim")];
  const half = Math.floor(width / 2);
  const asked = `an entry by hand now, its stop ${plain(view.stop_distance, decimals)} away:`;
  return [
    ...(facts.length === 0 ? [none] : facts),
    ...strategyLines(view, width),
    toWidth([span(` ${asked}`, "dim")], width),
    ...beside([
      { lines: verdictLines("long", view, half - 1, offset), width: half },
      { lines: verdictLines("short", view, width - half, offset), width: width - half },
    ]),
  ];
}
