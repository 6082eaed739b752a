// A user's own strategy: one TypeScript file, taken as it is. tsx costs a quarter of a second, so
// it is loaded only when such a file is named.

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

/**
 * Whether a value survives JSON unchanged in kind: objects, lists, text, booleans, null and
 * numbers. A strategy's state has to, because it is saved and restored.
 */
function isPlain(value: unknown, depth = 0): boolean {
  if (value === null || ["string", "boolean", "number"].includes(typeof value)) return true;
  if (typeof value !== "object" || depth > 32) return false;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm's Object.prototype is plain too: it is the one without a prototype of its own.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain && Object.values(value).every((item) => isPlain(item, depth + 1));
}

/**
 * Validates what a strategy returned on the bar of `barTs`. Throws a UserError that names the
 * strategy, the bar and the fault.
 */
function guardProposal(strategyName: string, value: unknown, barTs: number): Proposal | null {
  const fault = checkProposal(value);
  if (fault !== null) throw new UserError(`strategy ${strategyName} at ${isoOf(barTs)}: ${fault}`);
  return (value ?? null) as Proposal | null;
}

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

/** The strategy with its exceptions and its answers turned into errors a person can mend. */
function guarded(file: string, own: Candidate, refuse: (fault: string) => never): Strategy {
  const newState = (): unknown => {
    let state: unknown;
    try {
      state = own.init();
    } catch (error) {
      return refuse(`threw in init(): ${firstLine(error)}`);
    }
    if (isPlain(state)) return state;
    return refuse("has an init() whose state is not plain data; return objects, lists and numbers");
  };
  newState();
  return {
    name: own.name,
    params: own.params ?? {},
    regimes: own.regimes ?? [],
    trend: own.trend ?? false,
    init: newState,
    onBar(context, state) {
      let answer: unknown;
      try {
        answer = own.onBar(context, state);
      } catch (error) {
        throw new UserError(
          `strategy ${own.name} at ${isoOf(context.bar.ts)}: threw '${firstLine(error)}'; ` +
            `mend onBar in ${file}`,
        );
      }
      return answer === null ? null : guardProposal(own.name, answer, context.bar.ts);
    },
  };
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
