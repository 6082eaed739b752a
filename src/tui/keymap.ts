// Every key there is, once, by the kind of run that it moves: the dispatcher, the hints at the foot
// and the list behind `?` all read these tables.

import { ANSWERS } from "./answers.js";
import type { Binding, LiveActions, Place, Prompt, Seat, TapeActions } from "./bindings.js";
import type { CockpitState } from "./cockpit-state.js";
import { ACTING, MOOD, WATCHING } from "./keymap-live.js";
import { screenKeys } from "./keymap-screen.js";
import type { Press } from "./keys.js";
import { MOMENT_USAGE } from "./moment.js";
import type { ViewName } from "./view-names.js";

const TAPE: readonly Binding<TapeActions>[] = [
  {
    keys: ["space"],
    label: "space",
    hint: "pause",
    help: "pause, and go on",
    act: (actions) => actions.togglePlay(),
    command: { names: ["pause", "play"] },
  },
  {
    keys: ["."],
    label: ".",
    hint: "bar",
    help: "pause, and play one bar",
    act: (actions) => actions.step(),
    command: { names: ["step"] },
  },
  {
    keys: ["+", "="],
    label: "+",
    hint: "faster",
    help: "faster: 1, 10, 60, 300, 600, 1800, 3600 times real time, max",
    act: (actions) => actions.changeSpeed(1),
    command: { names: ["faster"] },
  },
  {
    keys: ["-", "_"],
    label: "-",
    hint: "slower",
    help: "slower",
    act: (actions) => actions.changeSpeed(-1),
    command: { names: ["slower"] },
  },
  {
    keys: ["n"],
    label: "n",
    hint: "next trade",
    help: "run to the next entry, scale-out or close, and pause there",
    act: (actions) => actions.seekTrade(),
    command: { names: ["next-trade"] },
  },
  {
    keys: ["J"],
    label: "J",
    hint: "jump",
    help: "to a time: 10:42, a date, +30m, -2h, 50%",
    act: (actions) => actions.askCommand("goto "),
    command: {
      names: ["goto"],
      usage: MOMENT_USAGE,
      run: (actions, words) => {
        if (words.length === 0) return `goto needs a time: ${MOMENT_USAGE}`;
        actions.goTo(words.join(" "));
        return null;
      },
    },
  },
  {
    keys: [],
    label: "",
    hint: null,
    help: "so many times real time",
    act: () => {},
    command: {
      names: ["speed"],
      usage: "<number | max>",
      complete: () => ["1", "10", "60", "300", "600", "1800", "3600", "max"],
      run: (actions, [word = ""]) => {
        const speed = word === "max" ? null : Number(word);
        if (speed !== null && !(speed > 0)) return "speed is a number above 0, or max";
        actions.setSpeed(speed);
        return null;
      },
    },
  },
];

function suspendBinding(help: string): Binding {
  return {
    keys: ["ctrl+z"],
    label: "Ctrl+Z",
    hint: null,
    help,
    act: (actions) => actions.suspend(),
    command: { names: ["suspend"] },
  };
}

function quitBinding(help: string): Binding {
  return {
    keys: ["q", "ctrl+c"],
    label: "q",
    hint: "quit",
    help,
    act: (actions) => actions.quit(),
    command: { names: ["quit"] },
  };
}

const TAPE_END = quitBinding("quit, also Ctrl+C: the summary is printed");
const SUSPEND = suspendBinding("back to the shell; its fg comes back here");

/** Behind a screen that trades itself, and behind one that looks at an engine elsewhere. */
const OWN_ENDS: readonly Binding[] = [
  suspendBinding("nothing: an engine that is suspended protects nothing"),
  quitBinding("leave, also Ctrl+C: the engine trades on what is open, or ends"),
];
const ATTACHED_ENDS: readonly Binding[] = [
  SUSPEND,
  quitBinding("leave, also Ctrl+C; the engine goes on"),
];

const OF_SEAT: Readonly<Record<Seat, readonly Binding<LiveActions>[]>> = {
  acts: ACTING,
  watches: WATCHING,
  views: [],
};

/** Labels of the keys that move a tape. */
export const TAPE_LABELS: ReadonlySet<string> = new Set([...TAPE, MOOD].map(({ label }) => label));

/** The keys of a tape. */
export function tapeKeys(view: ViewName): readonly Binding<TapeActions>[] {
  return [...TAPE, MOOD, ...screenKeys(view), SUSPEND, TAPE_END];
}

/** The keys of a live engine's screen, by what it may do. */
export function liveKeys(
  { seat, isAttached }: Place,
  view: ViewName,
): readonly Binding<LiveActions>[] {
  const ends = isAttached ? ATTACHED_ENDS : OWN_ENDS;
  return [...OF_SEAT[seat], ...screenKeys(view), ...ends];
}

/** The keys that do something here and now. */
export function keysOf(
  state: CockpitState,
): readonly Binding<TapeActions>[] | readonly Binding<LiveActions>[] {
  const { snapshot, view } = state;
  return snapshot.replay === null ? liveKeys(state, view) : tapeKeys(view);
}

/** Whose keys move what. */
export type Controls =
  | { readonly mode: "replay"; readonly actions: TapeActions; readonly view: ViewName }
  | {
      readonly mode: "live";
      readonly actions: LiveActions;
      readonly place: Place;
      readonly view: ViewName;
    };

/**
 * Does what a key asks for; one that is not in the table does nothing, or cancels. Answers whether
 * it meant anything.
 */
export function dispatch(press: Press, controls: Controls, prompt: Prompt | null = null): boolean {
  if (prompt?.kind === "command" || prompt?.kind === "filter") {
    controls.actions.editText(press.key);
    return true;
  }
  if (prompt?.kind === "mood") {
    if (obey(press, controls.actions, ANSWERS.mood)) return true;
    // Another key leaves it, and does nothing more: it may have been meant for an answer.
    controls.actions.closePrompt();
    return press.key === "K" ? dispatch(press, controls) : true;
  }
  if (controls.mode === "replay") return obey(press, controls.actions, tapeKeys(controls.view));
  const { actions, place, view } = controls;
  if (prompt === null) {
    return obey(press, actions, liveKeys(place, view)) || explain(press, actions, place);
  }
  if (prompt.kind === "stop_price" || prompt.kind === "signal") fill(press, actions, prompt);
  else if (!press.isByHand) actions.refuseBurst();
  else if (!obey(press, actions, ANSWERS[prompt.kind])) actions.closePrompt();
  return true;
}

/** A key that acts, where the screen may not, says how to act all the same. */
function explain({ key }: Press, actions: LiveActions, { seat }: Place): boolean {
  const isMeant = seat !== "acts" && ACTING.some(({ keys }) => keys.includes(key));
  if (isMeant) actions.explainSeat();
  return isMeant;
}

/** What is typed into a form moves nothing; what is confirmed must be by a hand. */
function fill(press: Press, actions: LiveActions, prompt: Form): void {
  const isText = prompt.kind === "signal" && prompt.form.at === "tag";
  const isKill = press.key === "K" && !isText;
  if (!press.isByHand && (isKill || press.key === "enter")) actions.refuseBurst();
  else if (isKill) actions.askKill();
  else actions.editForm(press.key);
}

type Form = Extract<Prompt, { kind: "stop_price" | "signal" }>;

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
