// Loads scripts: parts of the bundle that were joined into one file each (`bin/join.js`), with the
// code that V8 once compiled from it beside it. Node's own loader reads a part after the other and
// compiles each anew, which takes longer than a short replay.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";

/** @typedef {Readonly<Record<string, unknown>>} Exports what a part exports, by name */

/**
 * Scripts that run, by name, each with what its parts export.
 * @type {Map<string, { script: Script, parts: Readonly<Record<string, Exports>> }>}
 */
const running = new Map();

const require = createRequire(import.meta.url);

/** @param {string} name */
const placeOf = (name) => new URL(`../dist/scripts/${name}.cjs`, import.meta.url);

/**
 * Where compiled code lies. It is of use to the V8 that made it alone.
 * @param {string} name of its script
 */
export const compiledPlaceOf = (name) =>
  new URL(`../dist/scripts/${name}-${process.versions.v8}-${process.arch}.bin`, import.meta.url);

/** @param {string} name */
function compiledOf(name) {
  try {
    return readFileSync(compiledPlaceOf(name));
  } catch {
    return undefined; // the script alone is enough
  }
}

/** @param {string} name */
function run(name) {
  const place = placeOf(name);
  // It is ASCII. Code of another V8, or made under other flags, is refused by V8 itself and compiled anew.
  const script = new Script(readFileSync(place, "latin1"), {
    filename: place.href,
    cachedData: compiledOf(name),
  });
  /** @type {(path: string) => unknown} */
  const find = (path) => {
    const [, other, part] = /^script:(.+)\/(.+)$/.exec(path) ?? [];
    return other === undefined || part === undefined ? require(path) : partOf(other, part);
  };
  /** @type {(path: string) => Promise<unknown>} */
  const load = (path) => import(path.startsWith(".") ? new URL(path, place).href : path);
  /** @type {{ exports: Record<string, Exports> }} */
  const module = { exports: {} };
  script.runInThisContext()(module, find, load, place.href);
  const loaded = { script, parts: module.exports };
  running.set(name, loaded);
  return loaded;
}

/**
 * What a part exports. Its script runs the first time that one of its parts is asked for.
 * @param {string} script the script's name
 * @param {string} part the part's name
 */
export function partOf(script, part) {
  const { parts } = running.get(script) ?? run(script);
  return parts[part];
}

/**
 * The code of every script that runs, with all functions that were compiled so far.
 * @returns {[name: string, code: Buffer][]}
 */
export function compiled() {
  return [...running].map(([name, { script }]) => [name, script.createCachedData()]);
}
