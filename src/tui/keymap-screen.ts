// Keys that change what is looked at, and nothing else: views, lists, symbols, the screen itself.

import type { Binding, CommonActions } from "./bindings.js";
import { BACKGROUNDS, THEMES } from "./theme.js";
import { VIEWS, type ViewName } from "./view-names.js";

/** A view by its number and by its name. */
function viewBinding(view: ViewName, place: number): Binding {
  const label = String(place + 1);
  const act = (actions: CommonActions): void => actions.showView(view);
  return {
    ...{ keys: [label], label, hint: null, help: VIEW_HELP[view], act },
    command: { names: [view] },
  };
}

const VIEW_HELP: Readonly<Record<ViewName, string>> = {
  dash: "the day: price, results, what happens",
  trades: "closed trades, and each one's story",
  analytics: "why we win and lose",
  risk: "limits, what is left of them, what the guards go by",
  log: "every fact",
};

const OTHER_VIEWS: readonly Binding[] = [
  ...VIEWS.map(viewBinding),
  {
    ...{ keys: ["tab"], label: "Tab", hint: null, help: "the next view; Shift+Tab the one before" },
    act: (actions) => actions.nextView(1),
    command: { names: ["next-view"] },
  },
  {
    ...{ keys: ["shift+tab"], label: "S-Tab", hint: null, help: "the view before" },
    act: (actions) => actions.nextView(-1),
    command: { names: ["previous-view"] },
  },
];

const LIST: readonly Binding[] = [
  {
    ...{ keys: ["down", "j"], label: "↓ j", hint: null, help: "down; PgDn a page" },
    act: (actions) => actions.moveCursor(1),
    command: { names: ["down"] },
  },
  {
    ...{ keys: ["up", "k"], label: "↑ k", hint: null, help: "up; PgUp a page" },
    act: (actions) => actions.moveCursor(-1),
    command: { names: ["up"] },
  },
  {
    ...{ keys: ["pagedown"], label: "PgDn", hint: null, help: "a page down" },
    act: (actions) => actions.movePage(1),
    command: { names: ["page-down"] },
  },
  {
    ...{ keys: ["pageup"], label: "PgUp", hint: null, help: "a page up" },
    act: (actions) => actions.movePage(-1),
    command: { names: ["page-up"] },
  },
  {
    ...{ keys: ["g", "home"], label: "g", hint: null, help: "to the first row, also Home" },
    act: (actions) => actions.moveCursor(Number.NEGATIVE_INFINITY),
    command: { names: ["first"] },
  },
  {
    ...{ keys: ["G", "end"], label: "G", hint: null, help: "to the last row, also End" },
    act: (actions) => actions.moveCursor(Number.POSITIVE_INFINITY),
    command: { names: ["last"] },
  },
];

const OPEN: readonly Binding[] = [
  {
    ...{
      keys: ["enter", "right", "l"],
      label: "Enter",
      hint: "open",
      help: "open the row, also →",
    },
    act: (actions) => actions.openRow(),
    command: { names: ["open"] },
  },
];

const BACK: Binding = {
  ...{ keys: ["esc", "left", "h"], label: "Esc", hint: null, help: "one step back, also ← and h" },
  act: (actions) => actions.goBack(),
  command: { names: ["back"] },
};

const FILTER: Binding = {
  ...{
    keys: ["/"],
    label: "/",
    hint: "filter",
    help: "rows with these words alone; !word without",
  },
  act: (actions) => actions.askFilter(),
  command: { names: ["filter"] },
};

const ORDER: Binding = {
  ...{ keys: ["o"], label: "o", hint: "order", help: "another order of the list" },
  act: (actions) => actions.nextOrder(),
  command: { names: ["order"] },
};

const SYMBOLS: readonly Binding[] = [
  {
    ...{ keys: ["s"], label: "s", hint: null, help: "the price of the next symbol" },
    act: (actions) => actions.focusNext(1),
    command: { names: ["symbol"] },
  },
];

const SCREEN: readonly Binding[] = [
  {
    ...{ keys: ["w"], label: "w", hint: "why", help: "why something is, or is not, entered now" },
    act: (actions) => actions.askWhy(),
    command: { names: ["why"] },
  },
  {
    ...{ keys: [":"], label: ":", hint: "command", help: "any of these by name; Tab completes" },
    act: (actions) => actions.askCommand(""),
    command: { names: ["command"] },
  },
  {
    ...{ keys: ["?"], label: "?", hint: "keys", help: "the keys that work here; again closes it" },
    act: (actions) => actions.toggleHelp(),
    command: { names: ["help", "keys"] },
  },
  {
    ...{ keys: ["ctrl+l"], label: "Ctrl+L", hint: null, help: "draw the screen anew" },
    act: (actions) => actions.repaint(),
    command: { names: ["redraw"] },
  },
];

/** How it looks: asked for by name alone. */
const THEME: Binding = {
  ...{ keys: [], label: "", hint: null, help: "other looks, until the screen is left" },
  act: () => {},
  command: {
    names: ["theme"],
    usage: "<default | classic | mono> [dark | light]",
    complete: (_, words) => [THEMES, BACKGROUNDS][words.length] ?? [],
    run: (actions, [name, ground, ...rest]) => {
      const theme = THEMES.find((one) => one === name);
      const background = BACKGROUNDS.find((one) => one === ground) ?? null;
      if (theme === undefined || (ground !== undefined && background === null) || rest.length > 0) {
        return "theme takes default, classic or mono; and dark or light, if it is to change";
      }
      actions.setLook(theme, background);
      return null;
    },
  },
};

/** Says that a file which is there may be written over. */
const REPLACE = "--replace";

const EXPORT: Binding = {
  ...{ keys: ["x"], label: "x", hint: "export", help: "the trades that are listed, as a CSV file" },
  act: (actions) => actions.askCommand("export trades.csv"),
  command: {
    names: ["export"],
    usage: `<file.csv> [${REPLACE}]`,
    run: (actions, words) => {
      const path = words.filter((word) => word !== REPLACE);
      if (path.length === 0) return "export needs a file to write, such as trades.csv";
      actions.exportTrades(path.join(" "), path.length < words.length);
      return null;
    },
  },
};

/** Keys of one view alone, beside those of every list. */
const OF_VIEW: Readonly<Record<ViewName, readonly Binding[]>> = {
  dash: [],
  trades: [...OPEN, FILTER, ORDER, EXPORT],
  analytics: [],
  risk: [],
  log: [...OPEN, FILTER],
};

/** All that changes what is looked at, while a view is shown. */
export function screenKeys(view: ViewName): readonly Binding[] {
  return [...OF_VIEW[view], ...SCREEN, ...OTHER_VIEWS, ...LIST, BACK, ...SYMBOLS, THEME];
}
