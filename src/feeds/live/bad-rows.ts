import type { BadRow } from "../feed.js";

/** So many rows are named; of more only how many there are. */
const NAMED_ROWS = 20;

/** Says which rows of a file could not be read, each once. */
export class BadRows {
  readonly #file: string;
  readonly #notice: (line: string) => void;
  #count = 0;

  constructor(file: string, notice: (line: string) => void) {
    this.#file = file;
    this.#notice = notice;
  }

  say(rows: readonly BadRow[]): void {
    for (const { line, reason } of rows) {
      this.#count++;
      if (this.#count <= NAMED_ROWS) {
        this.#notice(`${this.#file}, line ${line}: ${reason}; dropped`);
      } else if (/^10*$/.test(String(this.#count))) {
        this.#notice(`${this.#file}: ${this.#count} bad rows dropped so far`);
      }
    }
  }
}
