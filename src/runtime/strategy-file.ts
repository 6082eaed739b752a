// A user's own strategy: one TypeScript file, taken as it is. tsx costs a quarter of a second, so
// it is loaded only when such a file is named.

import { Console } from "node:console";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../engine/errors.js";
import { checkProposal } from "../engine/proposal.js";
import type { Proposal, Regime, Strategy } from "../engine/strategy.js";

const REGIMES: readonly string[] = ["TREND", "RANGE", "VOLATILE"] satisfies Regime[];

const EXAMPLE =
  "export default { name, params, regimes, trend, init() { … }, onBar(ctx, state) { … } }";

/** The first line of an error, which is all a person needs to mend the file. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").map((line) => line.trim());
  // esbuild says "Transform failed with 1 error:" first and what is wrong after that.
  const line = lines.find((one) => one !== "" && !/^Transform failed/.test(one)) ?? "";
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** Deeper than any state that was meant. */
const DEEPEST = 32;

/** What a value is called that is not plain. */
function kindOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const maker: unknown = value.constructor;
  const isNamed = typeof maker === "function" && maker.name !== "";
  return isNamed ? `of the class ${maker.name}` : "of a class";
}

/**
 * Where a value is not plain data (objects, lists, text, booleans, null and numbers), in words,
 * or null. A strategy's state has to be, because it is saved and restored.
 * @param above the objects that hold it, so that a circle ends
 */
