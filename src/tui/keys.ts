// From the bytes a terminal sends to the names of keys. What is pasted, or comes at once over a
// slow line, is as many keys as it has.

const NAMED: Readonly<Record<string, string>> = {
  " ": "space",
  "\t": "tab",
  "\r": "enter",
  "\n": "enter",
  "\u001b": "esc",
  "\u0003": "ctrl+c",
  "\u000c": "ctrl+l",
  "\u001b[A": "up",
  "\u001b[B": "down",
  "\u001b[C": "right",
  "\u001b[D": "left",
};

/** A control sequence (CSI or SS3) or a single character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal sends
const KEY = /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO.|\u001b|[^\u001b]/gu;

/** The keys in what was read, in order. A sequence that is not known is its own name. */
export function keysIn(text: string): string[] {
  return (text.match(KEY) ?? []).map((key) => NAMED[key] ?? key);
}
