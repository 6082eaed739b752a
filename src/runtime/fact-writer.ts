// Encodes facts, counts and hashes them, and hands them on; none is kept.

import { createHash } from "node:crypto";
import type { Fact } from "../engine/effect.js";
import { empty } from "../engine/lists.js";
import { createByteText } from "../journal/byte-text.js";
import { writeFact } from "../journal/fact-bytes.js";
import { encodeFact } from "../journal/fact-line.js";

/**
 * Facts gathered before they are encoded on a bar that wrote none. Between two facts lie many bars,
 * and what the machine needs to encode one is no longer at hand then; for the next ones it is. Many
 * more than these at once would make that bar slow.
 */
const ENCODED_AT_ONCE = 12;
/** So many are encoded at once in any case. */
const MOST_WAITING = 128;
/**
 * Bytes gathered before they are hashed. A call for each line would cost more than its hash; much
 * more than this at once would make one bar slow.
 */
const HASHED_AT_ONCE = 4_096;
/** Room for the line that reaches that size. */
const ROOM_BYTES = HASHED_AT_ONCE + 32_768;
const NEWLINE = 10;

/** Takes each fact; its encoded line, without a line end, is made when it is asked for at once. */
export type FactSink = (fact: Fact, line: () => string) => void;

/** Writes the facts of one run. */
export class FactWriter {
  readonly #sink: FactSink;
  readonly #digest = createHash("sha256");
  readonly #text = createByteText(ROOM_BYTES);
  /** Facts that are not encoded yet; what has been written is changed by nobody. */
  readonly #waiting: Fact[] = [];
  /** End of what is not hashed yet. */
  #at = 0;
  #count = 0;
  /** Where the last line starts; a line that went the long way is kept as text instead. */
  #lineFrom = 0;
  #odd: string | null = null;
  readonly #line = (): string => {
    this.#encode();
    return this.#odd ?? this.#text.bytes.toString("latin1", this.#lineFrom, this.#at - 1);
  };

  constructor(sink: FactSink = () => {}) {
    this.#sink = sink;
  }

  /** Facts written so far. */
  get count(): number {
    return this.#count;
  }

  /** SHA-256 of the lines so far, each with its line end. */
  get sha256(): string {
    this.#encode();
    this.#hash();
    return this.#digest.copy().digest("hex");
  }

  /** Writes all and empties the list. */
  write(facts: Fact[]): void {
    for (const fact of facts) {
      this.#waiting.push(fact);
      this.#count++;
      this.#sink(fact, this.#line);
    }
    empty(facts);
    if (this.#waiting.length >= MOST_WAITING) this.#encode();
  }

  /** Encodes what waits, once it is worth it: for bars that have nothing else to do. */
  catchUp(): void {
    if (this.#waiting.length >= ENCODED_AT_ONCE) this.#encode();
  }

  #encode(): void {
    for (const fact of this.#waiting) this.#add(fact);
    empty(this.#waiting);
  }

  #add(fact: Fact): void {
    if (this.#at >= HASHED_AT_ONCE) this.#hash();
    const end = writeFact(this.#text, this.#at, fact);
    if (end < 0) {
      this.#odd = encodeFact(fact);
      this.#hash();
      this.#digest.update(`${this.#odd}\n`);
      return;
    }
    this.#odd = null;
    this.#lineFrom = this.#at;
    this.#text.bytes[end] = NEWLINE;
    this.#at = end + 1;
  }

  #hash(): void {
    if (this.#at > 0) this.#digest.update(this.#text.bytes.subarray(0, this.#at));
    this.#at = 0;
  }
}
