// The shelf table: who may import whom.

import { type Fault, faultAt, importsOf, type Source, targetOf } from "./source.js";

/** Each room of `src/` and the shelf it stands on. An import points to a lower shelf. */
export const SHELVES: Readonly<Record<string, number>> = {
  engine: 0,
  strategies: 1,
  analytics: 1,
  config: 1,
  telemetry: 1,
  disk: 1,
  feeds: 2,
  brokers: 2,
  journal: 2,
  projection: 2,
  report: 2,
  runtime: 3,
  control: 4,
  tui: 4,
  cli: 5,
};

/** What a strategy may see of the engine: all it needs to decide, and nothing that acts. */
const SEEN_BY_STRATEGIES = /^src\/engine\/(strategy\.ts|market\/|indicators\/)/;
/** The registry checks names and parameters for the program, so it may refuse like the program. */
const REGISTRY = "src/strategies/index.ts";
/** Rooms whose subfolders each hold one concrete thing behind a port that lies above them. */
const CONCRETE = /^src\/(feeds|brokers)\/[^/]+\//;
/** Rooms that must give the same answer everywhere and so know neither machine nor package. */
const PURE = new Set(["engine", "strategies", "analytics"]);
/** zod describes the border of more than one room. */
const SHARED_PACKAGES = new Set(["zod"]);

const roomOf = (path: string): string => path.split("/")[1] ?? "";

function relativeFault(from: string, to: string): string | null {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (!to.startsWith("src/")) return `reaches out of src to ${to}`;
  if (here === there) {
    const [own, other] = [CONCRETE.exec(from)?.[0], CONCRETE.exec(to)?.[0]];
    const stranger = own !== undefined && other !== undefined && own !== other;
    return stranger ? `${own} reaches sideways into ${other}` : null;
  }
  const [low, high] = [SHELVES[there], SHELVES[here]];
  if (low === undefined || high === undefined) return `${here} or ${there} stands on no shelf`;
  if (low >= high) return `${here} (${high}) may not import ${there} (${low})`;
  if (here === "strategies" && from !== REGISTRY && !SEEN_BY_STRATEGIES.test(to)) {
    return `a strategy may not see ${to}`;
  }
  if (here !== "cli" && CONCRETE.test(to)) return `only cli names the concrete ${to}`;
  return null;
}

/** Faults of one file's imports. */
export function importFaults(source: Source): Fault[] {
  const faults: Fault[] = [];
  for (const { specifier, offset } of importsOf(source)) {
    const target = targetOf(source.path, specifier);
    let fault: string | null = null;
    if (target !== null) fault = relativeFault(source.path, target);
    else if (PURE.has(roomOf(source.path))) fault = `a pure room may not import ${specifier}`;
    if (fault !== null) faults.push(faultAt(source, offset, fault));
  }
  return faults;
}

const packageOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

/** Packages that more than one room imports. */
export function packageFaults(sources: readonly Source[]): Fault[] {
  const rooms = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const { specifier } of importsOf(source)) {
      if (specifier.startsWith(".") || specifier.startsWith("node:")) continue;
      const name = packageOf(specifier);
      rooms.set(name, (rooms.get(name) ?? new Set()).add(roomOf(source.path)));
    }
  }
  return [...rooms]
    .filter(([name, users]) => users.size > 1 && !SHARED_PACKAGES.has(name))
    .map(([name, users]) => `${name} lives in more than one room: ${[...users].sort().join(", ")}`);
}

/** Files that nothing leads to from the entry; a `.d.ts` types a package and is never imported. */
export function deadFiles(sources: readonly Source[], entry: string): Fault[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = byPath.get(path);
    if (source === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const { specifier } of importsOf(source)) {
      const target = targetOf(path, specifier);
      // A .js import may stand for a .tsx file.
      if (target !== null) waiting.push(target, target.replace(/\.ts$/, ".tsx"));
    }
  }
  return [...byPath.keys()]
    .filter((path) => !seen.has(path) && !path.endsWith(".d.ts"))
    .map((path) => `${path} is reached from nowhere`);
}
