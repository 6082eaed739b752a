// Points at which a process can die: calls of its disk and its broker, reports and bars that reach
// it. They are numbered as they come; at the chosen one everything the process had ends at once.

import { Died } from "../../sim-disk.js";

/** Words, or how they are found where somebody asks. */
type Label = string | (() => string);

const wordsOfLabel = (label: Label): string => (typeof label === "string" ? label : label());

/** Counts points, and dies at one. */
export class Deaths {
  readonly #labels: Label[] = [];
  isDead = false;
  readonly #dieAt: number;

  /** @param dieAt the point, counted from 1; 0 is never */
  constructor(dieAt = 0) {
    this.#dieAt = dieAt;
  }

  /** How many points there were. */
  get count(): number {
    return this.#labels.length;
  }

  /** What each point so far was, in words. */
  get labels(): string[] {
    return this.#labels.map(wordsOfLabel);
  }

  /** What the last one was. */
  get lastLabel(): string {
    return wordsOfLabel(this.#labels.at(-1) ?? "");
  }

  /** Throws where the process is dead. */
  live(): void {
    if (this.isDead) throw new Died();
  }

  /** A point: true where the process is to die in what follows. */
  isNext(label: Label): boolean {
    this.live();
    this.#labels.push(label);
    return this.#labels.length === this.#dieAt;
  }

  /** A point that dies at once. */
  at(label: Label): void {
    if (this.isNext(label)) this.die();
  }

  die(): never {
    this.isDead = true;
    throw new Died();
  }
}
