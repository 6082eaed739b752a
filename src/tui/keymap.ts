// Every key there is, once: the dispatcher, the hints at the foot and the list behind `?` all
// read this table.

/** What keys can do. */
export interface KeyActions {
  togglePlay(): void;
  step(): void;
  changeSpeed(direction: 1 | -1): void;
  seekTrade(): void;
  focusNext(): void;
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

/** Does what a key asks for; one that is not in the table does nothing. */
export function dispatch(key: string, actions: KeyActions): void {
  BINDINGS.find(({ keys }) => keys.includes(key))?.act(actions);
}

/** The next speed up or down from any speed. */
export function nextSpeed(speed: number | null, direction: 1 | -1): number | null {
  const paceOf = (one: number | null): number => one ?? Number.POSITIVE_INFINITY;
  const steps = direction > 0 ? SPEEDS : [...SPEEDS].reverse();
  const found = steps.find((one) => direction * (paceOf(one) - paceOf(speed)) > 0);
  return found === undefined ? speed : found;
}
