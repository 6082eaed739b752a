// HTML and SVG by template, safe by construction: what is put in is escaped unless it is markup.

/** Text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes: nothing, text, a number, markup, or a list of them. */
type Piece = string | number | null | false | Markup | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand between tags and inside a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

function textOf(piece: Piece): string {
  if (piece === null || piece === false) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(textOf).join("");
  return escaped(String(piece));
}

/** A template of HTML or SVG. Attributes must be quoted in it. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(
    parts.map((part, at) => (at === 0 ? part : textOf(pieces[at - 1] ?? null) + part)).join(""),
  );
}

/** JSON for a script element: nothing in it can end the element or begin a comment. */
export function scriptJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll("<", "\\u003c"));
}
