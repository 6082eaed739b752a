// Builds dist/ from src/. It lives beside the program it feeds: `npm ci --omit=dev` runs it too,
// so it may need nothing but esbuild, and the top level of the repository holds no loose scripts.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
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

const result = await build({
  absWorkingDir: root,
  entryPoints: ["src/cli/main.ts"],
  outbase: "src",
  outdir: "dist",
  // Every file of dist/ lies as deep as src/cli/main.ts, so `../../replays` from `import.meta.url`
  // names the same folder in the bundle and in the source.
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  format: "esm",
  splitting: true,
  platform: "node",
  target: "node20.19",
  // They find files of their own (a loader, a wasm binary, worker threads) next to themselves.
  external: ["tsx", "sql.js", "pino"],
  banner: { js: banner },
  define: {
    "process.env.NODE_ENV": '"production"',
    TRANSMISSION_VERSION: JSON.stringify(version),
  },
  metafile: true,
  logLevel: "warning",
});

// Which file went where, for the packaging test and for whoever wonders what made the bundle grow.
mkdirSync(join(root, "dist"), { recursive: true });
writeFileSync(join(root, "dist/meta.json"), JSON.stringify(result.metafile));

// Chunk names carry a hash, so old ones would pile up. They go last: a program that started a
// moment ago found what it needed while the new files were being written.
const kept = new Set([...Object.keys(result.metafile.outputs), "dist/meta.json"]);
for (const entry of readdirSync(join(root, "dist"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  if (!kept.has(relative(root, file).replaceAll("\\", "/"))) rmSync(file);
}
