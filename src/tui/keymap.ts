// Every key there is, once: the dispatcher, the hints at the foot and the list behind `?` all
// read this table.

/** What keys can do. */
export interface KeyActions {
  togglePlay(): void;
  step(): void;
  changeSpeed(direction: 1 | -1): void;
  seekTrade(): void;
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

/** A key and what it does. */
export interface Binding {
  /** Names as `keysIn` gives them; any of them does it. */
  readonly keys: readonly string[];
  /** How the key is written. */
  readonly label: string;
  /** One or two words for the foot; null where there is no room for it. */
  readonly hint: string | null;
  readonly help: string;
  readonly act: (actions: KeyActions) => void;
}

/** What a key before has asked for, so that the next one answers it. */
export type Prompt = "mood";

/** Speeds by their steps, times real time; null is as fast as it goes. */
const SPEEDS: readonly (number | null)[] = [1, 10, 60, 300, 600, 1800, 3600, null];

/** The table. */
export const BINDINGS: readonly Binding[] = [
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
  {
    keys: ["m"],
    label: "m",
    hint: "mood",
    help: "say how you feel, 1 to 5: below 4 cuts the size, 1 stops entries",
    act: (actions) => actions.askMood(),
  },
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
  {
    keys: ["q", "ctrl+c"],
    label: "q",
    hint: "quit",
    help: "quit, also Ctrl+C: the summary is printed",
    act: (actions) => actions.quit(),
  },
];

/** A self-report by its key. */
function moodBinding(score: number, hint: string): Binding {
  const label = String(score);
  const act = (actions: KeyActions): void => actions.sayMood(score);
  return { keys: [label], label, hint, help: hint, act };
}

/** The tables of answers; other keys wait until one was given. */
export const ANSWERS: Readonly<Record<Prompt, readonly Binding[]>> = {
  mood: [
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
  ],
};

/** Does what a key asks for; one that is not in the table does nothing. */
export function dispatch(key: string, actions: KeyActions, prompt: Prompt | null = null): void {
  const table = prompt === null ? BINDINGS : ANSWERS[prompt];
  table.find(({ keys }) => keys.includes(key))?.act(actions);
}

/** The next speed up or down from any speed. */
export function nextSpeed(speed: number | null, direction: 1 | -1): number | null {
  const paceOf = (one: number | null): number => one ?? Number.POSITIVE_INFINITY;
  const steps = direction > 0 ? SPEEDS : [...SPEEDS].reverse();
  const found = steps.find((one) => direction * (paceOf(one) - paceOf(speed)) > 0);
  return found === undefined ? speed : found;
}
