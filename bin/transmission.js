#!/usr/bin/env node
// Starts the bundle and does nothing else.

import { existsSync } from "node:fs";

const bundle = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  const folder = new URL("..", import.meta.url).pathname;
  process.stderr.write(`transmission: it is not built: run \`npm run build\` in ${folder}\n`);
  process.exitCode = 1;
}
