// Interactive Brokers' Flex query as XML: the attributes of its trades as rows of a table.

import { XMLParser, XMLValidator } from "fast-xml-parser";
import { UserError } from "../../engine/errors.js";
import type { SheetRow } from "./sheet.js";

const ELEMENT = "Trade";

/** All elements of that name, in their order, by their attributes. */
function elementsIn(value: unknown, name = ""): Record<string, string>[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => elementsIn(one, name));
  if (typeof value !== "object" || value === null) return [];
  if (name === ELEMENT) return [value as Record<string, string>];
  return Object.entries(value).flatMap(([inner, one]) => elementsIn(one, inner));
}

/** Lines on which elements of that name begin; what stands in a comment begins none. */
function linesOf(text: string): number[] {
  const bare = text.replace(/<!--[\s\S]*?-->/g, (part) => part.replace(/[^\n]/g, " "));
  return bare
    .split("\n")
    .flatMap((line, at) => [...line.matchAll(/<Trade[\s/>]|<Trade$/g)].map(() => at + 1));
}

function parsed(path: string, text: string): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseAttributeValue: false,
    parseTagValue: false,
  });
  try {
    const fault = XMLValidator.validate(text);
    if (fault === true) return parser.parse(text);
    throw new UserError(`${path}, line ${fault.err.line}: no XML (${fault.err.msg}); export again`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(`${path}: no XML (${why}); export again`);
  }
}

/**
 * Rows of the trades in a file, the names of their attributes first. Throws a UserError (exit 2)
 * where it is no XML.
 */
export function xmlRows(path: string, text: string): SheetRow[] {
  const elements = elementsIn(parsed(path, text));
  const names = [...new Set(elements.flatMap((element) => Object.keys(element)))];
  const lines = linesOf(text);
  const rows = elements.map((element, at) => ({
    line: lines[at] ?? 0,
    cells: names.map((name) => String(element[name] ?? "").trim()),
  }));
  return [{ line: 1, cells: names }, ...rows];
}
