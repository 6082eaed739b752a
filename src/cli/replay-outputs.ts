// The files that a replay writes: all of them appear at its end, or none.

import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Metrics } from "../analytics/metrics.js";
import { tradesCsvHeader, tradeToCsvRow } from "../analytics/trades-csv.js";
import type { Fact } from "../engine/effect.js";
import { UserError } from "../engine/errors.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import { OutputFile } from "./output-file.js";

/** Where to write; what is left out is not written. */
interface Destinations {
  /** A file for the trades. */
  readonly trades?: string;
  /** A folder for facts, trades and metrics; made where there is none. */
  readonly out?: string;
}

/** Takes facts as they come. Throws a UserError where a file cannot be written. */
export class ReplayOutputs {
  readonly #trades: OutputFile[] = [];
  #facts: OutputFile | null = null;
  #metrics: OutputFile | null = null;
  #madeFolder: string | null = null;

  constructor({ trades, out }: Destinations) {
    try {
      if (trades !== undefined) this.#trades.push(new OutputFile(trades));
      if (out !== undefined) {
        this.#madeFolder = makeFolder(out);
        this.#facts = new OutputFile(join(out, "facts.jsonl"));
        this.#trades.push(new OutputFile(join(out, "trades.csv")));
        this.#metrics = new OutputFile(join(out, "metrics.json"));
      }
    } catch (error) {
      this.discard();
      throw error;
    }
    for (const file of this.#trades) file.write(`${tradesCsvHeader}\n`);
  }

  take(fact: Fact, line: string): void {
    this.#facts?.write(`${line}\n`);
    if (fact.type !== "trade_closed" || this.#trades.length === 0) return;
    const row = `${tradeToCsvRow(tradeOf(fact))}\n`;
    for (const file of this.#trades) file.write(row);
  }

  /** Puts every file in its place. */
  finish(metrics: Metrics): void {
    this.#metrics?.write(`${JSON.stringify(metrics)}\n`);
    for (const file of this.#files()) file.finish();
  }

  /** Leaves nothing behind that is not finished. */
  discard(): void {
    for (const file of this.#files()) file.discard();
    if (this.#madeFolder === null) return;
    try {
      rmdirSync(this.#madeFolder);
    } catch {
      // Somebody else has put something there: then it stays.
    }
  }

  #files(): OutputFile[] {
    const files = [...this.#trades, this.#facts, this.#metrics];
    return files.filter((file) => file !== null);
  }
}

/**
 * Makes a folder with those above it, one by one: Node's own recursion never ends where a file
 * system refuses new folders by saying that there is no such one. Answers the innermost one, or
 * null where it was there.
 */
function makeFolder(path: string): string | null {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return null;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const why =
      code === "EEXIST" || code === "ENOTDIR" ? "this is a file" : `cannot be made (${code})`;
    throw new UserError(`${path}: ${why}; give --out a folder that can be made`, 1);
  }
}
