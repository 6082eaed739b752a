// Whether HTML is well-formed: every element that needs an end has one, where it belongs.

const VOID = new Set(["meta", "link", "input", "col", "br", "hr", "img"]);
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][\w-]*(?:="[^"<]*")?)*)\s*(\/?)>/y;

/** What is wrong with it first, or null. Attributes must be quoted, and `<` is always escaped. */
export function faultIn(html: string): string | null {
  const open: string[] = [];
  for (let at = html.indexOf("<", 1); at >= 0; at = html.indexOf("<", at + 1)) {
    TAG.lastIndex = at;
    const found = TAG.exec(html);
    if (found === null) return `no tag: ${html.slice(at, at + 60)}`;
    const [, slash, name = "", , selfClosed] = found;
    if (slash === "/") {
      const expected = open.pop();
      if (expected !== name) return `</${name}> ends ${expected}: ${html.slice(at - 60, at + 20)}`;
    } else if (selfClosed !== "/" && !VOID.has(name)) {
      open.push(name);
      // What stands in these is no HTML.
      if (name === "script" || name === "style") at = html.indexOf(`</${name}>`, at) - 1;
    }
  }
  return open.length === 0 ? null : `open at the end: ${open.join(" ")}`;
}
