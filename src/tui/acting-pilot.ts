// What a screen in control asks of a live engine with a plan before it: acts on what is open, and
// signals by hand. What is confirmed was seen.

import type { Snapshot } from "../runtime/session.js";
import { type CommandingOptions, CommandingPilot } from "./commanding-pilot.js";
import { type Act, planOf, stopMove } from "./forms/act.js";
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
import { editText } from "./text-prompt.js";

/** What is confirmed sooner than this after it was shown was not read, ms. */
const READ_MS = 300;

/** How often the guards are asked of a form that is open, ms of the engine's clock. */
const CHECK_MS = 2_000;

/** The part of a live pilot that acts. */
export abstract class ActingPilot extends CommandingPilot {
  /** Since when what is asked can be read, monotonic ms. */
  #shownMs = Number.NEGATIVE_INFINITY;
  #isChecking = false;
  /** What was refused, so that it need not be typed again. */
  #draft: Partial<SignalValues> = {};

  constructor(options: CommandingOptions) {
    super(options);
    // What the guards say of a form changes as the market does.
    this.store.subscribe(() => this.#check());
  }

  askAct(act: Act): void {
    const { choices, nothing } = planOf(act, this.store.state.snapshot);
    this.#shownMs = this.clock.monotonicMs();
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
    if (this.#isUnread && prompt.chosen !== null) {
      this.ask({ ...prompt, chosen: null });
      this.say(UNREAD, "alarm");
      return;
    }
    // As things are now: what was marked may be gone.
    const { choices } = planOf(prompt.act, snapshot);
    const choice = choices.find(({ key }) => key === prompt.chosen);
    if (choice === undefined) {
      this.closePrompt();
      return;
    }
    this.ask(null);
    this.order(choice.command, choice.words);
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
      if (objection === "") this.askAct({ what: "move_stop", symbol, price });
      else this.say(objection);
    }
  }

  /** Keys that are queued, or pasted, come before anybody can have read what they confirm. */
  get #isUnread(): boolean {
    return this.clock.monotonicMs() - this.#shownMs < READ_MS;
  }

  #fill(form: SignalForm): void {
    const { prompt } = this.store.state;
    const isSame = prompt?.kind === "signal" && prompt.form.values === form.values;
    if (!isSame) this.#shownMs = this.clock.monotonicMs();
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
    void this.dryRun(asked).then((answer) => {
      this.#isChecking = false;
      const { prompt: then } = this.store.state;
      if (then?.kind !== "signal") return;
      if (valuesKey(then.form.values) === of) {
        this.ask({ kind: "signal", form: { ...then.form, check: { of, at, answer } } });
      } else this.#check();
    });
  }

  #sendSignal(form: SignalForm): void {
    const obstacle = sendObstacle(form);
    const asked = signalOf(form.values);
    if (this.#isUnread) {
      this.say(UNREAD, "alarm");
      return;
    }
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

const UNREAD = "that came before it could be read, and did nothing";
