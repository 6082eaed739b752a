// Puts each seeded bug into the program and sees which harness catches it: the stories alone, the
// power lost at every third point, the process killed at every third point.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { type Patch, SEEDED_BUGS, type SeededBug } from "./seeded-bugs.js";
import type { SweepFigures, SweepOptions } from "./sweep.js";

const ROOT = resolve(import.meta.dirname, "../../..");
/** CommonJS packages in a bundle ask for it. */
const BANNER = `import { createRequire } from "node:module";
const require = createRequire(${JSON.stringify(join(ROOT, "package.json"))});`;

/** Ways to look for a bug; every third point is enough to find what is there. */
const HARNESSES = {
  stories: { isKilled: false, crashes: 0 },
  "power lost": { isKilled: false, crashes: 2, every: 3 },
  killed: { isKilled: true, crashes: 0, every: 3 },
} as const satisfies Record<string, SweepOptions>;

type HarnessName = keyof typeof HARNESSES;

const HARNESS_NAMES = Object.keys(HARNESSES) as HarnessName[];

type Sweep = (options: SweepOptions) => Promise<SweepFigures>;

/** The program's text with the bug in it. Throws where the text is not there, or more than once. */
function patching(patches: readonly Patch[]): Plugin {
  return {
    name: "seeded bug",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, async ({ path }) => {
        const own = patches.filter(({ file }) => join(ROOT, file) === path);
        if (own.length === 0) return null;
        let contents = await readFile(path, "utf8");
        for (const { file, from, to } of own) {
          if (contents.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: "ts" };
      });
    },
  };
}

/** The sweep of a program with the bug in it. */
async function sweepOf(patches: readonly Patch[], file: string): Promise<Sweep> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "sweep.ts")],
    ...{ bundle: true, platform: "node", target: "node20.19", format: "esm", write: false },
    ...{ plugins: [patching(patches)], banner: { js: BANNER }, logLevel: "silent" },
  });
  await writeFile(file, outputFiles[0]?.text ?? "");
  const { sweep } = (await import(pathToFileURL(file).href)) as { sweep: Sweep };
  return sweep;
}

type Look = (harness: HarnessName) => Promise<string | null>;

/** Works with a program that has the bug in it. */
async function withBug<Result>(
  { patches, scenarios }: SeededBug,
  work: (look: Look) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "transmission-bug-"));
  try {
    const sweep = await sweepOf(patches, join(folder, "sweep.mjs"));
    return await work(async (harness) => {
      const { failures } = await sweep({
        ...HARNESSES[harness],
        names: scenarios,
        mostFailures: 1,
      });
      return failures[0] ?? null;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What each harness finds first in a program with a bug in it, or null. */
async function allCatching(bug: SeededBug): Promise<Record<HarnessName, string | null>> {
  return withBug(bug, async (look) => {
    const found = { stories: null, killed: null, "power lost": null } as Record<
      HarnessName,
      string | null
    >;
    for (const harness of HARNESS_NAMES) found[harness] = await look(harness);
    return found;
  });
}

/** The program as it is: no harness may find anything. */
const NO_BUG: SeededBug = {
  name: "none",
  patches: [],
  scenarios: SEEDED_BUGS.flatMap(({ scenarios }) => scenarios),
};

/**
 * Prints which harness catches which bug; true where each is caught and the program itself passes.
 */
export async function catchBugs(say: (line: string) => void): Promise<boolean> {
  const names = HARNESS_NAMES;
  say(`| bug | ${names.join(" | ")} |\n| --- |${" --- |".repeat(names.length)}`);
  let isSound = true;
  for (const bug of [...SEEDED_BUGS, NO_BUG]) {
    const caughtBy = await allCatching(bug);
    const found = names.filter((name) => caughtBy[name] !== null);
    isSound &&= found.length > 0 === (bug !== NO_BUG);
    const cells = names.map((name) => (caughtBy[name] === null ? "–" : "caught"));
    say(`| ${bug.name} | ${cells.join(" | ")} |`);
  }
  return isSound;
}
