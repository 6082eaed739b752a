// What may not stand in a source file.

import { type Fault, faultAt, memberOf, type Node, nameOf, type Source, walk } from "./source.js";

/** The one place that asks the machine for the time. */
const CLOCK = "src/runtime/clock.ts";
const CLOCK_READS = new Set(["Date.now", "performance.now", "process.hrtime"]);

/** Rooms whose arithmetic reaches the digest of the facts. */
const EXACT = /^src\/(engine|strategies)\//;
/** IEEE 754 fixes these to the last bit; every other function of Math may differ by machine. */
const EXACT_MATH = new Set(
  ["sqrt", "abs", "floor", "ceil", "round", "min", "max", "trunc", "sign"].map((f) => `Math.${f}`),
);
/** Rooms whose texts are hashed or recorded. */
const RECORDED = /^src\/(engine|strategies|analytics|journal|projection|runtime)\//;
/** Rooms that write for people may ask for their locale. */
const FOR_PEOPLE = /^src\/(tui|cli)\//;
const LOCALE = /^(localeCompare|toLocale\w*)$/;

const isTestRunner = (name: string): boolean => ["it", "test", "describe", "bench"].includes(name);

function timeFault(node: Node): string | null {
  if (CLOCK_READS.has(memberOf(node))) return `${memberOf(node)}: time comes from ${CLOCK}`;
  const bareDate =
    (node.type === "NewExpression" || node.type === "CallExpression") &&
    nameOf(node.callee) === "Date" &&
    (node.arguments as unknown[]).length === 0;
  return bareDate ? `a Date of now: time comes from ${CLOCK}` : null;
}

function arithmeticFault(node: Node): string | null {
  if (node.operator === "**" || node.operator === "**=") return `${node.operator}`;
  const member = memberOf(node);
  return member.startsWith("Math") && !EXACT_MATH.has(member) ? member : null;
}

function localeFault(path: string, node: Node): string | null {
  if (!path.startsWith("src/") || FOR_PEOPLE.test(path)) return null;
  if (node.type === "MemberExpression") {
    const property = nameOf(node.property);
    if (LOCALE.test(property)) return `${property}: the digest must not depend on a locale`;
  }
  // Elsewhere it knows the names of time zones, which are the same in every locale.
  const intl = RECORDED.test(path) && memberOf(node).startsWith("Intl.");
  return intl ? "Intl: the digest must not depend on a locale" : null;
}

function onlyFault(node: Node): string | null {
  const owner = memberOf(node).endsWith(".only") ? memberOf(node).split(".")[0] : "";
  return isTestRunner(owner ?? "") ? `${owner}.only leaves the other tests out` : null;
}

function anyFault(node: Node): string | null {
  const type = node.typeAnnotation as Node | undefined;
  return node.type === "TSAsExpression" && type?.type === "TSAnyKeyword" ? "as any" : null;
}

function nodeFault(source: Source, node: Node): string | null {
  const { path } = source;
  const exact = EXACT.test(path) ? arithmeticFault(node) : null;
  if (exact !== null) return `${exact} differs between machines`;
  if (memberOf(node) === "Math.random") return "Math.random: randomness is an input with a seed";
  const time = path === CLOCK ? null : timeFault(node);
  return time ?? localeFault(path, node) ?? onlyFault(node) ?? anyFault(node);
}

/** Faults of code and comments. */
export function wordFaults(source: Source): Fault[] {
  const faults: Fault[] = [];
  walk(source.statements, (node) => {
    const fault = nodeFault(source, node);
    if (fault !== null) faults.push(faultAt(source, node.start, fault));
  });
  for (const comment of source.parsed.comments) {
    const word = /\b(FIXME|TODO|XXX)\b/.exec(comment.value)?.[0];
    if (word !== undefined) faults.push(faultAt(source, comment.start, `${word} in a comment`));
  }
  return faults;
}

const DECLARATIONS = new Set(["ExportNamedDeclaration", "ExportDefaultDeclaration"]);

/** Exported declarations that no docstring stands before. */
export function docstringFaults(source: Source): Fault[] {
  const documented = new Set<number>();
  for (const comment of source.parsed.comments) {
    if (comment.type !== "Block" || !comment.value.startsWith("*")) continue;
    const rest = source.text.slice(comment.end);
    documented.add(comment.end + (rest.length - rest.trimStart().length));
  }
  const names = new Set<string>();
  for (const node of source.statements) {
    if (node.type !== "ExportNamedDeclaration" || node.source !== null) continue;
    for (const specifier of node.specifiers as Node[]) names.add(nameOf(specifier.local));
  }
  const faults: Fault[] = [];
  // Overloads and a type beside a value of the same name are one symbol with one docstring.
  const told = new Set<string>();
  for (const node of source.statements) {
    const exported = DECLARATIONS.has(node.type);
    const declaration = (exported ? node.declaration : node) as Node | null;
    if (declaration === null) continue;
    const name = declaredName(declaration);
    if (documented.has(node.start)) told.add(name);
    else if ((exported || names.has(name)) && !told.has(name)) {
      faults.push(faultAt(source, node.start, `${name || "the export"} has no docstring`));
    }
  }
  return faults;
}

function declaredName(declaration: Node): string {
  const [first] = (declaration.declarations as Node[] | undefined) ?? [];
  return nameOf(first?.id ?? declaration.id ?? declaration);
}

const WIDTH = 100;

/** Lines wider than the house's 100 columns, which the formatter leaves alone in texts. */
export function widthFaults(path: string, text: string): Fault[] {
  return text
    .split("\n")
    .map((line, index) => ({ columns: [...line].length, index }))
    .filter(({ columns }) => columns > WIDTH)
    .map(({ columns, index }) => `${path}:${index + 1} ${columns} columns`);
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.slow)?(\.test|\.config|\.d)?\.(ts|tsx|js)$/;
const NOTHING_NAMES = /(^|[/-])(utils?|helpers?|common|services?|misc)([/.-]|$)/;

/** Faults of a file's name. */
export function nameFaults(path: string): Fault[] {
  const faults: Fault[] = [];
  const folders = path.split("/");
  const file = folders.pop() ?? "";
  if (!KEBAB.test(file) || folders.some((folder) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(folder))) {
    faults.push(`${path} is not in kebab-case`);
  }
  if (NOTHING_NAMES.test(path)) faults.push(`${path} has a name that says nothing`);
  return faults;
}

/** Folders of somebody's machine, which mean nothing on another. */
const MACHINE_PATH = /(?<![\w.~])\/(home|Users|root|tmp|work|mnt)\/[\w.-]|[A-Z]:\\Users\\/;
/** A package comes from whichever registry its user has set up. */
const REGISTRY_HOST =
  /\b(registry\.[a-z-]+\.[a-z]+|npm\.pkg\.[\w.]+|[\w-]*(artifactory|nexus)\.\w+)/i;

/** Traces of one machine in a text. */
export function traceFaults(path: string, text: string): Fault[] {
  return text.split("\n").flatMap((line, index) => {
    const trace = MACHINE_PATH.exec(line) ?? REGISTRY_HOST.exec(line);
    return trace === null ? [] : [`${path}:${index + 1} names ${trace[0]}`];
  });
}
