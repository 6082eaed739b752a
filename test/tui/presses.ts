// Keys for tests, and what was done by them.

import type { LiveActions, TapeActions } from "../../src/tui/bindings.js";
import type { Press } from "../../src/tui/keys.js";

/** A key that a hand pressed. */
export const byHand = (key: string): Press => ({ key, isByHand: true });
/** A key that came in a burst. */
export const inBurst = (key: string): Press => ({ key, isByHand: false });

/** What was done, in order, with what the table gave. */
export function recorder(): { done: string[]; actions: TapeActions & LiveActions } {
  const done: string[] = [];
  const actions = new Proxy({} as TapeActions & LiveActions, {
    get: (_, name) => (argument?: number | string) => {
      done.push(argument === undefined ? String(name) : `${String(name)} ${argument}`);
    },
  });
  return { done, actions };
}

/** A command as it is typed after `:`. */
export const typed = (text: string): string[] => [
  ":",
  ...[...text].map((one) => (one === " " ? "space" : one)),
  "enter",
];
