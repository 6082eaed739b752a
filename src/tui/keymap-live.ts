// Keys and commands that act on a live engine. Those that cost money are capital letters, and all
// of them show their plan and ask.

import type { Binding, CommonActions, LiveActions } from "./bindings.js";
import type { CockpitState } from "./cockpit-state.js";
import { type SignalValues, typedNumber } from "./forms/signal-form.js";

/** Names of the run's symbols. */
function symbolsOf({ snapshot }: CockpitState): string[] {
  return snapshot.symbols.map(({ symbol }) => symbol);
}

function held({ snapshot }: CockpitState): string[] {
  return snapshot.positions.map(({ symbol }) => symbol);
}

/** Completes the first word alone. */
function first(
  of: (state: CockpitState) => readonly string[],
): (state: CockpitState, words: readonly string[]) => readonly string[] {
  return (state, words) => (words.length === 0 ? of(state) : []);
}

const MOOD_WORDS = ["1", "2", "3", "4", "5"];

/** How the trader feels: by a key that asks, or said at once. */
export const MOOD: Binding = {
  keys: ["m"],
  label: "m",
  hint: "mood",
  help: "say how you feel, 1 to 5: below 4 cuts the size, 1 stops entries",
  act: (actions) => actions.askMood(),
  command: {
    names: ["mood"],
    usage: "[1-5]",
    complete: (_, words) => (words.length === 0 ? MOOD_WORDS : []),
    run: (actions: CommonActions, words) => {
      const [score, ...rest] = words;
      if (rest.length > 0 || (score !== undefined && !MOOD_WORDS.includes(score))) {
        return "mood takes 1 (bad) to 5 (good)";
      }
      if (score === undefined) actions.askMood();
      else actions.sayMood(Number(score));
      return null;
    },
  },
};

const PAUSE: readonly Binding<LiveActions>[] = [
  {
    keys: ["space"],
    label: "space",
    hint: "pause",
    help: "hold entries, and let them again; stops, trails and exits go on",
    act: (actions) => actions.togglePause(),
    command: {
      names: ["pause"],
      run: (actions, words) => {
        if (words.length > 0) return "pause takes nothing";
        actions.pause();
        return null;
      },
    },
    isByHandAlone: true,
  },
  {
    ...{ keys: [], label: "", hint: null, help: "ends a pause, a flatten's hold and a block" },
    act: (actions) => actions.resume(),
    command: { names: ["resume"] },
  },
];

/** K is the kill switch, X one symbol's, P a part. */
const EXITS: readonly Binding<LiveActions>[] = [
  {
    keys: ["K"],
    label: "K",
    hint: "kill",
    help: "out of everything: shows what it would do, and asks",
    act: (actions) => actions.askKill(),
    command: { names: ["kill"] },
    isByHandAlone: true,
  },
  {
    keys: ["X"],
    label: "X",
    hint: "flatten",
    help: "out of one symbol, and no entries in it: shows the plan, and asks",
    act: (actions) => actions.askFlatten(),
    command: {
      names: ["flatten"],
      usage: "[symbol]",
      complete: first(symbolsOf),
      run: (actions, [symbol, ...rest]) => {
        if (rest.length > 0) return "flatten takes one symbol, or none for everything";
        if (symbol === undefined) actions.askKill();
        else actions.askAct({ what: "flatten", symbol });
        return null;
      },
    },
    isByHandAlone: true,
  },
  {
    keys: ["P"],
    label: "P",
    hint: "part off",
    help: "take a part of a position off at the market: asks how much",
    act: (actions) => actions.askPart(),
    command: {
      names: ["close"],
      usage: "<symbol> [pct]",
      complete: (state, words) => {
        if (words.length === 0) return held(state);
        return words.length === 1 ? ["25", "50", "75", "100"] : [];
      },
      run: (actions, words) => {
        const [symbol, pct, ...rest] = words.filter((word) => word !== "--pct");
        if (symbol === undefined) return "close needs a symbol, as in close MNQ 50";
        const share = pct === undefined ? 100 : typedNumber(pct.replace(/%$/, ""));
        if (share === null || share > 100 || rest.length > 0) {
          return `close ${symbol} takes per cent, above 0 and up to 100`;
        }
        actions.askAct({ what: "close", symbol, pct: share });
        return null;
      },
    },
    isByHandAlone: true,
  },
];

