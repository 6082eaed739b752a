// What `doctor` says of a folder that is not there yet.

import fs, { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { folderChecks } from "../../../src/cli/doctor/folders.js";

it("says of a configuration folder that cannot be made so, before a run is asked for", () => {
  const parent = mkdtempSync(join(tmpdir(), "folders-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const home = join(parent, "deep/home");
  const found = () =>
    folderChecks(join(home, "data")).find(({ check }) => check === "config folder");
  expect(found()).toMatchObject({ verdict: "ok", found: `${home}, not made yet` });
  // Tests may run as one who may write everywhere.
  const { accessSync } = fs;
  vi.spyOn(fs, "accessSync").mockImplementation((path, mode) => {
    if (path === parent) throw Object.assign(new Error("no"), { code: "EACCES" });
    accessSync(path, mode);
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
  expect(found()).toEqual({
    ...{ check: "config folder", verdict: "broken" },
    found: `${home} cannot be made: ${parent} may not be written`,
    todo: "name a folder of your own in TRANSMISSION_HOME",
  });
});
