// Encodes facts, counts and hashes them, and hands them on; none is kept.

import { createHash } from "node:crypto";
import type { Fact } from "../engine/effect.js";
import { encodeFact } from "../journal/fact-line.js";

/** Characters gathered before they are hashed: a call for each line costs more than its hash. */
const HASHED_AT_ONCE = 65_536;

/** Takes each fact with its encoded line, without a line end. */
export type FactSink = (fact: Fact, line: string) => void;

/** Writes the facts of one run. */
export class FactWriter {
  readonly #sink: FactSink;
  readonly #digest = createHash("sha256");
  #pending = "";
  #count = 0;

  constructor(sink: FactSink = () => {}) {
    this.#sink = sink;
  }

  /** Facts written so far. */
  get count(): number {
    return this.#count;
  }

  /** SHA-256 of the lines so far, each with its line end. */
  get sha256(): string {
    this.#hash();
    return this.#digest.copy().digest("hex");
  }

  /** Writes all and empties the list. */
  write(facts: Fact[]): void {
    for (const fact of facts) {
      const line = encodeFact(fact);
      this.#pending += `${line}\n`;
      this.#count++;
      this.#sink(fact, line);
    }
    facts.length = 0;
    if (this.#pending.length >= HASHED_AT_ONCE) this.#hash();
  }

  #hash(): void {
    this.#digest.update(this.#pending);
    this.#pending = "";
  }
}
