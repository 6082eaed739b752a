// What a screen in control asks of a live engine: one command at a time, with its plan before it and
// its answer behind it. Nothing waits for an answer, so that the next key is never too late.

import type { CommandAnswer, LiveSession, Residual, Snapshot } from "../runtime/session.js";
import { isHeld } from "./cockpit-state.js";
import { type Act, type Asked, planOf, stopMove } from "./forms/act.js";
import {
  editForm,
  openForm,
  type SignalForm,
  type SignalValues,
  sendObstacle,
  signalOf,
  typedNumber,
  valuesKey,
} from "./forms/signal-form.js";
import { messageOf } from "./message.js";
import { type PilotOptions, ViewPilot } from "./pilot.js";
import { quantity } from "./quantity.js";
import { editText } from "./text-prompt.js";

/** What an acting pilot needs beside the others. */
export interface ActingOptions extends PilotOptions<LiveSession> {
  /** Makes ids of commands that no other cockpit has. */
  readonly idPrefix: string;
  /** Who asks, as facts name it. */
  readonly by: string;
}

/** How often the guards are asked of a form that is open, ms of the engine's clock. */
const CHECK_MS = 2_000;

/** The part of a live pilot that acts. */
export abstract class ActingPilot extends ViewPilot {
  readonly #session: LiveSession;
  readonly #idPrefix: string;
  readonly #by: string;
  #commands = 0;
  #isChecking = false;
  /** What was refused, so that it need not be typed again. */
  #draft: Partial<SignalValues> = {};

  constructor(options: ActingOptions) {
    super(options);
    this.#session = options.session;
    this.#idPrefix = options.idPrefix;
    this.#by = options.by;
    // What the guards say of a form changes as the market does.
    this.store.subscribe(() => this.#check());
  }

  togglePause(): void {
    if (isHeld(this.store.state.snapshot)) this.resume();
    else this.pause();
  }

  pause(): void {
    this.#order({ command: "pause" }, "hold entries");
  }

  resume(): void {
    this.#order({ command: "resume" }, "resume");
  }

  sayMood(score: number): void {
    this.ask(null);
    this.#order({ command: "mood", score }, `mood ${score} of 5`);
  }

  askAct(act: Act): void {
    const { choices, nothing } = planOf(act, this.store.state.snapshot);
    if (choices.length === 0) this.say(nothing);
    else this.ask({ kind: "act", act, chosen: null });
  }

  askFlatten(): void {
    const { snapshot, focus } = this.store.state;
    const isOpen = [...snapshot.positions, ...snapshot.orders].some((one) => one.symbol === focus);
    this.askAct({ what: "flatten", symbol: isOpen ? focus : null });
  }

  askPart(): void {
    const position = this.#position();
    if (position !== null) this.askAct({ what: "close", symbol: position.symbol, pct: null });
  }

  askStopPrice(): void {
    const position = this.#position();
    if (position === null) return;
    this.ask({ kind: "stop_price", symbol: position.symbol, typed: "" });
  }

  askSignal(given: Partial<SignalValues>): void {
    const { snapshot, focus } = this.store.state;
    const names = snapshot.symbols.map(({ symbol }) => symbol);
    const wanted = given.symbol?.toUpperCase();
    const symbol = names.find((name) => name.toUpperCase() === wanted);
    if (wanted !== undefined && symbol === undefined) {
      this.say(`there is no ${wanted} in this run; it has ${names.join(", ")}`);
      return;
    }
    const isNew = Object.keys(given).length === 0;
    const values = isNew ? this.#draft : { ...given, symbol: symbol ?? focus };
    this.#fill(openForm(focus, values));
  }

  moveChoice(step: 1 | -1): void {
    const { prompt, snapshot } = this.store.state;
    if (prompt?.kind !== "act") return;
    const keys = [null, ...planOf(prompt.act, snapshot).choices.map(({ key }) => key)];
    const at = Math.max(0, keys.indexOf(prompt.chosen));
    const chosen = keys[(at + step + keys.length) % keys.length] ?? null;
    this.ask({ ...prompt, chosen });
  }

  confirmAct(): void {
    const { prompt, snapshot } = this.store.state;
    if (prompt?.kind !== "act") return;
    // As things are now: what was marked may be gone.
    const { choices } = planOf(prompt.act, snapshot);
    const choice = choices.find(({ key }) => key === prompt.chosen);
    if (choice === undefined) {
      this.closePrompt();
      return;
    }
    this.ask(null);
    this.#order(choice.command, choice.words);
  }

  editForm(key: string): void {
    const { prompt, snapshot } = this.store.state;
    if (prompt?.kind === "stop_price") this.#editPrice(prompt.symbol, prompt.typed, key);
    if (prompt?.kind !== "signal") return;
    const symbols = snapshot.symbols.map(({ symbol }) => symbol);
    const edit = editForm(prompt.form, key, symbols);
    if (edit.kind === "form") this.#fill(edit.form);
    if (edit.kind === "cancel") this.closePrompt();
    if (edit.kind === "send") this.#sendSignal(prompt.form);
  }

  override closePrompt(): void {
    const { prompt } = this.store.state;
    super.closePrompt();
    if (prompt?.kind === "act" || prompt?.kind === "stop_price" || prompt?.kind === "signal") {
      this.say("cancelled: nothing was done");
    }
  }

  /**
   * Sends a command and answers its answer; it is told as under way until then. Never rejects, and
   * never waits for another one: the kill switch must not stand behind an answer that does not come.
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

  /** What became of a flatten. */
  protected sayResidual(answer: CommandAnswer, what: string): void {
    if (!answer.accepted) this.say(`NOT FLATTENED: ${answer.message}`, "alarm");
    else if (answer.residual === undefined) this.say("flatten was taken", "strong");
    else {
      const left = residualWords(answer.residual);
      if (left !== "") this.say(`NOT FLAT: ${left}`, "alarm");
      else this.say(`flat: no position and no order ${what}; entries are held`, "strong");
    }
  }

  #order(command: Asked, words: string): void {
    void this.submit(command, words).then((answer) => {
      if (command.command === "flatten") {
        this.sayResidual(answer, `of ${command.symbol ?? "anything"} is left`);
      } else if (answer.accepted) this.say(`taken: ${words}`, "strong");
      else this.say(`NOT DONE: ${answer.message}`, "alarm");
    });
  }

