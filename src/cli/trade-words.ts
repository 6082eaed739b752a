// What became of a trade, fact by fact, in words: what the cockpit says of each, and beneath it
// what the guards saw and what the size came from.

import { plain } from "../analytics/figures.js";
import type { Fact } from "../engine/effect.js";
import type { GuardRejectFact } from "../engine/guard-facts.js";
import { encodeFact } from "../journal/fact-line.js";
import type { FactJson } from "../runtime/session.js";
import { sentenceOf } from "../tui/fact-sentence.js";
import { tame } from "../tui/line.js";
import { refusalWords } from "../tui/reason-words.js";

/** Longest text of one input that a guard saw. */
const MOST_INPUT = 40;

/** A fact as its line in the journal has it, times in ISO-8601. */
export function factJson(fact: Fact): FactJson {
  return JSON.parse(encodeFact(fact)) as FactJson;
}

function valueText(value: unknown): string {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return tame(text.length > MOST_INPUT ? `${text.slice(0, MOST_INPUT - 1)}…` : text);
}

/** `adx 21.3, threshold 25` */
function inputsText(inputs: unknown): string {
  if (typeof inputs !== "object" || inputs === null) return "";
  return Object.entries(inputs)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${valueText(value)}`)
    .join(", ");
}

/** Every guard that objected, the first one the reason, and what it saw. */
function refusalDetails({ guards, inputs }: GuardRejectFact): string[] {
  return guards.map((guard) => {
    const seen = inputsText(inputs[guard]);
    const name = guard.replaceAll("_", " ");
    return `${name}: ${refusalWords(guard)}${seen === "" ? "" : ` (${seen})`}`;
  });
}

function detailsOf(fact: Fact): string[] {
  switch (fact.type) {
    case "guard_reject":
      return refusalDetails(fact);
    case "constraint_violation":
      return [inputsText(fact.inputs)];
    case "entry_sized": {
      const { equity, governor, regime_size, limited_by, note } = fact;
      const shares = `governor ×${plain(governor, 2)}, regime ×${plain(regime_size, 2)}`;
      const by = `equity ${plain(equity, 2)}, ${shares}, limited by ${limited_by}`;
      return [note === "" ? by : `${by}; ${tame(note)}`];
    }
    default:
      return [];
  }
}

/**
 * The lines of a story, each with its moment (UTC) before it.
 * @param facts of one trade, in order
 * @param decimals places of its prices
 */
export function storyLines(facts: readonly Fact[], decimals: number): string[] {
  let before = "";
  // No fact says so: a guard that has nothing to say writes none.
  const isPassed = !facts.some(({ type }) => type === "guard_reject");
  return facts.flatMap((fact) => {
    const { glyph, text } = sentenceOf(factJson(fact), () => decimals);
    const [day = "", clock = ""] = new Date(fact.ts).toISOString().slice(0, 19).split("T");
    const head = day === before ? [] : [day];
    before = day;
    const passed = isPassed && fact.type === "signal" ? ["no guard objected"] : [];
    const details = [...passed, ...detailsOf(fact)].filter((line) => line !== "");
    return [...head, `${clock}  ${glyph} ${text}`, ...details.map((line) => `            ${line}`)];
  });
}
