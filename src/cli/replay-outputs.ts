// The files that a replay writes: all of them appear at its end, or none.

import { join } from "node:path";
import type { Metrics } from "../analytics/metrics.js";
import { tradesCsvHeader, tradeToCsvRow } from "../analytics/trades-csv.js";
import type { Fact } from "../engine/effect.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import { type Named, realPathOf } from "./clash.js";
import { OutputFile, OutputFolder } from "./output-file.js";

/** Where to write; what is left out is not written. */
interface Destinations {
  /** A file for the trades. */
  readonly trades?: string;
  /** A folder for facts, trades and metrics; made where there is none. */
  readonly out?: string;
  /** A file for the report. */
  readonly report?: string;
}

/** Names of the files in the folder. */
const FILES = { facts: "facts.jsonl", trades: "trades.csv", metrics: "metrics.json" };

/** The files that will be written, each by the flag that asks for it. */
export function outputsOf({ trades, out, report }: Destinations): Named[] {
  const inFolder = (out === undefined ? [] : Object.values(FILES)).map((name) =>
    join(out ?? "", name),
  );
  const outputs = inFolder.map((path): Named => ({ name: "--out", path }));
  if (trades !== undefined && !isTradesOf(out, trades)) {
    outputs.push({ name: "--trades", path: trades });
  }
  if (report !== undefined) outputs.push({ name: "--report", path: report });
  return outputs;
}

/** Whether a file is the folder's own trades: then it is written once. */
function isTradesOf(out: string | undefined, trades: string): boolean {
  return out !== undefined && realPathOf(join(out, FILES.trades)) === realPathOf(trades);
}

/** Takes facts as they come. Throws a UserError where a file cannot be written. */
export class ReplayOutputs {
  readonly #trades: OutputFile[] = [];
  #facts: OutputFile | null = null;
  #metrics: OutputFile | null = null;
  #report: OutputFile | null = null;
  #folder: OutputFolder | null = null;

  constructor({ trades, out, report }: Destinations) {
    try {
      if (out !== undefined) {
        this.#folder = new OutputFolder(out);
        this.#facts = new OutputFile(join(out, FILES.facts));
        this.#trades.push(new OutputFile(join(out, FILES.trades)));
        this.#metrics = new OutputFile(join(out, FILES.metrics));
      }
      if (trades !== undefined && !isTradesOf(out, trades)) {
        this.#trades.push(new OutputFile(trades));
      }
      if (report !== undefined) this.#report = new OutputFile(report);
    } catch (error) {
      this.discard();
      throw error;
    }
    for (const file of this.#trades) file.write(`${tradesCsvHeader}\n`);
  }

  take(fact: Fact, line: () => string): void {
    this.#facts?.write(`${line()}\n`);
    if (fact.type !== "trade_closed" || this.#trades.length === 0) return;
    const row = `${tradeToCsvRow(tradeOf(fact))}\n`;
    for (const file of this.#trades) file.write(row);
  }

  /** Puts every file in its place. @param report the page, where one was asked for */
  finish(metrics: Metrics, report: string | null = null): void {
    this.#metrics?.write(`${JSON.stringify(metrics)}\n`);
    this.#report?.write(report ?? "");
    for (const file of this.#files()) file.finish();
    this.#folder?.finish();
  }

  /** Leaves nothing behind that is not finished. */
  discard(): void {
    for (const file of this.#files()) file.discard();
    this.#folder?.discard();
  }

  #files(): OutputFile[] {
    const files = [...this.#trades, this.#facts, this.#metrics, this.#report];
    return files.filter((file) => file !== null);
  }
}
