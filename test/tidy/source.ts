// Reads the sources as syntax trees, so that a rule judges code and never a word in a string.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseResult, parseSync } from "oxc-parser";

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** A node of the tree: what it is, where it lies, and whatever else its kind has. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** One source file; `path` is relative to the root and has forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParseResult;
  readonly statements: readonly Node[];
}

/** Something that breaks a rule, as `path:line what`. */
export type Fault = string;

/** Parses a text as the file of that path. Throws when it is not TypeScript. */
export function sourceOf(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return { path, text, parsed, statements: parsed.program.body as unknown as Node[] };
}

/** Names a fault by the line it is on. */
export function faultAt(source: Source, offset: number, what: string): Fault {
  const line = source.text.slice(0, offset).split("\n").length;
  return `${source.path}:${line} ${what}`;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Calls `visit` for every node below and including these, parents first. */
export function walk(nodes: readonly unknown[], visit: (node: Node) => void): void {
  for (const node of nodes) {
    if (Array.isArray(node)) walk(node, visit);
    if (!isNode(node)) continue;
    visit(node);
    walk(Object.values(node), visit);
  }
}

/** The name of an identifier, or "" when the node is something else. */
export function nameOf(node: unknown): string {
  return isNode(node) && node.type === "Identifier" ? String(node.name) : "";
}

/** `Math.pow` for that member expression, `Math[…]` for a computed one, "" for anything else. */
export function memberOf(node: unknown): string {
  if (!isNode(node) || node.type !== "MemberExpression") return "";
  const owner = nameOf(node.object);
  if (owner === "") return "";
  return node.computed === true ? `${owner}[…]` : `${owner}.${nameOf(node.property)}`;
}

/** One import, re-export or dynamic import with a literal name. */
export interface Import {
  readonly specifier: string;
  readonly offset: number;
}

/** Everything a file imports, types too: a type is a dependency like any other. */
export function importsOf(source: Source): Import[] {
  const { staticImports, staticExports, dynamicImports } = source.parsed.module;
  const found: Import[] = staticImports.map(({ moduleRequest }) => ({
    specifier: moduleRequest.value,
    offset: moduleRequest.start,
  }));
  for (const { entries } of staticExports) {
    for (const { moduleRequest } of entries) {
      if (moduleRequest === null || moduleRequest === undefined) continue;
      found.push({ specifier: moduleRequest.value, offset: moduleRequest.start });
    }
  }
  for (const { moduleRequest } of dynamicImports) {
    const literal = source.text.slice(moduleRequest.start, moduleRequest.end);
    const match = /^["'](.*)["']$/.exec(literal);
    if (match?.[1] !== undefined) found.push({ specifier: match[1], offset: moduleRequest.start });
  }
  walk(source.statements, (node) => {
    if (node.type !== "TSImportType") return;
    const literal = node.source as { value?: unknown } | undefined;
    if (typeof literal?.value === "string") {
      found.push({ specifier: literal.value, offset: node.start });
    }
  });
  return found;
}

/** The file a relative import names, as `src/engine/bar.ts`; null for a package. */
export function targetOf(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

/** Paths of all files below a folder of the repository, relative to the root; none without it. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

/** The sources below a folder. */
export function sourcesBelow(folder: string): Source[] {
  return filesBelow(folder)
    .filter((path) => /\.(ts|tsx)$/.test(path))
    .map((path) => sourceOf(path, readFileSync(join(ROOT, path), "utf8")));
}