  /** The position that is looked at, or that is open alone; says so where there is none. */
  #position(): Snapshot["positions"][number] | null {
    const { snapshot, focus } = this.store.state;
    const { positions } = snapshot;
    const [only] = positions;
    const found = positions.find(({ symbol }) => symbol === focus);
    if (found !== undefined) return found;
    if (only === undefined) this.say("no position is open");
    else if (positions.length === 1) return only;
    else this.say("several are open; s shows the symbol that is meant, then again");
    return null;
  }

  #editPrice(symbol: string, typed: string, key: string): void {
    const edit = editText(typed, key);
    if (edit.kind === "typed") this.ask({ kind: "stop_price", symbol, typed: edit.text });
    if (edit.kind === "cancel") this.closePrompt();
    if (edit.kind !== "enter") return;
    const { snapshot } = this.store.state;
    const position = snapshot.positions.find((one) => one.symbol === symbol);
    const price = typedNumber(typed);
    if (position === undefined) this.closePrompt();
    else if (price === null) this.say(typed === "" ? "type a price" : `${typed} is no price`);
    else {
      const { objection } = stopMove(position, price, snapshot);
      if (objection === "") this.ask({ kind: "act", act: moveAct(symbol, price), chosen: null });
      else this.say(objection);
    }
  }

  #fill(form: SignalForm): void {
    this.ask({ kind: "signal", form });
    this.#check();
  }

  /** Asks the guards of what stands in the form, where that can have changed. */
  #check(): void {
    const { prompt, snapshot } = this.store.state;
    if (prompt?.kind !== "signal" || this.#isChecking) return;
    const { values, check } = prompt.form;
    const asked = signalOf(values);
    if (typeof asked === "string") return;
    const of = valuesKey(values);
    const time = Math.floor(Date.parse(snapshot.now ?? "") / CHECK_MS);
    const at = `${snapshot.engine.seq} ${time}`;
    if (check?.of === of && check.at === at) return;
    this.#isChecking = true;
    void this.#dryRun(asked).then((answer) => {
      this.#isChecking = false;
      const { prompt: then } = this.store.state;
      if (then?.kind !== "signal") return;
      if (valuesKey(then.form.values) === of) {
        this.ask({ kind: "signal", form: { ...then.form, check: { of, at, answer } } });
      } else this.#check();
    });
  }

  /** It changes nothing, so that it is not told as a command under way. */
  async #dryRun(asked: Extract<Asked, { command: "signal" }>): Promise<CommandAnswer> {
    this.#commands++;
    const command_id = `${this.#idPrefix}-${this.#commands}`;
    try {
      return await this.#session.submit({ ...asked, command_id, by: this.#by, dry_run: true });
    } catch (error) {
      return { accepted: false, command_id, code: "failed", message: messageOf(error) };
    }
  }

  #sendSignal(form: SignalForm): void {
    const obstacle = sendObstacle(form);
    const asked = signalOf(form.values);
    if (obstacle !== null || typeof asked === "string") {
      this.say(`not sent: ${obstacle ?? asked}`);
      return;
    }
    this.ask(null);
    const words = `signal ${asked.symbol} ${asked.side}`;
    void this.submit(asked, words).then((answer) => {
      this.#draft = answer.accepted ? {} : form.values;
      if (answer.accepted) this.say(`taken: ${words} passed the guards`, "strong");
      else this.say(`NOT SENT: ${answer.message}`, "alarm");
    });
  }
}

function moveAct(symbol: string, price: number): Act {
  return { what: "move_stop", symbol, price };
}

/** What is left, in words; empty where nothing is. */
function residualWords({ positions, orders }: Residual): string {
  const held = positions.map(({ symbol, qty }) => `${symbol} ${quantity(qty)}`);
  if (orders.length > 0) held.push(`${orders.length} order${orders.length === 1 ? "" : "s"}`);
  return held.length === 0 ? "" : `${held.join(", ")} left; press K again or call the broker`;
}
