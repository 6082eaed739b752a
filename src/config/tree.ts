// Configuration before it is checked: a tree of JSON. Objects merge, everything else replaces.

/** A JSON object. */
export type Tree = { [key: string]: unknown };

/** Whether a value is a JSON object, and so merges. */
export function isObject(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets an own property, also one that is named `__proto__`. */
function put(tree: Tree, key: string, value: unknown): void {
  Object.defineProperty(tree, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** `over` laid on `under`; neither is changed. */
export function merge(under: Tree, over: Tree): Tree {
  const merged: Tree = {};
  for (const [key, value] of Object.entries(under)) put(merged, key, value);
  for (const [key, value] of Object.entries(over)) {
    const below = own(merged, key);
    put(merged, key, isObject(value) ? merge(isObject(below) ? below : {}, value) : value);
  }
  return merged;
}

/** A tree in which only one key is set. */
export function single(path: readonly string[], value: unknown): Tree {
  const [key = "", ...rest] = path;
  const tree: Tree = {};
  put(tree, key, rest.length === 0 ? value : single(rest, value));
  return tree;
}

/**
 * The tree without a key, and without the objects that it leaves empty. A path that leads into
 * what is no object takes nothing.
 */
export function without(tree: Tree, path: readonly string[]): Tree {
  const [key = "", ...rest] = path;
  const kept = Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    if (name !== key) return [[name, value]];
    if (rest.length === 0) return [];
    if (!isObject(value)) return [[name, value]];
    const inner = without(value, rest);
    return Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return Object.fromEntries(kept);
}

/** The value at a path, or undefined. */
export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Dotted names of everything in a tree that is no object, or an empty one. */
export function leaves(tree: Tree, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    return isObject(value) && Object.keys(value).length > 0 ? leaves(value, name) : [name];
  });
}
