// Facts told one after the other, as they come: what an entry was withdrawn for stands in a fact
// before the one of its end.

import type { Fact, OrderStateFact } from "../engine/effect.js";
import type { FactJson } from "../runtime/session.js";
import { refusalText, sentenceOf, unfilledWords } from "./fact-sentence.js";
import type { DecimalsOf, Sentence } from "./sentence.js";

/** Entries that are remembered. */
const KEPT = 100;

/** What has held entries back. */
interface Hold {
  readonly seq: number;
  /** Null is every symbol. */
  readonly symbol: string | null;
  readonly words: string;
}

/** Tells facts of a run in their order. */
export class Teller {
  /** When each entry was sent, by its order's id: the fact's number. */
  readonly #sent = new Map<string, number>();
  /** Who asked for the end of an order, by its id. */
  readonly #cancelled = new Map<string, string>();
  /** Why the engine took an entry back, by its trace. */
  readonly #refused = new Map<string, string>();
  #hold: Hold | null = null;

  /** As `sentenceOf`, with what facts before it say. */
  tell(given: FactJson, decimalsOf: DecimalsOf): Sentence {
    const fact = given as FactJson & Fact;
    this.hear(given);
    const sentence = sentenceOf(given, decimalsOf);
    if (!isWithdrawn(fact)) return sentence;
    return { ...sentence, text: `${unfilledWords(fact)}: ${this.#whyWithdrawn(fact)}` };
  }

  /** A fact that is not told here: others may go by it. */
  hear(given: FactJson): void {
    const fact = given as FactJson & Fact;
    switch (fact.type) {
      case "order_submitted":
        if (fact.role === "entry") keep(this.#sent, fact.client_order_id, fact.seq);
        break;
      case "guard_reject":
        if (fact.trace_id !== null) keep(this.#refused, fact.trace_id, refusalText(fact));
        break;
      case "operator": {
        const { command, by, inputs, symbol, seq } = fact;
        if (command === "cancel") keep(this.#cancelled, String(inputs.client_order_id), by);
        if (command === "pause") this.#hold = { seq, symbol: null, words: `${by} holds entries` };
        if (command === "flatten") this.#hold = { seq, symbol, words: `${by} flattens` };
        break;
      }
      case "tripwire":
        this.#hold = { seq: fact.seq, symbol: null, words: "a loss limit has tripped" };
        break;
      default:
        break;
    }
  }

  #whyWithdrawn({ client_order_id, trace_id, symbol }: OrderStateFact): string {
    const by = this.#cancelled.get(client_order_id);
    if (by !== undefined) return `cancelled, asked by ${by}`;
    const refused = this.#refused.get(trace_id ?? "");
    if (refused !== undefined) return `withdrawn by the engine at the open, ${refused}`;
    const sent = this.#sent.get(client_order_id);
    // It was sent before anybody listened.
    if (sent === undefined) return "withdrawn";
    const hold = this.#hold;
    const isHeld = hold !== null && hold.seq > sent && (hold.symbol ?? symbol) === symbol;
    return isHeld ? `withdrawn, ${hold.words}` : "withdrawn by the engine";
  }
}

/** Remembers the newest. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}

/** An entry that somebody took back before all of it was filled. */
function isWithdrawn(fact: Fact): fact is OrderStateFact {
  if (fact.type !== "order_state" || fact.role !== "entry") return false;
  return fact.state === "CANCELLED" && fact.reason === "asked";
}
