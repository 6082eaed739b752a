// What a configuration keeps to itself.

import { isSecret, knownKeys, schemaAt } from "./key.js";
import { merge, single, type Tree, valueAt } from "./tree.js";

/** Stands where something is set that nobody is shown. */
const HIDDEN = "(hidden)";

/** The same configuration as anybody may see it. */
export function withoutSecrets<Shape extends object>(config: Shape): Shape {
  let shown: Tree = Object.fromEntries(Object.entries(config));
  for (const { key } of knownKeys()) {
    const path = key.split(".");
    const node = schemaAt(path);
    if (node === undefined || !isSecret(node) || valueAt(config, path) === null) continue;
    shown = merge(shown, single(path, HIDDEN));
  }
  return shown as Shape;
}
