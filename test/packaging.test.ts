// What reaches a user's machine: the built program and the promises of package.json. `npm test`
// and `npm run check` build first.

import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MAIN = "dist/cli/main.js";

interface Manifest {
  readonly version: string;
  readonly bin: { readonly transmission: string };
  readonly files: readonly string[];
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Output {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")) as T;
}

const manifest = read<Manifest>("package.json");
const bin = join(ROOT, manifest.bin.transmission);

/** Files of dist/ that the program loads for these arguments, as the engine's coverage tells. */
function loadedBy(...args: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "transmission-"));
  try {
    execFileSync(process.execPath, [bin, ...args], {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    return readdirSync(folder)
      .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
      .flatMap((report: { result: { url: string }[] }) => report.result.map(({ url }) => url))
      .filter((url) => url.startsWith("file:"))
      .map((url) =>
        fileURLToPath(url)
          .slice(ROOT.length + 1)
          .replaceAll("\\", "/"),
      )
      .filter((path) => path.startsWith("dist/"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Scripts of such a folder, each with the file of its compiled code. */
function scriptsOf(folder: string): { readonly script: string; readonly code: string }[] {
  const names = readdirSync(folder).sort();
  return names
    .filter((name) => name.endsWith(".cjs"))
    .map((script) => {
      const start = `${script.slice(0, -".cjs".length)}-`;
      const code = names.find((name) => name.startsWith(start) && name.endsWith(".bin"));
      if (code === undefined) throw new Error(`${script} has no compiled code`);
      return { script, code };
    });
}

/** Packages that were bundled into these files. */
function packagesIn(files: readonly string[]): string[] {
  const { outputs } = read<{ outputs: Record<string, Output> }>("dist/meta.json");
  const inputs = files.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
  const names = inputs.map((path) => /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe("the built program", () => {
  it("says the version of package.json", () => {
    const said = execFileSync(process.execPath, [bin, "--version"], { encoding: "utf8" });
    expect(said).toBe(`${manifest.version}\n`);
  });

  it("starts with the command line alone: every other package waits until it is needed", () => {
    const loaded = loadedBy("--version");
    expect(loaded).toContain(MAIN);
    expect(packagesIn(loaded)).toEqual(["commander"]);
    const bytes = loaded.reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0);
    // commander is 110 kB; what is ours at the door is small.
    expect(bytes).toBeLessThan(190_000);
  });

  it("carries compiled code of its scripts, which V8 takes", () => {
    const scripts = scriptsOf(join(ROOT, "dist/scripts"));
    expect(scripts.map(({ script }) => script.split("-")[0])).toEqual(["replay", "start"]);
    const ask = [
      'const { Script } = require("node:vm");',
      'const { readFileSync: read } = require("node:fs");',
      "const [, place, code] = process.argv;",
      'const script = new Script(read(place, "utf8"), { cachedData: read(code) });',
      "process.stdout.write(String(script.cachedDataRejected));",
    ].join("\n");
    for (const { script, code } of scripts) {
      const places = [script, code].map((name) => join(ROOT, "dist/scripts", name));
      const said = execFileSync(process.execPath, ["-e", ask, ...places], { encoding: "utf8" });
      expect(said).toBe("false");
    }
  });

  it.each([
    ["no", null],
    ["broken", "not compiled"],
  ])("runs with %s compiled code", (_, content) => {
    const folder = mkdtempSync(join(tmpdir(), "transmission-"));
    try {
      for (const part of ["bin", "dist", "package.json"]) {
        cpSync(join(ROOT, part), join(folder, part), { recursive: true });
      }
      for (const { code } of scriptsOf(join(folder, "dist/scripts"))) {
        if (content === null) rmSync(join(folder, "dist/scripts", code));
        else writeFileSync(join(folder, "dist/scripts", code), content);
      }
      const copied = join(folder, manifest.bin.transmission);
      const result = spawnSync(process.execPath, [copied, "--version"], { encoding: "utf8" });
      expect([result.stdout, result.stderr]).toEqual([`${manifest.version}\n`, ""]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("carries no file of an earlier build", () => {
    const { outputs } = read<{ outputs: Record<string, Output> }>("dist/meta.json");
    const built = readdirSync(join(ROOT, "dist"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "meta.json")
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
    expect(built.map((path) => path.replaceAll("\\", "/")).sort()).toEqual(
      Object.keys(outputs).sort(),
    );
  });

  it("finds at run time only packages that an install for production brings", () => {
    const { outputs } = read<{ outputs: Record<string, Output> }>("dist/meta.json");
    const outside = Object.values(outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ path }) => !path.startsWith("dist/") && !isBuiltin(path))
      .map(({ path }) => path.split("/")[0] ?? "");
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(outside));
  });
});

describe("package.json", () => {
  it("asks for the Node that the bundle is built for", () => {
    const target = /target: "node([\d.]+)"/.exec(readFileSync(join(ROOT, "bin/build.js"), "utf8"));
    expect(manifest.engines.node).toBe(`>=${target?.[1]}`);
  });

  it("installs an executable program", () => {
    expect(readFileSync(bin, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(bin).mode & 0o111).toBe(0o111);
  });

  it("builds after an install without the scripts that npm warns about", () => {
    const { scripts } = manifest;
    for (const name of ["dependencies", "prestart", "prepack"]) {
      expect(scripts[name]).toBe(scripts.build);
    }
    for (const name of ["install", "preinstall", "postinstall", "prepare"]) {
      expect(scripts).not.toHaveProperty(name);
    }
    // `npm ci --omit=dev` has to build too.
    expect(manifest.dependencies).toHaveProperty("esbuild");
  });

  it("pins the tools whose output or platform packages change between versions", () => {
    const { dependencies, devDependencies: tools } = manifest;
    for (const range of [dependencies.esbuild, tools["@biomejs/biome"], tools.typescript]) {
      expect(range).toMatch(/^\d+\.\d+\.\d+$/);
    }
    expect(tools["@vitest/coverage-v8"]).toBe(tools.vitest);
  });

  it("starts with bars that are there", () => {
    const [, program, command, bars] = (manifest.scripts.start ?? "").split(" ");
    expect([program, command]).toEqual([manifest.bin.transmission, "replay"]);
    expect(existsSync(join(ROOT, bars ?? "no bars"))).toBe(true);
  });

  it("publishes the program, its source and its data, as far as they are there", () => {
    const rooms = ["bin", "calendars", "dist", "replays", "src", "README.md"];
    const filled = rooms.filter((path) => {
      const full = join(ROOT, path);
      return existsSync(full) && (statSync(full).isFile() || readdirSync(full).length > 0);
    });
    expect([...manifest.files].sort()).toEqual(filled.sort());
  });
});

describe("package-lock.json", () => {
  interface Locked {
    readonly resolved?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = read<{ packages: Record<string, Locked> }>("package-lock.json");

  it("names no registry: a package comes from the one its user has set up", () => {
    const resolved = Object.values(packages).flatMap((locked) => locked.resolved ?? []);
    expect(resolved).toEqual([]);
  });

  it("holds the binaries of every platform, not only of the machine it was written on", () => {
    for (const tool of ["esbuild", "@biomejs/biome", "oxc-parser"]) {
      const wanted = Object.keys(packages[`node_modules/${tool}`]?.optionalDependencies ?? {});
      expect(wanted.length).toBeGreaterThan(4);
      const locked = wanted.filter((name) => packages[`node_modules/${name}`] !== undefined);
      expect(locked).toEqual(wanted);
    }
  });
});
