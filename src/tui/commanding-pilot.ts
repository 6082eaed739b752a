// The way of a command to a live engine and of its answer back. Nothing waits for an answer, so
// that the next key is never too late.

import type { Clock } from "../runtime/clock.js";
import type { CommandAnswer, LiveSession, Residual } from "../runtime/session.js";
import { isHeld } from "./cockpit-state.js";
import type { Asked } from "./forms/act.js";
import { messageOf } from "./message.js";
import { type PilotOptions, ViewPilot } from "./pilot.js";
import { quantity } from "./quantity.js";

/** A flatten that has no answer after so long says how to get out without the engine, ms. */
const FLATTEN_PATIENCE_MS = 4_000;

/** What a commanding pilot needs beside the others. */
export interface CommandingOptions extends PilotOptions<LiveSession> {
  /** Makes ids of commands that no other cockpit has. */
  readonly idPrefix: string;
  /** Who asks, as facts name it. */
  readonly by: string;
  readonly clock: Clock;
}

/** The part of a live pilot that sends. */
export abstract class CommandingPilot extends ViewPilot {
  protected readonly clock: Clock;
  readonly #session: LiveSession;
  readonly #idPrefix: string;
  readonly #by: string;
  #commands = 0;

  constructor(options: CommandingOptions) {
    super(options);
    this.clock = options.clock;
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
    const patience = setTimeout(() => {
      const out = "in another shell: transmission flatten --confirm";
      if (command.command === "flatten") this.say(`no answer yet; ${out}`, "alarm");
    }, FLATTEN_PATIENCE_MS);
    try {
      answer = await this.#session.submit({ ...command, command_id, by: this.#by });
    } catch (error) {
      answer = { accepted: false, command_id, code: "failed", message: messageOf(error) };
    } finally {
      clearTimeout(patience);
    }
    store.set({ underWay: store.state.underWay.filter(({ id }) => id !== command_id) });
    await store.refresh().catch(() => {});
    return answer;
  }

  /** What became of a flatten. */
  protected sayResidual(answer: CommandAnswer, what: string): void {
    if (!answer.accepted && answer.code === "failed") {
      this.say(`NOT FLATTENED; in another shell: transmission flatten --confirm`, "alarm");
    } else if (!answer.accepted) this.say(`NOT FLATTENED: ${answer.message}`, "alarm");
    else if (answer.residual === undefined) this.say("flatten was taken", "strong");
    else {
      const left = residualWords(answer.residual);
      if (left !== "") this.say(`NOT FLAT: ${left}`, "alarm");
      else this.say(`flat: no position and no order ${what}; entries are held`, "strong");
    }
  }

  /** Sends a command, and says what became of it. */
  protected order(command: Asked, words: string): void {
    void this.submit(command, words).then((answer) => {
      if (command.command === "flatten") {
        this.sayResidual(answer, `of ${command.symbol ?? "anything"} is left`);
      } else if (answer.accepted) this.say(`taken: ${words}`, "strong");
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

/** What is left, in words; empty where nothing is. */
function residualWords({ positions, orders }: Residual): string {
  const held = positions.map(({ symbol, qty }) => `${symbol} ${quantity(qty)}`);
  if (orders.length > 0) held.push(`${orders.length} order${orders.length === 1 ? "" : "s"}`);
  return held.length === 0 ? "" : `${held.join(", ")} left; press K again or call the broker`;
}
