// Every key there is, once, by the kind of run that it moves: the dispatcher, the hints at the foot
// and the list behind `?` all read these tables.

import { ANSWERS } from "./answers.js";
import type { Binding, LiveActions, Place, Prompt, Seat, TapeActions } from "./bindings.js";
import type { Press } from "./keys.js";

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

const CONTROL: Binding<LiveActions> = {
  keys: ["C"],
  label: "C",
  hint: "take control",
  help: "take control from the screen that has it; asks",
  act: (actions) => actions.askControl(),
  isByHandAlone: true,
};

function suspendBinding(help: string): Binding {
  return {
    keys: ["ctrl+z"],
    label: "Ctrl+Z",
    hint: null,
    help,
    act: (actions) => actions.suspend(),
  };
}

function quitBinding(help: string): Binding {
  return {
    keys: ["q", "ctrl+c"],
    label: "q",
    hint: "quit",
    help,
    act: (actions) => actions.quit(),
  };
}

const SUSPEND = suspendBinding("back to the shell; its fg comes back here");

/** Behind a screen that trades itself, and behind one that looks at an engine elsewhere. */
const OWN_ENDS: readonly Binding[] = [
  suspendBinding("nothing: an engine that is suspended protects nothing"),
  quitBinding("leave, also Ctrl+C; what is open is traded on without a screen"),
];
const ATTACHED_ENDS: readonly Binding[] = [
  SUSPEND,
  quitBinding("leave, also Ctrl+C; the engine goes on"),
];

type LiveTables = Readonly<Record<Seat, readonly Binding<LiveActions>[]>>;

function liveTables(ends: readonly Binding[]): LiveTables {
  return {
    acts: [...LIVE, MOOD, ...VIEW, ...ends],
    watches: [CONTROL, ...VIEW, ...ends],
    views: [...VIEW, ...ends],
  };
}

/** The tables; those of a live engine by what the screen may do. */
export const BINDINGS: {
  readonly replay: readonly Binding<TapeActions>[];
  readonly live: LiveTables;
  readonly attached: LiveTables;
} = {
  replay: [
    ...TAPE,
    MOOD,
    ...VIEW,
    SUSPEND,
    quitBinding("quit, also Ctrl+C: the summary is printed"),
  ],
  live: liveTables(OWN_ENDS),
  attached: liveTables(ATTACHED_ENDS),
};

/** The keys of a live engine's screen. */
export function liveKeys({ seat, isAttached }: Place): readonly Binding<LiveActions>[] {
  return BINDINGS[isAttached ? "attached" : "live"][seat];
}

/** Whose keys move what. */
export type Controls =
  | { readonly mode: "replay"; readonly actions: TapeActions }
  | {
      readonly mode: "live";
      readonly actions: LiveActions;
      readonly place: Place;
    };

/**
 * Does what a key asks for; one that is not in the table does nothing, or cancels. Answers whether
 * it meant anything.
 */
export function dispatch(press: Press, controls: Controls, prompt: Prompt | null = null): boolean {
  const kind = prompt?.kind ?? null;
  if (controls.mode === "replay") {
    return obey(press, controls.actions, kind === null ? BINDINGS.replay : ANSWERS.mood);
  }
  const { actions, place } = controls;
  if (kind === null) return obey(press, actions, liveKeys(place));
  if (kind === "mood") return obey(press, actions, ANSWERS.mood);
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
