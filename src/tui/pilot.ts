// What keys do whatever is shown: they change the screen and nothing else.

import { counted } from "../analytics/count.js";
import { tradesCsvHeader, tradeToCsvRow } from "../analytics/trades-csv.js";
import type { Clock } from "../runtime/clock.js";
import type { Prompt } from "./bindings.js";
import { type CockpitState, isWhole, WHOLE_SIZE } from "./cockpit-state.js";
import { completionOf, type Tabbed, tabbed } from "./command-line.js";
import { lastPageStart } from "./frame.js";
import { keysOf } from "./keymap.js";
import { PASTED, type Press } from "./keys.js";
import { span, tame } from "./line.js";
import { clampRow } from "./list.js";
import { messageOf } from "./message.js";
import { NoticeLife } from "./notice-life.js";
import { keysShown } from "./panels/footer.js";
import { seenToasts } from "./panels/toasts.js";
import type { CockpitStore } from "./store.js";
import type { TerminalPort } from "./terminal.js";
import { editText } from "./text-prompt.js";
import type { Background, Role, ThemeName } from "./theme.js";
import { VIEWS, type ViewName } from "./view-names.js";
import { viewOf } from "./views/index.js";
import { shownTrades } from "./views/trades.js";

/** Rows that a page moves by: less than the smallest list that is seen. */
const PAGE_ROWS = 10;
/** Commands that are remembered. */
const REMEMBERED = 50;

/** What a pilot moves. */
export interface PilotOptions<Moved> {
  readonly session: Moved;
  readonly store: CockpitStore;
  readonly terminal: TerminalPort;
  readonly clock: Clock;
  readonly leave: () => void;
  /** Writes a file whole or not at all; rejects with what keeps it from that. */
  readonly save: SaveFile;
}

/**
 * Writes a file whole or not at all; rejects with what keeps it from that: also with one that is
 * there already, unless that may be replaced.
 */
export type SaveFile = (path: string, text: string, mayReplace: boolean) => Promise<void>;

/** The part of a pilot that only changes what is seen. */
export abstract class ViewPilot {
  protected readonly store: CockpitStore;
  protected readonly clock: Clock;
  protected readonly leave: () => void;
  readonly #notice: NoticeLife;
  readonly #terminal: TerminalPort;
  readonly #save: PilotOptions<unknown>["save"];
  /** Commands that were typed, oldest first; and which of them is shown, from the newest. */
  readonly #typed: string[] = [];
  #recalled = 0;
  /** What Tab has made of the text that is being typed. */
  #tabbed: Tabbed | null = null;

  constructor({ store, terminal, clock, leave, save }: Omit<PilotOptions<unknown>, "session">) {
    this.clock = clock;
    this.#notice = new NoticeLife(clock);
    this.#save = save;
    this.store = store;
    this.leave = leave;
    this.#terminal = terminal;
  }

