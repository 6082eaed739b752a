// Joins chunks of the bundle into scripts, which `bin/load.js` loads at once. In the place of such
// a chunk lies a file that hands on what the script exports, for whatever else imports it.

import { createHash } from "node:crypto";
import { basename, dirname, join, relative } from "node:path";
import { build } from "esbuild";

/** @typedef {import("esbuild").Metafile["outputs"]} Outputs what a build wrote, by path */
/** @typedef {{ outputs: Outputs, texts: Map<string, string> }} Bundle texts go by path, too */

/** Where scripts lie: as deep as the files that they are made of. */
const FOLDER = "dist/scripts";
const HASH_DIGITS = 8;
/** Names all parts of a script. */
const ENTRY = "parts";

/** @param {string} script */
const placeOf = (script) => `${FOLDER}/${script}.cjs`;

/**
 * A chunk with all that it imports, and what that imports.
 * @param {Outputs} outputs
 * @param {string} root
 * @param {boolean} lazily also what is imported only when it is needed
 * @param {Set<string>} found
 */
function closureOf(outputs, root, lazily = false, found = new Set()) {
  if (found.has(root)) return found;
  found.add(root);
  for (const { path, kind, external } of outputs[root]?.imports ?? []) {
    if (external || (kind === "dynamic-import" && !lazily)) continue;
    closureOf(outputs, path, lazily, found);
  }
  return found;
}

/**
 * As an import is written, from a file of one folder to another file.
 * @param {string} folder
 * @param {string} path
 */
function importPath(folder, path) {
  const way = relative(folder, path).replaceAll("\\", "/");
  return way.startsWith(".") ? way : `./${way}`;
}

/**
 * Lets esbuild read chunks from memory; everything but the parts stays outside of the script.
 * @param {Bundle} bundle
 * @param {readonly string[]} parts paths of the chunks that are joined
 * @param {ReadonlyMap<string, string>} scripts names of the scripts so far, by path of a part
 * @returns {import("esbuild").Plugin}
 */
function onlyParts(bundle, parts, scripts) {
  return {
    name: "only-parts",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind, importer }) => {
        if (kind === "entry-point") return { path, namespace: "entry" };
        if (importer === ENTRY) return { path, namespace: "part" };
        if (!path.startsWith(".")) return { path, external: true };
        const chunk = join(dirname(importer), path).replaceAll("\\", "/");
        if (parts.includes(chunk)) return { path: chunk, namespace: "part" };
        return { path: `script:${scripts.get(chunk)}/${basename(chunk)}`, external: true };
      });
      const entry = parts.map((path) => `export * as "${basename(path)}" from "${path}";\n`);
      onLoad({ filter: /./, namespace: "entry" }, () => ({ contents: entry.join("") }));
      onLoad({ filter: /./, namespace: "part" }, ({ path }) => ({
        contents: withLazyImports(bundle, path),
      }));
    },
  };
}

/**
 * The text of a part that asks what loads its script for what is imported when it is needed: V8
 * forgets who does that for compiled code.
 * @param {Bundle} bundle
 * @param {string} part
 */
function withLazyImports({ outputs, texts }, part) {
  let text = texts.get(part) ?? "";
  for (const { path, kind, external } of outputs[part]?.imports ?? []) {
    if (kind !== "dynamic-import") continue;
    const here = external ? path : importPath(dirname(part), path);
    const there = external ? path : importPath(FOLDER, path);
    text = text.replaceAll(`import("${here}")`, `scriptImport("${there}")`);
  }
  if (/\bimport\(/.test(text)) throw new Error(`${part} still imports by itself`);
  return text;
}

/**
 * The text of a script: a function of what `bin/load.js` gives it.
 * @param {import("esbuild").Plugin} plugin
 * @param {import("esbuild").BuildOptions} options
 */
async function scriptText(plugin, options) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [ENTRY],
    format: "cjs",
    splitting: false,
    write: false,
    metafile: false,
    define: { "import.meta.url": "scriptUrl" },
    plugins: [plugin],
  });
  const [file] = outputFiles ?? [];
  const text = `(function(module,require,scriptImport,scriptUrl){"use strict";${file?.text}})`;
  // Only in regular expressions does esbuild leave such a character, and with one V8 would keep
  // the whole script at two bytes a character.
  return text.replace(
    /[^\0-\x7f]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * What lies in the place of a chunk that went into a script. A name is bound to what it stands for
 * when the script has run: no module changes later what it exports.
 * @param {string} path
 * @param {readonly string[]} names that it exports
 * @param {string} script
 */
function standIn(path, names, script) {
  const load = importPath(dirname(path), "bin/load.js");
  const named = names.filter((name) => name !== "default");
  return [
    `import{partOf}from"${load}";const part=partOf("${script}","${basename(path)}");`,
    `export const{${named.join(",")}}=part;`,
    named.length === names.length ? "\n" : "export default part.default;\n",
  ].join("");
}

/**
 * Joins all that a module needs at once into a script, less what earlier scripts have.
 * @param {Bundle} bundle is changed: parts give way to their script and what stands in for them
 * @param {string} root a module that has a chunk of its own, as its path in the source
 * @param {Map<string, string>} scripts as above; the new one is added
 * @param {import("esbuild").BuildOptions} options of the build that made the bundle
 */
async function joinInto(bundle, root, scripts, options) {
  const { outputs, texts } = bundle;
  const [chunk] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === root) ?? [];
  if (chunk === undefined) throw new Error(`${root} has no chunk of its own`);
  const parts = [...closureOf(outputs, chunk)].filter(
    (path) => !scripts.has(path) && !path.startsWith(FOLDER),
  );
  const text = await scriptText(onlyParts(bundle, parts, scripts), options);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
  const script = `${basename(root).replace(/\.tsx?$/, "")}-${hash}`;
  /** @type {Outputs[string]} */
  const joined = { bytes: text.length, inputs: {}, imports: [], exports: [] };
  for (const part of parts) {
    const output = outputs[part];
    if (output === undefined) continue;
    scripts.set(part, script);
    Object.assign(joined.inputs, output.inputs);
    joined.imports.push(...output.imports);
    const text = standIn(part, output.exports, script);
    texts.set(part, text);
    const imports = [{ path: placeOf(script), kind: /** @type {const} */ ("import-statement") }];
    outputs[part] = { ...output, bytes: text.length, inputs: {}, imports };
  }
  joined.imports = joined.imports.flatMap((one) => {
    const from = one.kind === "import-statement" ? scripts.get(one.path) : undefined;
    if (from === script) return [];
    return from === undefined ? one : { ...one, path: placeOf(from) };
  });
  texts.set(placeOf(script), text);
  outputs[placeOf(script)] = joined;
}

/**
 * Joins what each root needs at once into a script; what two of them need goes into the first.
 * @param {Bundle} bundle is changed: parts give way to scripts, and where something else imports
 * them, to what stands in for them
 * @param {string} entry path of the file that all others are reached from
 * @param {readonly string[]} roots modules that have a chunk of their own
 * @param {import("esbuild").BuildOptions} options of the build that made the bundle
 */
export async function joinChunks(bundle, entry, roots, options) {
  /** @type {Map<string, string>} */
  const scripts = new Map();
  for (const root of roots) await joinInto(bundle, root, scripts, options);
  const reached = closureOf(bundle.outputs, entry, true);
  for (const path of Object.keys(bundle.outputs)) {
    if (reached.has(path)) continue;
    delete bundle.outputs[path];
    bundle.texts.delete(path);
  }
}
