// Every key there is, once, by the kind of run that it moves: the dispatcher, the hints at the foot
// and the list behind `?` all read these tables.

import type { Press } from "./keys.js";

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
}

/** Whose keys move what. */
export type Controls =
  | { readonly mode: "replay"; readonly actions: TapeActions }
  | { readonly mode: "live"; readonly actions: LiveActions };

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
  | { readonly kind: "quit"; readonly words: string };

/** What has to be typed to close everything. */
export const KILL_WORD = "flat";

const TAPE: readonly Binding<TapeActions>[] = [
  {
    keys: ["space"],
    label: "space",
    hint: "pause",
    help: "pause, and go on",
    act: (actions) => actions.togglePlay(),
  },
  {
    keys: ["."],
    label: ".",
    hint: "bar",
    help: "pause, and play one bar",
    act: (actions) => actions.step(),
  },
  {
    keys: ["+", "="],
    label: "+",
    hint: "faster",
    help: "faster: 1, 10, 60, 300, 600, 1800, 3600 times real time, max",
    act: (actions) => actions.changeSpeed(1),
  },
  {
    keys: ["-", "_"],
    label: "-",
    hint: "slower",
    help: "slower",
    act: (actions) => actions.changeSpeed(-1),
  },
  {
    keys: ["n"],
    label: "n",
    hint: "next trade",
    help: "run to the next entry, scale-out or close, and pause there",
    act: (actions) => actions.seekTrade(),
  },
];

const LIVE: readonly Binding<LiveActions>[] = [
  {
    keys: ["space"],
    label: "space",
    hint: "pause",
    help: "hold entries, and let them again; stops, trails and exits go on",
    act: (actions) => actions.togglePause(),
    isByHandAlone: true,
  },
  {
    keys: ["K"],
    label: "K",
    hint: "kill switch",
    help: "out of everything: shows what it would do, and asks",
    act: (actions) => actions.askKill(),
    isByHandAlone: true,
  },
];

const MOOD: Binding = {
  keys: ["m"],
  label: "m",
  hint: "mood",
  help: "say how you feel, 1 to 5: below 4 cuts the size, 1 stops entries",
  act: (actions) => actions.askMood(),
};

const VIEW: readonly Binding[] = [
  {
    keys: ["tab"],
    label: "Tab",
    hint: null,
    help: "show the price of the next symbol",
    act: (actions) => actions.focusNext(),
  },
  {
    keys: ["?"],
    label: "?",
    hint: "keys",
    help: "this list; any of ? and Esc closes it",
    act: (actions) => actions.toggleHelp(),
  },
  {
    keys: ["esc"],
    label: "Esc",
    hint: null,
    help: "close this list",
    act: (actions) => actions.closeHelp(),
  },
  {
    keys: ["ctrl+l"],
    label: "Ctrl+L",
    hint: null,
    help: "draw the screen anew",
    act: (actions) => actions.repaint(),
  },
];

function quitBinding(help: string): Binding {
  return {
    keys: ["q", "ctrl+c"],
    label: "q",
    hint: "quit",
    help,
    act: (actions) => actions.quit(),
  };
}

/** The tables. */
export const BINDINGS: {
  readonly replay: readonly Binding<TapeActions>[];
  readonly live: readonly Binding<LiveActions>[];
} = {
  replay: [...TAPE, MOOD, ...VIEW, quitBinding("quit, also Ctrl+C: the summary is printed")],
  live: [...LIVE, MOOD, ...VIEW, quitBinding("leave, also Ctrl+C; asks while anything is open")],
};

/** A self-report by its key. */
function moodBinding(score: number, hint: string): Binding {
  const label = String(score);
  const act = (actions: CommonActions): void => actions.sayMood(score);
  return { keys: [label], label, hint, help: hint, act };
}

const MOOD_ANSWERS: readonly Binding[] = [
  moodBinding(1, "awful"),
  moodBinding(2, "poor"),
  moodBinding(3, "so-so"),
  moodBinding(4, "good"),
  moodBinding(5, "great"),
  {
    keys: ["esc", "m"],
    label: "Esc",
    hint: "cancel",
    help: "say nothing",
    act: (actions) => actions.closePrompt(),
  },
  {
    keys: ["ctrl+c"],
    label: "Ctrl+C",
    hint: null,
    help: "quit",
    act: (actions) => actions.quit(),
  },
];

const CANCEL: Binding = {
  keys: ["esc"],
  label: "Esc",
  hint: "cancel",
  help: "leave everything as it is, as any other key does",
  act: (actions) => actions.closePrompt(),
};

const KILL_ANSWERS: readonly Binding<LiveActions>[] = [
  CANCEL,
  {
    keys: [...KILL_WORD],
    label: KILL_WORD,
    hint: null,
    help: "the word, letter by letter",
    act: (actions, key) => actions.typeKill(key),
  },
  {
    keys: ["enter"],
    label: "Enter",
    hint: null,
    help: "do it, once the word stands there",
    act: (actions) => actions.confirmKill(),
  },
  {
    keys: ["backspace"],
    label: "Backspace",
    hint: null,
    help: "take a letter back",
    act: (actions) => actions.eraseKill(),
  },
  // It was held a moment too long: that neither confirms nor cancels.
  { keys: ["K"], label: "K", hint: null, help: "nothing", act: () => {} },
];

const QUIT_ANSWERS: readonly Binding<LiveActions>[] = [
  { ...CANCEL, hint: "stay" },
  {
    keys: ["enter", "ctrl+c"],
    label: "Enter",
    hint: "leave",
    help: "leave, also Ctrl+C",
    act: (actions) => actions.confirmQuit(),
  },
];

/** The tables of answers. */
export const ANSWERS: {
  readonly mood: readonly Binding[];
  readonly kill: readonly Binding<LiveActions>[];
  readonly quit: readonly Binding<LiveActions>[];
} = { mood: MOOD_ANSWERS, kill: KILL_ANSWERS, quit: QUIT_ANSWERS };

/**
 * Does what a key asks for; one that is not in the table does nothing, or cancels. Answers whether
 * it meant anything.
 */
export function dispatch(press: Press, controls: Controls, prompt: Prompt | null = null): boolean {
  const kind = prompt?.kind ?? null;
  if (controls.mode === "replay") {
    return obey(press, controls.actions, kind === null ? BINDINGS.replay : ANSWERS.mood);
  }
  const { actions } = controls;
  if (kind === null || kind === "mood") {
    return obey(press, actions, kind === null ? BINDINGS.live : ANSWERS.mood);
  }
  if (!press.isByHand) actions.refuseBurst();
  else if (!obey(press, actions, ANSWERS[kind])) actions.closePrompt();
  return true;
}

/** Whether the table knows the key. */
function obey<Actions>(
  { key, isByHand }: Press,
  actions: Actions,
  table: readonly Binding<Actions>[],
): boolean {
  const found = table.find(({ keys }) => keys.includes(key));
  if (found === undefined) return false;
  const isObeyed = isByHand || found.isByHandAlone !== true;
  if (isObeyed) found.act(actions, key);
  return isObeyed;
}
