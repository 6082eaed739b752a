// What keys are and what they can ask for; which there are is in `keymap.ts`.

import type { CockpitState } from "./cockpit-state.js";
import type { Act } from "./forms/act.js";
import type { SignalForm, SignalValues } from "./forms/signal-form.js";
import type { Background, ThemeName } from "./theme.js";
import type { ViewName } from "./view-names.js";

/** What keys can do whatever is shown. */
export interface CommonActions {
  showView(view: ViewName): void;
  /** The next view, or the one before. */
  nextView(step: 1 | -1): void;
  /** Moves the cursor of the view's list by rows; what is beyond its ends counts as them. */
  moveCursor(rows: number): void;
  movePage(step: 1 | -1): void;
  /** Opens the row that the cursor is on. */
  openRow(): void;
  /** One step back: the list of keys, an opened row, a filter, in this order. */
  goBack(): void;
  /** Puts the view's list in its next order. */
  nextOrder(): void;
  /** Writes the trades that are listed to a CSV file, over one that is there only if it may. */
  exportTrades(path: string, mayReplace: boolean): void;
  /** Shows why something is, or is not, entered now. */
  askWhy(): void;
  /** Asks what the view's list is to be filtered by. */
  askFilter(): void;
  /** Asks for a command; `typed` is what stands there already. */
  askCommand(typed: string): void;
  /** A key of a prompt that takes text. */
  editText(key: string): void;
  /** Shows the price of the next symbol, or the one before. */
  focusNext(step: 1 | -1): void;
  askMood(): void;
  /** 1 to 5. */
  sayMood(score: number): void;
  closePrompt(): void;
  toggleHelp(): void;
  /** Shows everything in other looks, until the screen is left. */
  setLook(theme: ThemeName, background: Background | null): void;
  repaint(): void;
  /** Leaves the terminal to the shell for a while. */
  suspend(): void;
  quit(): void;
}

/** What keys can do with a tape. */
export interface TapeActions extends CommonActions {
  togglePlay(): void;
  step(): void;
  changeSpeed(direction: 1 | -1): void;
  seekTrade(): void;
  /** Runs to a time as it is typed. */
  goTo(text: string): void;
  /** Times real time; null is as fast as it goes. */
  setSpeed(speed: number | null): void;
}

/** What keys can do with a live engine. */
export interface LiveActions extends CommonActions {
  /** Holds entries, or lets them again. */
  togglePause(): void;
  pause(): void;
  resume(): void;
  reloadCalendar(): void;
  /** Shows what the kill switch would do, and asks. */
  askKill(): void;
  typeKill(letter: string): void;
  eraseKill(): void;
  confirmKill(): void;
  /** What came was not typed. */
  refuseBurst(): void;
  /** Shows the plan of it, and asks. */
  askAct(act: Act): void;
  /** The same for the position that is looked at, or that is open alone. */
  askFlatten(): void;
  askPart(): void;
  /** Asks where its stop is to go. */
  askStopPrice(): void;
  /** Opens the form of a signal by hand, with what is known of it. */
  askSignal(given: Partial<SignalValues>): void;
  /** Marks the next of the choices, or the one before. */
  moveChoice(step: 1 | -1): void;
  /** Does what is marked. */
  confirmAct(): void;
  /** A key of the price, or of the form, that is being filled in. */
  editForm(key: string): void;
  confirmQuit(): void;
  /** Asks whether control is to be taken from the screen that has it. */
  askControl(): void;
  confirmControl(): void;
  /** Says how to act from a screen that may not do what was asked for. */
  explainSeat(): void;
}

/**
 * What a screen may do before a live engine: it is in control; it watches another one that is; it
 * only ever looks.
 */
export type Seat = "acts" | "watches" | "views";

/** Where a screen stands. */
export interface Place {
  readonly seat: Seat;
  /** The engine is another process, which goes on when the screen leaves. */
  readonly isAttached: boolean;
}

/** A key as it is written. */
export interface KeyHint {
  readonly label: string;
  /** One or two words for the foot; null where there is no room for it. */
  readonly hint: string | null;
  readonly help: string;
}

/** How a binding is asked for by its name, after `:`. */
export interface CommandForm<Actions = CommonActions> {
  /** Its name, and others that it answers to. */
  readonly names: readonly [string, ...string[]];
  /** What may follow the name, as `<symbol> [pct]`; left out, nothing may. */
  readonly usage?: string;
  /** What the next word could be, the words before it given. */
  readonly complete?: (state: CockpitState, words: readonly string[]) => readonly string[];
  /**
   * Does it with what follows the name; answers what is wrong with that in a sentence, or null.
   * Left out, it does what the key does.
   */
  readonly run?: (actions: Actions, words: readonly string[]) => string | null;
}

/** A key and what it does. */
export interface Binding<Actions = CommonActions> extends KeyHint {
  /** Names as a `KeyReader` gives them; any of them does it. None where it has a command alone. */
  readonly keys: readonly string[];
  readonly act: (actions: Actions, key: string) => void;
  /** Left out only in the tables that answer a prompt. */
  readonly command?: CommandForm<Actions>;
  /** It moves money: where it came in a burst it does nothing. */
  readonly isByHandAlone?: true;
}

/** What a key before has asked for, so that the next ones answer it. */
export type Prompt =
  | { readonly kind: "mood" }
  /** `typed` is what stands of the command, or of the filter, so far. */
  | { readonly kind: "command"; readonly typed: string }
  | { readonly kind: "filter"; readonly typed: string }
  /** `typed` is what stands of the word so far. */
  | { readonly kind: "kill"; readonly typed: string }
  /** `words` say what becomes of what is open. */
  | { readonly kind: "quit"; readonly words: string }
  | { readonly kind: "control" }
  /** `chosen` is the key of the choice that is marked; null is the one that does nothing. */
  | { readonly kind: "act"; readonly act: Act; readonly chosen: string | null }
  | { readonly kind: "stop_price"; readonly symbol: string; readonly typed: string }
  | { readonly kind: "signal"; readonly form: SignalForm };

/** What has to be typed to close everything. */
export const KILL_WORD = "flat";
