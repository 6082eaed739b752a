// What is known of facts beside the rows they become: folds that go on with each fact, kept in the
// file as JSON. A hundred thousand trades need not be read again to say what they add up to.

import { addContextFact, type ContextState, createContexts } from "../analytics/entry-context.js";
import { addFact, createMetrics, type MetricsState } from "../analytics/metrics.js";
import type { Fact } from "../engine/effect.js";
import type { Database } from "./database.js";

/** The folds of a view; each is read from its file when it is first asked for. */
export class Folds {
  #contexts: ContextState | null = null;
  #metrics: MetricsState | null = null;

  /** @param database where they are kept; begun anew where it has none */
  constructor(private readonly database: Database) {}

  /** How things stand, for the trades that follow. */
  get contexts(): ContextState {
    this.#contexts ??= this.#kept("contexts") ?? createContexts();
    return this.#contexts;
  }

  /** What all trades of the journal add up to; to be read alone. */
  get metrics(): MetricsState {
    this.#metrics ??= this.#kept("metrics") ?? createMetrics();
    return this.#metrics;
  }

  /** Takes one fact, in journal order. */
  take(fact: Fact): void {
    addContextFact(this.contexts, fact);
    addFact(this.metrics, fact);
  }

  /** Keeps them, where any has been asked for. */
  write(): void {
    const states = { contexts: this.#contexts, metrics: this.#metrics };
    for (const [name, state] of Object.entries(states)) {
      if (state === null) continue;
      this.database.run("INSERT OR REPLACE INTO folds VALUES (?, ?)", [
        name,
        JSON.stringify(state),
      ]);
    }
  }

  /** What was taken since they were kept is forgotten. */
  forget(): void {
    this.#contexts = null;
    this.#metrics = null;
  }

  #kept<State>(name: string): State | null {
    const [row] = this.database.rows<{ state: string }>("SELECT state FROM folds WHERE name = ?", [
      name,
    ]);
    return row === undefined ? null : JSON.parse(row.state);
  }
}
