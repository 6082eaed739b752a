// House rules that no other tool holds. Sizes, cycles and `any` are biome's, dead exports knip's.
// Every rule is first shown a text that breaks it: a rule that cannot fail checks nothing.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deadFiles, importFaults, packageFaults, SHELVES } from "./tidy/shelves.js";
import { filesBelow, ROOT, sourceOf, sourcesBelow } from "./tidy/source.js";
import { docstringFaults, nameFaults, traceFaults, widthFaults, wordFaults } from "./tidy/words.js";

const product = sourcesBelow("src");
const sources = [...product, ...sourcesBelow("test"), ...sourcesBelow("replays")];
/** Everything a person wrote: the rooms and the small files at the top. */
const texts = [
  ...["src", "test", "bin", "replays", "calendars", ".ci", ".github"].flatMap(filesBelow),
  ...readdirSync(ROOT, { withFileTypes: true }).flatMap((e) => (e.isFile() ? [e.name] : [])),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

describe("imports", () => {
  const faultsOf = (path: string, code: string) => importFaults(sourceOf(path, code));

  it.each([
    ["src/engine/a.ts", 'import "node:fs";', "pure room"],
    ["src/engine/a.ts", 'import { z } from "zod";', "pure room"],
    ["src/engine/a.ts", 'import "../strategies/index.js";', "engine (0) may not import"],
    ["src/analytics/a.ts", 'import "../config/schema.js";', "may not import config (1)"],
    ["src/feeds/a.ts", 'export { b } from "../runtime/b.js";', "may not import runtime (3)"],
    ["src/feeds/a.ts", 'const b = await import("../journal/b.js");', "may not import journal (2)"],
    ["src/feeds/a.ts", 'type B = import("../brokers/b.js").B;', "may not import brokers (2)"],
    ["src/strategies/a.ts", 'import type { E } from "../engine/effect.js";', "may not see"],
    ["src/runtime/a.ts", 'import "../feeds/csv/detect.js";', "only cli names the concrete"],
    ["src/brokers/paper/a.ts", 'import "../replay/venue.js";', "sideways"],
    ["src/attic/a.ts", 'import "../engine/b.js";', "no shelf"],
    ["src/cli/a.ts", 'import "../../test/fixtures.js";', "out of src"],
  ])("of %s as in %s are refused", (path, code, why) => {
    expect(faultsOf(path, code)).toEqual([expect.stringContaining(why)]);
  });

  it("that the table allows pass", () => {
    expect(faultsOf("src/strategies/a.ts", 'import "../engine/market/bar.js";')).toEqual([]);
    expect(faultsOf("src/cli/a.ts", 'import "../feeds/csv/read.js"; import "conf";')).toEqual([]);
    expect(faultsOf("src/feeds/csv/a.ts", 'import "../feed.js"; import "node:fs";')).toEqual([]);
    expect(faultsOf("src/runtime/a.ts", 'import "../brokers/broker.js";')).toEqual([]);
  });

  it("point to a lower shelf everywhere", () => {
    expect(product.flatMap(importFaults)).toEqual([]);
  });

  it("of one package from two rooms are refused, zod excepted", () => {
    const files = ["feeds", "cli"].map((room) =>
      sourceOf(`src/${room}/a.ts`, 'import "zod"; import "@b/c/d"; import "node:fs";'),
    );
    expect(packageFaults(files)).toEqual(["@b/c lives in more than one room: cli, feeds"]);
  });

  it("keep each package in one room", () => {
    expect(packageFaults(product)).toEqual([]);
  });

  it("that lead nowhere are found", () => {
    const files = [
      sourceOf("src/cli/main.ts", 'import "./a.js"; await import("./b.js");'),
      sourceOf("src/cli/a.ts", 'export type { C } from "./c.js";'),
      ...["b", "c", "d", "e.d"].map((name) => sourceOf(`src/cli/${name}.ts`, "export {};")),
    ];
    expect(deadFiles(files, "src/cli/main.ts")).toEqual(["src/cli/d.ts is reached from nowhere"]);
  });

  it("lead from the command line to every file", () => {
    expect(deadFiles(product, "src/cli/main.ts")).toEqual([]);
  });

  it("are judged in every room there is", () => {
    const rooms = new Set(product.map(({ path }) => path.split("/")[1]));
    expect([...rooms].filter((room) => SHELVES[room ?? ""] === undefined)).toEqual([]);
    expect(product.length).toBeGreaterThan(50);
  });
});

describe("words", () => {
  it.each([
    ["src/engine/a.ts", "const a = b ** 2;", "**"],
    ["src/engine/a.ts", "a **= 2;", "**="],
    ["src/engine/a.ts", "const a = Math.pow(2, 3);", "Math.pow"],
    ["src/engine/a.ts", "const { exp } = { exp: Math.exp };", "Math.exp"],
    ["src/strategies/a.ts", 'const a = Math["log"](2);', "Math[…]"],
    ["src/runtime/a.ts", "const a = Date.now();", "Date.now"],
    ["src/runtime/a.ts", "const a = new Date();", "a Date of now"],
    ["src/cli/a.ts", "const a = performance.now();", "performance.now"],
    ["test/a.test.ts", "const a = Math.random();", "Math.random"],
    ["test/a.test.ts", 'it.only("is", () => {});', "it.only"],
    ["test/a.test.ts", 'describe.only.each([])("is", () => {});', "describe.only"],
    ["src/journal/a.ts", "a.localeCompare(b);", "localeCompare"],
    ["src/analytics/a.ts", "a.toLocaleString();", "toLocaleString"],
    ["src/journal/a.ts", "new Intl.NumberFormat();", "Intl"],
    ["src/cli/a.ts", "const a = b as any;", "as any"],
    ["src/cli/a.ts", "// TODO: the rest", "TODO"],
    ["src/cli/a.ts", "/* FIXME */", "FIXME"],
  ])("of %s as in %s are refused", (path, code, why) => {
    expect(wordFaults(sourceOf(path, code))).toEqual([expect.stringContaining(why)]);
  });

  it("that only look like banned ones pass", () => {
    const code = 'const a = "Math.random() TODO it.only("; const b = new Date(0); c.only();';
    expect(wordFaults(sourceOf("src/cli/a.ts", code))).toEqual([]);
    expect(wordFaults(sourceOf("src/runtime/clock.ts", "Date.now();"))).toEqual([]);
    expect(wordFaults(sourceOf("src/engine/a.ts", "Math.sqrt(Math.max(1, 2));"))).toEqual([]);
  });

  it("are clean everywhere", () => {
    expect(sources.flatMap(wordFaults)).toEqual([]);
  });

  it("about an export are asked for", () => {
    const told = "/** One. */\nexport const a = 1;\nconst hidden = 2;\n";
    const untold =
      "// no\nexport function b() {}\nconst c = 1;\nexport { c };\nexport default 3;\n";
    const again = 'export { d } from "./d.js";\n/** Two. */\nexport function e(): void;\n';
    const faults = docstringFaults(sourceOf("src/a.ts", `${told}${untold}${again}`));
    expect(faults).toEqual([
      "src/a.ts:5 b has no docstring",
      "src/a.ts:6 c has no docstring",
      "src/a.ts:8 the export has no docstring",
    ]);
  });

  it("stand before every export", () => {
    expect(product.flatMap(docstringFaults)).toEqual([]);
  });
});

describe("texts", () => {
  it("wider than a hundred columns are refused", () => {
    const text = `${"é".repeat(100)}\n${"x".repeat(101)}`;
    expect(widthFaults("a.ts", text)).toEqual(["a.ts:2 101 columns"]);
  });

  it("are at most a hundred columns wide", () => {
    expect(sources.flatMap(({ path, text }) => widthFaults(path, text))).toEqual([]);
  });

  it.each(["src/Bar.ts", "src/tradingDay.ts", "src/Engine/bar.ts", "src/a_b.ts"])(
    "named like %s are refused",
    (path) => {
      expect(nameFaults(path)).toEqual([`${path} is not in kebab-case`]);
    },
  );

  it.each(["src/utils/a.ts", "src/engine/helpers.ts", "src/csv-common.ts", "src/services/a.ts"])(
    "named like %s say nothing and are refused",
    (path) => {
      expect(nameFaults(path)).toEqual([`${path} has a name that says nothing`]);
    },
  );

  it("have names that say something", () => {
    const bin = filesBelow("bin").map((path) => ({ path }));
    expect([...sources, ...bin].flatMap(({ path }) => nameFaults(path))).toEqual([]);
  });

  it.each([
    ["", "home", "someone"].join("/"),
    ["see ", "tmp", "out.csv"].join("/"),
    ["C:", "Users", "someone"].join("\\"),
    ["https:/", ["registry", "example", "org"].join("."), "conf"].join("/"),
  ])("that name a machine or a registry are refused (%#)", (line) => {
    expect(traceFaults("README.md", `fine\n${line}\n`)).toHaveLength(1);
  });

  it("name no machine and no registry", () => {
    expect(texts.flatMap(({ path, text }) => traceFaults(path, text))).toEqual([]);
  });
});
