// Several processes that append to one file at once, on a real disk.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { readShared } from "../../src/disk/shared-lines.js";

const at = (name: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../src/disk/${name}.ts`, import.meta.url)));
const LINES = 150;
const WRITERS = ["a", "b", "c"];

it("loses no line of any of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shared-"));
  const path = join(folder, "lines.jsonl");
  try {
    const ends = WRITERS.map(async (writer) => {
      const code = `
        import { nodeDisk } from ${at("node-disk")};
        import { appendShared } from ${at("shared-lines")};
        for (let n = 0; n < ${LINES}; n++) {
          const body = JSON.stringify({ writer: "${writer}", n, text: "x".repeat(n * 20) });
          appendShared(nodeDisk, ${JSON.stringify(path)}, body);
        }`;
      const flags = ["--import", "tsx", "--input-type=module", "-e", code];
      const process_ = spawn(process.execPath, flags, { stdio: "inherit" });
      const [exit] = await once(process_, "exit");
      return exit;
    });
    expect(await Promise.all(ends)).toEqual([0, 0, 0]);
    const { bodies, damaged } = readShared(nodeDisk, path);
    expect(damaged).toEqual([]);
    const told = bodies.map((body) => JSON.parse(body) as { writer: string; n: number });
    for (const writer of WRITERS) {
      const own = told.filter((line) => line.writer === writer).map(({ n }) => n);
      expect(own).toEqual(Array.from({ length: LINES }, (_, n) => n));
    }
    // They did write at once.
    const turns = told.filter((line, place) => line.writer !== told[place - 1]?.writer);
    expect(turns.length).toBeGreaterThan(WRITERS.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
