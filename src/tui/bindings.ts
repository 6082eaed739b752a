// What keys are and what they can ask for; which there are is in `keymap.ts`.

/** What keys can do whatever is shown. */
export interface CommonActions {
  focusNext(): void;
  askMood(): void;
  /** 1 to 5. */
  sayMood(score: number): void;
  closePrompt(): void;
  toggleHelp(): void;
  closeHelp(): void;
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
}

/** What keys can do with a live engine. */
export interface LiveActions extends CommonActions {
  /** Holds entries, or lets them again. */
  togglePause(): void;
  /** Shows what the kill switch would do, and asks. */
  askKill(): void;
  typeKill(letter: string): void;
  eraseKill(): void;
  confirmKill(): void;
  /** What came was not typed. */
  refuseBurst(): void;
  confirmQuit(): void;
  /** Asks whether control is to be taken from the screen that has it. */
  askControl(): void;
  confirmControl(): void;
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

/** A key and what it does. */
export interface Binding<Actions = CommonActions> extends KeyHint {
  /** Names as a `KeyReader` gives them; any of them does it. */
  readonly keys: readonly string[];
  readonly act: (actions: Actions, key: string) => void;
  /** It moves money: where it came in a burst it does nothing. */
  readonly isByHandAlone?: true;
}

/** What a key before has asked for, so that the next ones answer it. */
export type Prompt =
  | { readonly kind: "mood" }
  /** `typed` is what stands of the word so far. */
  | { readonly kind: "kill"; readonly typed: string }
  /** `words` say what becomes of what is open. */
  | { readonly kind: "quit"; readonly words: string }
  | { readonly kind: "control" };

/** What has to be typed to close everything. */
export const KILL_WORD = "flat";