  /** Time has passed: what was said has been seen. */
  look(): void {
    if (this.#notice.isOver(this.store.state.notice)) this.store.set({ notice: null });
  }

  showView(view: ViewName): void {
    this.store.show(view);
    const { state } = this.store;
    if (!isWhole(state)) this.#sayTooSmall(viewOf(state).title);
  }

  nextView(step: 1 | -1): void {
    const at = VIEWS.indexOf(this.store.state.view);
    this.showView(VIEWS[(at + step + VIEWS.length) % VIEWS.length] ?? "dash");
  }

  moveCursor(rows: number): void {
    const { store } = this;
    if (store.state.isHelpOpen) {
      const { helpRow } = store.state;
      store.set({ helpRow: clampRow(helpRow + rows, keysShown(store.state).length) });
      return;
    }
    const { state } = store;
    const { cursor, opened, openedCursor } = this.#place;
    const paged = (row: number): number => clampRow(row + rows, lastPageStart(state) + 1);
    if (state.why !== null) {
      store.set({ helpRow: paged(state.helpRow) });
      return;
    }
    if (viewOf(state).isPage === true) {
      store.place({ cursor: paged(Math.min(cursor, lastPageStart(state))) });
      return;
    }
    const count = viewOf(state).count(state);
    const row = opened === null ? cursor : openedCursor;
    const next = clampRow(clampRow(row, count) + rows, count);
    store.place(opened === null ? { cursor: next } : { openedCursor: next });
  }

  movePage(step: 1 | -1): void {
    this.moveCursor(step * PAGE_ROWS);
  }

  openRow(): void {
    const { state } = this.store;
    if (this.#place.opened !== null) return;
    const opened = viewOf(state).keyOf?.(state, this.#place.cursor) ?? null;
    if (opened !== null) this.store.place({ opened, openedCursor: 0 });
  }

  goBack(): void {
    const { opened, filter } = this.#place;
    const { isHelpOpen, why } = this.store.state;
    if (isHelpOpen || why !== null) this.store.set({ isHelpOpen: false, why: null });
    else if (opened !== null) this.store.place({ opened: null });
    else if (filter !== "") this.store.place({ filter: "", cursor: 0 });
  }

  nextOrder(): void {
    const { orders = 1 } = viewOf(this.store.state);
    this.store.place({ order: (this.#place.order + 1) % orders, cursor: 0 });
  }

  askWhy(): void {
    if (!isWhole(this.store.state)) {
      this.#sayTooSmall("Why");
      return;
    }
    const looked = this.store.lookWhy().then((isKnown) => {
      if (!isKnown) this.say("no bar has come yet");
    });
    looked.catch((error) => this.say(messageOf(error)));
  }

  exportTrades(path: string, mayReplace: boolean): void {
    const trades = shownTrades(this.store.state);
    const csv = [tradesCsvHeader, ...trades.map(tradeToCsvRow), ""].join("\n");
    this.#save(path, csv, mayReplace).then(
      () => this.say(`${path}: ${counted(trades.length, "trade")} written`, "strong"),
      (error) => this.say(messageOf(error)),
    );
  }

  askFilter(): void {
    this.ask({ kind: "filter", typed: this.#place.filter });
  }

  askCommand(typed: string): void {
    this.#recalled = 0;
    this.#tabbed = null;
    this.ask({ kind: "command", typed });
  }

  editText(key: string): void {
    const { prompt } = this.store.state;
    if (prompt?.kind === "command") this.#editCommand(prompt.typed, key);
    if (prompt?.kind === "filter") this.#editFilter(prompt.typed, key);
  }

  focusNext(step: 1 | -1): void {
    if (this.store.state.snapshot.symbols.length < 2) this.say("this run has one symbol", "dim");
    this.store.focusNext(step);
  }

  askMood(): void {
    this.ask({ kind: "mood" });
  }

  closePrompt(): void {
    this.ask(null);
  }

  toggleHelp(): void {
    this.store.set({ isHelpOpen: !this.store.state.isHelpOpen, helpRow: 0 });
  }

  setLook(theme: ThemeName, background: Background | null): void {
    const { look } = this.store.state;
    this.store.set({ look: { ...look, theme, background: background ?? look.background } });
    if (look.isColorful) this.say(`theme ${theme}; config set cockpit.theme keeps it`, "strong");
    else this.say("there is no colour here (NO_COLOR): mono it stays");
  }

  repaint(): void {
    this.#terminal.screen.repaint();
  }

  suspend(): void {
    this.#terminal.suspend();
  }

  /** A key was pressed: what was told is taken as seen, where it could be. */
  protected noteKey({ key }: Press): void {
    const seen = seenToasts(this.store.state);
    if (seen.length > 0) this.store.pressed(key, seen);
  }

  /** Whether it stands for what was pasted, which does nothing; that is said. */
  protected isPaste({ key }: Press): boolean {
    if (key === PASTED) this.say("what is pasted does nothing here; type it", "strong");
    return key === PASTED;
  }

  /** Does a command; answers in a sentence why it can't be, or null. */
  protected abstract runCommand(text: string): string | null;

  /** It has no place on a card. */
  #sayTooSmall(what: string): void {
    this.say(`${what} opens at ${WHOLE_SIZE}`, "strong");
  }

  get #place(): CockpitState["places"][ViewName] {
    const { places, view } = this.store.state;
    return places[view];
  }

  #editFilter(typed: string, key: string): void {
    const edit = editText(typed, key);
    if (edit.kind === "enter") this.ask(null);
    if (edit.kind === "cancel") {
      this.ask(null);
      this.store.place({ filter: "", cursor: 0 });
    }
    if (edit.kind !== "typed") return;
    this.ask({ kind: "filter", typed: edit.text });
    this.store.place({ filter: edit.text, cursor: 0 });
  }

  #editCommand(typed: string, key: string): void {
    const edit = editText(typed, key);
    const { state } = this.store;
    if (edit.kind === "typed") this.ask({ kind: "command", typed: edit.text });
    if (edit.kind === "complete" || edit.kind === "complete_back") {
      const step = edit.kind === "complete" ? 1 : -1;
      this.#tabbed = tabbed(typed, this.#tabbed, step, (text) =>
        completionOf<never>(text, keysOf(state), state),
      );
      this.ask({ kind: "command", typed: this.#tabbed.text });
    }
    if (edit.kind === "earlier") this.#recall(1);
    if (edit.kind === "later") this.#recall(-1);
    if (edit.kind === "cancel") this.ask(null);
    if (edit.kind === "enter") this.#enterCommand(typed);
  }

  #recall(step: 1 | -1): void {
    this.#recalled = Math.max(0, Math.min(this.#typed.length, this.#recalled + step));
    this.ask({ kind: "command", typed: this.#typed.at(-this.#recalled) ?? "" });
  }

  #enterCommand(typed: string): void {
    this.ask(null);
    if (typed.trim() === "") return;
    if (this.#typed.at(-1) !== typed) this.#typed.push(typed);
    if (this.#typed.length > REMEMBERED) this.#typed.shift();
    const complaint = this.runCommand(typed);
    if (complaint !== null) this.say(complaint);
  }

  protected ask(prompt: Prompt | null): void {
    this.store.set({ prompt });
  }

  /** Says at the foot what came of a key. */
  protected say(text: string, role: Role = "loss"): void {
    this.store.set({ notice: span(tame(text), role) });
  }
}
