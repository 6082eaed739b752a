// The tables of a web page as rows: MetaTrader saves its reports as pages.

import type { SheetRow } from "./sheet.js";

const ROW = /<tr\b[^>]*>([\s\S]*?)(?=<\/tr>|<tr\b|<\/table>|$)/gi;
const CELL = /<t[dh]\b([^>]*)>([\s\S]*?)(?=<\/t[dh]>|<t[dh]\b|$)/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' },
};

function textOf(content: string): string {
  return content
    .replace(/<[^>]*>/g, "")
    .replace(/&[a-z]+;/gi, (entity) => ENTITIES[entity.toLowerCase()] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
}

/** Rows with their lines in the file; cells that a page hides are none of them. */
export function htmlRows(text: string): SheetRow[] {
  const rows: SheetRow[] = [];
  let [line, seen] = [1, 0];
  for (const match of text.matchAll(ROW)) {
    for (; seen < match.index; seen++) if (text.charCodeAt(seen) === 10) line++;
    const cells = [...(match[1] ?? "").matchAll(CELL)]
      .filter(([, attributes = ""]) => !/class\s*=\s*["']?hidden/i.test(attributes))
      .map(([, , content = ""]) => textOf(content));
    if (cells.length > 0) rows.push({ line, cells });
  }
  return rows;
}
