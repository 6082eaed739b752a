// The way of a command to a live engine and of its answer back. Nothing waits for an answer, so
// that the next key is never too late.

import type { CommandAnswer, LiveSession } from "../runtime/session.js";
import { isHeld } from "./cockpit-state.js";
import { FlattenWatch } from "./flatten-watch.js";
import type { Asked } from "./forms/act.js";
import { messageOf } from "./message.js";
import { type PilotOptions, ViewPilot } from "./pilot.js";

/** What a commanding pilot needs beside the others. */
export interface CommandingOptions extends PilotOptions<LiveSession> {
  /** Makes ids of commands that no other cockpit has. */
  readonly idPrefix: string;
  /** Who asks, as facts name it. */
  readonly by: string;
}

/** The part of a live pilot that sends. */
export abstract class CommandingPilot extends ViewPilot {
  readonly #session: LiveSession;
  readonly #idPrefix: string;
  readonly #by: string;
  #commands = 0;
  /** Flattens that something is still to be said of. */
  #flattens: readonly FlattenWatch[] = [];

  constructor(options: CommandingOptions) {
    super(options);
    this.#session = options.session;
    this.#idPrefix = options.idPrefix;
    this.#by = options.by;
  }

  togglePause(): void {
    if (isHeld(this.store.state.snapshot)) this.resume();
    else this.pause();
  }

  pause(): void {
    this.order({ command: "pause" }, "hold entries");
  }

  resume(): void {
    this.order({ command: "resume" }, "resume");
  }

  reloadCalendar(): void {
    this.order({ command: "reload_calendar" }, "calendars are read again");
  }

  sayMood(score: number): void {
    this.ask(null);
    this.order({ command: "mood", score }, `mood ${score} of 5`);
  }

  /**
   * Sends a command and answers its answer; it is told as under way until then. Never rejects, and
   * never waits for another one: the kill switch must not stand behind an answer that does not
   * come.
   */
  protected async submit(command: Asked, words: string): Promise<CommandAnswer> {
    this.#commands++;
    const command_id = `${this.#idPrefix}-${this.#commands}`;
    const { store } = this;
    const under = { id: command_id, words };
    store.set({ underWay: [...store.state.underWay, under] });
    let answer: CommandAnswer;
    try {
      answer = await this.#session.submit({ ...command, command_id, by: this.#by });
    } catch (error) {
      answer = { accepted: false, command_id, code: "failed", message: messageOf(error) };
    }
    store.set({ underWay: store.state.underWay.filter(({ id }) => id !== command_id) });
    await store.refresh().catch(() => {});
    return answer;
  }

  /** Sends a flatten of a symbol, or of everything, and says how it stands until it is done. */
  protected flatten(symbol: string | null, words: string): void {
    const { facts, snapshot } = this.store.state;
    const seq = Math.max(snapshot.engine.seq, Number(facts.at(-1)?.seq ?? 0));
    const watch = new FlattenWatch(symbol, this.clock.monotonicMs(), seq);
    this.#flattens = [...this.#flattens.filter((one) => one.symbol !== symbol), watch];
    this.say("flatten was sent; waiting until the broker says flat", "strong");
    const command = symbol === null ? {} : { symbol };
    void this.submit({ command: "flatten", ...command }, words).then((answer) => {
      watch.answered(answer);
      this.#sayFlattens();
    });
  }

  override look(): void {
    super.look();
    this.#sayFlattens();
  }

  /** Says what is new of flattens; what is grave again, where nothing else is said. */
  #sayFlattens(): void {
    for (const watch of this.#flattens) {
      const standing = watch.standing(this.store.state, this.clock.monotonicMs());
      if (standing === null) continue;
      const { words, role, isOver } = standing;
      const isSilent = this.store.state.notice === null && role === "alarm";
      if (words !== watch.said || isSilent) this.say(words, role);
      watch.said = words;
      if (isOver) this.#flattens = this.#flattens.filter((one) => one !== watch);
    }
  }

  /** Sends a command, and says what became of it. */
  protected order(command: Asked, words: string): void {
    if (command.command === "flatten") {
      this.flatten(command.symbol ?? null, words);
      return;
    }
    void this.submit(command, words).then((answer) => {
      if (answer.accepted) this.say(`taken: ${words}`, "strong");
      else this.say(`NOT DONE: ${answer.message}`, "alarm");
    });
  }

  /** It changes nothing, so that it is not told as a command under way. */
  protected async dryRun(asked: Extract<Asked, { command: "signal" }>): Promise<CommandAnswer> {
    this.#commands++;
    const command_id = `${this.#idPrefix}-${this.#commands}`;
    try {
      return await this.#session.submit({ ...asked, command_id, by: this.#by, dry_run: true });
    } catch (error) {
      return { accepted: false, command_id, code: "failed", message: messageOf(error) };
    }
  }
}
