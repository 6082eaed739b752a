// What the schema knows of a key: where it is, what it may be, which keys there are.

import * as z from "zod";
import { configSchema } from "./schema.js";

type Node = z.core.$ZodType;
type Path = readonly PropertyKey[];

type Wrapper = z.ZodDefault | z.ZodPrefault | z.ZodNullable | z.ZodOptional;

function isWrapper(node: Node): node is Wrapper {
  return (
    node instanceof z.ZodDefault ||
    node instanceof z.ZodPrefault ||
    node instanceof z.ZodNullable ||
    node instanceof z.ZodOptional
  );
}

function bare(node: Node): Node {
  return isWrapper(node) ? bare(node.unwrap()) : node;
}

/** A key as it is written: `a.b.c`. */
export function dotted(path: Path): string {
  return path.map(String).join(".");
}

function child(node: Node, key: PropertyKey): Node | undefined {
  const inner = bare(node);
  if (inner instanceof z.ZodObject) {
    return Object.hasOwn(inner.shape, key) ? inner.shape[String(key)] : undefined;
  }
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodTuple) return inner.def.items[Number(key)];
  if (inner instanceof z.ZodUnion) {
    return inner.options.map((option) => child(option, key)).find((found) => found !== undefined);
  }
  return undefined;
}

/** The schema of a key, or undefined where there is no such key. */
export function schemaAt(path: Path): Node | undefined {
  let node: Node | undefined = configSchema;
  for (const key of path) node = node === undefined ? undefined : child(node, key);
  return node;
}

/** Whether what stands at a key is shown to nobody. */
export function isSecret(node: Node): boolean {
  if (z.globalRegistry.get(node)?.isSecret === true) return true;
  return isWrapper(node) && isSecret(node.unwrap());
}

function rangeOf(field: z.ZodNumber): string {
  const { minValue, maxValue, isInt } = field;
  const kind = isInt ? "a whole number" : "a number";
  const isBound = (bound: number | null): bound is number =>
    bound !== null && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (isBound(minValue) && isBound(maxValue)) return `${kind} from ${minValue} to ${maxValue}`;
  if (isBound(minValue)) return `${kind} of at least ${minValue}`;
  return isBound(maxValue) ? `${kind} of at most ${maxValue}` : kind;
}

/** What may stand at a key, in words: `a number from 0 to 100, or null`. */
export function rightOf(node: Node): string {
  if (node instanceof z.ZodNullable) return `${rightOf(node.unwrap())}, or null`;
  if (isWrapper(node)) return rightOf(node.unwrap());
  const right = z.globalRegistry.get(node)?.right;
  if (typeof right === "string") return right;
  if (node instanceof z.ZodNumber) return rangeOf(node);
  if (node instanceof z.ZodBoolean) return "true or false";
  if (node instanceof z.ZodEnum) return `one of ${node.options.join(", ")}`;
  if (node instanceof z.ZodLiteral) return String(node.value);
  if (node instanceof z.ZodUnion) return node.options.map(rightOf).join(" or ");
  if (node instanceof z.ZodArray) return `a list in which each is ${rightOf(node.element)}`;
  if (node instanceof z.ZodTuple) return `a list of ${node.def.items.length} numbers`;
  if (node instanceof z.ZodString) return "text that is not empty";
  return "an object";
}

function wordsOf(node: Node): string[] {
  if (node instanceof z.ZodNullable) {
    const words = wordsOf(node.unwrap());
    return words.length === 0 ? [] : [...words, "null"];
  }
  if (isWrapper(node)) return wordsOf(node.unwrap());
  if (node instanceof z.ZodBoolean) return ["true", "false"];
  return node instanceof z.ZodEnum ? node.options.map(String) : [];
}

/** A key that takes a value, with what it means. */
export interface KnownKey {
  readonly key: string;
  readonly meaning: string;
  readonly right: string;
  /** The words a value can only be one of, as JSON or text; empty where it can be more. */
  readonly words: readonly string[];
}

function collect(node: Node, path: string[], keys: KnownKey[]): void {
  const inner = bare(node);
  if (inner instanceof z.ZodObject) {
    for (const [name, part] of Object.entries(inner.shape)) collect(part, [...path, name], keys);
    return;
  }
  const meaning = meaningOf(node);
  keys.push({ key: dotted(path), meaning, right: rightOf(node), words: wordsOf(node) });
}

function meaningOf(node: Node): string {
  const described = z.globalRegistry.get(node)?.description;
  if (described !== undefined) return described;
  return isWrapper(node) ? meaningOf(node.unwrap()) : "";
}

/** Every key that takes a value, in the order of the schema. */
export function knownKeys(): KnownKey[] {
  const keys: KnownKey[] = [];
  collect(configSchema, [], keys);
  return keys;
}
