// A line of text that is being typed at the foot: what each key does to it.

/** What a key came to. */
export type TextEdit =
  | { readonly kind: "typed"; readonly text: string }
  | { readonly kind: "enter" }
  | { readonly kind: "cancel" }
  /** Whoever asked may complete it, or bring back what was typed before. */
  | { readonly kind: "complete" | "complete_back" | "earlier" | "later" }
  | { readonly kind: "none" };

/** Longer than any command or filter makes sense, in characters. */
const MOST_TEXT = 200;

const ENDS: Readonly<Record<string, TextEdit>> = {
  enter: { kind: "enter" },
  esc: { kind: "cancel" },
  "ctrl+c": { kind: "cancel" },
  tab: { kind: "complete" },
  "shift+tab": { kind: "complete_back" },
  up: { kind: "earlier" },
  down: { kind: "later" },
};

/** What a key, by its name, does to a text whose cursor is at its end. */
export function editText(text: string, key: string): TextEdit {
  const end = ENDS[key];
  if (end !== undefined) return end;
  // An emptied line is left by one more.
  if (key === "backspace" && text === "") return { kind: "cancel" };
  if (key === "backspace") return typed(text.slice(0, -1));
  if (key === "ctrl+u") return typed("");
  if (key === "ctrl+w") return typed(text.replace(/\S*\s*$/, ""));
  const character = key === "space" ? " " : key;
  const isCharacter = [...character].length === 1 && !/\p{C}/u.test(character);
  if (!isCharacter || text.length >= MOST_TEXT) return { kind: "none" };
  return typed(text + character);
}

function typed(text: string): TextEdit {
  return { kind: "typed", text };
}