const ORDERS: readonly Binding<LiveActions>[] = [
  {
    keys: ["T"],
    label: "T",
    hint: "tighten",
    help: "move a stop nearer to the market: asks where to",
    act: (actions) => actions.askStopPrice(),
    command: {
      names: ["move-stop"],
      usage: "<symbol> <price>",
      complete: first(held),
      run: (actions, [symbol, price, ...rest]) => {
        const at = price === undefined ? null : typedNumber(price);
        if (symbol === undefined || at === null || rest.length > 0) {
          return "move-stop needs a symbol and a price, as in move-stop MNQ 24850.25";
        }
        actions.askAct({ what: "move_stop", symbol, price: at });
        return null;
      },
    },
    isByHandAlone: true,
  },
  {
    keys: ["O"],
    label: "O",
    hint: null,
    help: "cancel a working entry or target: asks which",
    act: (actions) => actions.askAct({ what: "cancel", order: null }),
    command: {
      names: ["cancel"],
      usage: "[order]",
      complete: first(({ snapshot }) => snapshot.orders.map((order) => order.client_order_id)),
      run: (actions, [order = null, ...rest]) => {
        if (rest.length > 0) return "cancel takes one order";
        actions.askAct({ what: "cancel", order });
        return null;
      },
    },
    isByHandAlone: true,
  },
];

const FLAGS = { "--stop": "stop", "--target": "target", "--qty": "qty", "--tag": "tag" } as const;

/** What follows `signal`, as fields; a sentence where it does not fit. */
function signalWords(words: readonly string[]): Partial<SignalValues> | string {
  const usage = "signal takes <symbol> <long|short> --stop <price> [--target --qty --tag]";
  const [symbol, side = "long", ...rest] = words;
  if (symbol === undefined) return {};
  if (side !== "long" && side !== "short") return side === "exit" ? EXIT_WORDS : usage;
  const values: Record<string, string> = { symbol, side };
  for (let at = 0; at < rest.length; at += 2) {
    const [flag = "", value] = [rest[at], rest[at + 1]];
    if (!Object.hasOwn(FLAGS, flag) || value === undefined) return usage;
    values[FLAGS[flag as keyof typeof FLAGS]] = value;
  }
  return values;
}

const EXIT_WORDS = "to leave use close <symbol>, which shows what it does first";

const REST: readonly Binding<LiveActions>[] = [
  {
    keys: ["S"],
    label: "S",
    hint: "signal",
    help: "a signal by hand: its size, and what each guard says before it goes",
    act: (actions) => actions.askSignal({}),
    command: {
      names: ["signal"],
      usage: "<symbol> <long|short> --stop <price> [--target --qty --tag]",
      complete: (state, words) => {
        if (words.length === 0) return symbolsOf(state);
        if (words.length === 1) return ["long", "short"];
        const isValue = words.length % 2 === 1;
        return isValue ? [] : Object.keys(FLAGS).filter((flag) => !words.includes(flag));
      },
      run: (actions, words) => {
        const values = signalWords(words);
        if (typeof values === "string") return values;
        actions.askSignal(values);
        return null;
      },
    },
    isByHandAlone: true,
  },
  {
    keys: ["A"],
    label: "A",
    hint: null,
    help: "re-arm a strategy that was switched off: asks which",
    act: (actions) => actions.askAct({ what: "rearm", strategy: null }),
    command: {
      names: ["rearm"],
      usage: "[strategy]",
      complete: first(({ snapshot }) => snapshot.strategies_off),
      run: (actions, [strategy = null, ...rest]) => {
        if (rest.length > 0) return "rearm takes one strategy";
        actions.askAct({ what: "rearm", strategy });
        return null;
      },
    },
    isByHandAlone: true,
  },
  {
    ...{ keys: [], label: "", hint: null, help: "reads the calendars of news again, now" },
    act: (actions) => actions.reloadCalendar(),
    command: { names: ["reload-calendar"] },
  },
  {
    ...{ keys: [], label: "", hint: null, help: "ends the engine: shows what rests on, and asks" },
    act: (actions) => actions.askAct({ what: "stop" }),
    command: { names: ["stop"] },
  },
];

/** What a screen in control does, in the order in which it is offered. */
export const ACTING: readonly Binding<LiveActions>[] = [
  ...PAUSE,
  ...EXITS,
  ...ORDERS,
  ...REST,
  MOOD,
];

const CONTROL: Binding<LiveActions> = {
  keys: ["C"],
  label: "C",
  hint: "control",
  help: "take control from the screen that has it; asks",
  act: (actions) => actions.askControl(),
  command: { names: ["take-control"] },
  isByHandAlone: true,
};

/**
 * What a screen does that looks on while another one is in control: it may take that over; and
 * out, and no entries, are every acting screen's right.
 */
export const WATCHING: readonly Binding<LiveActions>[] = [
  CONTROL,
  ...PAUSE.slice(0, 1).map((hold) => {
    return { ...hold, help: "hold entries, whoever is in control; stops, trails and exits go on" };
  }),
  ...EXITS.filter(({ label }) => label === "K" || label === "X"),
];