function faultIn(value: unknown, name: string, above: readonly object[] = []): string | null {
  if (value === null || ["string", "boolean", "number"].includes(typeof value)) return null;
  if (typeof value !== "object") return `${name}, which is ${kindOf(value)}`;
  if (above.includes(value)) return `${name}, which holds itself`;
  if (above.length > DEEPEST) return `${name}, which lies too deep`;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm's Object.prototype is plain too: it is the one without a prototype of its own.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!plain && !Array.isArray(value)) return `${name}, which is ${kindOf(value)}`;
  const holders = [...above, value];
  for (const [key, item] of Object.entries(value)) {
    const fault = faultIn(
      item,
      Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`,
      holders,
    );
    if (fault !== null) return fault;
  }
  return null;
}

const isPlain = (value: unknown): boolean => faultIn(value, "") === null;

const isoOf = (ts: number): string => new Date(ts).toISOString();

interface Candidate {
  readonly name: string;
  readonly params: Record<string, unknown>;
  readonly regimes: readonly Regime[];
  readonly trend: boolean;
  readonly init: () => unknown;
  readonly onBar: (context: unknown, state: unknown) => unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a file's strategy did wrong on a bar, as the one line that a person reads. */
function faultOn(name: string, barTs: number, fault: string): UserError {
  return new UserError(`strategy ${name} at bar ${isoOf(barTs)} ${fault}`);
}

/** Holds the exported value to the contract; `refuse` says what is wrong with it. */
function checkStrategy(value: unknown, refuse: (fault: string) => never): Candidate {
  // What a CommonJS file exports by name arrives as an object too, but with no part of a strategy.
  if (!isObject(value) || !["name", "init", "onBar"].some((part) => part in value)) {
    return refuse(`has no strategy as its default export; write ${EXAMPLE}`);
  }
  const { name, params = {}, regimes = [], trend = false, init, onBar } = value;
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name)) {
    return refuse("needs a name of letters, digits, '_', '-' and '.'; write name: \"mine\"");
  }
  if (!isObject(params) || !isPlain(params)) {
    return refuse("has params that are not plain data; write params: { length: 20 }");
  }
  if (!Array.isArray(regimes) || !regimes.every((regime) => REGIMES.includes(regime as string))) {
    return refuse(`has regimes that are unknown; give a list of ${REGIMES.join(", ")}, or []`);
  }
  if (typeof trend !== "boolean") {
    return refuse(
      "has a trend that is neither true nor false; say whether it enters with the trend",
    );
  }
  if (typeof init !== "function") return refuse("has no init(); write init() { return {} }");
  if (typeof onBar !== "function") {
    return refuse("has no onBar(); write onBar(ctx, state) { return null }");
  }
  return value as unknown as Candidate;
}

/**
 * Looks at states on their first call and at every power of two after: often enough to name a
 * fault near its bar, seldom enough to cost nothing. Each symbol has a state of its own.
 */
function stateWatch(): (state: unknown) => string | null {
  const calls = new WeakMap<object, number>();
  return (state) => {
    if (typeof state !== "object" || state === null) return null;
    const count = (calls.get(state) ?? 0) + 1;
    calls.set(state, count);
    return Number.isInteger(Math.log2(count)) ? faultIn(state, "state") : null;
  };
}

const PLAIN = "keep objects, lists, numbers, text, true, false and null";

/** The strategy with its exceptions and its answers turned into errors a person can mend. */
function guarded(file: string, own: Candidate, refuse: (fault: string) => never): Strategy {
  const newState = (): unknown => {
    let state: unknown;
    try {
      state = own.init();
    } catch (error) {
      return refuse(`threw in init(): ${firstLine(error)}`);
    }
    const fault = faultIn(state, "state");
    if (fault === null) return state;
    return refuse(`has an init() whose state is not plain data: ${fault}; ${PLAIN}`);
  };
  newState();
  const watch = stateWatch();
  return {
    name: own.name,
    params: own.params ?? {},
    regimes: own.regimes ?? [],
    trend: own.trend ?? false,
    init: newState,
    onBar(context, state) {
      const { ts } = context.bar;
      let answer: unknown;
      try {
        answer = own.onBar(context, state);
      } catch (error) {
        throw faultOn(own.name, ts, `threw '${firstLine(error)}'; mend onBar in ${file}`);
      }
      const kept = watch(state);
      if (kept !== null) throw faultOn(own.name, ts, `keeps ${kept}; ${PLAIN}`);
      if (answer === null) return null;
      const fault = checkProposal(answer);
      if (fault !== null) throw faultOn(own.name, ts, fault);
      return (answer ?? null) as Proposal | null;
    },
  };
}

/** Words of a user's strategy go where words go: standard output is for results. */
function divertConsole(): void {
  const { log, info, debug, dir, table } = new Console(process.stderr, process.stderr);
  Object.assign(console, { log, info, debug, dir, table });
}

/** A strategy from a file, and the SHA-256 (hex) of that file's bytes. */
export interface LoadedStrategy {
  readonly strategy: Strategy;
  readonly source: string;
}

/**
 * Loads a strategy from a TypeScript or JavaScript file whose default export is a strategy, or a
 * function that returns one. Throws a UserError for a file that cannot be read or is no strategy;
 * the strategy it answers throws one for an exception or an answer that is no proposal.
 */
export async function loadStrategyFile(path: string): Promise<LoadedStrategy> {
  const refuse = (fault: string): never => {
    throw new UserError(`strategy file ${path} ${fault}`);
  };
  const absolute = resolve(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(absolute);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return refuse("does not exist; give the path of a .ts file");
    if (code === "EISDIR") return refuse("is a folder; give the path of a .ts file");
    return refuse("cannot be read; check its permissions");
  }
  divertConsole();
  let exported: unknown;
  try {
    const { tsImport } = await import("tsx/esm/api");
    const module: { default?: { default?: unknown } } = await tsImport(absolute, import.meta.url);
    // A file that counts as CommonJS has its default export one level down.
    exported = module.default?.default ?? module.default;
    if (typeof exported === "function") exported = exported();
  } catch (error) {
    return refuse(`does not load: ${firstLine(error)}`);
  }
  const own = checkStrategy(exported, refuse);
  const source = createHash("sha256").update(bytes).digest("hex");
  return { strategy: guarded(path, own, refuse), source };
}
