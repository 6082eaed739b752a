// A live engine for tests of the cockpit: it says what it is told to say, and keeps what was asked
// of it.

import { liveCommandSchema } from "../../src/runtime/live-command.js";
import type {
  CommandAnswer,
  FactJson,
  LiveCommand,
  LiveSession,
  Queries,
  Snapshot,
} from "../../src/runtime/session.js";
import { live } from "./states.js";

type Answer = (command: LiveCommand) => Promise<CommandAnswer> | CommandAnswer;

/** A live session that decides nothing. */
export class FakeLiveSession implements LiveSession {
  shown: Snapshot;
  /** What was asked, without its ids. */
  readonly asked: Omit<LiveCommand, "command_id">[] = [];
  readonly ids: string[] = [];
  answer: Answer = ({ command_id }) => ({ accepted: true, command_id });
  /** What it answers to what else is asked. */
  answers: { readonly [Name in keyof Queries]?: Queries[Name]["result"] } = {};
  #tell: (fact: FactJson) => void = () => {};

  constructor(change: Partial<Snapshot> = {}) {
    this.shown = live(change);
  }

  change(change: Partial<Snapshot>): void {
    this.shown = { ...this.shown, ...change };
  }

  tell(fact: FactJson): void {
    this.#tell(fact);
  }

  async snapshot(): Promise<Snapshot> {
    return this.shown;
  }

  async subscribe(_: number, callback: (fact: FactJson) => void): Promise<() => void> {
    this.#tell = callback;
    return () => {
      this.#tell = () => {};
    };
  }

  async query<Name extends keyof Queries>(name: Name): Promise<Queries[Name]["result"]> {
    const known = this.answers[name];
    if (known !== undefined) return known as Queries[Name]["result"];
    if (name === "why") return null as Queries[Name]["result"];
    if (name !== "closes") throw new Error(`the cockpit asks for ${name}`);
    return { count: 3, closes: [24_820, 24_826.25, 24_830.5] } as Queries[Name]["result"];
  }

  async submit(given: LiveCommand): Promise<CommandAnswer> {
    const { command_id, ...command } = liveCommandSchema.parse(given);
    this.ids.push(command_id);
    this.asked.push(command);
    return this.answer(given);
  }
}
