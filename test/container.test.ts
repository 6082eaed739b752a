// The image is built and run by hand, as nothing here can: what can be told from its files is that
// what the build reads gets into it, and that nobody but this machine can reach what it serves.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const linesOf = (path: string): string[] => readFileSync(join(ROOT, path), "utf8").split("\n");

/** What each stage takes from the folder, in order. */
function copied(): string[][] {
  const stages: string[][] = [];
  for (const line of linesOf("Dockerfile")) {
    if (line.startsWith("FROM ")) stages.push([]);
    const [, sources = ""] = /^COPY (?!--from)(.*) \S+$/.exec(line) ?? [];
    stages.at(-1)?.push(...sources.split(" ").filter((source) => source !== ""));
  }
  return stages;
}

describe("the image", () => {
  it("is built from all that the build reads", () => {
    const [build = []] = copied();
    const { inputs } = JSON.parse(readFileSync(join(ROOT, "dist/meta.json"), "utf8"));
    const read = Object.keys(inputs).map((path) => path.split("/")[0] ?? "");
    const own = new Set(read.filter((root) => root !== "node_modules" && !root.includes(":")));
    // Beside the source: the script itself, its packages, and how JSX is compiled.
    const needed = [...own, "bin", "package.json", "package-lock.json", "tsconfig.json"];
    expect(own).toContain("src");
    expect(build).toEqual(expect.arrayContaining(needed));
  });

  it("takes nothing that its ignore file keeps away, and nothing that is not there", () => {
    const [first, ...kept] = linesOf(".dockerignore").filter((line) => /^[^#\s]/.test(line));
    expect(first).toBe("*");
    const sources = copied().flat();
    expect(sources.map((source) => `!${source}`).sort()).toEqual(kept.sort());
    for (const source of sources) expect(existsSync(join(ROOT, source))).toBe(true);
  });

  it("runs as nobody that the host knows", () => {
    const lines = linesOf("Dockerfile");
    const user = lines.findIndex((line) => /^USER \d{5}:\d{5}$/.test(line));
    expect(user).toBeGreaterThan(0);
    expect(user).toBeLessThan(lines.findIndex((line) => line.startsWith("ENTRYPOINT")));
  });
});

describe("compose.yaml", () => {
  it("opens ports to this machine alone", () => {
    const ports = linesOf("compose.yaml").filter((line) => /^\s*ports:/.test(line));
    expect(ports).toHaveLength(2);
    for (const line of ports) expect(line).toMatch(/ports: \["127\.0\.0\.1:\d+:\d+"\]$/);
  });
});
