// The keys that answer what a key before has asked for.

import { type Binding, type CommonActions, KILL_WORD, type LiveActions } from "./bindings.js";

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

const CONTROL_ANSWERS: readonly Binding<LiveActions>[] = [
  { ...CANCEL, hint: "look on" },
  {
    keys: ["enter"],
    label: "Enter",
    hint: "take it",
    help: "take control; the other screen looks on",
    act: (actions) => actions.confirmControl(),
  },
];

const ACT_ANSWERS: readonly Binding<LiveActions>[] = [
  CANCEL,
  {
    keys: ["down", "right", "tab"],
    label: "↓",
    hint: "choose",
    help: "the next choice, also → and Tab",
    act: (actions) => actions.moveChoice(1),
  },
  {
    keys: ["up", "left", "shift+tab"],
    label: "↑",
    hint: null,
    help: "the choice before, also ← and Shift+Tab",
    act: (actions) => actions.moveChoice(-1),
  },
  {
    keys: ["enter"],
    label: "Enter",
    hint: "does it",
    help: "do what is marked",
    act: (actions) => actions.confirmAct(),
  },
  {
    keys: ["K"],
    label: "K",
    hint: null,
    help: "the kill switch instead",
    act: (actions) => actions.askKill(),
  },
];

/** The tables of answers. */
export const ANSWERS: {
  readonly mood: readonly Binding[];
  readonly kill: readonly Binding<LiveActions>[];
  readonly quit: readonly Binding<LiveActions>[];
  readonly control: readonly Binding<LiveActions>[];
  readonly act: readonly Binding<LiveActions>[];
} = {
  ...{ mood: MOOD_ANSWERS, kill: KILL_ANSWERS, quit: QUIT_ANSWERS, control: CONTROL_ANSWERS },
  act: ACT_ANSWERS,
};
