// Plays the bundled bars, as JSON and as a summary in words, and keeps what V8 compiled for that beside the scripts.

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, compiledPlaceOf } from "./load.js";

const bars = fileURLToPath(new URL("../replays/mnq-3day.csv", import.meta.url));
// The configuration of whoever builds is neither asked nor touched.
const home = mkdtempSync(join(tmpdir(), "transmission-"));
process.env.TRANSMISSION_HOME = home;
try {
  for (const what of ["--json", "--ascii"]) {
    process.argv.splice(2, Number.POSITIVE_INFINITY, "replay", bars, "--headless", what);
    await import(new URL(`../dist/cli/main.js?${what}`, import.meta.url).href);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
if (process.exitCode === undefined) {
  for (const [script, code] of compiled()) {
    const place = fileURLToPath(compiledPlaceOf(script));
    writeFileSync(`${place}.${process.pid}`, code);
    renameSync(`${place}.${process.pid}`, place);
  }
}
