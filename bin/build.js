// Builds dist/ from src/. It lives beside the program it feeds: `npm ci --omit=dev` runs it too,
// so it may need nothing but what the program itself depends on, and the top level of the
// repository holds no loose scripts.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { joinChunks } from "./join.js";
import { zoneTable } from "./zones.js";

const MAIN = "dist/cli/main.js";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// commander and a few others are CommonJS and call `require` for Node's own modules, which an ES
// module does not have. The name is ours alone, so that no bundled module can clash with it.
const requireForModules = [
  'import { createRequire as transmissionCreateRequire } from "node:module";',
  "const require = transmissionCreateRequire(import.meta.url);\n",
].join("\n");

/**
 * ink asks for the developer tools of React only when told to, but the bundler cannot know that.
 * @type {import("esbuild").Plugin}
 */
const withoutDeveloperTools = {
  name: "without-developer-tools",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/devtools\.js$/ }, ({ path, importer }) =>
      /[\\/]ink[\\/]build[\\/]/.test(importer) ? { path, namespace: "empty" } : null,
    );
    onLoad({ filter: /./, namespace: "empty" }, () => ({ contents: "" }));
  },
};

/**
 * commander starts programs of their own for some commands, of which there are none here: what it
 * would need for them costs as much as all else of the command line.
 * @type {import("esbuild").Plugin}
 */
const withoutSubprocesses = {
  name: "without-subprocesses",
  setup({ onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]lib[\\/]/.test(importer) ? { path, namespace: "empty" } : null,
    );
  },
};

/**
 * A hash of everything that decides: under the same one a recorded day gives the same decisions.
 * @returns {string} 16 hex digits
 */
function decisionCode() {
  const hash = createHash("sha256");
  for (const room of ["src/engine", "src/strategies"]) {
    const names = readdirSync(join(root, room), { recursive: true, encoding: "utf8" });
    for (const name of names.filter((one) => one.endsWith(".ts")).sort()) {
      hash.update(`${room}/${name.replaceAll("\\", "/")}\n`);
      hash.update(readFileSync(join(root, room, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** @type {import("esbuild").BuildOptions} */
const options = {
  absWorkingDir: root,
  entryPoints: ["src/cli/main.ts"],
  outbase: "src",
  outdir: "dist",
  // Every file of dist/ lies as deep as src/cli/main.ts, so `../../replays` from `import.meta.url`
  // names the same folder in the bundle and in the source.
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  // What is read at every start is half as long; names stay, so that a stack trace says something.
  minifyWhitespace: true,
  minifySyntax: true,
  format: "esm",
  splitting: true,
  platform: "node",
  target: "node20.19",
  // They find files of their own (a loader, a wasm binary, worker threads) next to themselves.
  external: ["tsx", "sql.js", "pino"],
  plugins: [withoutDeveloperTools, withoutSubprocesses],
  define: {
    "process.env.NODE_ENV": '"production"',
    // ws looks for two helpers in native code that nobody installs here.
    "process.env.WS_NO_BUFFER_UTIL": '"1"',
    "process.env.WS_NO_UTF_8_VALIDATE": '"1"',
    TRANSMISSION_VERSION: JSON.stringify(version),
    TRANSMISSION_CODE: JSON.stringify(decisionCode()),
    TRANSMISSION_ZONES: JSON.stringify(JSON.stringify(zoneTable())),
  },
  logLevel: "warning",
};
const failed = () => process.exit(1); // esbuild has said why
const result = await build({ ...options, metafile: true, write: false }).catch(failed);
const { outputs } = result.metafile;
/** @type {Map<string, string>} */
const texts = new Map();
for (const { path, text } of result.outputFiles) {
  texts.set(relative(root, path).replaceAll("\\", "/"), text);
}
// What every command needs, and what most of them do.
const roots = ["src/cli/start.ts", "src/cli/commands/replay.ts"];
await joinChunks({ outputs, texts }, MAIN, roots, options);

// What a report carries with it runs in a browser: one script and one style, no imports.
const page = await build({
  absWorkingDir: root,
  entryPoints: ["src/report/page/main.ts", "src/report/page/style.css"],
  outdir: "dist/report",
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  charset: "utf8",
  metafile: true,
  write: false,
  logLevel: "warning",
}).catch(failed);
for (const { path, text } of page.outputFiles) {
  texts.set(relative(root, path).replaceAll("\\", "/"), text);
}
Object.assign(outputs, page.metafile.outputs);

const dist = join(root, "dist");
/**
 * A program may start while this runs: a file appears whole.
 * @param {string} path below the root
 * @param {string} text
 */
function put(path, text) {
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(`${place}.${process.pid}`, text);
  renameSync(`${place}.${process.pid}`, place);
}

// Whatever names another file comes after it.
const order = ["dist/report", "dist/scripts", "dist/chunks", "dist/cli"];
for (const folder of order) {
  for (const [path, text] of texts) {
    if (!path.startsWith(folder)) continue;
    const needsRequire = folder !== "dist/scripts" && /\brequire\b/.test(text);
    put(path, needsRequire ? requireForModules + text : text);
  }
}

// Names carry a hash, so those of earlier builds would pile up.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const name = relative(root, path).replaceAll("\\", "/");
  if (entry.isFile() && !texts.has(name)) rmSync(path, { force: true });
}

// Compiled code saves a tenth of a second at every start; without it the program runs the same.
spawnSync(process.execPath, [join(root, "bin/compile.js")]);
for (const name of readdirSync(join(root, "dist/scripts")).filter((one) => one.endsWith(".bin"))) {
  const { size } = statSync(join(root, "dist/scripts", name));
  outputs[`dist/scripts/${name}`] = { bytes: size, inputs: {}, imports: [], exports: [] };
}

// Which file went where, for the packaging test and for whoever wonders what made the bundle grow.
const inputs = { ...result.metafile.inputs, ...page.metafile.inputs };
put("dist/meta.json", JSON.stringify({ inputs, outputs }));
