// Builds dist/ from src/. It lives beside the program it feeds: `npm ci --omit=dev` runs it too,
// so it may need nothing but esbuild, and the top level of the repository holds no loose scripts.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// commander and a few others are CommonJS and call `require` for Node's own modules, which an ES
// module does not have. The name is ours alone, so that no bundled module can clash with it.
const banner = [
  'import { createRequire as transmissionCreateRequire } from "node:module";',
  "const require = transmissionCreateRequire(import.meta.url);",
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

const result = await build({
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
  plugins: [withoutDeveloperTools],
  banner: { js: banner },
  define: {
    "process.env.NODE_ENV": '"production"',
    // ws looks for two helpers in native code that nobody installs here.
    "process.env.WS_NO_BUFFER_UTIL": '"1"',
    "process.env.WS_NO_UTF_8_VALIDATE": '"1"',
    TRANSMISSION_VERSION: JSON.stringify(version),
    TRANSMISSION_CODE: JSON.stringify(decisionCode()),
  },
  metafile: true,
  write: false,
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said why

// What a report carries with it runs in a browser: one script and one style, no imports.
const page = await build({
  absWorkingDir: root,
  entryPoints: ["src/report/page/main.ts", "src/report/page/style.css"],
  outdir: "dist/report",
  bundle: true,
  // What is read at every start is half as long; names stay, so that a stack trace says something.
  minifyWhitespace: true,
  minifySyntax: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  charset: "utf8",
  metafile: true,
  write: false,
  logLevel: "warning",
}).catch(() => process.exit(1));

const dist = join(root, "dist");
// Which file went where, for the packaging test and for whoever wonders what made the bundle grow.
const files = [
  ...result.outputFiles,
  ...page.outputFiles,
  {
    path: join(dist, "meta.json"),
    contents: JSON.stringify({
      inputs: { ...result.metafile.inputs, ...page.metafile.inputs },
      outputs: { ...result.metafile.outputs, ...page.metafile.outputs },
    }),
  },
];
// A program may start while this runs, so a file appears whole, and chunks before what names them.
files.sort((a, b) => Number(b.path.includes("chunks")) - Number(a.path.includes("chunks")));
for (const { path, contents } of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, contents);
  renameSync(`${path}.${process.pid}`, path);
}

// Chunk names carry a hash, so those of earlier builds would pile up.
const kept = new Set(files.map(({ path }) => path));
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !kept.has(path)) rmSync(path, { force: true });
}
