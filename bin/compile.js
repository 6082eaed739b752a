// Plays the bundled bars, with all that comes out of a replay without a screen, and keeps beside
// the scripts what V8 compiled for that.

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
  for (const flags of [["--json", "--out", join(home, "result")], []]) {
    process.argv = [...process.argv.slice(0, 2), "replay", bars, "--headless", ...flags];
    // A module runs once; under another name it is another.
    await import(new URL(`../dist/cli/main.js?${flags.length}`, import.meta.url).href);
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
